"""A book as it came: which of its sheets and columns are ours, and what stands in their cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial

from api.books.layout import ABOUT, LAYOUTS, BookHeadings, Layout, Place, headings
from api.readers.delimited import read_delimited
from api.readers.grid import MAX_LETTERS, Content, Grid, GridRow, filled, letters
from api.readers.package import is_package
from api.readers.sheet import MAX_ROWS, SheetRefused, fold, refused
from api.readers.tables import rows_from, table_in
from api.readers.workbook import Worksheet, hidden_worksheets, open_worksheets
from api.settings import settings
from api.text.catalogue import ever_spoken
from api.text.localizer import localizer
from api.text.phrases import Phrase, phrase, said_in

MAPPING = "mapping"
# What is told otherwise than to an officer, who may send a part of a sheet.
_TOLD = {
    "too-many-rows": phrase("in_book.too_many_rows", most=f"{MAX_ROWS:,}"),
    "too-much-text": phrase("in_book.too_much_text", most=f"{MAX_LETTERS:,}"),
    "too-much-inside": phrase("in_book.too_much_inside"),
}
_NEAR, _LONG = 0.75, 100
_TOP = 20  # rows among which the first of the sheet About stands


@dataclass(frozen=True)
class Cell:
    """Where something stands in a book, as whoever made it sees it."""

    sheet: str
    row: int
    column: str = ""
    heading: str = ""

    def sheet_in(self, language: str) -> str:
        """What the sheet is called, for somebody who reads this language."""
        return said_in(self.sheet, language).text

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        heading = f" (“{self.heading}”)" if self.heading else ""
        row = f", row {self.row}" if self.row else ""
        return f"{self.sheet}{row}{column}{heading}"


@dataclass(frozen=True)
class BookFault:
    """One thing wrong in a book: where, which rule, and what to do about it: a phrase, where it has words."""

    cell: Cell
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.detail}"


class BookRefused(Exception):  # noqa: N818 - it is what it is called everywhere
    """A book that is not read at all, or of which some sheet is not: everything that is wrong so far."""

    def __init__(self, faults: Sequence[BookFault]) -> None:
        super().__init__(str(faults[0]))
        self.faults = faults


@dataclass(frozen=True)
class BookRow:
    """One row that says something: what its cells hold, and where each stands."""

    number: int
    cells: Mapping[Place, Content]
    places: Mapping[Place, Cell]
    at: Cell


@dataclass(frozen=True)
class Unread:
    """A column of one of our sheets, or a line of the sheet About, that has no heading of ours and is not read."""

    layout: str
    sheet: str
    heading: str
    at: str  # the letters of the column, or which row
    near: str = ""  # the heading that somebody may have meant

    @property
    def told(self) -> Phrase:
        key = f"in_book.unread{'_near' if self.near else ''}"
        return phrase(key, heading=self.heading, at=self.at, near=self.near)


@dataclass
class BookSheet:
    """One of our sheets in a book: its columns, its rows, and the headings that are not ours."""

    layout: Layout
    name: str
    columns: Mapping[Place, tuple[str, str]]  # the letters of each and its heading there
    rows: Sequence[BookRow]
    unread: Sequence[Unread] = field(default_factory=list)


@dataclass
class Book:
    """A book as it was read: our sheets by their names in the layout, and the names of those that are not ours."""

    sheets: dict[str, BookSheet] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    notes: list[BookFault] = field(default_factory=list)  # what was guessed

    def sheet(self, layout: Layout) -> BookSheet | None:
        return self.sheets.get(layout.name)


def read_book(files: Mapping[str, bytes], mapping: bytes | None = None) -> Book:
    """The book in a workbook, or in files of CSV that are named as its sheets are. Raises `BookRefused`."""
    book, faults = Book(), []
    grids = dict(_grids(files, book))
    told = _mapped(grids, mapping)
    for name, grid in grids.items():
        layout = _layout(name)
        if layout is None:
            book.others += [] if _of_template(name) else [name]
            continue
        if layout.name in book.sheets:
            other = book.sheets[layout.name].name
            faults.append(BookFault(Cell(name, 0), "sheet-twice", phrase("in_book.sheet_twice", other=other)))
            continue
        try:
            known = headings(layout.name, tuple(told.get(layout.name, {}).items()))
            read = _about if layout is ABOUT else _table
            book.sheets[layout.name] = read(name, grid, layout, known)
        except SheetRefused as wrong:
            if {one.rule for one in wrong.faults} != {"empty"}:
                faults += [_in_sheet(name, one.cell, one.rule, one.detail) for one in wrong.faults]
        except BookRefused as wrong:
            faults += wrong.faults
    faults += _missing(book, faults)
    if faults:
        raise BookRefused(faults)
    return book


def _missing(book: Book, faults: Sequence[BookFault]) -> list[BookFault]:
    """The sheets that no book can do without."""
    refused_ = {one.cell.sheet for one in faults}
    missing = [
        layout
        for layout in LAYOUTS
        if layout.required and layout.name not in book.sheets and not any(_layout(name) is layout for name in refused_)
    ]
    empty = [
        BookFault(Cell(sheet.name, 0), "empty", phrase("in_book.empty"))
        for sheet in book.sheets.values()
        if sheet.layout.required and not any(row.cells for row in sheet.rows)
    ]
    there = {"names": ", ".join(f"“{name}”" for name in book.others)} if book.others else {}
    key = f"in_book.sheet_missing{'_of' if there else ''}"
    told = [phrase(key, other=Phrase(partial(_other_title, one)), **there) for one in missing]
    cells = [Cell(phrase(f"book.sheet_{one.name}"), 0) for one in missing]
    return [BookFault(cell, "sheet-missing", words) for cell, words in zip(cells, told, strict=True)] + empty


def _other_title(layout: Layout, language: str) -> str:
    """What a sheet is called in the other of the languages that the template is in."""
    return layout.title("en" if language == "cy" else "cy")


def _in_sheet(sheet: str, cell: str, rule: str, detail: str) -> BookFault:
    column = cell.rstrip("0123456789")
    row = int(cell.removeprefix(column) or 0)
    return BookFault(Cell(sheet, row, column), rule, _TOLD.get(rule, detail))


def _grids(files: Mapping[str, bytes], book: Book) -> Iterator[tuple[str, Grid]]:
    most = settings().max_sheet
    for file, content in files.items():
        try:
            if len(content) > most:
                raise refused("too-large", phrase("in_file.larger", mb=f"{most / 1_000_000:g}"))
            if is_package(content):
                book.others += [name for name in hidden_worksheets(content) if not _of_template(name)]
                for sheet in open_worksheets(content):
                    yield sheet.name.strip(), sheet
            else:
                yield file.rpartition(".")[0] or file, _of_csv(content, file, book)
        except SheetRefused as wrong:
            raise BookRefused([_in_sheet(file, one.cell, one.rule, one.detail) for one in wrong.faults]) from None


def _of_csv(content: bytes, file: str, book: Book) -> Grid:
    """The likeliest of what a file may say, with the delimiter that finds the most headings."""
    layout = _layout(file.rpartition(".")[0] or file)
    likeliest = read_delimited(content)[0]
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            book.notes.append(BookFault(Cell(file, 0), "encoding", phrase("in_book.encoding")))
    return max(likeliest, key=lambda grid: _many(grid, layout))


def _many(grid: Grid, layout: Layout | None) -> int:
    """How many headings of ours are among the first rows of a grid; of the sheet About, in its first column."""
    try:
        rows = [row for row, _ in zip(filled(grid.rows()), range(_TOP), strict=False)]
    except SheetRefused:
        return -1
    if layout is None or layout is ABOUT:
        known = headings(ABOUT.name)
        return sum(known.place(row.cells.get(0)) is not None and len(row.cells) > 1 for row in rows)
    known = headings(layout.name)
    return max((len(known.among(row)) for row in rows), default=0)


def _layout(name: str) -> Layout | None:
    words = fold(name)
    return next((one for one in LAYOUTS if words in {fold(one.title(tag)) for tag in ever_spoken()}), None)


def _of_template(name: str) -> bool:
    """Whether a sheet is one that the template has besides, which is not read."""
    words = fold(name)
    for tag in ever_spoken():
        book, sheet = localizer(tag).words("book"), localizer(tag).words("sheet")
        if words in {fold(sheet["how_to"]), fold(sheet["codes"]), fold(book["mapping"])}:
            return True
        if words.startswith(f"{fold(book['example'])} "):
            return True
    return False


def _mapped(grids: Mapping[str, Grid], mapping: bytes | None) -> dict[str, dict[str, str]]:
    """Which headings of somebody's own mean which of ours, by sheet: as the sheet Mapping, or a file, says."""
    given: list[tuple[str, Grid]] = [
        (name, grid)
        for name, grid in grids.items()
        if fold(name) in {fold(localizer(tag).words("book")["mapping"]) for tag in ever_spoken()} | {MAPPING}
    ]
    if mapping is not None:
        try:
            own = open_worksheets(mapping)[0] if is_package(mapping) else read_delimited(mapping)[0][0]
        except SheetRefused as wrong:
            raise BookRefused([_in_sheet("Mapping", one.cell, one.rule, one.detail) for one in wrong.faults]) from None
        given.append(("Mapping", own))
    found: dict[str, dict[str, str]] = {}
    faults = []
    for name, grid in given:
        for row in list(filled(grid.rows()))[1:]:
            sheet, theirs, ours = (str(row.cells.get(at, "")).strip() for at in range(3))
            layout = _layout(sheet)
            place = headings(layout.name).place(ours) if layout else None
            if layout is None or place is None:
                key = f"in_book.no_{'column' if layout else 'sheet'}"
                detail = phrase(key, words=ours if layout else sheet)
                faults.append(BookFault(Cell(name, row.number), "mapping", detail))
            else:
                found.setdefault(layout.name, {})[theirs] = place.name
    if faults:
        raise BookRefused(faults)
    return found


