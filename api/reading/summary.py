"""Counts on each axis, headline totals, and what is counted apart."""

from collections import Counter
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from api.reading.made import headline, items_of, made_by
from api.record.graph import load
from api.schemas.assemblies import Assembly
from api.status.status import RULES
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
        "totals": _totals(session, moment, filters, held, assemblies, narrowed=_scope(filters) != filters),
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


def _totals(
    session: Session, moment: Moment, filters: Filters, held: int, assemblies: list[str], *, narrowed: bool
) -> dict[str, object]:
    graph = load(session, moment, assemblies)
    own = [graph.own(id_, Assembly) for id_ in assemblies if id_ in graph.nodes]
    by_kind = held_by_kind(session, moment, filters) if not narrowed else {}
    items = items_of(own[0], by_kind) if len(own) == 1 else []
    return {
        "held": held,
        "made": made_by(own),
        "items": [one._asdict() for one in items],
        "sentence": headline(own, by_kind, held, narrowed=narrowed),
    }


def held_by_kind(session: Session, moment: Moment, filters: Filters) -> dict[tuple[str, str, str], int]:
    """How many of everything the filters leave are held, by assembly, kind and standing."""
    found = entries.combined(session, filters, moment, ("assembly", "kind", "standing"))
    return {(assembly, kind, standing): number for (assembly, kind, standing), number in found.items()}
