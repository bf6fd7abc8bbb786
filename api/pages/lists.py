"""What the page of a list shows: what is on it, and what it can be asked for."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.pages import contents
from api.pages.engagements import places_called
from api.reading.lists import lines
from api.reading.tallies import tally
from api.record.graph import load
from api.record.things import reference
from api.schemas.kinds import BY_TYPE, Kind
from db.models.index import Entry
from db.queries.filters import Filters
from db.queries.moments import Moment
from db.vocabulary import CODELISTS, OWED

ON_A_PAGE = 50
MOST_CHOICES = 200  # of which one can be chosen: where there are more, they are not offered
# The kinds whose list is such a page, and by what it can be asked for there: what people ask for most comes first. The
# page takes every filter of the list, whoever gives it in an address.
_OFFERED = {
    "assembly": ("kind", "organisation", "topic", "place"),
    "recommendation": (
        *("owed", "progress", "response", "schedule", "assurance"),
        *("assembly", "organisation", "topic", "place"),
    ),
    "project": ("kind", "stage", "organisation", "assembly", "topic", "place"),
    "organisation": ("kind",),
    "post": ("organisation", "kind"),
}
PAGES = tuple(BY_TYPE[type_] for type_ in _OFFERED)
_KIND_OF = {
    "assembly": "form",
    "project": "project_kind",
    "organisation": "organisation_kind",
    "post": "post_kind",
}


class Choice(NamedTuple):
    """A filter of a list: its axis, and each value with what that is called; of codes, the list that says it."""

    axis: str
    codelist: str | None
    values: Mapping[str, object]


def of_list(session: Session, moment: Moment, kind: Kind, entries: Sequence[Entry]) -> Json:
    """What is on a page of the list of a kind, and what it can be asked for."""
    if kind.thing == "assembly":
        shown = contents.assemblies(session, moment, [entry.thing for entry in entries])
    else:
        shown = {"lines": lines(session, moment, entries)}
    return {**shown, "many": len(entries), "choices": _choices(session, moment, kind.thing)}


def _choices(session: Session, moment: Moment, type_: str) -> list[Choice]:
    """By what the list can be asked for, as far as anything in it has that."""
    axes = _OFFERED[type_]
    found = {
        (axis, value) for (axis, value, _), number in tally(session, Filters(type_), moment, axes).items() if number
    }
    every = (_choice(session, moment, type_, axis, {value for of, value in found if of == axis}) for axis in axes)
    return [one for one in every if 1 < len(one.values) <= MOST_CHOICES]


def _choice(session: Session, moment: Moment, type_: str, axis: str, held: Collection[str]) -> Choice:
    if len(held) > MOST_CHOICES:
        return Choice(axis, None, {})
    if axis == "place":
        return Choice(axis, None, places_called(session, held))
    if axis in ("organisation", "assembly"):
        graph = load(session, moment, held)
        return Choice(axis, None, {id_: reference(graph, id_)["name"] for id_ in sorted(held) if id_ in graph.nodes})
    codelist = _KIND_OF[type_] if axis == "kind" else axis
    known = OWED if axis == "owed" else CODELISTS[codelist]
    return Choice(axis, codelist, {code: None for code in known if code in held})
