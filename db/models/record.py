"""The public record: an append-only chain of publications, and their bodies apart."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime, coded


class RecordHead(Base):
    """The one row that every write locks: the last sequence given, and when."""

    __tablename__ = "record_head"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("sequence >= 0", name="sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hash: Mapped[str] = mapped_column(Plain)


class WriteTrial(Base):
    """The one row that is written to see whether anything can be written, and when it last was."""

    __tablename__ = "write_trials"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Publication(Base):
    """One publication of one thing's own facts. Never changed, never deleted: triggers refuse both."""

    __tablename__ = "publications"
    __table_args__ = (
        CheckConstraint("sequence > 0", name="sequence"),
        CheckConstraint("(nature = 'erasure' OR nature = 'redaction') = (ground IS NOT NULL)", name="ground"),
        CheckConstraint(
            "(nature <> 'redaction' OR erases IS NOT NULL)"
            " AND (erases IS NULL OR ((nature = 'erasure' OR nature = 'redaction') AND erases < sequence))",
            name="erases",
        ),
        CheckConstraint("length(thing) BETWEEN 3 AND 80", name="thing"),
        Index("ix_publications_thing", "thing", "sequence"),
        Index("ix_publications_published_at", "published_at"),
        Index("ix_publications_erases", "erases", unique=True),
    )

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    type: Mapped[str] = mapped_column(Plain, info=coded("thing_type"))
    thing: Mapped[str] = mapped_column(Plain)
    nature: Mapped[str] = mapped_column(Plain, info=coded("nature"))
    said_by: Mapped[str] = mapped_column(Plain)
    said_capacity: Mapped[str] = mapped_column(Plain, info=coded("capacity"))
    entered_by: Mapped[str] = mapped_column(Plain)
    entered_capacity: Mapped[str] = mapped_column(Plain, info=coded("capacity"))
    format: Mapped[str] = mapped_column(Plain)
    ground: Mapped[str | None] = mapped_column(Plain)
    erases: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("publications.sequence"))
    body_hash: Mapped[str] = mapped_column(Plain)
    previous_hash: Mapped[str] = mapped_column(Plain)
    hash: Mapped[str] = mapped_column(Plain)


class Body(Base):
    """A publication's canonical bytes. Never changed; deleted only where a publication says in `erases` that it is."""

    __tablename__ = "bodies"

    sequence: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("publications.sequence"), primary_key=True, autoincrement=False
    )
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Membership(Base):
    """That a thing belongs to the record of an assembly, though perhaps nothing names it there: a document of it held
    the thing, or the thing is about what belongs to it. Never changed, never deleted: triggers refuse both.
    """

    __tablename__ = "memberships"

    assembly: Mapped[str] = mapped_column(Plain, primary_key=True)
    thing: Mapped[str] = mapped_column(Plain, primary_key=True, index=True)
    since: Mapped[int] = mapped_column(BigInteger, ForeignKey("publications.sequence"))
