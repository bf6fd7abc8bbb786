"""Counts on each axis, headline totals, and what is counted apart."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.reading.made import Held, headline, items_of, made_by
from api.reading.tallies import Tally, number_of, tally
from api.record.graph import load
from api.schemas.assemblies import Assembly
from api.status.status import RULES
from db.queries import entries
from db.queries.contents import KINDS_OF_ASSEMBLY
from db.queries.filters import Filters
from db.queries.moments import Moment
from db.vocabulary import CODELISTS, OWED

_AXES = ("response", "answered_as", "progress", "schedule", "assurance", "topic", "audience")
_PLACE = "place"
_APART = {"kind": "recommendation_kind", "standing": "standing"}
_SCOPE = ("assembly", "organisation")


def summary(session: Session, moment: Moment, filters: Filters) -> dict[str, object]:
    """What the filters leave: the counted recommendations on every axis, and the rest apart."""
    found = tally(session, filters, moment, {*_AXES, _PLACE, *_APART, "counted", "owed", "owed_in_hold"})
    return {
        "day": moment.day.isoformat(),
        "sequence": moment.sequence,
        "rules": RULES,
        "totals": _totals(session, moment, filters, found),
        "axes": {
            **{axis: _in_order(axis, _of(found, axis, counted=True)) for axis in _AXES},
            _PLACE: dict(sorted(_of(found, _PLACE, counted=True).items())),
        },
        "owed": _owed(found, "owed"),
        "owed_in_hold": _owed(found, "owed_in_hold"),
        "apart": {
            "total": _of(found, "counted", counted=False).get("no", 0),
            **{axis: _in_order(list_, _of(found, axis, counted=False)) for axis, list_ in _APART.items()},
        },
    }


def _of(found: Tally, axis: str, *, counted: bool) -> dict[str, int]:
    """How many have each value of an axis, of those that the assemblies' reports count or of the rest."""
    return {value: number for (on, value, is_counted), number in found.items() if (on, is_counted) == (axis, counted)}


def _owed(found: Tally, axis: str) -> dict[str, int]:
    """Of how many something is owed, on each ground, on any, and late."""
    return {name: number_of(found, axis, name) for name in OWED}


def _in_order(codelist: str, found: dict[str, int]) -> dict[str, int]:
    """Every code of the list, so that none that counts is left out by being zero; then those of other schemes."""
    return dict.fromkeys(CODELISTS[codelist], 0) | dict(sorted(found.items()))


class _Asked(NamedTuple):
    """The assemblies that are asked about, those too of which no recommendation is held yet."""

    made: int | None  # how many recommendations they say that they made; None where one does not say
    alone: Assembly | None  # where there is one


def _asked(session: Session, moment: Moment, scope: Filters) -> _Asked:
    if "organisation" in scope.axes:
        ids = sorted(value for _, value, _ in tally(session, scope, moment, ["assembly"]))
    elif "assembly" in scope.axes:
        ids = sorted(scope.axes["assembly"])
    else:
        return _every(session, moment)
    graph = load(session, moment, ids)
    own = [graph.own(id_, Assembly) for id_ in ids if graph.shows(id_) and graph.nodes[id_].type == "assembly"]
    return _Asked(made_by(own), own[0] if len(own) == 1 else None)


def _every(session: Session, moment: Moment) -> _Asked:
    everything = Filters("assembly")
    found = tally(session, everything, moment, ["listed", "made"])
    made = {value: number for (axis, value, _), number in found.items() if axis == "made"}
    known = sum(int(value) * number for value, number in made.items()) if made and "" not in made else None
    if found.get(("listed", "", False)) != 1:
        return _Asked(known, None)
    first = entries.page(session, everything, moment, sort="order", after=None, limit=1)
    graph = load(session, moment, [entry.thing for entry in first])
    return _Asked(known, next(iter(graph.of_kind(Assembly).values()), None))


def _scope(filters: Filters) -> Filters:
    """Filters without those that pick recommendations out of their assembly."""
    return Filters(filters.type, {axis: values for axis, values in filters.axes.items() if axis in _SCOPE})


def _totals(session: Session, moment: Moment, filters: Filters, found: Tally) -> dict[str, object]:
    scope, held = _scope(filters), _of(found, "counted", counted=True).get("yes", 0)
    made, alone = _asked(session, moment, scope)
    narrowed = scope != filters
    by_kind = held_by_kind(tally(session, filters, moment, [KINDS_OF_ASSEMBLY])) if alone and not narrowed else {}
    items = items_of(alone, by_kind) if alone else []
    unclear = number_of(found, "standing", "unknown")
    return {
        "held": held,
        "made": made,
        "items": [one._asdict() for one in items],
        "sentence": headline(made, items, held, 0 if narrowed else unclear, alone=alone is not None, narrowed=narrowed),
    }


def held_by_kind(found: Tally) -> Held:
    """How many of everything that is counted by `KINDS_OF_ASSEMBLY` are held, by assembly, kind and standing."""
    held: Counter[tuple[str, str, str]] = Counter()
    for (axis, value, _), number in found.items():
        if axis == KINDS_OF_ASSEMBLY:
            assembly, kind, standing = value.split()
            held[assembly, kind, standing] += number
    return held
