"""The workbench: keys, working copies and what else the public side never reads."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime, one_of
from db.vocabulary import THING_TYPES, Role

ROLES = tuple(role.value for role in Role)
WORKING_STATES = ("draft", "submitted", "clean")


class Key(Base):
    """A key: who holds it (private), what it may do, and until when. Only its hash is kept."""

    __tablename__ = "keys"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint("expires_at > created_at", name="expiry"),
        UniqueConstraint("secret_hash"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(Plain)
    holder: Mapped[str] = mapped_column(Plain)
    role: Mapped[str] = mapped_column(Plain)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_on: Mapped[date | None] = mapped_column()


class KeyCover(Base):
    """What a key covers: organisations, posts, assemblies or projects, by id."""

    __tablename__ = "key_covers"
    __table_args__ = (Index("ix_key_covers_thing", "thing"),)

    key: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("keys.id", ondelete="CASCADE"), primary_key=True
    )
    thing: Mapped[str] = mapped_column(Plain, primary_key=True)


class WorkingCopy(Base):
    """A thing as it is being worked on, apart from what is public of it."""

    __tablename__ = "working_copies"
    __table_args__ = (
        CheckConstraint(one_of("type", THING_TYPES), name="type"),
        CheckConstraint(one_of("state", WORKING_STATES), name="state"),
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_at"),
        CheckConstraint("(submitted_at IS NULL) = (submitted_by IS NULL)", name="submitted_by"),
        CheckConstraint("revision > 0", name="revision"),
        Index("ix_working_copies_about", "about"),
        Index("ix_working_copies_state", "state", "organisation"),
    )

    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
    type: Mapped[str] = mapped_column(Plain)
    about: Mapped[str] = mapped_column(Plain)
    organisation: Mapped[str] = mapped_column(Plain)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(Plain)
    revision: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("keys.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("keys.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("keys.id"))


class IdempotentRequest(Base):
    """A POST that carried an `Idempotency-Key`: what it asked, and which thing it made."""

    __tablename__ = "idempotent_requests"
    __table_args__ = (Index("ix_idempotent_requests_created_at", "created_at"),)

    key: Mapped[int] = mapped_column(BigInteger, ForeignKey("keys.id"), primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(Plain, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Plain)
    thing: Mapped[str] = mapped_column(Plain)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
