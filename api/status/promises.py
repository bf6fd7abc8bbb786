"""Promises made about the assembly: which still stand, who made them, and the clock of each."""

from datetime import date
from operator import attrgetter

from api.schemas.assemblies import Promise
from api.status.facts import Facts

# Promises that are kept by giving an answer.
ANSWERING = ("consider", "answer_whole", "answer_each", "decide_jointly", "be_bound")


def stands(promise: Promise) -> bool:
    """False where the last body to speak of the promise dropped it: it has no clock from then on."""
    latest = max(promise.later or [], key=attrgetter("date.first"), default=None)
    return latest is None or latest.standing != "dropped"


def standing(facts: Facts, *kinds: str) -> list[Promise]:
    """The promises of these kinds that still stand, those with the earliest last day first."""
    promises = [promise for promise in facts.assembly.promises or [] if promise.what in kinds and stands(promise)]
    return sorted(promises, key=lambda promise: promise.due.last if promise.due else date.max)


def answering_bodies(facts: Facts) -> frozenset[str]:
    """Whose answers may lead: the bodies that promised one, and successors that took the promise over.

    Where nobody promised an answer, the body that commissioned the assembly.
    """
    bodies = set()
    for promise in facts.assembly.promises or []:
        if promise.what in ANSWERING:
            bodies.add(promise.by)
            bodies.update(later.by for later in promise.later or [] if later.standing != "dropped")
    return frozenset(bodies or facts.assembly.commissioners)
