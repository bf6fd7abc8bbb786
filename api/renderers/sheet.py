"""The sheet as bytes: an Excel workbook, or CSV as data or for a spreadsheet. `readers/sheet.py` reads each back."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from api.compose.codelists import to_choose
from api.schemas.sheet import COLUMNS, LANGUAGES, SHEET_NAMES, Column, SheetRow, Value

_WORDS = {
    "help": {"en": "How to fill this in", "cy": "Sut i lenwi hon"},
    "codes": {"en": "Codes", "cy": "Codau"},
    "column": {"en": "Column", "cy": "Colofn"},
    "what": {"en": "What to put in it", "cy": "Beth i’w roi ynddi"},
    "code": {"en": "Choose", "cy": "Dewiswch"},
    "means": {"en": "What it means", "cy": "Yr ystyr"},
}
_ADVICE = {
    "en": (
        "Change the rows you have news of, save, and send the file back.",
        "Nothing is public until it is released.",
        "Leave the headings as they are. The order of rows and columns does not matter.",
        "An empty cell says that there is nothing there; a column you delete is left as it is.",
        "A row that somebody else changed after you downloaded it is refused: download it again.",
        "No formulas, merged cells, hidden rows or filters: each row is read as you see it.",
        "Dates are day first: 07/10/2026 is 7 October. A month (October 2026) or a year (2026) will do.",
        "To send CSV, save as “CSV UTF-8”: the other CSV loses letters such as ŵ and ŷ.",
    ),
    "cy": (
        "Newidiwch y rhesi y mae gennych newyddion amdanynt, cadwch y ffeil a’i hanfon yn ôl.",
        "Ni fydd dim yn gyhoeddus nes iddo gael ei ryddhau.",
        "Gadewch y penawdau fel y maent. Nid yw trefn y rhesi na’r colofnau o bwys.",
        "Mae cell wag yn dweud nad oes dim yno; gadewir colofn a ddilëwch fel y mae.",
        "Gwrthodir rhes a newidiwyd gan rywun arall ar ôl i chi ei lawrlwytho: lawrlwythwch hi eto.",
        "Dim fformiwlâu, celloedd wedi’u cyfuno, rhesi cudd na hidlyddion: darllenir pob rhes fel y’i gwelwch.",
        "Mae’r diwrnod yn gyntaf mewn dyddiadau: 07/10/2026 yw 7 Hydref. Gwna mis (2026-10) neu flwyddyn (2026) y tro.",
        "I anfon CSV, cadwch fel “CSV UTF-8”: mae’r CSV arall yn colli llythrennau fel ŵ ac ŷ.",
    ),
}
_TOP = Alignment(wrap_text=True, vertical="top")
_BOLD, _HEAD, _GREY = Font(bold=True), PatternFill("solid", fgColor="DDE6EE"), PatternFill("solid", fgColor="F0F0F0")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What a spreadsheet would run as a formula, after as many apostrophes as stand before it.
_RUNS = re.compile(r"'*[=+\-@\t＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t＝＋－＠]")
# Excel takes 1900 for a leap year, so that its days are ours only from here on.
_FIRST_DAY = "1900-03-01"


def columns_for(languages: Sequence[str] = LANGUAGES) -> list[Column]:
    """The columns of a sheet for people who write in these languages."""
    return [column for column in COLUMNS if not column.language or column.language in languages]


def write_csv(rows: Iterable[SheetRow], languages: Sequence[str] = LANGUAGES) -> bytes:
    """CSV as data: UTF-8, the names of the columns, codes as codes."""
    columns = columns_for(languages)
    return _csv(
        [column.name for column in columns],
        ([_apart(_data(value)) for value in _values(row, columns)] for row in rows),
    ).encode()


def write_excel_csv(rows: Iterable[SheetRow], language: str = "en", languages: Sequence[str] = LANGUAGES) -> bytes:
    """CSV to open in a spreadsheet: a byte-order mark, labels, and an apostrophe before what it would run."""
    columns = columns_for(languages)
    lines = (
        [_unrun(_words(column, value, language)) for column, value in zip(columns, _values(row, columns), strict=True)]
        for row in rows
    )
    return _csv([column.heading[language] for column in columns], lines).encode("utf-8-sig")


def write_xlsx(rows: Iterable[SheetRow], language: str = "en", languages: Sequence[str] = LANGUAGES) -> bytes:
    """An Excel workbook: the sheet, how to fill it in, and the codes that its lists offer."""
    book, columns = Workbook(), columns_for(languages)
    sheet: Worksheet = book.active
    sheet.title = SHEET_NAMES[language]
    for at, column in enumerate(columns, 1):
        _put(sheet.cell(1, at), column.heading[language], font=_BOLD, fill=_HEAD)
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    last = 1
    for last, row in enumerate(rows, 2):
        for at, (column, value) in enumerate(zip(columns, _values(row, columns), strict=True), 1):
            _put_value(sheet.cell(last, at), column, value, language)
    sheet.freeze_panes = "C2"
    _help(book, columns, language)
    lists = _codes(book, language)
    for at, column in enumerate(columns, 1):
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


def _help(book: Any, columns: Sequence[Column], language: str) -> None:
    """In the reader's language first, then in the other."""
    sheet = book.create_sheet(_WORDS["help"][language])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    lines: list[tuple[str, str]] = []
    for tag in sorted(LANGUAGES, key=lambda tag: tag != language):
        lines += [(_WORDS["help"][tag], "")] + [("", line) for line in _ADVICE[tag]]
        lines += [("", ""), (_WORDS["column"][tag], _WORDS["what"][tag])]
        lines += [(column.heading[tag], column.help[tag]) for column in columns] + [("", "")]
    titles = {words[tag] for words in _WORDS.values() for tag in LANGUAGES}
    for number, line in enumerate(lines, 1):
        for at, text in enumerate(line, 1):
            _put(sheet.cell(number, at), text, font=_BOLD if text in titles else None)


