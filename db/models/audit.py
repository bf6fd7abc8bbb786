"""The audit trail: who did what on the workbench, before and after. Inside, apart from the public record."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime
from db.models.access import BIG_ID


class AuditEntry(Base):
    """One act. It points at nothing by foreign key, so that it never stands in the way of what it tells of."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_thing", "thing", "id"),
        Index("ix_audit_entries_actor", "actor", "id"),
        Index("ix_audit_entries_at", "at"),
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[int] = mapped_column(BigInteger)
    address: Mapped[str] = mapped_column(Plain)  # the network address it came from; empty once past its time
    request: Mapped[str] = mapped_column(Plain)  # the id of the request in the server's log
    action: Mapped[str] = mapped_column(Plain)
    type: Mapped[str] = mapped_column(Plain)
    thing: Mapped[str] = mapped_column(Plain)
    organisation: Mapped[str] = mapped_column(Plain)  # whose thing it is, so that its editors can read what was done
    before: Mapped[bytes | None] = mapped_column(LargeBinary)
    after: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(Plain)
    redacted_by: Mapped[int | None] = mapped_column(BigInteger)  # the entry of the act that took its text away
