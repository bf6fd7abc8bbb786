"""Answers that are kept: what the rules and words of this program make of the record, made anew at will."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain


class KeptAnswer(Base):
    """What a list says of a thing that stands, and the status of a recommendation: from a day up to, not on, another.

    Both are JSON with gaps (`api/core/gaps.py`, `api/status/kept.py`).
    """

    __tablename__ = "kept_answers"
    __table_args__ = (CheckConstraint("ends > begins", name="span"), Index("ix_kept_answers_made_by", "made_by"))

    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
    begins: Mapped[date] = mapped_column(primary_key=True)
    ends: Mapped[date] = mapped_column()  # 9999-12-31 where it lasts
    made_by: Mapped[str] = mapped_column(Plain)  # a digest of the rules and the words that made it
    line: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[bytes | None] = mapped_column(LargeBinary)


class ToKeep(Base):
    """A thing whose answers are to be made anew, and kept. Meanwhile they are composed for whoever asks."""

    __tablename__ = "to_keep"

    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