def _codes(book: Any, language: str) -> dict[str, str]:
    """Writes each codelist with what its codes mean, and says where the labels of each stand."""
    sheet = book.create_sheet(_WORDS["codes"][language])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    found, at = {}, 1
    for column in COLUMNS:
        if not column.codelist:
            continue
        _put(sheet.cell(at, 1), column.heading[language], font=_BOLD)
        _put(sheet.cell(at, 2), _WORDS["means"][language], font=_BOLD)
        codes = to_choose(column.codelist)
        for number, texts in enumerate(codes.values(), at + 1):
            _put(sheet.cell(number, 1), texts.label[language])
            _put(sheet.cell(number, 2), texts.definition[language])
        found[column.codelist] = f"'{sheet.title}'!$A${at + 1}:$A${at + len(codes)}"
        at += len(codes) + 2
    return found


def _put_value(cell: Cell, column: Column, value: Value, language: str) -> None:
    if column.kind == "date":
        if isinstance(value, str) and len(value) == len(_FIRST_DAY) and value >= _FIRST_DAY and value[5].isdigit():
            cell.value, cell.number_format, cell.alignment = date.fromisoformat(value), "dd/mm/yyyy", _TOP
        elif value is not None:
            _put(cell, _words(column, value, language))
        # An empty one has no format, so that Excel keeps a month that is typed there apart from a day.
    else:
        _put(cell, _words(column, value, language))
    if not column.field:
        cell.fill = _GREY


def _put(cell: Cell, text: str, font: Font | None = None, fill: PatternFill | None = None) -> None:
    """A text that stays one, whatever it looks like and whoever edits it."""
    if text:
        cell.value = _ESCAPE.sub("_x005F_", text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith("'") or bool(_RUNS.match(text))
    cell.number_format, cell.alignment = "@", _TOP
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill


def _values(row: SheetRow, columns: Sequence[Column]) -> list[Value]:
    held: Mapping[str, Value] = {**row.values, **row.shown, "id": row.id, "post": row.post}
    return [held.get(column.name) for column in columns]


def _data(value: Value) -> str:
    return "; ".join(value) if isinstance(value, tuple) else value or ""


def _words(column: Column, value: Value, language: str) -> str:
    """A value as people read it: a code by its label."""
    if not column.codelist or value is None:
        return _data(value)
    codes = to_choose(column.codelist)
    return "; ".join(codes[code].label[language] for code in ([value] if isinstance(value, str) else value))


def _apart(text: str) -> str:
    """One apostrophe more where the reader would take one away."""
    return f"'{text}" if _GUARDED.match(text) else text


def _unrun(text: str) -> str:
    """An apostrophe before what a spreadsheet would run."""
    return f"'{text}" if _RUNS.match(text) else text


def _csv(names: list[str], lines: Iterable[list[str]]) -> str:
    kept = io.StringIO(newline="")
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(lines)
    return kept.getvalue()
