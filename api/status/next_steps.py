"""Next steps: what whoever says that something works would build on it, by a day that they named. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from api.schemas.updates import Update


class NextStep(NamedTuple):
    """One next step with a day, the update that says it, and which of that update's it is."""

    said: Update
    number: int
    on: date
    text: Mapping[str, str]


def next_steps(updates: Iterable[Update]) -> list[NextStep]:
    """Those that somebody named a day for, the soonest first, until they say something on that day or after it.

    `updates` are all about one thing. What was corrected says nothing any more, and a day that had passed when it was
    named is none.
    """
    every = [*updates]
    corrected = {one.corrects for one in every}
    standing = [one for one in every if one.id not in corrected]
    found = [
        NextStep(one, number, step.date.last, step.text)
        for one in standing
        for number, step in enumerate(one.build_on or (), 1)
        if step.date is not None
        and step.date.last >= one.date.first
        and not any(_follows(later, one, step.date.last) for later in standing)
    ]
    return sorted(found, key=lambda step: (step.on, step.said.id, step.number))


def _follows(later: Update, said: Update, on: date) -> bool:
    """Whether the same body says something at the day of a step or after it; what names the step does not."""
    theirs = later.said_by.organisation == said.said_by.organisation
    return theirs and later.id != said.id and later.date.first >= on
