"""What a spreadsheet would take for something else than it says, and how it is kept from that; workbooks as files."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.writer.excel import ExcelWriter

TOP = Alignment(wrap_text=True, vertical="top")
BOLD, HEAD = Font(bold=True), PatternFill("solid", fgColor="DDE6EE")
# What a spreadsheet would run as a formula, after as many apostrophes as stand before it.
_RUNS = re.compile(r"'*[=+\-@\t＝＋－＠]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def unrun(text: str) -> str:
    """For CSV: an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if is_run(text) else text


def is_run(text: str) -> bool:
    """Whether a spreadsheet would run a text as a formula."""
    return _RUNS.match(text) is not None


def as_it_is(text: str) -> str:
    """For a workbook: a text without what Excel would read as the number of a letter."""
    return _ESCAPE.sub("_x005F_", text)


def sheet_title(words: str) -> str:
    """A name that a worksheet can have."""
    return re.sub(r"[\[\]:*?/\\]", " ", words)[:31]


def put(cell: Cell, text: str, font: Font | None = None, fill: PatternFill | None = None) -> None:
    """Write a text in a cell so that it stays one, whatever it looks like and whoever edits it."""
    if text:
        cell.value = as_it_is(text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith("'") or is_run(text)
    cell.number_format, cell.alignment = "@", TOP
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill


def save(book: Workbook, path: Path, at: datetime) -> None:
    """Write a workbook as of a moment: the same bytes whenever that is done, and not the time at which it was."""
    book.properties.created = book.properties.modified = at
    ExcelWriter(book, _Undated(path, "w", ZIP_DEFLATED)).save()


class _Undated(ZipFile):
    """An archive that says of nothing in it when it was put there."""

    def writestr(self, name: Any, data: Any, *_: Any) -> None:
        super().writestr(_entry(str(name)), data)

    def write(self, filename: Any, name: Any = None, *_: Any) -> None:
        with Path(filename).open("rb") as source, self.open(_entry(str(name)), "w") as target:
            shutil.copyfileobj(source, target)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry
