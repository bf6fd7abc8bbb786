"""The sheet as an officer sends it back: rows in the shapes of the record, and a fault for every cell that is not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from api.readers.cells import BadCell, value_of
from api.readers.grid import Content, GridRow, letters, runs
from api.readers.sheet import CellFault, Column, Sheet, SheetRefused, SheetRow, by_name, columns, fold, refused
from api.readers.tables import Headings, Table, read_tables
from api.readers.workbook import Worksheet
from api.text.catalogue import ever_spoken
from api.text.languages import REFERENCE, default

_REQUIRED = ("id", "post", "progress")
_SHOWN = 20  # headings that are wrong; a file that has more is no sheet of ours
Columns = Mapping[int, Column]


@lru_cache
def headings() -> Headings:
    """What each heading means, in any language that we may have written it in.

    One that means two things, as words of an instance's own may, means neither.
    """
    words: dict[str, set[str]] = defaultdict(set)
    for column in columns():
        for word in (column.name, *(column.heading(language) for language in ever_spoken())):
            words[word].add(column.name)
    return Headings(
        {word: min(names) for word, names in words.items() if len(names) == 1}, [(name,) for name in _REQUIRED]
    )


def read_sheet(content: bytes) -> Sheet:
    """Read an Excel workbook or a CSV file, whichever it is. Raises `SheetRefused` where none of it can be taken."""
    first, *others = map(_read, read_tables(content, headings()))
    return replace(first, otherwise=tuple(others))


def _read(table: Table) -> Sheet:
    columns = _columns(table.head, table.rows)
    if isinstance(table.grid, Worksheet):
        _all_seen(table.grid, columns, table.head)
    return replace(_sheet(columns, table.rows), name=table.grid.name)


def _columns(first: GridRow, rows: Sequence[GridRow]) -> Columns:
    """Which column stands where. Raises `SheetRefused`, naming every heading that is wrong or missing."""
    found: dict[int, Column] = {}
    faults: list[CellFault] = []
    for at, content in first.cells.items():
        column = by_name().get(headings().column(content) or "")
        cell = f"{letters(at)}{first.number}"
        if len(faults) == _SHOWN:
            break
        if column is None:
            faults.append(CellFault(cell, "", "unknown-column", _not_a_heading(content)))
        elif column in found.values():
            faults.append(CellFault(cell, column.name, "column-twice", f"“{content}” stands here a second time"))
        else:
            found[at] = column
    names = {column.name for column in found.values()}
    if not names:
        raise refused(
            "no-headings",
            f"Row {first.number} does not have the headings of this sheet, nor do those below. Download the sheet, and"
            " change that.",
        )
    faults += [
        CellFault("", name, "missing-column", f"the column “{name}” ({by_name()[name].heading(REFERENCE)}) is missing")
        for name in _REQUIRED
        if name not in names
    ]
    unheaded = {at: row.number for row in reversed(rows) for at in row.cells if at not in first.cells}
    faults += [
        CellFault(f"{letters(at)}{row}", "", "no-heading", "it stands in a column without a heading: move or delete it")
        for at, row in sorted(unheaded.items())[:_SHOWN]
    ]
    if faults:
        raise SheetRefused(*faults)
    return found


def _not_a_heading(content: Content) -> str:
    words = content[:80] if isinstance(content, str) else "what stands here"
    known = headings().folded
    near = get_close_matches(fold(words), known, 1)
    meant = f"did you mean “{known[near[0]]}”?" if near else "delete the column, and send the sheet again"
    return f"“{words}” is not a column of this sheet: {meant}"


def _all_seen(worksheet: Worksheet, columns: Columns, head: GridRow) -> None:
    """Refuse a column of news that is hidden; who hides a key still sends the right row."""
    for at, column in sorted(columns.items()):
        if column.field and any(at in hidden for hidden in worksheet.hidden_columns):
            raise refused(
                "hidden-columns",
                f"Column {letters(at)} ({column.name}) is hidden. Show it, or delete it.",
                cell=f"{letters(at)}{head.number}",
                column=column.name,
            )


def _sheet(columns: Columns, rows: Iterable[GridRow]) -> Sheet:
    found, faults = [], []
    for row in rows:
        read, wrong = _row(columns, row)
        faults += wrong
        if read is not None:
            found.append(read)
    twice = list(_twice(columns, found))
    bad = {fault.cell for fault in twice}
    at = _place(columns, "id")
    kept = tuple(row for row in found if f"{at}{row.number}" not in bad)
    return Sheet(kept, (*faults, *twice), {column.name: letters(at) for at, column in columns.items()})


def _row(columns: Columns, row: GridRow) -> tuple[SheetRow | None, list[CellFault]]:
    """One row, or what is wrong with each of its cells."""
    values, faults = {}, []
    for at, column in columns.items():
        try:
            values[column.name] = value_of(column, row.cells.get(at))
        except BadCell as bad:
            faults.append(CellFault(f"{letters(at)}{row.number}", column.name, bad.rule, bad.detail))
    faults += [
        CellFault(f"{_place(columns, name)}{row.number}", name, rule, detail)
        for name, rule, detail in _together(values)
        if name not in {fault.column for fault in faults}
    ]
    if faults:
        return None, faults
    said = {name: value for name, value in values.items() if by_name()[name].field}
    shown = {name: value for name, value in values.items() if not by_name()[name].field and not by_name()[name].key}
    return SheetRow(row.number, str(values["id"]), str(values["post"]), said, shown), []


def _together(values: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """What is wrong between the cells of one row: the column, the rule, the sentence."""
    for name in ("id", "post"):
        if name in values and values[name] is None:
            yield name, "missing", "it is empty: copy it from the sheet you downloaded, or empty the whole row"
    summaries = [name for name in values if name.startswith("summary_")]
    speaks = any(value is not None and by_name()[name].field for name, value in values.items())
    if speaks and not any(values[name] for name in summaries):
        yield f"summary_{default()}", "summary-missing", "it is empty: say in one plain sentence what changed"
    told = [name for name in values if name.startswith("delay_text_") and values[name] is not None]
    if told and values.get("delay_reason") is None:
        yield "delay_reason", "delay-reason-missing", "it is empty: choose why it is late from the list"


def _twice(columns: Columns, rows: Sequence[SheetRow]) -> Iterator[CellFault]:
    """Two rows of one post about one thing: neither is taken, because nobody can tell which is meant."""
    same = defaultdict(list)
    for row in rows:
        same[row.id, row.post].append(row.number)
    for (id_, post), numbers in same.items():
        for one in numbers if len(numbers) > 1 else ():
            detail = f"rows {runs(numbers)} are all what “{post}” says about “{id_}”: keep one of them"
            yield CellFault(f"{_place(columns, 'id')}{one}", "id", "row-twice", detail)


def _place(columns: Columns, name: str) -> str:
    """The letters of a column; of one that the sheet left out, those of its id."""
    at = {column.name: place for place, column in columns.items()}
    return letters(at.get(name, at["id"]))
