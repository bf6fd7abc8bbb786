"""Lists of what stands now, found by its listings: what is asked for that is rarest is gone through in the order of
lists, and the rest is looked at for each. So a page costs what is on it, however much there is.
"""

from collections.abc import Collection, MutableMapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Engine,
    Select,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy.orm import Session, aliased

from db.models.index import Entry, Facet, Listing
from db.models.record import RecordHead
from db.queries import driver
from db.queries.filters import Filters, ordering, types_in
from db.queries.listings import Axis, flag, given, one_of, sizes, sizes_of
from db.queries.moments import ENDS_SO, Head, asked
from db.queries.pages import Place, cut

_ALL: Axis = ("listed", ("",))
_FEW = 1_000  # that are put in another order than they are kept in
_MANY = 50  # values of an axis, more than which are not gone through one by one
_ORDER = (Listing.assembly, Listing.position, Listing.thing)
_CURRENT = Entry.to_sequence.is_(None)


class _Shape(NamedTuple):
    """What tells the statement of one page from that of another, but for what it is given."""

    axes: tuple[int, ...]  # how many values of each; the first is the one to go through
    backwards: bool
    goes_on: bool
    at_once: bool  # whether the database goes through several lists at once


def page(session: Session, filters: Filters, day: date, *, sort: str, after: Place | None, limit: int) -> list[Entry]:
    """The first entries that match, or the first after the place of another."""
    axes, number = _by_rarity(session, filters, day)
    if not number:
        return []
    few = _few_by_word(session, filters)
    in_order = sort.removeprefix("-") == "order" and len(axes[0][1]) <= _MANY
    if in_order and few is None and filters.updated_since is None:
        shape = _shape(axes, sort, after, session.get_bind().dialect)
        asked = given(filters.type, axes, day) | {"limit": limit} | _after(after) | _words(filters)
        return list(session.scalars(_in_order(shape, len(filters.words)), asked))
    if few is None and number <= _FEW:
        few = Entry.thing.in_(session.scalars(_first(axes), given(filters.type, axes[:1], day)).all())
    found = _matching(filters, day, axes, few)
    return list(session.scalars(cut(found, ordering(sort), after, limit)))


Sizes = MutableMapping[tuple[str, str, str], int]  # how many of a type have a value of an axis, as far as was asked


def places(
    engine: Engine,
    head: Head,
    filters: Filters,
    day: date,
    known: Sizes,
    *,
    sort: str,
    after: Place | None,
    limit: int,
) -> list[Any] | None:
    """The places (assembly, position, thing) of the same in the order of lists, where the record ends so; asked of the
    driver. None where it does not, or cannot be asked. What it has to find out of how many is added to what is known.
    """
    axes = [(axis, tuple(sorted(map(flag, values)))) for axis, values in filters.axes.items()] or [_ALL]
    if len(axes) > 1:
        axes.sort(key=lambda one: sum(_size(engine, filters.type, one[0], value, day, known) for value in one[1]))
    shape = _shape(axes, sort, after, engine.dialect)
    given_ = given(filters.type, axes, day) | {"limit": limit, "day": day.isoformat()} | _after(after) | asked(head)
    rows = driver.rows(engine, _places_now(shape), given_)
    if not rows:
        return None
    return sorted((row for row in rows if row[-1] is not None), reverse=shape.backwards)


def _size(engine: Engine, type_: str, axis: str, value: str, day: date, known: Sizes) -> int:
    one = type_, axis, value
    if one not in known:
        rows = driver.rows(engine, sizes_of((1,)), given(type_, [(axis, (value,))], day) | {"day": day.isoformat()})
        known[one] = int(rows[0][0] or 0) if rows else 0
    return known[one]


def _shape(axes: Sequence[Axis], sort: str, after: Place | None, dialect: Dialect) -> _Shape:
    many = tuple(len(values) for _, values in axes)
    return _Shape(many, sort.startswith("-"), after is not None, dialect.name == "sqlite")


def _after(after: Place | None) -> dict[str, object]:
    return {f"after_{number}": value for number, value in enumerate(after or ())}


@lru_cache(500)
def _places_now(shape: _Shape) -> Any:
    """The statement of places: it finds nothing where the record ends otherwise, and a row of no place where it ends so
    and nothing is listed.
    """
    found = _places(shape).subquery()
    return select(found).join_from(RecordHead, found, true(), isouter=True).where(*ENDS_SO)


def matching(session: Session, filters: Filters, day: date) -> Select[Entry]:
    """The entries that match, in any order."""
    axes, _ = _by_rarity(session, filters, day)
    few = _few_by_word(session, filters)
    return _matching(filters, day, axes, Entry.thing.in_(_first(axes)) if few is None else few)


def numbers(session: Session, filters: Filters, day: date, axes: Collection[str]) -> dict[tuple[str, str, bool], int]:
    """How many of what matches have each value of these axes: by axis, value, and whether they are counted."""
    matched = matching(session, filters, day).with_only_columns(Entry.thing).subquery()
    row = Listing.axis, Listing.value, Listing.counted
    rows = session.execute(
        select(*row, func.count())
        .join(matched, matched.c.thing == Listing.thing)
        .where(Listing.axis.in_(axes), Listing.begins <= day, Listing.ends > day)
        .group_by(*row)
    )
    return {(axis, value, counted): number for axis, value, counted, number in rows}


