"""What somebody says works, newest first, at one moment: as it is indexed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models.index import Entry, Facet, Version, Works
from db.queries.entries import owes
from db.queries.moments import Moment, holds_at
from db.queries.pages import Place, cut
from db.queries.versions import parts

ORGANISATION = "organisation"
# What a statement has by itself of an axis, whatever its work has.
_OWN = {ORGANISATION: Works.organisation, "assembly": Works.about}
_ORDER = [(Works.day, True), (Works.sequence, True)]


class Said(NamedTuple):
    """A statement that says what works: its place in the order, its id, and the work that it is about."""

    day: date
    sequence: int
    thing: str
    about: str


def page(
    session: Session,
    moment: Moment,
    axes: Mapping[str, Sequence[str]],
    enablers: Collection[str] = (),
    words: Collection[str] = (),
    *,
    after: Place | None,
    limit: int,
) -> list[Said]:
    """The first statements, or the first after a place, about work that has any of the values of each axis (that are
    said by an organisation, or about the assembly itself, too); and that name one of these `enablers`, if any, and
    have all of these words.
    """
    found = _said(moment)
    for axis, values in axes.items():
        of_work = _has(axis, values, moment)
        found = found.where(or_(of_work, _OWN[axis].in_(values)) if axis in _OWN else of_work)
    if enablers:
        found = found.where(or_(*(owes(Works.enablers, code) for code in enablers)))
    for word in sorted(words):
        found = found.where(owes(Works.words, word))
    return [Said(*row) for row in session.execute(cut(found, _ORDER, after, limit))]


def about(session: Session, moment: Moment, works: Collection[str]) -> list[Said]:
    """Every statement about these pieces of work."""
    found = (session.execute(_said(moment).where(Works.about.in_(part))) for part in parts(works))
    return [Said(*row) for rows in found for row in rows]


def doers(session: Session, moment: Moment, works: Collection[str]) -> dict[str, set[str]]:
    """Under which organisations each of these is found in its list: who commissioned, answered or does it."""
    known: dict[str, set[str]] = {id_: set() for id_ in works}
    of_entries = (
        select(Entry.thing, Facet.value)
        .join(Facet, Facet.entry == Entry.id)
        .where(Facet.axis == ORGANISATION, holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence))
    )
    for part in parts(works):
        for thing, organisation in session.execute(of_entries.where(Entry.thing.in_(part))):
            known[thing].add(organisation)
    return known


def values(session: Session, moment: Moment, axis: str, of: Collection[str] | None = None) -> list[str]:
    """Every value of an axis that some work has, or one of these, of which somebody says what works; in order."""
    works = _said(moment).with_only_columns(Works.about)
    works = works if of is None else works.where(Works.about.in_(of))
    found = (
        select(Facet.value)
        .distinct()
        .join(Entry, Entry.id == Facet.entry)
        .where(Facet.axis == axis, Entry.thing.in_(works))
        .where(holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence))
    )
    return sorted(session.scalars(found))


def _said(moment: Moment) -> Select[date, int, str, str]:
    """What stands, but what whoever does the work says and does not show."""
    return _standing(moment).where(or_(Works.shown, ~_has(ORGANISATION, Works.organisation, moment)))


def _standing(moment: Moment) -> Select[date, int, str, str]:
    return (
        select(Works.day, Works.sequence, Version.thing, Works.about)
        .join(Version, Version.sequence == Works.sequence)
        .where(Version.state == "standing")
        .where(holds_at(Version.sequence, Version.to_sequence, moment.sequence))
    )


def _has(axis: str, values: Collection[str] | InstrumentedAttribute[str], moment: Moment) -> ColumnElement[bool]:
    """That the work is found by one of these values of an axis, or by what a column has."""
    value = Facet.value == values if isinstance(values, InstrumentedAttribute) else Facet.value.in_(values)
    return exists().where(
        Entry.thing == Works.about,
        holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence),
        Facet.entry == Entry.id,
        Facet.axis == axis,
        value,
    )
