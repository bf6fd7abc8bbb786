"""Lists of the public record: filtered, ordered and cut into pages, at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from db.models.index import ClockSpan, Entry, Facet
from db.queries.moments import Moment, holds_at

CLOCK_AXES = ("response", "answered_as", "schedule", "update_overdue", "in_hold")

SORTS: dict[str, tuple[Any, ...]] = {
    "order": (Entry.assembly, Entry.position),
    "updated": (Entry.updated_at,),
    "due": (Entry.due,),
}


@dataclass(frozen=True)
class Filters:
    """What is asked for: any of the values of each axis, and all of the axes."""

    type: str
    axes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()  # all of them
    updated_since: datetime | None = None


def matching(filters: Filters, moment: Moment) -> Select[Entry]:
    """The entries that match at a moment."""
    found = select(Entry).where(
        Entry.type == filters.type, holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence)
    )
    for axis, values in filters.axes.items():
        if axis not in CLOCK_AXES:
            found = found.where(_has(axis, values))
    clock = [getattr(ClockSpan, axis).in_(values) for axis, values in filters.axes.items() if axis in CLOCK_AXES]
    if clock:
        found = found.where(exists().where(ClockSpan.entry == Entry.id, _on(moment.day), *clock))
    for word in sorted(filters.words):
        found = found.where(_has("word", [word]))
    if filters.updated_since is not None:
        found = found.where(Entry.updated_at >= filters.updated_since)
    return found


def _has(axis: str, values: Sequence[Any]) -> ColumnElement[bool]:
    return exists().where(Facet.entry == Entry.id, Facet.axis == axis, Facet.value.in_(values))


def _on(day: date) -> ColumnElement[bool]:
    return and_(ClockSpan.begins <= day, ClockSpan.ends > day)


def page(
    session: Session, filters: Filters, moment: Moment, *, sort: str, after: Sequence[Any] | None, limit: int
) -> list[Entry]:
    """One page, and one entry more where there is another page. `after` is the `place` of the last entry before."""
    columns, descending = SORTS[sort.removeprefix("-")], sort.startswith("-")
    keys = [(column, descending) for column in columns] + [(Entry.thing, False)]
    found = matching(filters, moment)
    if after is not None:
        found = found.where(_beyond(keys, after))
    order = [column.desc() if backwards else column.asc() for column, backwards in keys]
    return list(session.scalars(found.order_by(*order).limit(limit + 1)))


def place(entry: Entry, sort: str) -> list[Any]:
    """Where an entry stands in an order: what a cursor keeps."""
    return [*(getattr(entry, column.key) for column in SORTS[sort.removeprefix("-")]), entry.thing]


def _beyond(keys: Sequence[tuple[Any, bool]], after: Sequence[Any]) -> ColumnElement[bool]:
    options = []
    for number, (column, backwards) in enumerate(keys):
        same = [earlier == value for (earlier, _), value in zip(keys[:number], after, strict=False)]
        options.append(and_(*same, column < after[number] if backwards else column > after[number]))
    return or_(*options)


def total(session: Session, filters: Filters, moment: Moment) -> int:
    """How many match."""
    return session.scalar(select(func.count()).select_from(matching(filters, moment).subquery())) or 0


def counts(session: Session, filters: Filters, moment: Moment, axes: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many matching entries have each value of some recorded axes."""
    matched = matching(filters, moment).with_only_columns(Entry.id).subquery()
    rows = session.execute(
        select(Facet.axis, Facet.value, func.count())
        .join(matched, matched.c.id == Facet.entry)
        .where(Facet.axis.in_(axes))
        .group_by(Facet.axis, Facet.value)
    )
    found: dict[str, dict[str, int]] = {axis: {} for axis in axes}
    for axis, value, number in rows:
        found[axis][value] = number
    return found


def clock_counts(session: Session, filters: Filters, moment: Moment) -> list[tuple[Any, ...]]:
    """How many matching entries the clock gives each combination: the `CLOCK_AXES`, then the number."""
    matched = matching(filters, moment).with_only_columns(Entry.id).subquery()
    columns = [getattr(ClockSpan, axis) for axis in CLOCK_AXES]
    rows = session.execute(
        select(*columns, func.count())
        .join(matched, matched.c.id == ClockSpan.entry)
        .where(_on(moment.day))
        .group_by(*columns)
    )
    return [tuple(row) for row in rows]


def updated_at(session: Session, moment: Moment, things: Sequence[str]) -> dict[str, datetime]:
    """When something about these things was last published, as of a moment."""
    rows = session.execute(
        select(Entry.thing, Entry.updated_at).where(
            Entry.thing.in_(things), holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence)
        )
    )
    return {row.thing: row.updated_at for row in rows}
