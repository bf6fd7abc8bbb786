"""Occasions on which people were asked, as they are compared with one that is planned: by codes and by days."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, literal, null, or_, select
from sqlalchemy.orm import Session

from db.models.index import Entry, Facet, StateSpan

OCCASIONS = ("assembly", "engagement")
LATE = "results_late"
_CANCELLED = "cancelled"
_COMPARED = ("place", "topic", "audience", "decision", "begins", "ends", "organisation")
_AT_ONCE = 500


class Row(NamedTuple):
    """What the index has of an occasion or of a recommendation: by axis, the values; and in which state an engagement
    is, since when.
    """

    thing: str
    assembly: str
    state: str | None
    since: date | None
    facets: dict[str, frozenset[str]]


def to_compare(
    session: Session, day: date, span: tuple[date, date] | None, decisions: Collection[str], besides: Collection[str]
) -> Iterator[Row]:
    """The occasions that stand and may overlap: on a day of the span, or without days; for one of these decisions; late
    with their results; and those that are named `besides`. All where there is no span.
    """
    now = and_(StateSpan.entry == Entry.id, StateSpan.begins <= day, StateSpan.ends > day)
    state = func.coalesce(StateSpan.state, "")
    found = _rows(StateSpan.state, StateSpan.begins).join(StateSpan, now, isouter=True)
    found = found.where(Entry.type.in_(OCCASIONS), state != _CANCELLED)
    if span is not None:
        too_late = _having("begins", Facet.value > span[1].isoformat())
        too_early = _having("ends", Facet.value < span[0].isoformat())
        found = found.where(
            or_(
                state == LATE,
                and_(Entry.id.not_in(too_late), Entry.id.not_in(too_early)),
                Entry.id.in_(_having("decision", Facet.value.in_(decisions))),
                Entry.thing.in_(besides),
            )
        )
    yield from _read(session, found)


def recommendations_about(session: Session, topics: Collection[str]) -> Iterator[Row]:
    """The recommendations that members adopted and that stand, about one of these topics, in order of their ids."""
    about, adopted = _having("topic", Facet.value.in_(topics)), _having("standing", Facet.value == "adopted")
    found = _rows(null(), null()).where(Entry.type == "recommendation", Entry.id.in_(about), Entry.id.in_(adopted))
    yield from _read(session, found.order_by(Entry.thing))


def found_out_about(session: Session, topics: Collection[str]) -> list[str]:
    """The engagements that stand and found something out about one of these topics, in order of their ids."""
    about = _having("finding", Facet.value.in_(topics))
    found = select(Entry.thing).where(Entry.to_sequence.is_(None), Entry.id.in_(about))
    return list(session.scalars(found.order_by(Entry.thing)))


def days_of(session: Session, things: Collection[str]) -> dict[str, dict[str, date]]:
    """The first and the last day of these occasions, as far as they stand and have them."""
    found: dict[str, dict[str, date]] = {}
    days = select(Entry.thing, Facet.axis, Facet.value).join(Facet, Facet.entry == Entry.id)
    days = days.where(Entry.to_sequence.is_(None), Entry.thing.in_(things), Facet.axis.in_(["begins", "ends"]))
    for thing, axis, value in session.execute(days):
        found.setdefault(thing, {})[axis] = date.fromisoformat(value)
    return found


def words_in_common(session: Session, things: Collection[str], words: Collection[str]) -> dict[str, int]:
    """How many of these words each of these things has."""
    found = select(Entry.thing, func.count()).join(Facet, Facet.entry == Entry.id).group_by(Entry.thing)
    found = found.where(Entry.to_sequence.is_(None), Entry.thing.in_(things))
    found = found.where(Facet.axis == "word", Facet.value.in_(words))
    return {row.thing: row[1] for row in session.execute(found)}


def coded_alike(session: Session, words: Collection[str]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Of all that stands and has both topics and some of these words: those words, and the topics."""
    coded = _having("topic")
    found: dict[int, set[str]] = {}
    having = select(Facet.entry, Facet.value).join(Entry, Entry.id == Facet.entry)
    having = having.where(Entry.to_sequence.is_(None), Facet.axis == "word", Facet.value.in_(words))
    for entry, word in session.execute(having.where(Facet.entry.in_(coded))):
        found.setdefault(entry, set()).add(word)
    topics: dict[int, set[str]] = {}
    about = select(Facet.entry, Facet.value).where(Facet.axis == "topic", Facet.entry.in_(coded))
    for entry, topic in session.execute(about) if found else ():
        topics.setdefault(entry, set()).add(topic)
    return [(frozenset(of), frozenset(topics[entry])) for entry, of in sorted(found.items())]


def _having(axis: str, *which: Any) -> Select[int]:
    return select(Facet.entry).where(Facet.axis == axis, *which)


def _rows(*beside: Any) -> Select[Any]:
    """Entries that stand, with what is asked beside, and all that is compared of each in one text."""
    pairs = func.aggregate_strings(Facet.axis + literal("\t") + Facet.value, "\n")
    compared = and_(Facet.entry == Entry.id, Facet.axis.in_(_COMPARED))
    found = select(Entry.thing, Entry.assembly, *beside, pairs).join(Facet, compared, isouter=True)
    columns = [one for one in beside if getattr(one, "key", None)]
    return found.where(Entry.to_sequence.is_(None)).group_by(Entry.id, Entry.thing, Entry.assembly, *columns)


def _read(session: Session, found: Select[Any]) -> Iterator[Row]:
    for thing, assembly, state, since, pairs in session.execute(found.execution_options(yield_per=_AT_ONCE)):
        yield Row(thing, assembly, state, since, _facets(pairs))


def _facets(pairs: str | None) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in (pairs or "").split("\n"):
        axis, _, value = pair.partition("\t")
        found.setdefault(axis, set()).add(value)
    return {axis: frozenset(values) for axis, values in found.items()}
