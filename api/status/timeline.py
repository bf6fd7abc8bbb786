"""The timeline: what the clock will say, and from which day, while nobody publishes anything."""

from dataclasses import dataclass, replace
from datetime import date

from api.schemas.dates import add_days
from api.status.derived import Derived, derive, read_clock
from api.status.facts import Facts
from api.status.schedule import SOON


@dataclass(frozen=True)
class ClockState:
    """The clock's answers from this day on, until the next begins."""

    begins: date
    response: str | None
    schedule: str
    update_overdue: bool
    in_hold: bool
    owed: tuple[str, ...]  # the grounds, of the codelist `owed`, in its order


def timeline(facts: Facts, start: date) -> list[ClockState]:
    """The clock's answers from `start` on: one entry that begins then, and one for each day any of them changes.

    They change only on days the facts name, so the rules are asked for those and nothing between them.
    """
    return timeline_of(derive(facts), start)


def timeline_of(derived: Derived, start: date) -> list[ClockState]:
    """The same of facts that were read."""
    states: list[ClockState] = []
    for day in (start, *sorted(day for day in turning_days(derived) if day > start)):
        clock = read_clock(derived, day)
        in_hold = clock.hold is not None
        state = ClockState(day, clock.answer.code, clock.schedule.code, clock.update_overdue, in_hold, clock.owed)
        if not states or replace(state, begins=states[-1].begins) != states[-1]:
            states.append(state)
    return states


def turning_days(derived: Derived) -> set[date]:
    """Every day on which an answer of the clock could change. After `checked_to` a compiler's clock stands still, but
    for holds.
    """
    ends = [owed.due for owed in derived.owed] + [held.hold.ends.last for held in derived.holds]
    days = {held.hold.begins.first for held in derived.holds}
    if derived.dates.leads:
        ends.append(derived.dates.leads.on.last)
        days.add(add_days(derived.dates.leads.on.last, -SOON))
    if derived.plan_end:
        ends.append(derived.plan_end.last)
    ends += [day for day in (derived.due_news.named, derived.due_news.checked_until) if day]
    decisions = derived.given.facts.decisions if derived.given else None
    ends += [one.call_in_ends.last for one in decisions or () if one.call_in_ends]
    for report in derived.due_news.reports:
        ends += [report.on, report.ends or report.on]
    return days | {add_days(end, 1) for end in ends}
