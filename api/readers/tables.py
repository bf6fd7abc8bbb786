"""The one reader of tables: the sheet of a workbook, the row of it and the delimiter that have the headings we know."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from api.readers.damage import Shapes, among, shapes
from api.readers.delimited import read_delimited
from api.readers.grid import Content, Grid, GridRow, bounded, filled, number, runs
from api.readers.package import is_package
from api.readers.sheet import MAX_ROWS, SheetRefused, fold, refused
from api.readers.workbook import Worksheet, open_worksheets
from api.settings import settings
from api.text.phrases import phrase

XLSX, CSV = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"
# What browsers and programs call a table. Which it is shows in what it holds; Windows takes CSV for Excel's own.
MEDIA_TYPES = (CSV, XLSX, "application/vnd.ms-excel", "application/octet-stream")
_TOP = 20  # rows that may hold the headings: a title and notes stand above some
_FAR = 1_000  # how far down they are looked for
_WIDE = 200  # and how far to the right


@dataclass(frozen=True)
class Headings:
    """What a table is known by: the column that each heading means, and of which columns none is without one each."""

    columns: Mapping[str, str]
    required: Sequence[Collection[str]]
    most_rows: int = MAX_ROWS

    @cached_property
    def folded(self) -> dict[str, str]:
        """The columns by their headings, folded."""
        return {fold(heading): column for heading, column in self.columns.items()}

    @cached_property
    def _shapes(self) -> Shapes:
        return shapes(self.columns)

    def column(self, content: Content | None) -> str | None:
        """The column that a heading means however it is cased, spaced, quoted or damaged; None where it is not ours."""
        if not isinstance(content, str):
            return None
        return self.folded.get(fold(content)) or among(content, self._shapes)

    def among(self, row: GridRow) -> frozenset[str]:
        """The columns that a row of headings has, among the first of its cells."""
        cells = islice(row.cells.values(), _WIDE)
        return frozenset(column for content in cells if (column := self.column(content)))


@dataclass(frozen=True)
class Table:
    """A row of headings and the rows below it, and the grid they stand in. What stands above was not read."""

    grid: Grid
    head: GridRow
    rows: Sequence[GridRow]


@dataclass(frozen=True)
class _Found:
    """Where in a grid the headings stand, and which columns they are."""

    grid: Grid
    number: int
    columns: frozenset[str] = frozenset()
    wrong: SheetRefused | None = None  # what is wrong with the grid, which is told only if it is the one


def read_tables(content: bytes, headings: Headings) -> list[Table]:
    """The table in a workbook or a CSV file: once for each encoding that CSV may be in, the likeliest first.

    Raises `SheetRefused` where there is none, where several sheets of a workbook have it, or where it is damaged.
    """
    most = headings.most_rows
    most_bytes = settings().max_sheet
    if len(content) > most_bytes:
        raise refused("too-large", phrase("in_file.too_large", mb=f"{most_bytes / 1_000_000:g}"))
    if not is_package(content):
        return [_table(_best(_found(grid, headings) for grid in grids), most) for grids in read_delimited(content)]
    found = [_found(sheet, headings) for sheet in open_worksheets(content)]
    whole = [one for one in found if all(one.columns & set(names) for names in headings.required)]
    if len(whole) > 1:
        names = ", ".join(f"“{one.grid.name}”" for one in whole)
        raise refused("several-sheets", phrase("in_file.several_sheets", names=names))
    return [_table(_best(whole or found), most)]


def table_in(grid: Grid, headings: Headings) -> Table:
    """The table in one grid. Raises `SheetRefused` where it is empty or damaged, or hides something."""
    return _table(_found(grid, headings), headings.most_rows)


def rows_from(grid: Grid, first: int, most: int) -> list[GridRow]:
    """The rows of a grid that are not empty, from one on. Raises `SheetRefused` as `table_in` does."""
    rows = [row for row in bounded(grid.rows(), most) if row.number >= first]
    if not rows:
        raise refused("empty", phrase("in_file.empty"))
    if isinstance(grid, Worksheet):
        _all_seen(grid, rows)
    return rows


def _found(grid: Grid, headings: Headings) -> _Found:
    """The row, among the first, with the most headings; of several the first."""
    best = _Found(grid, 1)
    try:
        for row in islice(filled(islice(grid.rows(), _FAR)), _TOP):
            best = _best([best, _Found(grid, row.number, headings.among(row))])
    except SheetRefused as wrong:
        return replace(best, wrong=wrong)
    return best


def _best(found: Iterable[_Found]) -> _Found:
    return max(found, key=lambda one: len(one.columns))


def _table(found: _Found, most: int) -> Table:
    if found.wrong is not None:
        raise found.wrong
    head, *rows = rows_from(found.grid, found.number, most)
    return Table(found.grid, head, rows)


def _all_seen(worksheet: Worksheet, rows: Sequence[GridRow]) -> None:
    """Refuse what somebody may not know that they send, or that belongs to no one cell."""
    first, last, last_column = rows[0].number, rows[-1].number, max(rows[0].cells)
    if hidden_rows := [row for row in worksheet.hidden_rows if row >= first]:
        raise refused(
            "hidden-rows",
            phrase("in_file.hidden_rows", rows=runs(hidden_rows)),
            cell=f"A{hidden_rows[0]}",
        )
    if merged := [area for area in worksheet.merged if _touches(area, last_column, range(first, last + 1))]:
        raise refused(
            "merged-cells",
            phrase("in_file.merged", cells=", ".join(merged[:10])),
            cell=merged[0].partition(":")[0],
        )


def _touches(area: str, last_column: int, rows: range) -> bool:
    """Whether an area such as `B7:C8` reaches into the table."""
    corners = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})", area)
    if corners is None:
        return True
    column, first, last = corners.groups()
    return number(column) <= last_column and int(first) < rows.stop and int(last) >= rows.start
