"""The places that this instance was told of, and what of the record lies in or around one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial

from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models.index import Facet
from db.models.places import Place, PlaceParent, PlacePredecessor, PlacesLoaded
from db.places import Places, around
from db.queries.filters import Filters
from db.queries.versions import parts
from db.session import add_rows

AXIS = "place"


def known(session: Session) -> Places:
    """What is known of all places."""
    return Places(
        _pairs(session, PlaceParent.place, PlaceParent.parent),
        _pairs(session, PlacePredecessor.place, PlacePredecessor.predecessor),
    )


def all_around(session: Session, codes: Iterable[str]) -> set[str]:
    """The codes of all that has to do with these places; read of what is known is only what is next to them."""
    steps = (
        partial(_next, session, PlaceParent.parent, PlaceParent.place),
        partial(_next, session, PlaceParent.place, PlaceParent.parent),
        partial(_next, session, PlacePredecessor.predecessor, PlacePredecessor.place),
        partial(_next, session, PlacePredecessor.place, PlacePredecessor.predecessor),
    )
    return {found for code in codes for found in around(code, *steps)}


def _next(
    session: Session, other: InstrumentedAttribute[str], of: InstrumentedAttribute[str], codes: Collection[str]
) -> set[str]:
    found = (select(other).where(of.in_(part)) for part in parts(sorted(codes)))
    return {code for one in found for code in session.scalars(one)}


def _pairs(
    session: Session, first: InstrumentedAttribute[str], second: InstrumentedAttribute[str]
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in session.execute(select(first, second)):
        found[one].add(other)
    return found


def widened(session: Session, filters: Filters) -> Filters:
    """Filters that ask for places, so that what lies in them or around them is found: of those codes the ones that the
    record has, and what was asked for.
    """
    asked = filters.axes.get(AXIS)
    if not asked:
        return filters
    wanted = all_around(session, asked)
    values = {*asked, *_used(session, wanted - {*asked})}
    return replace(filters, axes={**filters.axes, AXIS: sorted(values)})


def _used(session: Session, codes: Collection[str]) -> set[str]:
    of_places = select(Facet.value).where(Facet.axis == AXIS).distinct()
    return {value for part in parts(sorted(codes)) for value in session.scalars(of_places.where(Facet.value.in_(part)))}


def codes(session: Session) -> set[str]:
    """The codes of all places that are known."""
    return {*session.scalars(select(Place.code))}


def names(session: Session, keys: Collection[str]) -> dict[str, str]:
    """What these places are called, of those that are known."""
    found = (select(Place.code, Place.name).where(Place.code.in_(part)) for part in parts(sorted(keys)))
    return {code: name for one in found for code, name in session.execute(one)}


def keep(
    session: Session,
    rows: Collection[tuple[str, str, int | None]],
    parents: Iterable[tuple[str, str]],
    predecessors: Iterable[tuple[str, str]],
    *,
    instead: bool,
) -> None:
    """Keep places (code, name, year), what each lies in and what it came after, in place of what was said of them
    before; `instead`: of all that was said.
    """
    gone = [] if instead else [*parts(sorted(code for code, *_ in rows))]
    for model, column in (
        (Place, Place.code),
        (PlaceParent, PlaceParent.place),
        (PlacePredecessor, PlacePredecessor.place),
    ):
        if instead:
            session.execute(delete(model))
        for part in gone:
            session.execute(delete(model).where(column.in_(part)))
    add_rows(session, Place, [{"code": code, "name": name, "year": year} for code, name, year in rows])
    add_rows(session, PlaceParent, [{"place": one, "parent": other} for one, other in parents])
    add_rows(session, PlacePredecessor, [{"place": one, "predecessor": other} for one, other in predecessors])
    times = session.scalar(select(func.max(PlacesLoaded.times))) or 0
    session.execute(delete(PlacesLoaded))
    add_rows(session, PlacesLoaded, [{"id": 1, "times": times + 1}])
