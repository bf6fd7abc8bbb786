"""Promises made about the assembly: which still stand, whose they are now, and until when their clocks run."""

from collections.abc import Collection, Mapping
from datetime import date
from operator import attrgetter

from api.schemas.assemblies import Assembly, Promise, PromiseLater
from api.schemas.organisations import Organisation
from api.status.facts import Facts, observed_until

# Promises that are kept by giving an answer.
ANSWERING = ("consider", "answer_whole", "answer_each", "decide_jointly", "be_bound")


def stands(promise: Promise) -> bool:
    """False where the last body to speak of the promise dropped it, or showed it to be kept once and for all: it has
    no clock from then on.
    """
    last = last_word(promise)
    if last is None:
        return True
    return last.standing != "dropped" and (last.standing != "kept" or promise.every_months is not None)


def last_word(promise: Promise) -> PromiseLater | None:
    """What was last said of the promise after it was made."""
    return max(promise.later or [], key=attrgetter("date.first"), default=None)


def standing(facts: Facts, *kinds: str) -> list[Promise]:
    """The promises of these kinds that still stand, those with the earliest last day first."""
    promises = [promise for promise in facts.assembly.promises or [] if promise.what in kinds and stands(promise)]
    return sorted(promises, key=lambda promise: promise.due.last if promise.due else date.max)


def answering_bodies(facts: Facts) -> frozenset[str]:
    """Whose answers may lead: the bodies that promised one, those that took the promise over, and their successors.

    Where nobody promised an answer, the body that commissioned the assembly.
    """
    bodies: set[str] = set()
    for promise in facts.assembly.promises or []:
        if promise.what in ANSWERING:
            bodies |= keepers(promise, facts.organisations)
    return frozenset(bodies or facts.assembly.commissioners)


def keepers(promise: Promise, organisations: Mapping[str, Organisation]) -> frozenset[str]:
    """Who can keep the promise: whoever made it, whoever took it over, and the successors of these."""
    made = {promise.by, *(later.by for later in promise.later or [] if later.standing != "dropped")}
    return heirs(made, organisations)


def heirs(bodies: Collection[str], organisations: Mapping[str, Organisation]) -> frozenset[str]:
    """These organisations, their successors, and the successors of those."""
    found: set[str] = set()
    more = set(bodies)
    while more := more - found:
        found |= more
        more = {one for id_ in more for one in successors(id_, organisations)}
    return frozenset(found)


def owner(promise: Promise) -> str:
    """Whose promise it is now: the last body that took it over, else whoever made it."""
    taken = [later for later in promise.later or [] if later.standing != "dropped"]
    return max(taken, key=attrgetter("date.first")).by if taken else promise.by


def successors(organisation: str, organisations: Mapping[str, Organisation]) -> tuple[str, ...]:
    """The organisations that took over from this one, as far as the record says."""
    held = organisations.get(organisation)
    return tuple(one.organisation for one in (held.successors if held else None) or ())


def clock_ends(promise: Promise, organisations: Mapping[str, Organisation]) -> date | None:
    """The last day of whoever the promise is of, from which on its clock stands; None where they have not ended."""
    held = organisations.get(owner(promise))
    return held.ended.last if held and held.ended else None


def looked_until(assembly: Assembly, promise: Promise, day: date) -> date:
    """The day at which the clock of a promise is read: today, or for a compiler the last day they looked for it."""
    if not assembly.compiled:
        return day
    checked_to = promise.checked_to or assembly.keeper.checked_to
    return min(day, checked_to.last) if checked_to else date.min


def observed_for(facts: Facts, promise: Promise | None, day: date) -> date:
    """The same for one item: where a promise says nothing of it, the day until which the item was looked for."""
    if promise is None or promise.checked_to is None:
        return observed_until(facts, day)
    return looked_until(facts.assembly, promise, day)
