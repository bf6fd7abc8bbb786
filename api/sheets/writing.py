"""The sheet as bytes: an Excel workbook, or CSV as data or for a spreadsheet. `readers/sheet.py` reads each back."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from unicodedata import normalize

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from api.core.codelists import to_choose
from api.core.spreadsheets import BOLD, HEAD, TOP, put, sheet_title, unrun
from api.readers.sheet import Column, SheetRow, Value, columns
from api.text.catalogue import spoken
from api.text.languages import said
from api.text.localizer import localizer

_ADVICE = ("change", "public", "headings", "empty", "meanwhile", "formulas", "dates", "csv")
_GREY = PatternFill("solid", fgColor="F0F0F0")
_GUARDED = re.compile(r"'+[=+\-@\t＝＋－＠]")
# Excel takes 1900 for a leap year, so that its days are ours only from here on.
_FIRST_DAY = "1900-03-01"


def write_csv(rows: Iterable[SheetRow]) -> bytes:
    """CSV as data: UTF-8, the names of the columns, codes as codes."""
    return _csv(
        [column.name for column in columns()],
        ([_apart(_data(value)) for value in _values(row)] for row in rows),
    ).encode()


def write_excel_csv(rows: Iterable[SheetRow], language: str) -> bytes:
    """CSV to open in a spreadsheet: a byte-order mark, labels, and an apostrophe before what it would run."""
    lines = (
        [unrun(_words(column, value, language)) for column, value in zip(columns(), _values(row), strict=True)]
        for row in rows
    )
    return _csv([column.heading(language) for column in columns()], lines).encode("utf-8-sig")


def file_name(language: str, day: date, ending: str) -> str:
    """What the file is called, in letters that every system takes: `updates-2027-03-01.csv`."""
    plain = normalize("NFKD", localizer(language).t("sheet.name").lower()).encode("ascii", "ignore").decode()
    return f"{'-'.join(re.findall('[a-z0-9]+', plain)) or 'sheet'}-{day.isoformat()}.{ending}"


def write_xlsx(rows: Iterable[SheetRow], language: str) -> bytes:
    """An Excel workbook: the sheet, how to fill it in, and the codes that its lists offer."""
    book, says = Workbook(), localizer(language)
    sheet: Worksheet = book.active
    sheet.title = sheet_title(says.t("sheet.name"))
    for at, column in enumerate(columns(), 1):
        put(sheet.cell(1, at), column.heading(language), font=BOLD, fill=HEAD)
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    last = 1
    for last, row in enumerate(rows, 2):
        for at, (column, value) in enumerate(zip(columns(), _values(row), strict=True), 1):
            _put_value(sheet.cell(last, at), column, value, language)
    sheet.freeze_panes = "C2"
    _help(book, language)
    lists = _codes(book, language)
    for at, column in enumerate(columns(), 1):
        if column.codelist:
            letter = get_column_letter(at)
            # Several reasons may stand in one cell, which no list allows.
            choice = DataValidation("list", lists[column.codelist], allow_blank=True)
            choice.showErrorMessage = column.kind == "code"
            choice.add(f"{letter}2:{letter}{max(last, 2)}")
            sheet.add_data_validation(choice)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _help(book: Any, language: str) -> None:
    """In the reader's language first, then in the others that have all the words."""
    sheet = book.create_sheet(sheet_title(localizer(language).t("sheet.how_to")))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    lines: list[tuple[str, str, Font | None]] = []
    for tag in (language, *(other for other in spoken("sheet") if other != language)):
        words = localizer(tag).words("sheet")
        lines += [(words["how_to"], "", BOLD)] + [("", words[f"advice_{name}"], None) for name in _ADVICE]
        lines += [("", "", None), (words["column"], words["what"], BOLD)]
        lines += [(column.heading(tag), column.help(tag), None) for column in columns()] + [("", "", None)]
    for number, (*texts, font) in enumerate(lines, 1):
        for at, text in enumerate(texts, 1):
            put(sheet.cell(number, at), text, font=font)


def _codes(book: Any, language: str) -> dict[str, str]:
    """Writes each codelist with what its codes mean, and says where the labels of each stand."""
    words = localizer(language).words("sheet")
    sheet = book.create_sheet(sheet_title(words["codes"]))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    found, at = {}, 1
    for column in columns():
        if not column.codelist:
            continue
        put(sheet.cell(at, 1), column.heading(language), font=BOLD)
        put(sheet.cell(at, 2), words["means"], font=BOLD)
        codes = to_choose(column.codelist)
        for number, texts in enumerate(codes.values(), at + 1):
            put(sheet.cell(number, 1), said(texts.label, language).text)
            put(sheet.cell(number, 2), said(texts.definition, language).text)
        found[column.codelist] = f"{quote_sheetname(sheet.title)}!$A${at + 1}:$A${at + len(codes)}"
        at += len(codes) + 2
    return found


def _put_value(cell: Cell, column: Column, value: Value, language: str) -> None:
    if column.kind == "date":
        if isinstance(value, str) and len(value) == len(_FIRST_DAY) and value >= _FIRST_DAY and value[5].isdigit():
            cell.value, cell.number_format, cell.alignment = date.fromisoformat(value), "dd/mm/yyyy", TOP
        elif value is not None:
            put(cell, _words(column, value, language))
        # An empty one has no format, so that Excel keeps a month that is typed there apart from a day.
    else:
        put(cell, _words(column, value, language))
    if not column.field:
        cell.fill = _GREY


def _values(row: SheetRow) -> list[Value]:
    held: Mapping[str, Value] = {**row.values, **row.shown, "id": row.id, "post": row.post}
    return [held.get(column.name) for column in columns()]


def _data(value: Value) -> str:
    return "; ".join(value) if isinstance(value, tuple) else value or ""


def _words(column: Column, value: Value, language: str) -> str:
    """A value as people read it: a code by its label."""
    if not column.codelist or value is None:
        return _data(value)
    codes = to_choose(column.codelist)
    return "; ".join(said(codes[code].label, language).text for code in ([value] if isinstance(value, str) else value))


def _apart(text: str) -> str:
    """One apostrophe more where the reader would take one away."""
    return f"'{text}" if _GUARDED.match(text) else text


def _csv(names: list[str], lines: Iterable[list[str]]) -> str:
    kept = io.StringIO(newline="")
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(lines)
    return kept.getvalue()
