"""A moment: how far the record is read, and for which day the clock is asked."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.clock import now, today
from db.doubt import lies_ahead
from db.models.record import Publication, RecordHead


@dataclass(frozen=True)
class Moment:
    """The record up to and with `sequence`, judged on `day`."""

    sequence: int
    day: date
    dated_to: datetime | None = field(default=None, compare=False)  # where the record ends, if that is in the future
    is_now: bool = field(default=False, compare=False)  # the record as it stands, today: what is kept is true of it


def current(session: Session) -> Moment:
    """Everything published so far, today."""
    head = session.execute(select(RecordHead.sequence, RecordHead.published_at)).one()
    return Moment(head.sequence, today(), _future(head.published_at), is_now=True)


def at_end_of(session: Session, day: date) -> Moment:
    """What this record showed at that day's end (UTC)."""
    midnight = datetime.combine(day + timedelta(days=1), time(), UTC)
    last = select(func.max(Publication.sequence)).where(Publication.published_at < midnight).scalar_subquery()
    found = session.execute(select(last.label("sequence"), RecordHead.published_at)).one()
    return Moment(found.sequence or 0, day, _future(found.published_at))


def _future(published_at: datetime) -> datetime | None:
    return published_at if lies_ahead(published_at, now()) else None


def holds_at(
    begins: InstrumentedAttribute[int], ends: InstrumentedAttribute[int | None], sequence: int
) -> ColumnElement[bool]:
    """That a span of sequences holds this one."""
    return (begins <= sequence) & or_(ends.is_(None), ends > sequence)
