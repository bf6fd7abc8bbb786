"""Asking the same people: which groups an engagement asks for their time, and who shows whom what is planned."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain


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
