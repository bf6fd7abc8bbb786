"""What became of each promise made about an assembly, on a day: kept, not due, past, or with no sign of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

from api.schemas.assemblies import Assembly, Promise
from api.schemas.base import PartialDate
from api.schemas.dates import add_months
from api.schemas.organisations import Organisation
from api.schemas.recommendations import Recommendation
from api.schemas.responses import Response
from api.schemas.updates import Update
from api.status.due import first_report, next_report, reports_of
from api.status.facts import Stated, said_at
from api.status.promises import (
    ANSWERING,
    clock_ends,
    keepers,
    last_word,
    looked_until,
    owner,
    successors,
)

_MOST_REPORTS = 1000  # counted of one promise: more than eighty years of one a month


@dataclass(frozen=True)
class PromiseFacts:
    """An assembly, with what bears on the promises made about it. Withdrawn and erased things are not in it."""

    assembly: Assembly
    items: tuple[Recommendation, ...] = ()  # those that its report counts
    responses: tuple[Stated[Response], ...] = ()  # to any of them, to a theme or to the whole
    reports: tuple[Stated[Update], ...] = ()  # updates about the whole assembly
    organisations: Mapping[str, Organisation] = field(default_factory=dict)


@dataclass(frozen=True)
class PromiseState:
    """How a promise stands on a day. Of a promise of several things, how many `came` `of` those due so far."""

    code: str  # of the codelist promise_state
    by: str  # whose promise it is now
    on: PartialDate | None = None  # when it was kept, or dropped
    came: int | None = None
    of: int | None = None
    since: date | None = None  # the day that passed
    until: date | None = None  # the day it is due next
    ended: PartialDate | None = None  # when whoever it is of ceased to be
    successors: tuple[str, ...] = ()  # of whoever ended
    last_looked: date | None = None  # None where the body that answers keeps the record


@dataclass(frozen=True)
class _Kept:
    """What keeps a promise: how many things came, of how many, when the last of them did, and what is due next."""

    on: PartialDate | None = None
    came: int | None = None
    of: int | None = None
    next: date | None = None
    whole: bool = False


def promise_state(facts: PromiseFacts, promise: Promise, day: date) -> PromiseState:
    """What became of one promise, its clock read on the day until which it was looked for."""
    at, ends = looked_until(facts.assembly, promise, day), clock_ends(promise, facts.organisations)
    looked = None if _is_own(facts) or at == date.min else at
    base = PromiseState("no_date", owner(promise), last_looked=looked)
    last = last_word(promise)
    if last and last.standing == "dropped":
        return replace(base, code="dropped", by=last.by, on=last.date)
    running = min(at, ends) if ends else at
    kept = _kept(facts, promise, running)
    found = replace(base, on=kept.on, came=kept.came, of=kept.of)
    if kept.whole:
        return replace(found, code="kept")
    missed = kept.next is not None and kept.next < running
    if ends and ends < day:
        ended, after = facts.organisations[found.by].ended, successors(found.by, facts.organisations)
        return replace(found, code="ended", ended=ended, successors=after, since=kept.next if missed else None)
    if missed:
        return replace(found, code="kept_in_part" if kept.came else _gone_by(facts), since=kept.next)
    behind = kept.came and (kept.next is None or (promise.every_months and kept.came < (kept.of or 0)))
    return replace(found, code="kept_in_part" if behind else "not_due" if kept.next else "no_date", until=kept.next)


def _gone_by(facts: PromiseFacts) -> str:
    """What a day that passed is called: only the body that answers knows that nothing came of it."""
    return "past" if _is_own(facts) else "no_sign"


def _is_own(facts: PromiseFacts) -> bool:
    return not facts.assembly.compiled


def _kept(facts: PromiseFacts, promise: Promise, at: date) -> _Kept:
    due = promise.due.last if promise.due else None
    if promise.what == "report":
        return _reported(promise, reports_of(promise, facts.organisations, facts.reports), at)
    last = last_word(promise)
    if last and last.standing == "kept":
        return _Kept(last.date, whole=True)
    return _answered(facts, promise, due) if promise.what in ANSWERING else _Kept(next=due)


def _reported(promise: Promise, reports: Sequence[PartialDate], at: date) -> _Kept:
    if promise.every_months is None:
        return _Kept(reports[0], whole=True) if reports else _Kept(next=next_report(promise, reports))
    first, following = first_report(promise), next_report(promise, reports)
    if first is None:
        return _Kept(came=len(reports) or None, next=following)
    months = promise.every_months
    days = [add_months(first, months * number) for number in range(_MOST_REPORTS)]
    came, passed = _filled(days, [one.last for one in reports]), len(list(takewhile(lambda day: day < at, days)))
    of = max(came, passed)
    return _Kept(came=came if of else None, of=of or None, next=following)


def _filled(days: Sequence[date], reports: Iterable[date]) -> int:
    """How many of the days had their report: each fills the first that has none, once the one before has passed."""
    came = 0
    for said in reports:
        if came < len(days) and (came == 0 or said > days[came - 1]):
            came += 1
    return came


def _answered(facts: PromiseFacts, promise: Promise, due: date | None) -> _Kept:
    """Kept by an answer to the whole, or to every item; where each was promised one, only by answers to the items."""
    bodies, own = keepers(promise, facts.organisations), promise.what == "answer_each"
    given = sorted((one for one in facts.responses if one.facts.by in bodies and _says(one.facts)), key=said_at)
    whole = next((one for one in given if not one.facts.recommendations and not one.facts.theme), None)
    if whole and not own:
        return _Kept(whole.facts.date, whole=True)
    first = [next((one for one in given if _reaches(one.facts, item, own=own)), None) for item in facts.items]
    answers = sorted((one for one in first if one), key=said_at)
    of = max(len(facts.items), facts.assembly.recommendations_made or 0)
    if not answers:
        return _Kept(came=0 if own and of else None, of=of if own and of else None, next=due)
    complete = len(answers) == of
    return _Kept(answers[-1].facts.date if complete else None, len(answers), of, due, whole=complete)


def _says(response: Response) -> bool:
    """Whether it answers: `noted` says nothing about doing it, and one not held is known only by its source."""
    return response.response != "noted" and (response.response != "not_held" or bool(response.sources))


def _reaches(response: Response, item: Recommendation, *, own: bool) -> bool:
    """Whether it answers this item by its name or, where that is enough, by its theme."""
    if response.recommendations:
        return item.id in response.recommendations
    about = item.theme is not None and item.theme in (response.themes or (response.theme,))
    return about and not own and item.id not in (response.excluding or ())
