"""The listings of what stands, and how much of it there is: kept by the index, and asked by lists and counts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, bindparam, delete, func, literal, select, union_all
from sqlalchemy.orm import Session

from db.models.index import Count, Listing
from db.queries.versions import parts
from db.session import add_rows
from db.upserts import upsert


class Days(NamedTuple):
    """From a day up to, and not on, another."""

    begins: date
    ends: date


EVER = Days(date.min, date.max)
Axis = tuple[str, tuple[str, ...]]  # an axis, and any of whose values is asked for


class ListingRow(NamedTuple):
    """A listing as it is kept."""

    type: str
    axis: str
    value: str
    assembly: str
    position: int
    thing: str
    begins: date
    ends: date
    counted: bool


class CountRow(NamedTuple):
    """What is counted: a value of an axis, of what is counted or of the rest, from a day on."""

    type: str
    axis: str
    value: str
    counted: bool
    day: date


def flag(value: object) -> str:
    """A value of an axis as it is kept: a code, an id, or whether something is so."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def of_things(session: Session, things: Collection[str]) -> set[ListingRow]:
    """Every listing of these."""
    columns = [getattr(Listing, name) for name in ListingRow._fields]
    return {
        ListingRow(*row)
        for part in parts(things)
        for row in session.execute(select(*columns).where(Listing.thing.in_(part)))
    }


def change(session: Session, gone: Collection[ListingRow], new: Collection[ListingRow]) -> None:
    """Take these listings away, and add these."""
    if gone:
        session.connection().execute(_TAKE_AWAY, [_key(row) for row in gone])
    add_rows(session, Listing, [row._asdict() for row in sorted(new)])


def _key(row: ListingRow) -> dict[str, object]:
    return {f"own_{column.name}": getattr(row, column.name) for column in _KEY}


_KEY = [column for column in Listing.__table__.columns if column.primary_key]
_TAKE_AWAY = delete(Listing).where(*(column == bindparam(f"own_{column.name}") for column in _KEY))


def count(session: Session, changes: Mapping[CountRow, int]) -> None:
    """Add to what is counted."""
    if not changes:
        return
    connection = session.connection()
    adding = upsert(connection, Count)
    more = {"number": Count.number + adding.excluded.number}
    adding = adding.on_conflict_do_update(index_elements=list(CountRow._fields), set_=more)
    connection.execute(adding, [{**row._asdict(), "number": number} for row, number in sorted(changes.items())])
    connection.execute(delete(Count).where(Count.number == 0))


def miscounted(session: Session) -> list[CountRow]:
    """The first of what is counted otherwise than it is listed."""
    key = Listing.type, Listing.axis, Listing.value, Listing.counted
    begun = select(*key, Listing.begins.label("day"), literal(1).label("number"))
    ended = select(*key, Listing.ends.label("day"), literal(-1).label("number")).where(Listing.ends < EVER.ends)
    kept = select(Count.type, Count.axis, Count.value, Count.counted, Count.day, (-Count.number).label("number"))
    every = union_all(begun, ended, kept).subquery()
    columns = [every.c[name] for name in CountRow._fields]
    found = select(*columns).group_by(*columns).having(func.sum(every.c.number) != 0).order_by(*columns).limit(10)
    return [CountRow(*row) for row in session.execute(found)]


def numbers(
    session: Session, type_: str, axes: Collection[str], day: date, within: tuple[str, str] | None = None
) -> dict[tuple[str, str, bool], int]:
    """How many of a type have each value of these axes on a day: by axis, value, and whether they are counted. Of
    values `within` two ids only those that are, or begin with, these or an id between them.
    """
    found = select(Count.axis, Count.value, Count.counted, func.sum(Count.number))
    found = found.where(Count.type == type_, Count.axis.in_(axes), Count.day <= day)
    if within:
        found = found.where(Count.value >= within[0], Count.value < f"{within[1]}!")  # which comes after a space
    rows = session.execute(found.group_by(Count.axis, Count.value, Count.counted))
    return {(axis, value, counted): int(number) for axis, value, counted, number in rows if number}


def sizes(session: Session, type_: str, axes: Sequence[Axis], day: date) -> list[int]:
    """How many have any of the values of each of these axes on a day; what has two of them may count twice."""
    if not axes:
        return []
    rows = session.execute(sizes_of(tuple(len(values) for _, values in axes)), given(type_, axes, day)).all()
    return [int(number or 0) for number in rows[0]]


@lru_cache(500)
def sizes_of(shape: tuple[int, ...]) -> Any:
    """The statement of `sizes`, of so many values of each axis."""
    return select(
        *(
            select(func.sum(Count.number))
            .where(*one_of(Count, number, range(many)))
            .where(Count.day <= bindparam("day"))
            .scalar_subquery()
            for number, many in enumerate(shape)
        )
    )


def given(type_: str, axes: Sequence[Axis], day: date) -> dict[str, object]:
    """The parameters of a statement that asks for these axes."""
    found: dict[str, object] = {"type": type_, "day": day}
    for number, (axis, values) in enumerate(axes):
        found[f"asked{number}"] = axis
        found |= {f"asked{number}_{nth}": value for nth, value in enumerate(values)}
    return found


def one_of(table: type[Listing | Count], number: int, values: Sequence[int]) -> Iterator[ColumnElement[bool]]:
    """That a row is of these values of an axis of a type, all by the numbers of their parameters."""
    asked = [bindparam(f"asked{number}_{nth}", type_=Text) for nth in values]
    yield table.type == bindparam("type")
    yield table.axis == bindparam(f"asked{number}")
    yield table.value == asked[0] if len(asked) == 1 else table.value.in_(asked)
