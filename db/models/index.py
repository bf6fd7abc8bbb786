"""The index: derived from the publications, made anew from them at will (`assembly-tracker reindex`).

A row holds from its `from_sequence` up to, and not at, its `to_sequence`; what stands today has none.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime, coded

_CURRENT: dict[str, Any] = {f"{name}_where": text("to_sequence IS NULL") for name in ("sqlite", "postgresql")}


class Version(Base):
    """Which publication of a thing stood when, and in what state.

    Where words of it were removed, another tells the rest of what it said, for all of the time that it stood.
    """

    __tablename__ = "versions"
    __table_args__ = (
        CheckConstraint("to_sequence IS NULL OR to_sequence > sequence", name="span"),
        Index("ix_versions_thing", "thing", "sequence"),
        Index("uq_versions_current", "thing", unique=True, **_CURRENT),
    )

    sequence: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("publications.sequence"), primary_key=True, autoincrement=False
    )
    to_sequence: Mapped[int | None] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(Plain, info=coded("thing_type"))
    thing: Mapped[str] = mapped_column(Plain)
    state: Mapped[str] = mapped_column(Plain, info=coded("version_state"))
    told_by: Mapped[int | None] = mapped_column(BigInteger)  # the redaction with what is left of its body


class Link(Base):
    """What a publication names: the field, and the id it gives."""

    __tablename__ = "links"
    __table_args__ = (Index("ix_links_target", "target", "relation"),)

    sequence: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("publications.sequence"), primary_key=True, autoincrement=False
    )
    relation: Mapped[str] = mapped_column(Plain, primary_key=True)
    target: Mapped[str] = mapped_column(Plain, primary_key=True)


class Works(Base):
    """A publication that says what works: about which piece of work, of which day, and what made it possible."""

    __tablename__ = "works"
    __table_args__ = (Index("ix_works_about", "about"), Index("ix_works_day", "day", "sequence"))

    sequence: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("publications.sequence"), primary_key=True, autoincrement=False
    )
    about: Mapped[str] = mapped_column(Plain)
    organisation: Mapped[str] = mapped_column(Plain)  # that says so
    day: Mapped[date] = mapped_column()
    enablers: Mapped[str] = mapped_column(Plain)  # the codes, with a space between them
    words: Mapped[str] = mapped_column(Plain)  # by which it is found, with a space between them
    shown: Mapped[bool] = mapped_column()  # so that it is listed whoever says it; a testimony is asked for its side


class AccountablePost(Base):
    """Who is accountable now and until further notice: at most one post of an organisation for a thing."""

    __tablename__ = "accountable_posts"
    __table_args__ = (
        Index("uq_accountable_posts_one", "about", "organisation", unique=True),
        CheckConstraint("length(post) >= 3", name="post"),
    )

    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
    about: Mapped[str] = mapped_column(Plain)
    organisation: Mapped[str] = mapped_column(Plain)
    post: Mapped[str] = mapped_column(Plain)


class Entry(Base):
    """A listed thing over a span of moments in which nothing that a list shows of it changed."""

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint("to_sequence IS NULL OR to_sequence > from_sequence", name="span"),
        Index("ix_entries_order", "type", "assembly", "position", "thing"),
        Index("ix_entries_thing", "thing", "from_sequence"),
        Index("ix_entries_updated", "type", "updated_at", "thing", **_CURRENT),
        Index("ix_entries_due", "type", "due", "thing", **_CURRENT),
        Index("uq_entries_current", "thing", unique=True, **_CURRENT),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    type: Mapped[str] = mapped_column(Plain, info=coded("listed_type"))
    thing: Mapped[str] = mapped_column(Plain)
    from_sequence: Mapped[int] = mapped_column(BigInteger)
    to_sequence: Mapped[int | None] = mapped_column(BigInteger)
    assembly: Mapped[str] = mapped_column(Plain, default="")
    position: Mapped[int] = mapped_column(BigInteger, default=0)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due: Mapped[date] = mapped_column()  # 9999-12-31 where no date is set, so that it sorts last


class Facet(Base):
    """A value of an entry that a filter can ask for: an axis and its value. The axis `word` holds the words of `q`,
    `title` those of them that are in what it is called and `placed` those of the names of its places, for the search;
    `due` the days by which something is due, `begins` and `ends` the days of an occasion, `finding` the topics on which
    it found something out.
    """

    __tablename__ = "facets"
    __table_args__ = (Index("ix_facets_value", "axis", "value", "entry"),)

    entry: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True
    )
    axis: Mapped[str] = mapped_column(Plain, primary_key=True)
    value: Mapped[str] = mapped_column(Plain, primary_key=True)


class ClockSpan(Base):
    """What the clock alone decides of a recommendation, from a day up to, and not on, another."""

    __tablename__ = "clock_spans"
    __table_args__ = (CheckConstraint("ends > begins", name="span"),)

    entry: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True
    )
    begins: Mapped[date] = mapped_column(primary_key=True)
    ends: Mapped[date] = mapped_column()  # 9999-12-31 where it lasts
    response: Mapped[str | None] = mapped_column(Plain, info=coded("response"))
    answered_as: Mapped[str | None] = mapped_column(Plain)
    schedule: Mapped[str] = mapped_column(Plain, info=coded("schedule"))
    update_overdue: Mapped[bool] = mapped_column()
    in_hold: Mapped[bool] = mapped_column(server_default=false())
    owed: Mapped[str] = mapped_column(Plain, server_default="")  # the grounds, with a space between them


class StateSpan(Base):
    """Where an engagement stands, from a day up to, and not on, another."""

    __tablename__ = "state_spans"
    __table_args__ = (CheckConstraint("ends > begins", name="span"),)

    entry: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True
    )
    begins: Mapped[date] = mapped_column(primary_key=True)
    ends: Mapped[date] = mapped_column()  # 9999-12-31 where it lasts
    state: Mapped[str] = mapped_column(Plain)  # a code of `engagement_state`


class Listing(Base):
    """Where a thing that stands is found in the lists of its type: in their order, by each value of each axis that a
    filter can ask for, from a day up to, and not on, another. `listed` is an axis of all; words have none.
    """

    __tablename__ = "listings"
    __table_args__ = (
        CheckConstraint("ends > begins", name="span"),
        Index("ix_listings_thing", "thing"),
        {"sqlite_with_rowid": False},  # one tree, in the order in which it is read
    )

    type: Mapped[str] = mapped_column(Plain, primary_key=True)
    axis: Mapped[str] = mapped_column(Plain, primary_key=True)
    value: Mapped[str] = mapped_column(Plain, primary_key=True)
    assembly: Mapped[str] = mapped_column(Plain, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
    begins: Mapped[date] = mapped_column(primary_key=True)  # 0001-01-01 where it has begun
    ends: Mapped[date] = mapped_column()  # 9999-12-31 where it lasts
    counted: Mapped[bool] = mapped_column()


class Count(Base):
    """How many more have a value of an axis from a day on: what `listings` have, counted as it is kept."""

    __tablename__ = "counts"
    __table_args__ = (
        Index("ix_counts_none", "number", sqlite_where=text("number = 0"), postgresql_where=text("number = 0")),
    )

    type: Mapped[str] = mapped_column(Plain, primary_key=True)
    axis: Mapped[str] = mapped_column(Plain, primary_key=True)
    value: Mapped[str] = mapped_column(Plain, primary_key=True)
    counted: Mapped[bool] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class IndexVersion(Base):
    """The one row that says which version of the program made the index: the oldest that wrote in it.

    There is none before the first publication is indexed.
    """

    __tablename__ = "index_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column()


# All of it, in an order in which rows can be inserted.
_IN_ORDER = (Version, Link, Works, AccountablePost, Entry, Facet, ClockSpan, StateSpan, Listing, Count, IndexVersion)
TABLES = tuple(model.__table__ for model in _IN_ORDER)
