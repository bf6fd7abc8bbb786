"""What the page of all engagements shows: by where they stand, and what they can be asked for."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.reading.lists import lines
from api.reading.tallies import Tally, tally
from api.record.graph import Graph, load, load_named
from api.record.things import reference
from api.schemas.queries import EngagementQuery
from api.text.languages import default
from db.places import GSS
from db.queries import entries, places
from db.queries.filters import ENGAGEMENTS, STATE, Filters
from db.queries.moments import Moment
from db.vocabulary import CODELISTS

# What people can take part in first.
STATES = ("open", "planned", "results_late", "results_due", "results_published", "closed", "cancelled")
MOST = 200  # in each state
CODED = ("topic", "audience", "form")  # what a list of codes is asked by
AXES = ("place", *CODED, "organisation")


def numbers(session: Session, moment: Moment, filters: Filters = ENGAGEMENTS) -> dict[str, int]:
    """How many stand in each state, of those that there are of."""
    found = _counts(tally(session, filters, moment, [STATE]), STATE)
    return {state: found[state] for state in STATES if state in found}


def engagements(session: Session, moment: Moment, query: EngagementQuery) -> Json:
    """The engagements that are asked for, by state; and what all can be asked for."""
    asked = places.widened(session, query.filters())
    states = [state for state in STATES if state in asked.axes.get(STATE, STATES)]
    every = replace(asked, axes={**asked.axes, STATE: states})
    counts = numbers(session, moment, every) if states else {}
    return {
        "counts": counts,
        "states": {state: _lines(session, moment, every, state) for state in counts},
        "choices": _choices(session, moment),
    }


def _lines(session: Session, moment: Moment, every: Filters, state: str) -> list[Json]:
    """What stands in a state: what ends or is due first before others, what was published last before others."""
    of_state = replace(every, axes={**every.axes, STATE: [state]})
    found = entries.page(session, of_state, moment, sort="order", after=None, limit=MOST)
    return sorted(lines(session, moment, found), key=_day, reverse=state in ("results_published", "closed"))


def _day(line: Json) -> str:
    """The day that matters next of an engagement, or did last; none comes after all others."""
    status = line["status"]
    of = {"open": "ends", "planned": "begins", "closed": "ends"}.get(status["state"])
    if of is not None:
        return str(line[of]["value"]) if of in line else "9999"
    return status["published_on"] or status["results_promised"] or "9999"


def _choices(session: Session, moment: Moment) -> Json:
    """The values of each axis that any engagement has: codes as they are, places and organisations by their names."""
    found = tally(session, ENGAGEMENTS, moment, [*AXES, STATE])
    organisations = load(session, moment, _counts(found, "organisation"))
    load_named(session, organisations)
    codes = {axis: [code for code in CODELISTS[axis] if code in _counts(found, axis)] for axis in CODED}
    return {
        "place": places_called(session, _counts(found, "place")),
        **codes,
        "organisation": named(organisations),
        STATE: [state for state in STATES if state in _counts(found, STATE)],
    }


def places_called(session: Session, keys: Iterable[str]) -> Json:
    """Each place, as it is asked for, and what it is called: its code, where this instance was not told of it."""
    keys = [*keys]
    called = places.names(session, keys)
    asked = {key.removeprefix(f"{GSS}:"): called.get(key) for key in keys}
    named = {code: {default(): name or code} for code, name in asked.items()}
    return dict(sorted(named.items(), key=lambda one: (*one[1].values(), one[0])))


def named(graph: Graph) -> Json:
    """What every organisation that is loaded is called, by id."""
    return {
        id_: reference(graph, id_)["name"] for id_ in sorted(graph.nodes) if graph.nodes[id_].type == "organisation"
    }


def _counts(found: Tally, axis: str) -> dict[str, int]:
    return {value: number for (of, value, _), number in found.items() if of == axis}
