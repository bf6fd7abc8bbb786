"""The horizon: the last day up to which silence counts (design, section 2, point 7)."""

from datetime import date

from api.rules.facts import Facts


def self_kept(facts: Facts) -> bool:
    """True where the body that answers keeps the record: it is always looking."""
    return facts.assembly.keeper.capacity == "answering_body"


def horizon(facts: Facts, day: date) -> date:
    """The day at which the clock is read: today, or for a compiler the last day somebody looked.

    A compiler that never said when it looked has a clock that never runs.
    """
    if self_kept(facts):
        return day
    checked_to = facts.assembly.keeper.checked_to
    return min(day, checked_to.last) if checked_to else date.min


def last_looked(facts: Facts, day: date) -> date | None:
    """The last day the compiler looked, never after `day`; None where the answering body keeps the record."""
    checked_to = facts.assembly.keeper.checked_to
    return None if self_kept(facts) or checked_to is None else min(day, checked_to.last)