def _table(name: str, grid: Grid, layout: Layout, known: BookHeadings) -> BookSheet:
    table = table_in(grid, known)
    head = table.head
    places = {at: place for at, content in head.cells.items() if (place := known.place(content)) is not None}
    _once(name, head, places)
    columns = {place: (letters(at), str(head.cells[at]).strip()) for at, place in places.items()}
    if not places:
        wanted = Phrase(lambda language: ", ".join(f"“{one.heading(language)}”" for one in layout.columns[:4]))
        detail = phrase("in_book.no_headings", wanted=wanted)
        raise BookRefused([BookFault(Cell(name, head.number), "headings", detail)])
    _shown(name, grid, head, places)
    rows = [_row(name, row, places, columns) for row in table.rows]
    ours = [column.heading(tag) for tag in ever_spoken() for column in layout.columns]
    unread = [
        Unread(layout.name, name, str(content).strip(), letters(at), _nearest(str(content), ours))
        for at, content in head.cells.items()
        if at not in places and any(at in row.cells for row in table.rows)
    ]
    return BookSheet(layout, name, columns, [row for row in rows if row.cells], unread)


def _nearest(heading: str, ours: Sequence[str]) -> str:
    """Which of our headings somebody may have meant; empty where none is near."""
    return next(iter(get_close_matches(heading.strip()[:_LONG], ours, 1, _NEAR)), "")


