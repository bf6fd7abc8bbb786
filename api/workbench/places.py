"""A file of places, as whoever runs an instance tells it of them: which lies in which, and which came after which.

The Office for National Statistics publishes such lookups each year; a council needs a few dozen rows of them. A place
that no file names is unknown, never elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.core.faults import Fault
from api.core.problems import Problem
from api.readers.cells import BadCell, value_of
from api.readers.grid import Content, letters
from api.readers.sheet import Column, SheetRefused
from api.readers.tables import Headings, read_tables
from api.schemas.coding import PLACE_PATTERN, place_keys
from db.places import Places, ring
from db.queries import places

COLUMNS = ("code", "name", "year", "parents", "succeeds")
_NEEDED = ("code", "name")
_HEADINGS = Headings({name: name for name in COLUMNS}, [(name,) for name in _NEEDED], most_rows=20_000)
_CELLS = {name: Column(name, "text", 0) for name in COLUMNS}
_BETWEEN = re.compile(r"[\s,;]+")
_LONGEST = 200  # characters of a name
_YEARS = range(1900, 2200)


class _Row(NamedTuple):
    """A row: what it says in each column, and where its cells stand."""

    said: dict[str, str]
    cells: dict[str, str]


@dataclass(frozen=True)
class Loaded:
    """How many places a file had, and how many are known now."""

    rows: int
    known: int


def load_places(session: Session, data: bytes, *, instead: bool) -> Loaded:
    """Keep the places of a file (a workbook or CSV, with the columns `code`, `name`, `year`, `parents`, `succeeds`)
    beside those that are known, in place of what was said of the same codes; `instead`: of everything that was said.

    Raises 422 with all that is wrong, by its cell. The caller writes nothing then.
    """
    faults: list[Fault] = []
    rows = list(_rows(data, faults))
    faults += _twice(rows)
    if not faults:
        _keep(session, rows, instead=instead)
        faults = list(_rings(places.known(session)))
    if faults:
        first = " ".join(part for part in (faults[0].pointer, faults[0].detail) if part)
        raise Problem("invalid-body", f"{len(faults)} faults; the first: {first}", errors=faults)
    return Loaded(len(rows), len(places.codes(session)))


def _rows(data: bytes, faults: list[Fault]) -> Iterator[_Row]:
    """The rows of a file that say something. What is wrong with a cell is added to the faults."""
    try:
        table = read_tables(data, _HEADINGS)[0]
    except SheetRefused as wrong:
        faults += [Fault(one.cell, one.rule, one.detail) for one in wrong.faults]
        return
    names = {at: name for at, content in table.head.cells.items() if (name := _HEADINGS.column(content))}
    missing = [name for name in _NEEDED if name not in names.values()]
    if missing:
        told = f"there is no column {' or '.join(missing)}; the columns are {', '.join(COLUMNS)}"
        faults.append(Fault("", "column-missing", told))
        return
    for row in table.rows:
        cells = {name: f"{letters(at)}{row.number}" for at, name in names.items()}
        said = {name: _said(name, row.cells.get(at), cells[name], faults) for at, name in names.items()}
        if any(said.values()):
            one = _Row(said, cells)
            faults += _wrong(one)
            yield one


def _said(name: str, content: Content | None, cell: str, faults: list[Fault]) -> str:
    try:
        return str(value_of(_CELLS[name], content) or "")
    except BadCell as bad:
        faults.append(Fault(cell, bad.rule, f"{name}: {bad.detail}"))
        return ""


def _wrong(row: _Row) -> Iterator[Fault]:
    """Everything wrong with what a row says."""
    for name in _NEEDED:
        if not row.said.get(name):
            yield Fault(row.cells[name], "required", f"each place has a {name}")
    if len(row.said.get("name", "")) > _LONGEST:
        yield Fault(row.cells["name"], "text", f"a name has at most {_LONGEST} characters")
    year = row.said.get("year", "")
    if year and not (year.isascii() and year.isdecimal() and int(year) in _YEARS):
        yield Fault(row.cells["year"], "year", f"“{year[:20]}” is no year: write 2025, or nothing")
    for name in ("code", "parents", "succeeds"):
        codes = _codes(row, name)
        for code in codes:
            if not re.fullmatch(PLACE_PATTERN, code) or len(code) > _LONGEST:
                told = f"“{code[:40]}” is no code of a place: E05013662 is, or scheme:code"
                yield Fault(row.cells[name], "place-code", told)
        if name == "code" and len(codes) > 1:
            yield Fault(row.cells[name], "place-code", "each place has one code, and a row of its own")


def _twice(rows: Sequence[_Row]) -> Iterator[Fault]:
    seen: set[str] = set()
    for row in rows:
        key = _key(row)
        if key and key in seen:
            yield Fault(row.cells["code"], "code-twice", f"{row.said['code']} has a row above")
        seen.add(key)


def _codes(row: _Row, name: str) -> list[str]:
    return [code for code in _BETWEEN.split(row.said.get(name, "")) if code]


def _key(row: _Row) -> str:
    return next(iter(place_keys(_codes(row, "code"))), "")


def _keep(session: Session, rows: Sequence[_Row], *, instead: bool) -> None:
    kept = [(_key(row), row.said["name"], int(row.said["year"]) if row.said.get("year") else None) for row in rows]
    linked = {
        name: sorted({(_key(row), other) for row in rows for other in place_keys(_codes(row, name))})
        for name in ("parents", "succeeds")
    }
    places.keep(session, kept, linked["parents"], linked["succeeds"], instead=instead)


def _rings(known: Places) -> Iterator[Fault]:
    for column, steps in (("parents", known.parents), ("succeeds", known.succeeds)):
        if found := ring(steps):
            yield Fault("", "ring", f"{column}: {' → '.join(found)} comes back to where it began")
