"""A moment: how far the record is read, and for which day the clock is asked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models.record import Publication, RecordHead
from db.session import now


@dataclass(frozen=True)
class Moment:
    """The record up to and with `sequence`, judged on `day`."""

    sequence: int
    day: date


def today() -> date:
    """Today in UTC, as midnight is UTC everywhere in the record."""
    return now().date()


def current(session: Session) -> Moment:
    """Everything published so far, today."""
    return Moment(session.scalars(select(RecordHead.sequence)).one(), today())


def at_end_of(session: Session, day: date) -> Moment:
    """What this record showed at that day's end (UTC)."""
    midnight = datetime.combine(day + timedelta(days=1), time(), UTC)
    last = session.scalar(select(func.max(Publication.sequence)).where(Publication.published_at < midnight))
    return Moment(last or 0, day)


def holds_at(
    begins: InstrumentedAttribute[int], ends: InstrumentedAttribute[int | None], sequence: int
) -> ColumnElement[bool]:
    """That a span of sequences holds this one."""
    return (begins <= sequence) & or_(ends.is_(None), ends > sequence)
