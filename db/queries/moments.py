"""A moment: how far the record is read, and for which day the clock is asked."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Integer, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.clock import now, today
from db.doubt import lies_ahead
from db.models.index import IndexVersion
from db.models.places import PlacesLoaded
from db.models.record import Publication, RecordHead

_SEEN = "head"
_LISTED = 6  # since this version, the index keeps listings and counts of what stands


class Head(NamedTuple):
    """Where the record ends, and all that tells what is answered from it apart from what was answered before.

    The hash tells a record from another that ends with the same sequence, such as one restored from a backup.
    """

    sequence: int
    hash: str
    published_at: datetime
    index_version: int | None
    places: int | None = None  # how often places were loaded: which of them is asked for hangs on that

    @property
    def is_listed(self) -> bool:
        """Whether the index keeps its listings."""
        return (self.index_version or 0) >= _LISTED


@dataclass(frozen=True)
class Moment:
    """The record up to and with `sequence`, judged on `day`."""

    sequence: int
    day: date
    dated_to: datetime | None = field(default=None, compare=False)  # where the record ends, if that is in the future
    is_now: bool = field(default=False, compare=False)  # the record as it stands, today: what is kept is true of it
    is_listed: bool = field(default=False, compare=False)  # and the index keeps its listings


def head(session: Session) -> Head:
    """Where the record ends."""
    ends = RecordHead.sequence, RecordHead.hash, RecordHead.published_at
    return Head(*session.execute(select(*ends, _VERSION, _PLACES)).one())


_VERSION = select(IndexVersion.version).scalar_subquery()
_PLACES = select(PlacesLoaded.times).scalar_subquery()
# That the record ends so, for a statement that is to find nothing where it does not; `asked` says how.
ENDS_SO = (
    RecordHead.sequence == bindparam("head_sequence"),
    RecordHead.hash == bindparam("head_hash"),
    _VERSION.is_not_distinct_from(bindparam("head_version", type_=Integer)),
)


def asked(head: Head) -> dict[str, object]:
    """The parameters of `ENDS_SO`."""
    return {"head_sequence": head.sequence, "head_hash": head.hash, "head_version": head.index_version}


def seen(session: Session) -> Head:
    """Where the record ends in the one snapshot that this session reads: it is asked first, and once."""
    if _SEEN not in session.info:
        session.info[_SEEN] = head(session)
    found: Head = session.info[_SEEN]
    return found


def current(session: Session) -> Moment:
    """Everything published so far, today."""
    ends: Head = session.info.get(_SEEN) or head(session)
    return Moment(ends.sequence, today(), _future(ends.published_at), is_now=True, is_listed=ends.is_listed)


def at_end_of(session: Session, day: date) -> Moment:
    """What this record showed at that day's end (UTC)."""
    midnight = datetime.combine(day + timedelta(days=1), time(), UTC)
    last = select(func.max(Publication.sequence)).where(Publication.published_at < midnight).scalar_subquery()
    found = session.execute(select(last.label("sequence"), RecordHead.published_at)).one()
    return Moment(found.sequence or 0, day, _future(found.published_at))


def _future(published_at: datetime) -> datetime | None:
    return published_at if lies_ahead(published_at, now()) else None


def holds_at(
    begins: InstrumentedAttribute[int],
    ends: InstrumentedAttribute[int | None],
    sequence: int | BindParameter[int],
) -> ColumnElement[bool]:
    """That a span of sequences holds this one."""
    return (begins <= sequence) & or_(ends.is_(None), ends > sequence)
