"""Asking the same people: which groups are asked for their time and what they say to that, and who sees whose plans."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime


class GroupAsked(Base):
    """That an engagement, or a draft of one, asks a group for its time. It is inside: the group is named to nobody."""

    __tablename__ = "groups_asked"
    __table_args__ = (
        CheckConstraint("hours IS NULL OR hours >= 0", name="hours"),
        Index("ix_groups_asked_organisation", "organisation"),
    )

    engagement: Mapped[str] = mapped_column(Plain, primary_key=True)
    organisation: Mapped[str] = mapped_column(Plain, primary_key=True)
    hours: Mapped[int | None] = mapped_column()
    paid: Mapped[bool | None] = mapped_column()


class PlansShown(Base):
    """That an organisation shows another what it plans to ask; the other sees it where it does so too."""

    __tablename__ = "plans_shown"

    organisation: Mapped[str] = mapped_column(Plain, primary_key=True)
    shown_to: Mapped[str] = mapped_column(Plain, primary_key=True)


class GroupLink(Base):
    """A link by which a group sees what asks it, sent to the mailbox that the group itself published."""

    __tablename__ = "group_links"
    __table_args__ = (Index("ix_group_links_organisation", "organisation"),)

    secret_hash: Mapped[str] = mapped_column(Plain, primary_key=True)
    organisation: Mapped[str] = mapped_column(Plain)
    recipient: Mapped[str] = mapped_column(Plain)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"))


class GroupAnswer(Base):
    """What a group says to whoever asks it for its time, by its link: inside only."""

    __tablename__ = "group_answers"

    engagement: Mapped[str] = mapped_column(Plain, primary_key=True)
    organisation: Mapped[str] = mapped_column(Plain, primary_key=True)
    answer: Mapped[str] = mapped_column(Plain)  # a code of `group_answer`
    text: Mapped[str] = mapped_column(Plain)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class GroupTerms(Base):
    """On what terms a group may be asked, as it said by its link: inside only."""

    __tablename__ = "group_terms"
    __table_args__ = (CheckConstraint("per_year IS NULL OR per_year >= 0", name="per_year"),)

    organisation: Mapped[str] = mapped_column(Plain, primary_key=True)
    per_year: Mapped[int | None] = mapped_column()
    text: Mapped[str] = mapped_column(Plain)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
