"""A plain table of engagements: a workbook or CSV, a row each, with our words or our codes in its cells."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from api.core.faults import Fault
from api.core.problems import Problem
from api.other_systems.found import CODED, MAX_LINE, Code, Found, Read, is_address, quoted
from api.readers.cells import BadCell, value_of
from api.readers.grid import Content, letters
from api.readers.markup import text_of
from api.readers.sheet import Column, SheetRefused
from api.readers.tables import Headings, Table, read_tables

# What each column may be called; the first is ours, the others are what exports of other systems have.
COLUMNS = {
    "id": ("id",),
    "name": ("name", "title"),
    "form": ("form", "activity_type"),
    "summary": ("summary", "overview", "description"),
    "begins": ("begins", "startdate", "start date", "opens"),
    "ends": ("ends", "enddate", "end date", "closes"),
    "results_promised": ("results_promised", "resultdate", "resultsdate"),
    "topics": ("topics", "interests"),
    "audiences": ("audiences",),
    "places": ("places", "areas"),
    "decision": ("decision",),
    "decided_by": ("decided_by",),
    "decided_on": ("decided_on",),
    "address": ("address", "url"),
}
NEEDED = ("id", "name")
_HEADINGS = Headings(
    {one: name for name, several in COLUMNS.items() for one in several},
    [(name,) for name in NEEDED],
    most_rows=10_000,
)
_DATES = {"begins", "ends", "results_promised", "decided_on"}
_LINES = {"id", "name", "form", "address"}
_CELLS = {name: Column(name, "date" if name in _DATES else "text", 0) for name in COLUMNS}
_LISTS = dict(zip(CODED, ("topics", "audiences", "places"), strict=True))
_PLACES = {"sources": "address", "audience": "audiences"}


class _Row(NamedTuple):
    """A row: where it stands, what it says in each column, and where its cells are."""

    at: str
    said: dict[str, str]
    cells: dict[str, str]


def read_table(data: bytes) -> Read:
    """The engagements of a table. Raises 422 where there is none in the file."""
    read = Read("sheet", own_codes=True)
    try:
        table = read_tables(data, _HEADINGS)[0]
    except SheetRefused as wrong:
        faults = [Fault(one.cell, one.rule, one.detail) for one in wrong.faults]
        raise Problem("invalid-body", faults[0].detail, errors=faults) from None
    names = {at: name for at, content in table.head.cells.items() if (name := _HEADINGS.column(content))}
    if missing := [name for name in NEEDED if name not in names.values()]:
        told = f"there is no column {' or '.join(missing)}; the columns are {', '.join(COLUMNS)}"
        raise Problem("invalid-body", told, errors=[Fault("", "column-missing", told)])
    for row in _rows(table, names, read.faults):
        found = list(_wrong(row))
        read.faults += found
        if not found and not any(one.pointer in row.cells.values() for one in read.faults):
            read.found.append(_found(row))
    return read


def _rows(table: Table, names: dict[int, str], faults: list[Fault]) -> Iterator[_Row]:
    """The rows that say something. What is wrong with a cell is added to the faults."""
    for row in table.rows:
        cells = {name: f"{letters(at)}{row.number}" for at, name in names.items()}
        said = {name: _said(name, row.cells.get(at), cells[name], faults) for at, name in names.items()}
        if any(said.values()):
            yield _Row(f"row {row.number}", said, cells)


def _said(name: str, content: Content | None, cell: str, faults: list[Fault]) -> str:
    try:
        words = str(value_of(_CELLS[name], content) or "")
    except BadCell as bad:
        faults.append(Fault(cell, bad.rule, f"{name}: {bad.detail}"))
        return ""
    return words if name in _DATES else text_of(words)


def _wrong(row: _Row) -> Iterator[Fault]:
    """What is wrong with a row, beside what is wrong with one of its cells."""
    for name in NEEDED:
        if not row.said.get(name):
            yield Fault(row.cells[name], "required", f"each engagement has a{'n' * (name == 'id')} {name}")
    for name in _LINES & row.said.keys():
        if len(row.said[name]) > MAX_LINE:
            yield Fault(row.cells[name], "too-long", f"{name}: there is room for {MAX_LINE} letters")
    address = row.said.get("address")
    if address and not is_address(address):
        yield Fault(row.cells["address"], "address", f"{quoted(address)} is no address of the web")
    if bool(row.said.get("decision")) != bool(row.said.get("decided_by")):
        at = row.cells.get("decision") or row.cells["decided_by"]
        yield Fault(at, "required", "say both what is decided (decision) and who decides (decided_by)")


def _found(row: _Row) -> Found:
    said = {name: row.said.get(name, "") for name in COLUMNS}
    source = {"address": said["address"], "title": said["name"]}
    facts: dict[str, Any] = {name: said[name] for name in ("name", "summary", "begins", "ends", "results_promised")}
    if said["address"]:
        facts["sources"] = [source]
    if said["decision"]:
        due = {"due": {"value": said["decided_on"]}} if said["decided_on"] else {}
        facts["decision"] = {"what": said["decision"], "by": said["decided_by"], **due}
    codes = {kind: _codes(said[name]) for kind, name in _LISTS.items()}
    places = row.cells | {ours: row.cells[theirs] for ours, theirs in _PLACES.items() if theirs in row.cells}
    return Found(row.at, "sheet", said["id"], said["id"], facts, said["form"], codes, places)


def _codes(words: str) -> list[Code]:
    """Several codes or names, with semicolons or line breaks between them, as names have commas in them."""
    parts = (" ".join(part.split()) for part in re.split("[;\n]", words))
    return [Code(part, part) for part in dict.fromkeys(parts) if part]
