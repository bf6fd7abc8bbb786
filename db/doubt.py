"""Whether the clock can be believed: nothing is published by one that cannot, until an administrator says to go on.

A wrong clock would date what is published, and everything after it. It shows in two ways: the record ends in the
future, or wall time was set since the clock was last noted, which boot time gives away.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.clock import ahead_of_boot, boot, now
from db.models.clock import ClockDecision, ClockReading
from db.models.record import RecordHead

# Servers that share a database differ by a little, and clocks are corrected by a little.
TOLERANCE = timedelta(seconds=60)
_WORTH_NOTING = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_NONE = timedelta()


@dataclass(frozen=True)
class Seen:
    """What the clock and the record say of each other."""

    now: datetime
    sequence: int
    published_at: datetime  # of the last publication
    jumped: timedelta  # by how much wall time was set since it was last noted; back where negative
    decided: bool  # whether an administrator said to go on from a record that ends where this one does

    @property
    def is_ahead(self) -> bool:
        """Whether the record ends in the future."""
        return lies_ahead(self.published_at, self.now)

    @property
    def has_jumped(self) -> bool:
        return abs(self.jumped) > TOLERANCE

    @property
    def in_doubt(self) -> bool:
        return self.has_jumped or (self.is_ahead and not self.decided)

    @property
    def follows(self) -> bool:
        """Whether times follow the last one by microseconds, until real time has passed it."""
        return self.is_ahead and not self.in_doubt


class ClockInDoubt(Exception):  # noqa: N818 - it is no error of ours
    """Nothing may be published, sent or removed by this clock. Whoever writes rolls everything back."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(f"{seen}")
        self.seen = seen


def lies_ahead(published_at: datetime, at: datetime) -> bool:
    """Whether a publication is dated in the future, as seen at a time."""
    return published_at - at > TOLERANCE


def examine(session: Session, head: RecordHead) -> Seen:
    """What the clock and the record say of each other. It only reads."""
    at, ahead = now(), ahead_of_boot()
    noted = session.get(ClockReading, boot())
    jumped = ahead - noted.ahead * _MICROSECOND if noted else _NONE
    decided = lies_ahead(head.published_at, at) and _is_decided(session, head)
    return Seen(at, head.sequence, head.published_at, jumped, decided)


def believe(session: Session, head: RecordHead) -> None:
    """Let the clock be believed, and note how it stands where that is new. The caller holds the write lock.

    The first reading of a boot is believed, and small corrections are followed. Raises ClockInDoubt.
    """
    noted = session.get(ClockReading, boot())
    seen = examine(session, head)
    if seen.in_doubt:
        raise ClockInDoubt(seen)
    if noted is None or abs(seen.jumped) > _WORTH_NOTING:
        _note(session, noted)


def go_on(session: Session, head: RecordHead, actor: int) -> None:
    """Keep that somebody said to go on: with the clock as it stands, after the record as it ends.

    The caller holds the write lock.
    """
    _note(session, session.get(ClockReading, boot()))
    session.add(
        ClockDecision(
            at=now(),
            actor=actor,
            sequence=head.sequence,
            published_at=head.published_at,
            boot=boot(),
            ahead=ahead_of_boot() // _MICROSECOND,
        )
    )
    session.flush()


def day_of(session: Session, sequence: int, published_at: datetime) -> date:
    """The day from which on a publication is read.

    Its own; or, where a wrong clock dated it in the future, the one on which somebody said to go on: what is shown of
    it on the days between is as true.
    """
    wrong = [
        one.at
        for one in session.scalars(select(ClockDecision).where(ClockDecision.at < published_at))
        if lies_ahead(one.published_at, one.at) and (sequence <= one.sequence or _follows(one, sequence, published_at))
    ]
    return min(wrong, default=published_at).date()


def _note(session: Session, noted: ClockReading | None) -> None:
    if noted is None:
        noted = ClockReading(boot=boot())
        session.add(noted)
    noted.ahead, noted.noted_at = ahead_of_boot() // _MICROSECOND, now()
    session.flush()


def _is_decided(session: Session, head: RecordHead) -> bool:
    """Whether the record ends where somebody said to go on, or has followed from there by microseconds alone."""
    return any(
        lies_ahead(one.published_at, one.at) and _follows(one, head.sequence, head.published_at)
        for one in session.scalars(select(ClockDecision))
    )


def _follows(decision: ClockDecision, sequence: int, published_at: datetime) -> bool:
    later = published_at - decision.published_at
    return _NONE <= later <= (sequence - decision.sequence) * _MICROSECOND
