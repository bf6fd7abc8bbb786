"""The answer and its clock: `awaiting`, `no_answer`, and how late.

An answer is late only where somebody promised it by a day; where nobody did, it is awaited, however long. Silence never
accuses where the record itself knows that there was an answer, or cannot know that there was none: then it is
`not_held`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from api.schemas.assemblies import Promise
from api.schemas.base import PartialDate
from api.schemas.dates import add_days
from api.schemas.responses import Response
from api.status.answers import answered_as, answers_given, latest_answer
from api.status.facts import Facts, Stated, asks_for_something, latest, self_kept, what_fell
from api.status.promises import (
    ANSWERING,
    answering_bodies,
    clock_ends,
    heirs,
    keepers,
    observed_for,
    standing,
)


@dataclass(frozen=True)
class Owed:
    """An answer that was owed by a day, and the first answer that met it, if any did."""

    due: date
    when: PartialDate  # the same in the precision in which it was given
    by: str  # who said that they would answer
    whose: frozenset[str]  # whose answer meets it
    met_by: Stated[Response] | None
    promise: Promise | None  # None where a `deciding` answer set the day
    ends: date | None = None  # the last day of whoever owes it, from which on the clock stands


@dataclass(frozen=True)
class NotHeld:
    """An answer that the record does not hold: known to have been given, on a day, or not known to be none."""

    by: str
    on: PartialDate | None  # None where it is not known whether there was one
    says_so: bool = False  # whoever answered says that they did; else a source does


@dataclass(frozen=True)
class Answer:
    """What was answered. `given` is the latest answer whatever the clock says; `leads` is the one that still counts."""

    code: str | None
    given: Stated[Response] | None = None
    leads: Stated[Response] | None = None
    answered_as: str | None = None  # how `given` reaches the item
    owed: Owed | None = None
    days_late: int | None = None
    not_held: NotHeld | None = None
    missing: bool = False  # `owed` has not come: from nobody, or from another body than whose answer leads


def everything_owed(facts: Facts, given: Stated[Response] | None) -> tuple[Owed, ...]:
    """Each answer that was owed by a day: those promised, then those put off by a `deciding` answer.

    Each promise has its own clock; none where the item fell or asks for nothing, or where whoever it is of had ended by
    its day. A `deciding` answer that leads stays open, as the last word on this item; so does that of a body which has
    said nothing since, whoever else leads.
    """
    answers = answers_given(facts)
    asked = asks_for_something(facts.recommendation) and not what_fell(facts)
    promises = [promise for promise in standing(facts, *ANSWERING) if promise.due] if asked else []
    each = any(promise.what == "answer_each" for promise in promises)
    stops = [one for one in answers if _stops_the_clock(one) and (not each or _of_item(facts, one))]
    return (*_promised(facts, promises, answers), *_put_off(facts, given, stops))


def _promised(facts: Facts, promises: Iterable[Promise], answers: Sequence[Stated[Response]]) -> Iterator[Owed]:
    for promise in promises:
        ends = clock_ends(promise, facts.organisations)
        if promise.due and (ends is None or promise.due.last <= ends):
            whose = _whose(facts, promise)
            met_by = next((one for one in answers if one.facts.by in whose and _keeps(facts, promise, one)), None)
            yield Owed(promise.due.last, promise.due, promise.by, whose, met_by, promise, ends)


def _put_off(facts: Facts, given: Stated[Response] | None, stops: Sequence[Stated[Response]]) -> Iterator[Owed]:
    """What a body said that it would decide by a day, and the next answer of its own."""
    for number, one in enumerate(stops):
        by = one.facts.decide_by
        if one.facts.response != "deciding" or by is None:
            continue
        whose = heirs({one.facts.by}, facts.organisations)
        met_by = next((then for then in stops[number + 1 :] if then.facts.by in whose), None)
        if one == given or met_by or (given and given.facts.by not in whose):
            yield Owed(by.last, by, one.facts.by, whose, None if one == given else met_by, None)


def answer_at(facts: Facts, day: date, given: Stated[Response] | None, owed: tuple[Owed, ...]) -> Answer:
    """The answer with the clock read on the day until which it was looked for: silence is `no_answer` once a
    promised day has passed.
    """
    if given is None and (what_fell(facts) or not asks_for_something(facts.recommendation)):
        return Answer(None)
    how = answered_as(facts, given.facts) if given else None
    if given and given.facts.response == "not_held":
        on = given.facts.date if given.facts.sources else None
        return Answer("not_held", given, given, how, not_held=NotHeld(given.facts.by, on))
    if (not_held := _not_held(facts, given, how)) is not None:
        return Answer("not_held", given, None, how, not_held=not_held)
    pending = sorted((one for one in owed if one.met_by is None), key=lambda one: one.due)
    missed = next((one for one in pending if observed_for(facts, one.promise, day) > one.due), None)
    if missed:
        until = min(observed_for(facts, missed.promise, day), max(missed.ends or date.max, add_days(missed.due, 1)))
        of_another = given and _stops_the_clock(given) and given.facts.by not in missed.whose
        leads = given if of_another else None
        code = leads.facts.response if leads else "no_answer"
        return Answer(code, given, leads, how, missed, (until - missed.due).days, missing=True)
    broken = next((one for one in reversed(owed) if _days_late(one)), None)
    told = next(iter(pending), None) or broken or next(iter(owed[-1:]), None)
    code = given.facts.response if given else "awaiting"
    return Answer(code, given, given, how, told, (_days_late(told) or None) if told else None)


def leading_response(facts: Facts, day: date) -> Stated[Response] | None:
    """The response that stands as the answer on this day; None where there is none or the clock says `no_answer`."""
    given = latest_answer(facts)
    return answer_at(facts, day, given, everything_owed(facts, given)).leads


def _not_held(facts: Facts, given: Stated[Response] | None, how: str | None) -> NotHeld | None:
    """That it was answered although no answer to it is held, or may have been; None where the record holds one.

    Whoever answers may say themselves that they did. And where a compiler holds the answers to other items, each of
    which was promised one, this one's may only not have been found, unless they looked for all.
    """
    if how == "item" and given and _stops_the_clock(given):
        return None
    bodies = answering_bodies(facts)
    said = latest(one for one in facts.replies if one.facts.answered and one.facts.said_by.organisation in bodies)
    if said:
        return NotHeld(said.facts.said_by.organisation, said.facts.answered, says_so=True)
    each = [promise.by for promise in standing(facts, "answer_each") if promise.by in facts.answered_singly]
    unsure = not self_kept(facts) and facts.assembly.keeper.looked_for != "all" and not what_fell(facts)
    return NotHeld(each[0], None) if unsure and each else None


def _whose(facts: Facts, promise: Promise) -> frozenset[str]:
    """Whose answer keeps a promise: of whoever made it; where bodies decide jointly, of any that answers for them."""
    if promise.what == "decide_jointly":
        return answering_bodies(facts)
    return keepers(promise, facts.organisations)


def _keeps(facts: Facts, promise: Promise, response: Stated[Response]) -> bool:
    """Whether an answer keeps a promise: where each item was promised one, an answer to the whole does not."""
    return _stops_the_clock(response) and (promise.what != "answer_each" or _of_item(facts, response))


def _stops_the_clock(response: Stated[Response]) -> bool:
    """`noted` says nothing about doing it, so it does not count as having answered."""
    return response.facts.response != "noted"


def _of_item(facts: Facts, response: Stated[Response]) -> bool:
    return answered_as(facts, response.facts) == "item"


def _days_late(owed: Owed) -> int:
    """How many days after it was due an answer came; 0 where it was in time or has not come."""
    return max(0, (owed.met_by.facts.date.first - owed.due).days) if owed.met_by else 0
