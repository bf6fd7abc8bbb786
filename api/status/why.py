"""What each piece of the status sentence stands on: the things without which the record would not say it.

It is found by taking each thing out and asking the rules again, so that nobody has to keep it in step with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.status.derived import derive, read_clock
from api.status.facts import Facts
from api.status.sentence import decides, parts_by_language
from api.status.truncate import Part, fitted, joined

_STATED = ("responses", "updates", "reports", "verdicts", "replies")


@dataclass(frozen=True)
class Clause:
    """A piece of the sentence, by language, and the ids of the things it stands on."""

    text: dict[str, str]
    stands_on: tuple[str, ...]


def why(facts: Facts, day: date) -> list[Clause]:
    """The pieces of the sentence in order. What silence alone says stands on the record of the assembly."""
    told, lead = _told(facts, day), decides()
    kept = fitted(told, lead)
    others = {id_: {part.text() for part in _told(left, day)[lead]} for id_, left in _without_each(facts)}
    return [
        Clause(
            {language: joined([parts[number]]) for language, parts in kept.items()},
            _needed(told[lead][number], others) or (facts.assembly.id,),
        )
        for number in kept[lead]
    ]


def _told(facts: Facts, day: date) -> dict[str, list[Part]]:
    derived = derive(facts)
    return parts_by_language(derived, read_clock(derived, day), day)


def _needed(part: Part, others: dict[str, set[str]]) -> tuple[str, ...]:
    return tuple(id_ for id_, texts in others.items() if part.text() not in texts)


def _without_each(facts: Facts) -> Iterator[tuple[str, Facts]]:
    """These facts without one of the things that are said or linked, and which that is."""
    for field in _STATED:
        for gone in getattr(facts, field):
            left: dict[str, Any] = {field: tuple(one for one in getattr(facts, field) if one is not gone)}
            yield gone.facts.id, replace(facts, **left)
    for gone in facts.contributions:
        yield gone[0].id, replace(facts, contributions=tuple(one for one in facts.contributions if one is not gone))
    for ended in facts.accountabilities:
        yield (
            ended.id,
            replace(facts, accountabilities=tuple(one for one in facts.accountabilities if one is not ended)),
        )
    for above in facts.ancestors:
        yield above.id, replace(facts, ancestors=tuple(one for one in facts.ancestors if one is not above))
