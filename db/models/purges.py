"""Purges: what was deleted from the tables and may still stand in the files of the database."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime, coded
from db.models.access import BIG_ID


class Purge(Base):
    """Text that was deleted at a moment, for a cause, and where it may still be found.

    `pages`: in the pages of the database file, or of the tables, and in the log; `log`: in the write-ahead log alone.
    Of what is done only the row of an erasure is kept.
    """

    __tablename__ = "purges"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        CheckConstraint("(cause = 'erasure') = (erased IS NOT NULL)", name="erased"),
        Index("ix_purges_state", "state"),
        Index("uq_purges_erased", "erased", unique=True),
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    cause: Mapped[str] = mapped_column(Plain, info=coded("purge_cause"))
    erased: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("publications.sequence"))
    state: Mapped[str] = mapped_column(Plain, info=coded("purge_state"))
    marks: Mapped[str] = mapped_column(Plain, default="")  # what the tables are known by that are still to be rewritten
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
