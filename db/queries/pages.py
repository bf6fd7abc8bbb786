"""One page of rows in an order, cut in the database: what comes after a place, as far as it is asked for."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, or_

Read = TypeVar("Read")
T = TypeVar("T")
Row = TypeVarTuple("Row")
Place = Sequence[Any]  # the values by which a row has its place in an order
Order = Sequence[tuple[Any, bool]]  # columns that tell any two rows apart, and whether each runs backwards
_AT_ONCE = 1000


def cut(
    found: Select[*Row], order: Order, after: Place | None, limit: int | None, *, including: bool = False
) -> Select[*Row]:
    """The first rows in an order, or the first after a place, `including` what is there; without a limit all."""
    if after is not None:
        here = and_(*(column == value for (column, _), value in zip(order, after, strict=True)))
        found = found.where(or_(_beyond(order, after), here) if including else _beyond(order, after))
    return found.order_by(*(column.desc() if backwards else column.asc() for column, backwards in order)).limit(limit)


def _beyond(order: Order, after: Place) -> ColumnElement[bool]:
    """That a row comes after a place. What its first column must be by itself lets an index begin there."""
    first, falls = order[0]
    options = []
    for number, (column, backwards) in enumerate(order):
        same = [earlier == value for (earlier, _), value in zip(order[:number], after, strict=False)]
        options.append(and_(*same, column < after[number] if backwards else column > after[number]))
    return and_(first <= after[0] if falls else first >= after[0], or_(*options))


def filled(
    read: Callable[[Place | None, int], Sequence[Read]],
    kept: Callable[[Sequence[Read]], Iterable[T]],
    place: Callable[[Read], Place],
    after: Place | None,
    limit: int,
) -> list[T]:
    """The first of what a rule makes of rows, or keeps of them, which no query can ask: reads on until it is enough.

    `read` gives so many rows after a place. It should ask for as little as it can of which the rule makes nothing.
    """
    found: list[T] = []
    many = limit
    while len(found) < limit:
        rows = read(after, many)
        found += kept(rows)
        if len(rows) < many:
            break
        after, many = place(rows[-1]), min(2 * many, max(limit, _AT_ONCE))
    return found[:limit]