def _by_rarity(session: Session, filters: Filters, day: date) -> tuple[list[Axis], int]:
    """What is asked for, the rarest first, and of how many that is so; all of the type where nothing is."""
    asked: list[Axis] = [(axis, tuple(sorted(map(flag, values)))) for axis, values in filters.axes.items()]
    if not asked:
        return [_ALL], sizes(session, filters.type, [_ALL], day)[0]
    found = sorted(zip(sizes(session, filters.type, asked, day), asked, strict=True))
    return [axis for _, axis in found], found[0][0]


@lru_cache(500)
def _in_order(shape: _Shape, words: int) -> Any:
    """The statement of a page in the order of lists."""
    found = _places(shape, words).subquery()
    order = [found.c[column.key] for column in _ORDER]
    return select(Entry).join(found, Entry.thing == found.c.thing).where(_CURRENT).order_by(*_way(order, shape))


def _places(shape: _Shape, words: int = 0) -> Any:
    """The places of what is on a page. Each value of what is gone through is a list that is in order already: the
    database takes from the beginning of each.

    SQLite goes through all of them at once, and no further than it must. PostgreSQL would go through all there is, so
    that it is told to take no more than a page of each.
    """
    conditions = [_listed(Listing, number, many) for number, many in enumerate(shape.axes) if number]
    conditions += [_says(number) for number in range(words)]
    if shape.goes_on:
        conditions += _beyond(backwards=shape.backwards)
    parts = [select(*_ORDER).where(*_at(Listing, 0, [nth]), *conditions) for nth in range(shape.axes[0])]
    if len(parts) == 1:
        return _first_of(parts[0], _ORDER, shape)
    if not shape.at_once:
        parts = [select(_first_of(part, _ORDER, shape).subquery()) for part in parts]
    found = union(*parts)
    return _first_of(found, [found.selected_columns[column.key] for column in _ORDER], shape)


def _first_of(found: Any, order: Sequence[Any], shape: _Shape) -> Any:
    return found.order_by(*_way(order, shape)).limit(bindparam("limit"))


def _way(order: Sequence[Any], shape: _Shape) -> list[Any]:
    """An order, backwards where it is to be gone through so."""
    return [column.desc() if shape.backwards else column.asc() for column in order]


def _at(listing: type[Listing], number: int, values: Sequence[int]) -> list[ColumnElement[bool]]:
    """That a listing is of these values of an axis today."""
    today = [listing.begins <= bindparam("day"), listing.ends > bindparam("day")]
    return [*one_of(listing, number, values), *today]


def _listed(at: Any, number: int, many: int) -> ColumnElement[bool]:
    """That what has its place here is also listed by any of the values of an axis: looked up where lists have it, and
    not where all listings of a thing are, from each of which the database would have to go there.
    """
    at_once = [range(many)] if many > _MANY else [[nth] for nth in range(many)]
    return or_(*(_is_listed(at, aliased(Listing), number, values) for values in at_once))


def _is_listed(at: Any, other: Any, number: int, values: Sequence[int]) -> ColumnElement[bool]:
    there = other.assembly == at.assembly, other.position == at.position
    itself = other.thing >= at.thing, other.thing <= at.thing  # or it would be looked up by that first
    return exists().where(*_at(other, number, values), *there, *itself)


def _says(number: int) -> ColumnElement[bool]:
    """That a word occurs in what is listed."""
    facet, entry = aliased(Facet), aliased(Entry)
    return exists().where(
        entry.thing == Listing.thing, entry.to_sequence.is_(None), facet.entry == entry.id, *_word(facet, number)
    )


def _word(facet: Any, number: int) -> list[ColumnElement[bool]]:
    return [facet.axis == "word", facet.value == bindparam(f"word_{number}")]


def _words(filters: Filters) -> dict[str, object]:
    return {f"word_{number}": word for number, word in enumerate(sorted(filters.words))}


def _beyond(*, backwards: bool) -> list[ColumnElement[bool]]:
    """That it comes after a place. What the first column must be by itself lets an index begin there."""
    after: list[Any] = [bindparam(f"after_{number}") for number in range(len(_ORDER))]
    first = _ORDER[0] <= after[0] if backwards else _ORDER[0] >= after[0]
    row, place = tuple_(*_ORDER), tuple_(*after)
    return [first, row < place if backwards else row > place]


def _first(axes: Sequence[Axis]) -> Select[str]:
    """What is listed by the axis that is to be gone through."""
    return select(Listing.thing).where(*_at(Listing, 0, range(len(axes[0][1]))))


def _few_by_word(session: Session, filters: Filters) -> ColumnElement[bool] | None:
    """That an entry is of the few that have a word which is asked for; None where no word is as rare as that."""
    for word in sorted(filters.words):
        having = select(Facet.entry).where(Facet.axis == "word", Facet.value == word)
        found = session.scalars(having.limit(_FEW + 1)).all()
        if len(found) <= _FEW:
            return Entry.id.in_(found) if found else false()
    return None


def _matching(filters: Filters, day: date, axes: Sequence[Axis], few: ColumnElement[bool] | None) -> Select[Entry]:
    """The entries that match: those of a `few` that are gone through, else whatever puts them in order."""
    found = select(Entry).where(_CURRENT, Entry.type.in_(types_in(filters.type)))
    found = found if few is None else found.where(few)
    found = found.where(*(_listed(Entry, number, len(values)) for number, (_, values) in enumerate(axes)))
    for number in range(len(filters.words)):
        word = aliased(Facet)
        found = found.where(exists().where(word.entry == Entry.id, *_word(word, number)))
    if filters.updated_since is not None:
        found = found.where(Entry.updated_at >= filters.updated_since)
    return found.params(given(filters.type, axes, day) | _words(filters))
