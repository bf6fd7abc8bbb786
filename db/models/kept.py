"""Answers that are kept: what the rules and words of this program make of the record, made anew at will."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain


class KeptStatus(Base):
    """The status of a recommendation that stands, from a day up to, and not on, another (`api/status/kept.py`)."""

    __tablename__ = "kept_statuses"
    __table_args__ = (CheckConstraint("ends > begins", name="span"), Index("ix_kept_statuses_made_by", "made_by"))

    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
    begins: Mapped[date] = mapped_column(primary_key=True)
    ends: Mapped[date] = mapped_column()  # 9999-12-31 where it lasts
    made_by: Mapped[str] = mapped_column(Plain)  # a digest of the rules and the words that made it
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ToKeep(Base):
    """A recommendation whose status is to be made anew, and kept. Meanwhile it is composed for whoever asks."""

    __tablename__ = "to_keep"

    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
