"""A file of places, as whoever runs an instance tells it of them: which lies in which, and which came after which.

The Office for National Statistics publishes such lookups each year, whose columns are called `WD24CD`, `WD24NM`,
`LAD24CD` and so on, and they are read as they are; a council needs a few dozen rows of them. A place that no file names
is unknown, never elsewhere.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.core.faults import Fault
from api.core.problems import Problem
from api.readers.cells import BadCell, value_of
from api.readers.grid import Content, GridRow, letters
from api.readers.sheet import Column, SheetRefused, fold
from api.readers.tables import Headings, read_tables
from api.schemas.coding import PLACE_PATTERN, place_keys
from db.places import Places, ring
from db.queries import places

COLUMNS = ("code", "name", "year", "parents", "succeeds")
_NEEDED = ("code", "name")
# How the Office for National Statistics calls its columns: what sort of area, of which year, its code or its name.
_ONS = re.compile("([A-Z]{2,10})([0-9]{2})(CD|NM)")
_NOT_THERE = re.compile("[A-Z]99999999")  # what it writes where there is no such area


class _Columns(Headings):
    """The columns of ours, and those of the Office for National Statistics."""

    def column(self, content: Content | None) -> str | None:
        found = super().column(content)
        if found is not None or not isinstance(content, str):
            return found
        name = fold(content).upper()
        return name if _ONS.fullmatch(name) else None


_HEADINGS = _Columns({name: name for name in COLUMNS}, [(name,) for name in _NEEDED], most_rows=50_000)
_CELLS = {name: Column(name, "text", 0) for name in COLUMNS}
_BETWEEN = re.compile(r"[\s,;]+")
_LONGEST = 200  # characters of a name
_YEARS = range(1900, 2200)


class _Row(NamedTuple):
    """A row: what it says in each column, and where its cells stand."""

    said: dict[str, str]
    cells: dict[str, str]
    beside: bool = False  # it only names what others lie in, and takes the place of nothing that is known


@dataclass(frozen=True)
class Loaded:
    """How many places a file had, and how many are known now."""

    rows: int
    known: int


def load_places(session: Session, data: bytes, *, instead: bool, within: Collection[str] = ()) -> Loaded:
    """Keep the places of a file (a workbook or CSV, with the columns `code`, `name`, `year`, `parents`, `succeeds`, or
    a lookup of the Office for National Statistics) beside those that are known, in place of what was said of the same
    codes; `instead`: of everything that was said. `within`: only places that are, or lie in, one of these.

    Raises 422 with all that is wrong, by its cell. The caller writes nothing then.
    """
    faults: list[Fault] = []
    rows = list(_rows(data, faults))
    faults += _twice(rows)
    if within:
        rows = _within({*place_keys([*within])}, rows)
        if not rows and not faults:
            faults.append(Fault("", "none-within", f"no row is of a place in {', '.join(within)}"))
    known = set() if instead else places.codes(session)
    rows = [row for row in rows if not (row.beside and _key(row) in known)]
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
    if "code" not in names.values() and any(name.endswith("CD") for name in names.values()):
        yield from _of_lookup(names, table.rows, faults)
        return
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


def _of_lookup(names: Mapping[int, str], rows: Iterable[GridRow], faults: list[Fault]) -> Iterator[_Row]:
    """The places of a lookup of the Office for National Statistics: its first column of codes says whose rows they are,
    the others what each lies in; of a place that stands in several rows, in all of those. What it lies in is a place
    too, by its name.
    """
    at_of = {name: at for at, name in sorted(names.items(), reverse=True)}
    own, *others = [name.removesuffix("CD") for _, name in sorted(names.items()) if name.endswith("CD")]
    if f"{own}NM" not in at_of:
        faults.append(Fault("", "column-missing", f"there is no column {own}NM with the names of {own}CD"))
        return
    found: dict[str, _Row] = {}
    around: dict[str, _Row] = {}
    for row in rows:
        given = {
            area: _area(area, at_of, row, faults)
            for area in (own, *others)
            if not _NOT_THERE.fullmatch(str(row.cells.get(at_of[f"{area}CD"]) or ""))
        }
        outside = [one for area, one in given.items() if area != own and one.said["code"]]
        wrong = [fault for one in outside for fault in _no_codes(one, "code")]
        faults += wrong
        parents = [one.said["code"] for one in outside if not wrong]
        around |= {one.said["code"]: one for one in outside if one.said["name"] and not wrong}
        if (place := given.get(own)) is None or not (place.said["code"] or place.said["name"]):
            continue
        kept = found.setdefault(place.said["code"] or f"{row.number}", place)
        kept.said["parents"] = " ".join(dict.fromkeys([*_codes(kept, "parents"), *parents]))
    beside = [one._replace(beside=True) for code, one in around.items() if code not in found]
    for one in (*found.values(), *beside):
        faults += _wrong(one)
        yield one


def _area(area: str, at_of: Mapping[str, int], row: GridRow, faults: list[Fault]) -> _Row:
    """An area of a row by its code, its name and its year."""
    at = {"code": at_of[f"{area}CD"]} | ({"name": at_of[f"{area}NM"]} if f"{area}NM" in at_of else {})
    cells = {name: f"{letters(number)}{row.number}" for name, number in at.items()}
    said = {name: _said(name, row.cells.get(number), cells[name], faults) for name, number in at.items()}
    return _Row(
        {"name": "", **said, "year": f"20{area[-2:]}"}, cells | dict.fromkeys(("year", "parents"), cells["code"])
    )


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
        yield from _no_codes(row, name)


def _no_codes(row: _Row, name: str) -> Iterator[Fault]:
    """What in a column of codes is none; of a place itself also a second one."""
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


def _within(wanted: Collection[str], rows: Sequence[_Row]) -> list[_Row]:
    """The rows of places that are one of these or lie in one, and what names whatever else those lie in."""
    around = [(row, {_key(row), *place_keys(_codes(row, "parents"))}) for row in rows]
    kept = [(row, keys) for row, keys in around if not row.beside and not keys.isdisjoint(wanted)]
    named = {key for _, keys in kept for key in keys}
    return [*(row for row, _ in kept), *(row for row in rows if row.beside and _key(row) in named)]


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
