"""The clock: how each machine's stood when it was last noted, and where an administrator said to go on."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime
from db.models.access import BIG_ID


class ClockReading(Base):
    """How far wall time is believed to be ahead of boot time, for one boot of one machine."""

    __tablename__ = "clock_readings"

    boot: Mapped[str] = mapped_column(Plain, primary_key=True)
    ahead: Mapped[int] = mapped_column(BigInteger)  # in microseconds
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClockDecision(Base):
    """That an administrator said to go on, and what was seen then: the head of the record and the clock."""

    __tablename__ = "clock_decisions"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[int] = mapped_column(BigInteger)  # 0 for the command line
    sequence: Mapped[int] = mapped_column(BigInteger)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    boot: Mapped[str] = mapped_column(Plain)
    ahead: Mapped[int] = mapped_column(BigInteger)
