"""Where an engagement stands: worked out from its dates and from what was published. Pure, given a day.

Silence counts only where somebody looked: of a compiled record nothing is late after the last day that its compiler
looked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from api.schemas.base import PartialDate
from api.schemas.dates import add_days
from api.schemas.engagements import Engagement
from api.schemas.organisations import Hold

A_YEAR = 365  # days after the end, from which on it is told that no outcome was found


@dataclass(frozen=True)
class EngagementState:
    """Where an engagement stands on a day.

    `days_late`: since the day given for results, up to the day or to their publication. `silent`: it ended a year ago
    and no outcome was published, as far as somebody looked.
    """

    code: str
    days_late: int | None = None
    silent: bool = False
    in_hold: bool = False


def engagement_state(own: Engagement, holds: Sequence[Hold], day: date) -> EngagementState:
    """Where an engagement stands on a day, by its own facts and the holds of the organisation that commissioned it."""
    code = _code(own, day)
    in_hold = any(hold.begins.first <= day <= hold.ends.last for hold in holds)
    return EngagementState(code, _days_late(own, code, day), _is_silent(own, code, day), in_hold)


def turning_days(own: Engagement, holds: Sequence[Hold]) -> set[date]:
    """Every day on which what is said of it could change, but for the number of days."""
    found = {own.begins.first} if own.begins else set()
    ends = [one.last for one in (own.ends, own.results_promised, _decided_by(own)) if one]
    ends += [hold.ends.last for hold in holds]
    if own.ends:
        ends.append(add_days(own.ends.last, A_YEAR))
    if (looked := _looked(own)) is not None:
        ends.append(looked.last)
    return found | {hold.begins.first for hold in holds} | {add_days(end, 1) for end in ends}


def _decided_by(own: Engagement) -> PartialDate | None:
    return own.decision.due if own.decision else None


def _code(own: Engagement, day: date) -> str:
    if own.cancelled:
        return "cancelled"
    if own.outcome:
        return "results_published"
    if own.begins and own.begins.first > day:
        return "planned"
    if own.ends is None or own.ends.last >= day:
        return "planned" if own.begins is None and own.provisional else "open"
    if own.results_promised is None:
        return "closed"
    return "results_late" if own.results_promised.last < _judged(own, day) else "results_due"


def _judged(own: Engagement, day: date) -> date:
    """The day for which silence counts."""
    looked = _looked(own)
    return min(day, looked.last) if looked else day


def _looked(own: Engagement) -> PartialDate | None:
    """The last day on which a compiler looked; None where its own organisation keeps it, and so always looks."""
    return own.keeper.checked_to if own.keeper and own.compiled else None


def _days_late(own: Engagement, code: str, day: date) -> int | None:
    if own.results_promised is None or code not in ("results_late", "results_published"):
        return None
    until = own.outcome.date.first if own.outcome else _judged(own, day)
    days = (until - own.results_promised.last).days
    return days if days > 0 else None


def _is_silent(own: Engagement, code: str, day: date) -> bool:
    if code != "closed" or own.ends is None:
        return False
    return _judged(own, day) > add_days(own.ends.last, A_YEAR)


def spans(own: Engagement, holds: Sequence[Hold], start: date) -> Iterator[tuple[date, date]]:
    """The days from which and up to which only numbers of days change, from `start` on."""
    days = sorted(day for day in turning_days(own, holds) if start < day < date.max)
    yield from zip([start, *days], [*days, date.max], strict=True)