def _row(name: str, row: GridRow, places: Mapping[int, Place], columns: Mapping[Place, tuple[str, str]]) -> BookRow:
    cells = {place: row.cells[at] for at, place in places.items() if at in row.cells}
    where = {place: Cell(name, row.number, column, heading) for place, (column, heading) in columns.items()}
    return BookRow(row.number, cells, where, Cell(name, row.number))


def _once(name: str, head: GridRow, places: Mapping[int, Place]) -> None:
    first: dict[Place, int] = {}
    for at, place in places.items():
        if first.setdefault(place, at) != at:
            detail = phrase("in_book.column_twice", column=letters(first[place]))
            cell = Cell(name, head.number, letters(at), str(head.cells[at]))
            raise BookRefused([BookFault(cell, "column-twice", detail)])


def _shown(name: str, grid: Grid, head: GridRow, places: Mapping[int, Place]) -> None:
    """Refuse columns that whoever sends a book may not know of, because they are hidden."""
    hidden = grid.hidden_columns if isinstance(grid, Worksheet) else []
    faults = [
        BookFault(
            Cell(name, head.number, letters(at), str(head.cells[at])),
            "hidden-columns",
            phrase("in_book.hidden_column"),
        )
        for at in places
        if any(at in columns for columns in hidden)
    ]
    if faults:
        raise BookRefused(faults)


def _about(name: str, grid: Grid, layout: Layout, known: BookHeadings) -> BookSheet:
    """The sheet About, in which what other sheets have above their columns stands before its lines."""
    first = next((row.number for row in filled(grid.rows()) if known.place(row.cells.get(0)) is not None), None)
    if first is None:
        detail = phrase("in_book.no_lines", heading=phrase("book.name"))
        raise BookRefused([BookFault(Cell(name, 1), "headings", detail)])
    rows = rows_from(grid, first, known.most_rows)
    cells: dict[Place, Content] = {}
    places: dict[Place, Cell] = {}
    unread, faults = [], []
    for row in rows:
        heading = str(row.cells.get(0, "")).strip()
        place = known.place(row.cells.get(0))
        if place is None:
            told = heading or str(row.cells.get(1))
            unread += [Unread(layout.name, name, told, phrase("in_book.row", row=row.number))] if 1 in row.cells else []
            continue
        if place in places:
            detail = phrase("in_book.line_twice", row=places[place].row, heading=heading)
            faults.append(BookFault(Cell(name, row.number, "A", heading), "line-twice", detail))
        places[place] = Cell(name, row.number, "B", heading)
        if 1 in row.cells:
            cells[place] = row.cells[1]
    if faults:
        raise BookRefused(faults)
    columns = {place: ("B", cell.heading) for place, cell in places.items()}
    return BookSheet(layout, name, columns, [BookRow(first, cells, places, Cell(name, first))], unread)
