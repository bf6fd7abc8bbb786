"""Lists of what stands now, found by its listings: what is asked for that is rarest is gone through in the order of
lists, and the rest is looked at for each. So a page costs what is on it, however much there is.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, func, select, tuple_, union
from sqlalchemy.orm import Session, aliased

from db.models.index import Entry, Facet, Listing
from db.queries.filters import Filters, ordering
from db.queries.listings import Axis, flag, given, one_of, sizes
from db.queries.pages import Place, cut

_ALL: Axis = ("listed", ("",))
_FEW = 1_000  # that are put in another order than they are kept in
_ORDER = (Listing.assembly, Listing.position, Listing.thing)
_CURRENT = Entry.to_sequence.is_(None)


class _Shape(NamedTuple):
    """What tells the statement of one page from that of another, but for what it is given."""

    axes: tuple[int, ...]  # how many values of each; the first is the one to go through
    backwards: bool
    goes_on: bool


def page(session: Session, filters: Filters, day: date, *, sort: str, after: Place | None, limit: int) -> list[Entry]:
    """The first entries that match, or the first after the place of another."""
    axes, number = _by_rarity(session, filters, day)
    if not number:
        return []
    few = _few_by_word(session, filters)
    if sort.removeprefix("-") == "order" and few is None and filters.updated_since is None:
        shape = _Shape(tuple(len(values) for _, values in axes), sort.startswith("-"), after is not None)
        asked = given(filters.type, axes, day) | {"limit": limit} | _words(filters)
        asked |= {f"after_{number}": value for number, value in enumerate(after or ())}
        return list(session.scalars(_in_order(shape, len(filters.words)), asked))
    if few is None and number <= _FEW:
        few = Entry.thing.in_(session.scalars(_first(axes), given(filters.type, axes[:1], day)).all())
    found = _matching(filters, day, axes, few)
    return list(session.scalars(cut(found, ordering(sort), after, limit)))


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
    """The statement of a page in the order of lists. Each value of what is gone through is a list that is in order
    already, and the database takes from the beginning of each.
    """
    order = [column.desc() if shape.backwards else column.asc() for column in _ORDER]
    conditions = [_listed(Listing, number, many) for number, many in enumerate(shape.axes) if number]
    conditions += [_says(number) for number in range(words)]
    if shape.goes_on:
        conditions += _beyond(backwards=shape.backwards)
    parts = [
        select(*_ORDER).where(*_at(Listing, 0, [nth]), *conditions).order_by(*order).limit(bindparam("limit"))
        for nth in range(shape.axes[0])
    ]
    first = parts[0] if len(parts) == 1 else _together(parts, backwards=shape.backwards)
    found = first.subquery()
    again = [found.c[column.key].desc() if shape.backwards else found.c[column.key].asc() for column in _ORDER]
    return select(Entry).join(found, Entry.thing == found.c.thing).where(_CURRENT).order_by(*again)


def _together(parts: Sequence[Any], *, backwards: bool) -> Any:
    """The first of several pages, each once."""
    found = union(*(select(part.subquery()) for part in parts))
    order = [found.selected_columns[column.key] for column in _ORDER]
    return found.order_by(*(one.desc() if backwards else one.asc() for one in order)).limit(bindparam("limit"))


def _at(listing: type[Listing], number: int, values: Sequence[int]) -> list[ColumnElement[bool]]:
    """That a listing is of these values of an axis today."""
    today = [listing.begins <= bindparam("day"), listing.ends > bindparam("day")]
    return [*one_of(listing, number, values), *today]


def _listed(at: Any, number: int, many: int) -> ColumnElement[bool]:
    """That what has its place here is also listed by any of the values of an axis."""
    other = aliased(Listing)
    same = [getattr(other, column.key) == getattr(at, column.key) for column in _ORDER]
    return exists().where(*_at(other, number, range(many)), *same)


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
    found = select(Entry).where(_CURRENT, Entry.type == filters.type)
    found = found if few is None else found.where(few)
    found = found.where(*(_listed(Entry, number, len(values)) for number, (_, values) in enumerate(axes)))
    for number in range(len(filters.words)):
        word = aliased(Facet)
        found = found.where(exists().where(word.entry == Entry.id, *_word(word, number)))
    if filters.updated_since is not None:
        found = found.where(Entry.updated_at >= filters.updated_since)
    return found.params(given(filters.type, axes, day) | _words(filters))
