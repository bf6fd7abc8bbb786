"""The sheet as an officer sends it back: rows in the shapes of the record, and a fault for every cell that is not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from api.readers.cells import BadCell, value_of
from api.readers.delimited import read_delimited
from api.readers.grid import Content, GridRow, bounded, letters, number, runs
from api.readers.package import is_package
from api.readers.workbook import Worksheet, open_worksheet
from api.schemas.sheet import (
    BY_NAME,
    COLUMNS,
    MAX_BYTES,
    CellFault,
    Column,
    Sheet,
    SheetRefused,
    SheetRow,
    fold,
    refused,
)

_REQUIRED = ("id", "post", "progress")
_SHOWN = 20  # headings that are wrong; a file that has more is no sheet of ours
_HEADINGS = {fold(word): column for column in COLUMNS for word in (column.name, *column.heading.values())}
Headings = Mapping[int, Column]


def read_sheet(content: bytes) -> Sheet:
    """Read an Excel workbook or a CSV file, whichever it is. Raises `SheetRefused` where none of it can be taken."""
    if len(content) > MAX_BYTES:
        raise refused(
            "too-large", f"The file is larger than {MAX_BYTES // 1_000_000} MB. Send only the rows you changed."
        )
    if is_package(content):
        worksheet = open_worksheet(content)
        rows = list(bounded(worksheet.rows()))
    else:
        worksheet, rows = None, list(bounded(read_delimited(content)))
    if not rows:
        raise refused("empty", "There is nothing in the sheet.")
    headings = _headings(rows[0], rows[1:])
    if worksheet is not None:
        _all_seen(worksheet, headings, rows)
    return _sheet(headings, rows[1:])


def _headings(first: GridRow, rows: Sequence[GridRow]) -> Headings:
    """Which column stands where. Raises `SheetRefused`, naming every heading that is wrong or missing."""
    found: dict[int, Column] = {}
    faults: list[CellFault] = []
    for at, content in first.cells.items():
        column = _HEADINGS.get(fold(content)) if isinstance(content, str) else None
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
            f"Row {first.number} does not have the headings of this sheet. Download the sheet, and change that.",
        )
    faults += [
        CellFault("", name, "missing-column", f"the column “{name}” ({BY_NAME[name].heading['en']}) is missing")
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
    near = get_close_matches(fold(words), _HEADINGS, 1)
    meant = f"did you mean “{_HEADINGS[near[0]].name}”?" if near else "delete the column, and send the sheet again"
    return f"“{words}” is not a column of this sheet: {meant}"


def _all_seen(worksheet: Worksheet, headings: Headings, rows: Sequence[GridRow]) -> None:
    """Refuse what somebody may not know that they send, or that belongs to no one cell."""
    if worksheet.hidden_rows:
        raise refused(
            "hidden-rows",
            f"Hidden, by hand or by a filter: row {runs(worksheet.hidden_rows)}. Show every row, or delete it.",
            cell=f"A{worksheet.hidden_rows[0]}",
        )
    for at, column in sorted(headings.items()):
        if column.field and any(at in hidden for hidden in worksheet.hidden_columns):
            raise refused(
                "hidden-columns",
                f"Column {letters(at)} ({column.name}) is hidden. Show it, or delete it.",
                cell=f"{letters(at)}{rows[0].number}",
                column=column.name,
            )
    last = rows[-1].number
    if merged := [area for area in worksheet.merged if _touches(area, headings, last)]:
        raise refused(
            "merged-cells",
            f"Cells {', '.join(merged[:10])} are merged. Unmerge them, so that each row has its own.",
            cell=merged[0].partition(":")[0],
        )


def _touches(area: str, headings: Headings, last: int) -> bool:
    """Whether an area such as `B7:C8` reaches into the table."""
    top_left = area.partition(":")[0]
    column = top_left.rstrip("0123456789")
    return number(column) <= max(headings) and int(top_left[len(column) :] or 0) <= last


def _sheet(headings: Headings, rows: Iterable[GridRow]) -> Sheet:
    found, faults = [], []
    for row in rows:
        read, wrong = _row(headings, row)
        faults += wrong
        if read is not None:
            found.append(read)
    twice = list(_twice(headings, found))
    bad = {fault.cell for fault in twice}
    at = _place(headings, "id")
    kept = tuple(row for row in found if f"{at}{row.number}" not in bad)
    return Sheet(kept, (*faults, *twice), {column.name: letters(at) for at, column in headings.items()})


def _row(headings: Headings, row: GridRow) -> tuple[SheetRow | None, list[CellFault]]:
    """One row, or what is wrong with each of its cells."""
    values, faults = {}, []
    for at, column in headings.items():
        try:
            values[column.name] = value_of(column, row.cells.get(at))
        except BadCell as bad:
            faults.append(CellFault(f"{letters(at)}{row.number}", column.name, bad.rule, bad.detail))
    faults += [
        CellFault(f"{_place(headings, name)}{row.number}", name, rule, detail)
        for name, rule, detail in _together(values)
        if name not in {fault.column for fault in faults}
    ]
    if faults:
        return None, faults
    said = {name: value for name, value in values.items() if BY_NAME[name].field}
    shown = {name: value for name, value in values.items() if not BY_NAME[name].field and not BY_NAME[name].key}
    return SheetRow(row.number, str(values["id"]), str(values["post"]), said, shown), []


def _together(values: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """What is wrong between the cells of one row: the column, the rule, the sentence."""
    for name in ("id", "post"):
        if name in values and values[name] is None:
            yield name, "missing", "it is empty: copy it from the sheet you downloaded, or empty the whole row"
    summaries = [name for name in values if name.startswith("summary_")]
    speaks = any(value is not None and BY_NAME[name].field for name, value in values.items())
    if speaks and not any(values[name] for name in summaries):
        yield "summary_en", "summary-missing", "it is empty: say in one plain sentence what changed"
    told = [name for name in values if name.startswith("delay_text_") and values[name] is not None]
    if told and values.get("delay_reason") is None:
        yield "delay_reason", "delay-reason-missing", "it is empty: choose why it is late from the list"


def _twice(headings: Headings, rows: Sequence[SheetRow]) -> Iterator[CellFault]:
    """Two rows of one post about one thing: neither is taken, because nobody can tell which is meant."""
    same = defaultdict(list)
    for row in rows:
        same[row.id, row.post].append(row.number)
    for (id_, post), numbers in same.items():
        for one in numbers if len(numbers) > 1 else ():
            detail = f"rows {runs(numbers)} are all what “{post}” says about “{id_}”: keep one of them"
            yield CellFault(f"{_place(headings, 'id')}{one}", "id", "row-twice", detail)


def _place(headings: Headings, name: str) -> str:
    """The letters of a column; of one that the sheet left out, those of its id."""
    at = {column.name: place for place, column in headings.items()}
    return letters(at.get(name, at["id"]))
