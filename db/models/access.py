"""Who may act on the workbench: people, their keys and accounts, what each was granted, and who holds which post.

All of it is private. A name stands in `people.name` alone, so that it can be taken away there.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, Plain, UtcDateTime, coded

BIG_ID = BigInteger().with_variant(Integer, "sqlite")


class Person(Base):
    """Somebody who holds keys, accounts or posts. The row goes when nothing points at it any more."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    name: Mapped[str] = mapped_column(Plain)


class Actor(Base):
    """Whoever acts: somebody with a key, or somebody who signed in; or a mailbox that answered, which has neither.

    Without a person it is a machine's, or a mailbox; or the name is past its time.
    """

    __tablename__ = "actors"
    __table_args__ = (Index("ix_actors_person", "person"),)

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(Plain, info=coded("actor_kind"))
    person: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    mailbox: Mapped[str | None] = mapped_column(Plain)

    whose: Mapped[Person | None] = relationship(lazy="joined")

    @property
    def holder(self) -> str:
        """Who acts, in words: a name or a mailbox; empty where it is nobody's or past its time."""
        return self.whose.name if self.whose else self.mailbox or ""


class Key(Base):
    """A key, good until a day. Only its hash is kept."""

    __tablename__ = "keys"
    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="expiry"),
        UniqueConstraint("secret_hash"),
    )

    id: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"), primary_key=True, autoincrement=False)
    secret_hash: Mapped[str] = mapped_column(Plain)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_on: Mapped[date | None] = mapped_column()


class Account(Base):
    """Somebody who signed in at a provider. What they may do comes with each token; the grants kept are the last."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"), primary_key=True, autoincrement=False)
    issuer: Mapped[str] = mapped_column(Plain)
    subject: Mapped[str] = mapped_column(Plain)
    login: Mapped[str] = mapped_column(Plain)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when the last token ends
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccessGrant(Base):
    """One thing that somebody may act on, and as what, to the end of a last day where it has one. Ended ones stay, so
    that no later token brings them back.
    """

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint("(role = 'admin') = (covers = '')", name="covers"),
        Index("ix_grants_covers", "covers", "role"),
    )

    actor: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"), primary_key=True)
    role: Mapped[str] = mapped_column(Plain, primary_key=True, info=coded("role"))
    covers: Mapped[str] = mapped_column(Plain, primary_key=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[date | None] = mapped_column()  # the last day of whoever acts for a time

    def is_good(self, day: date) -> bool:
        """Whether it lets anybody act on a day: it was not taken away, and its last day has not passed."""
        return self.ended_at is None and (self.until is None or self.until >= day)


class Holding(Base):
    """Who holds a post from a day, and to which; never public."""

    __tablename__ = "holdings"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR ends >= begins", name="period"),
        Index("ix_holdings_post", "post", "begins"),
        Index("ix_holdings_person", "person"),
        Index(
            "uq_holdings_current",
            "post",
            "person",
            unique=True,
            sqlite_where=text("ends IS NULL"),
            postgresql_where=text("ends IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    post: Mapped[str] = mapped_column(Plain)
    person: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    begins: Mapped[date] = mapped_column()
    ends: Mapped[date | None] = mapped_column()
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when it was last said that it begins or ends

    whose: Mapped[Person | None] = relationship(lazy="joined")


class ReleaseRule(Base):
    """Where a second person releases at an organisation: the posts that do, and when the next of them is told; and how
    long its minutes take and its decisions can be called in.

    That a second person releases is public, in its own facts; who that is and who is away is not.
    """

    __tablename__ = "release_rules"
    __table_args__ = (CheckConstraint("next_after > 0", name="next_after"),)

    organisation: Mapped[str] = mapped_column(Plain, primary_key=True)
    posts: Mapped[str] = mapped_column(Plain)  # in the order in which they are told, with a space between
    next_after: Mapped[int | None] = mapped_column()  # working days
    minutes_after: Mapped[int | None] = mapped_column()  # a meeting, likewise
    call_in_days: Mapped[int | None] = mapped_column()  # after the minutes are out, likewise
    bank_holidays: Mapped[str | None] = mapped_column(Plain, info=coded("bank_holidays"))  # where its people work


class TranslationRule(Base):
    """The languages in which what an organisation says is published together, and the post that translates; never
    public.
    """

    __tablename__ = "translation_rules"

    organisation: Mapped[str] = mapped_column(Plain, primary_key=True)
    languages: Mapped[str] = mapped_column(Plain)  # with a space between
    post: Mapped[str] = mapped_column(Plain)


class Absence(Base):
    """Until which day a post is away; never public."""

    __tablename__ = "absences"

    post: Mapped[str] = mapped_column(Plain, primary_key=True)
    until: Mapped[date] = mapped_column()  # the last day
