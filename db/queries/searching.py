"""What has the words that somebody searches for, at one moment: what is called so first, then what changed last."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, literal, select, union_all
from sqlalchemy.orm import Session

from db.models.index import Entry, Facet
from db.models.places import Place
from db.queries import places
from db.queries.moments import Moment, holds_at
from db.queries.pages import Place as Position
from db.queries.pages import cut
from db.search_words import Word
from db.words import words

_CALLED = ("organisation", "assembly")  # types, and the axes by which other things are of one
_MOST_CALLED = 50  # of what is called by one word: what is of any of more is not looked for by it


class Wanted(NamedTuple):
    """A word that is looked for, one of whose forms has to be there; or else something has to be of one of these, by
    axis.
    """

    word: Word
    of: Mapping[str, Collection[str]]


class Found(NamedTuple):
    """What was found, with its entry: how much of what is looked for is in its title, where a word counts twice, and
    one that means the same once.
    """

    titled: int
    entry: Entry


def meant(session: Session, moment: Moment, wanted: Sequence[Word]) -> list[Wanted]:
    """The words that are looked for, with the organisations, assemblies and places that are called by each."""
    called = _called(session, moment, {word for one in wanted for word in one.own})
    there = _places(session, wanted)
    return [
        Wanted(one, {**{axis: _few(called, axis, one.own) for axis in _CALLED}, places.AXIS: codes})
        for one, codes in zip(wanted, there, strict=True)
    ]


def _few(called: Mapping[tuple[str, str], Collection[str]], axis: str, words: Collection[str]) -> set[str]:
    """What is called by any of these words; nothing, where that is so much that it tells nothing apart."""
    found = {id_ for word in words for id_ in called.get((axis, word), ())}
    return found if len(found) <= _MOST_CALLED else set()


def _called(session: Session, moment: Moment, some: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """The ids of organisations and assemblies, by the type and each word of their titles among these."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = (
        select(Entry.type, Facet.value, Entry.thing)
        .join(Facet, Facet.entry == Entry.id)
        .where(Facet.axis == "title", Facet.value.in_(some), Entry.type.in_(_CALLED))
        .where(holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence))
    )
    for type_, word, thing in session.execute(rows):
        found[type_, word].add(thing)
    return found


def _places(session: Session, wanted: Sequence[Word]) -> list[set[str]]:
    """For each word, the places that the record names which lie in or around one that is called by it."""
    used = {*session.scalars(select(Facet.value).distinct().where(Facet.axis == places.AXIS))}
    called = [(code, words(name)) for code, name in session.execute(select(Place.code, Place.name))] if used else []
    found: list[set[str]] = []
    for one in wanted:
        codes = {code for code, of in called if not of.isdisjoint(one.own)}
        few = codes if len(codes) <= _MOST_CALLED else set()
        found.append(places.all_around(session, few) & used)
    return found


def page(
    session: Session,
    moment: Moment,
    wanted: Sequence[Wanted],
    types: Collection[str],
    *,
    after: Position | None,
    limit: int,
) -> list[Found]:
    """The first of these types that have each of the words, or are of what is called so; or the first after the
    position of another.
    """
    titled: ColumnElement[int] = literal(0)
    for one in wanted:
        own, alike = (Entry.id.in_(_having("title", words)) for words in one.word)
        titled = titled + case((own, 2), (alike, 1), else_=0)
    found = select(titled, Entry).where(
        holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence),
        Entry.type.in_(types),
        *(Entry.id.in_(_with(one)) for one in wanted),
    )
    order = [(titled, True), (Entry.updated_at, True), (Entry.thing, False)]
    return [Found(*row) for row in session.execute(cut(found, order, after, limit))]


def position(found: Found) -> list[object]:
    """Where something stands in the order: what a cursor keeps."""
    return [found.titled, found.entry.updated_at, found.entry.thing]


def _with(one: Wanted) -> Select[int]:
    own = [_having("word", one.word.alike), _having("placed", one.word.alike)]
    others = [_having(axis, values) for axis, values in one.of.items() if values]
    every = union_all(*own, *others).subquery()
    return select(every.c.entry)


def _having(axis: str, values: Collection[str]) -> Select[int]:
    return select(Facet.entry).where(Facet.axis == axis, Facet.value.in_(sorted(values)))
