"""Who may act on the workbench: keys of machines, accounts of people, what each was granted, and who holds which post.

All of it is private. A name stands in `actors.holder` and `holdings.holder` alone, so that it can be taken away there.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime, one_of
from db.vocabulary import Role

ROLES = tuple(role.value for role in Role)
ACTOR_KINDS = ("key", "account")
BIG_ID = BigInteger().with_variant(Integer, "sqlite")


class Actor(Base):
    """Whoever acts: somebody with a key, or somebody who signed in."""

    __tablename__ = "actors"
    __table_args__ = (CheckConstraint(one_of("kind", ACTOR_KINDS), name="kind"),)

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(Plain)
    holder: Mapped[str] = mapped_column(Plain)


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
    """One thing that somebody may act on, and as what. Ended ones stay, so that no later token brings them back."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint("(role = 'admin') = (covers = '')", name="covers"),
        Index("ix_grants_covers", "covers", "role"),
    )

    actor: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"), primary_key=True)
    role: Mapped[str] = mapped_column(Plain, primary_key=True)
    covers: Mapped[str] = mapped_column(Plain, primary_key=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Holding(Base):
    """Who holds a post from a day, and to which; never public."""

    __tablename__ = "holdings"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR ends >= begins", name="period"),
        Index("ix_holdings_post", "post", "begins"),
        Index(
            "uq_holdings_current",
            "post",
            "holder",
            unique=True,
            sqlite_where=text("ends IS NULL"),
            postgresql_where=text("ends IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    post: Mapped[str] = mapped_column(Plain)
    holder: Mapped[str] = mapped_column(Plain)
    begins: Mapped[date] = mapped_column()
    ends: Mapped[date | None] = mapped_column()
