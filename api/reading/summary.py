"""Counts on each axis, headline totals, and what is counted apart."""

from collections import Counter
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from api.record.graph import load
from api.schemas.assemblies import Assembly
from api.status.status import RULES
from api.text.catalogue import spoken
from api.text.localizer import localizer
from db.queries import entries
from db.queries.entries import Filters
from db.queries.moments import Moment
from db.vocabulary import CODELISTS, OWED

_RECORDED = ("progress", "assurance")
_CLOCK = ("response", "answered_as", "schedule")
_SCOPE = ("assembly", "organisation")


def summary(session: Session, moment: Moment, filters: Filters) -> dict[str, object]:
    """What the filters leave: the counted recommendations on every axis, and the rest apart."""
    counted = replace(filters, axes={**filters.axes, "counted": ["yes"]})
    apart = replace(filters, axes={**filters.axes, "counted": ["no"]})
    recorded = entries.counts(session, counted, moment, (*_RECORDED, "assembly"))
    clock = entries.clock_counts(session, counted, moment)
    everything = entries.clock_counts(session, filters, moment)
    other = entries.counts(session, apart, moment, ("kind", "standing"))
    held = sum(recorded["assembly"].values())
    axes = {axis: recorded[axis] for axis in _RECORDED} | {
        axis: _by(clock, column) for column, axis in enumerate(_CLOCK)
    }
    assemblies = _assemblies(session, moment, filters)
    return {
        "day": moment.day.isoformat(),
        "sequence": moment.sequence,
        "rules": RULES,
        "totals": _totals(session, moment, held, assemblies, narrowed=_scope(filters) != filters),
        "axes": {axis: _in_order(axis, axes[axis]) for axis in (*_CLOCK[:2], "progress", "schedule", "assurance")},
        "owed": _owed(everything),
        "owed_in_hold": _owed([row for row in everything if row[4]]),
        "apart": {
            "total": sum(other["standing"].values()),
            "kind": _in_order("recommendation_kind", other["kind"]),
            "standing": _in_order("standing", other["standing"]),
        },
    }


def _by(rows: list[tuple[Any, ...]], column: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        if row[column] is not None:
            found[row[column]] += row[-1]
    return dict(found)


def _owed(rows: list[tuple[Any, ...]]) -> dict[str, int]:
    """Of how many something is owed, on each ground, on any, and late."""
    return {name: sum(row[-1] for row in rows if {*row[5].split()} & {*grounds}) for name, grounds in OWED.items()}


def _in_order(codelist: str, found: dict[str, int]) -> dict[str, int]:
    """Every code of the list, so that none that counts is left out by being zero."""
    return {code: found.get(code, 0) for code in CODELISTS[codelist]}


def _scope(filters: Filters) -> Filters:
    """Filters without those that pick recommendations out of their assembly."""
    return Filters(filters.type, {axis: values for axis, values in filters.axes.items() if axis in _SCOPE})


def _assemblies(session: Session, moment: Moment, filters: Filters) -> list[str]:
    """The assemblies that are asked about, those too of which no recommendation is held yet."""
    asked = _scope(filters).axes
    if "organisation" in asked:
        return sorted(entries.counts(session, _scope(filters), moment, ("assembly",))["assembly"])
    standing = session.scalars(entries.matching(Filters("assembly"), moment))
    return sorted(entry.thing for entry in standing if entry.thing in asked.get("assembly", [entry.thing]))


def _totals(session: Session, moment: Moment, held: int, assemblies: list[str], *, narrowed: bool) -> dict[str, object]:
    graph = load(session, moment, assemblies)
    numbers = [own.recommendations_made for own in graph.of_kind(Assembly).values()]
    known = [number for number in numbers if number is not None]
    made = sum(known) if numbers and len(known) == len(numbers) else None
    return {"held": held, "made": made, "sentence": _sentence(held, made, len(numbers), narrowed=narrowed)}


def _sentence(held: int, made: int | None, assemblies: int, *, narrowed: bool) -> dict[str, str]:
    what, whose = "left" if narrowed else "held", "one" if assemblies == 1 else "several"
    key = f"summary.{what}{'' if made is None else '_of'}_{whose}"
    says = (localizer(language) for language in spoken("summary"))
    return {one.language: one.plural(key, made or 0, held=one.number(held)) for one in says}
