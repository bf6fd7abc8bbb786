"""The timeline: what the clock will say, and from which day, while nobody publishes anything (design, section 3)."""

from dataclasses import dataclass
from datetime import date

from api.rules.dates import add_days
from api.rules.facts import Facts
from api.rules.findings import Known, know, read_clock
from api.rules.schedule import SOON


@dataclass(frozen=True)
class ClockState:
    """The clock's answers from this day on, until the next begins."""

    begins: date
    response: str | None
    schedule: str
    update_overdue: bool
    in_hold: bool


def timeline(facts: Facts, start: date) -> list[ClockState]:
    """The clock's answers from `start` on: one entry that begins then, and one for each day any of them changes.

    They change only on days the facts name, so the rules are asked for those and nothing between them.
    """
    known = know(facts)
    states: list[ClockState] = []
    for day in (start, *sorted(day for day in _turning_days(known) if day > start)):
        clock = read_clock(known, day)
        in_hold = clock.hold is not None
        state = ClockState(day, clock.answer.code, clock.schedule.code, clock.update_overdue, in_hold)
        if not states or _said(state) != _said(states[-1]):
            states.append(state)
    return states


def _turning_days(known: Known) -> set[date]:
    """Every day on which an answer of the clock could change. After `checked_to` a compiler's clock stands still, but
    for holds.
    """
    ends = [owed.due for owed in known.owed] + [held.hold.ends.last for held in known.holds]
    days = {held.hold.begins.first for held in known.holds}
    if known.dates.leads:
        ends.append(known.dates.leads.on.last)
        days.add(add_days(known.dates.leads.on.last, -SOON))
    if known.plan_end:
        ends.append(known.plan_end.last)
    if known.next_update_due:
        ends.append(known.next_update_due)
    return days | {add_days(end, 1) for end in ends}


def _said(state: ClockState) -> tuple[str | None, str, bool, bool]:
    return state.response, state.schedule, state.update_overdue, state.in_hold
