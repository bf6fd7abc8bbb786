"""Rows out of an Excel workbook. Nothing in it is ever worked out, followed or run."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.escape import unescape

from api.readers.grid import Broken, Content, Formula, GridRow, number
from api.readers.package import DAMAGE, Package, attribute, local
from api.readers.sheet import refused, tidy
from api.text.phrases import phrase

_EPOCH = date(1899, 12, 30)
_LAST_DAY = 2_958_465  # 31 December 9999


@dataclass
class Worksheet:
    """One worksheet as it is read. What stands around the rows is complete once they all were read."""

    name: str
    package: Package
    part: str
    strings: Sequence[str]
    formats: Sequence[str]
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[GridRow]:
        """Every row, empty ones too. Raises `SheetRefused` where the file is damaged."""
        try:
            yield from self._rows()
        except DAMAGE:
            raise damaged() from None

    def _rows(self) -> Iterator[GridRow]:
        at, parent = 0, None
        self.hidden_rows, self.hidden_columns, self.merged = [], [], []
        for event, element in self.package.events(self.part):
            name = local(element)
            if event == "start":
                parent = element if name == "sheetData" else parent
            elif name == "row":
                at = int(element.get("r", at + 1))
                row = GridRow(at, dict(self._cells(element)))
                if row.cells and _hidden(element, "ht"):
                    self.hidden_rows.append(at)
                if parent is not None:
                    parent.clear()
                yield row
            elif name == "col" and _hidden(element, "width"):
                self.hidden_columns.append(range(int(element.get("min", 1)) - 1, int(element.get("max", 1))))
            elif name == "mergeCell":
                self.merged.append(element.get("ref", ""))

    def _cells(self, row: Element) -> Iterator[tuple[int, Content]]:
        at = -1
        for cell in row:
            placed = re.fullmatch(r"([A-Z]{1,3})[0-9]{1,7}", cell.get("r", ""))
            at = number(placed[1]) if placed else at + 1
            content = self._content(cell)
            if content is not None and content != "":
                yield at, content

    def _content(self, cell: Element) -> Content | None:
        parts = {local(part): part for part in cell}
        if "f" in parts:
            return Formula()
        sort, value = cell.get("t", "n"), (parts["v"].text or "" if "v" in parts else "")
        if sort == "inlineStr":
            return tidy(_words(parts["is"])) if "is" in parts else None
        return self._valued(sort, value, int(cell.get("s", 0))) if value else None

    def _valued(self, sort: str, value: str, style: int) -> Content:
        """What a value means in a cell of this sort."""
        if sort == "n":
            return self._number(float(value), style)
        if sort == "s":
            return self.strings[int(value)]
        if sort == "b":
            return "TRUE" if value == "1" else "FALSE"
        return Broken(value) if sort == "e" else tidy(unescape(value))

    def _number(self, value: float, style: int) -> Content:
        """A number, or the date that its format makes of it."""
        if not math.isfinite(value):
            return Broken("#NUM!")
        code = self.formats[style] if style < len(self.formats) else "General"
        shows = _shows(code)
        if not shows or not 1 <= value <= _LAST_DAY:
            return value
        day = _EPOCH + timedelta(int(value))
        return day if shows == "day" else day.isoformat()[: 7 if shows == "month" else 4]


def open_worksheets(content: bytes) -> list[Worksheet]:
    """The worksheets that are not hidden. Raises `SheetRefused` for a workbook that is damaged or is not taken."""
    try:
        package = Package(content)
        parts = package.linked(package.workbook)
        names, counts_from_1904 = [], False
        for element in package.all(package.workbook):
            if local(element) == "sheet" and element.get("state", "visible") == "visible":
                sort, part = parts[attribute(element, "id")]
                names += [(element.get("name", ""), part)] if sort == "worksheet" else []
            if local(element) == "workbookPr":
                counts_from_1904 = element.get("date1904") in {"1", "true"}
        strings = _strings(package, _of_sort(parts, "sharedStrings"))
        formats = _formats(package, _of_sort(parts, "styles"))
    except DAMAGE:
        raise damaged() from None
    if counts_from_1904:
        raise refused(
            "from-1904",
            phrase("in_file.from_1904"),
        )
    if not names:
        raise refused("no-sheet", phrase("in_file.no_sheet"))
    return [Worksheet(name, package, part, strings, formats) for name, part in names]


def hidden_worksheets(content: bytes) -> list[str]:
    """The names of the sheets that are hidden, which nobody reads. Raises as `open_worksheets` does."""
    try:
        package = Package(content)
        sheets = [element for element in package.all(package.workbook) if local(element) == "sheet"]
    except DAMAGE:
        raise damaged() from None
    return [element.get("name", "") for element in sheets if element.get("state", "visible") != "visible"]


def damaged() -> Exception:
    return refused("damaged", phrase("in_file.damaged"))


def _of_sort(parts: dict[str, tuple[str, str]], sort: str) -> str | None:
    return next((name for known, name in parts.values() if known == sort), None)


def _strings(package: Package, part: str | None) -> list[str]:
    """The texts that cells name by number. Each is tidied once, however many cells name it."""
    found = []
    for event, element in package.events(part) if part else ():
        if event == "end" and local(element) == "si":
            found.append(tidy(_words(element)))
            element.clear()
    return found


def _words(element: Element) -> str:
    """The text of a cell, whatever fonts its parts are in; without the reading aids of Japanese."""
    runs = [element, *(part for part in element if local(part) == "r")]
    return "".join(unescape(part.text or "") for run in runs for part in run if local(part) == "t")


def _formats(package: Package, part: str | None) -> list[str]:
    """How each style shows its numbers."""
    codes, found = dict(BUILTIN_FORMATS), []
    inside = False
    for event, element in package.events(part) if part else ():
        name = local(element)
        if name == "cellXfs":
            inside = event == "start"
        elif event == "end" and name == "numFmt":
            codes[int(element.get("numFmtId", 0))] = element.get("formatCode", "")
        elif event == "end" and name == "xf" and inside:
            found.append(codes.get(int(element.get("numFmtId", 0)), "General"))
    return found


@lru_cache(maxsize=1_000)
def _shows(code: str) -> str:
    """How much of a date a number format shows: `day`, `month` or `year`; nothing where it shows no date."""
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.', "", code.partition(";")[0]).lower()
    if not is_date_format(code) or not {"d", "y"} & set(plain):
        return ""
    return "day" if "d" in plain else "month" if "m" in plain else "year"


def _hidden(element: Element, size: str) -> bool:
    return element.get("hidden") in {"1", "true"} or float(element.get(size, 1)) == 0
