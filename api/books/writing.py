"""A book as files: a workbook with help and lists to choose from, or a folder of CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from api.books.fields import Field
from api.books.layout import ABOUT, LAYOUTS, Column, Layout, Place, heading_of
from api.books.turning import Page
from api.core.codelists import to_choose
from api.core.spreadsheets import BOLD, HEAD, TOP, put, sheet_title, unrun
from api.text.catalogue import messages, spoken
from api.text.languages import said
from api.text.localizer import localizer

_ROWS = 500  # for how many rows a list to choose from is offered
_WIDTH_OF_VALUES = 60
_ADVICE = ("two", "rows", "dates", "names", "words", "blank", "sources", "id", "compile")
_GREY = PatternFill("solid", fgColor="F0F0F0")


def write_csv(pages: Sequence[Page], language: str) -> dict[str, bytes]:
    """A folder of CSV that spreadsheets open: the bytes of each file by its name."""
    found = {}
    for page in pages:
        if page.rows:
            kept = io.StringIO(newline="")
            csv.writer(kept).writerows([unrun(_plain(one)) for one in line] for line in _lines(page, language))
            found[f"{page.layout.title(language)}.csv"] = kept.getvalue().encode("utf-8-sig")
    return found


def _plain(content: str | date) -> str:
    return content if isinstance(content, str) else content.isoformat()


def _lines(page: Page, language: str) -> Iterator[list[str | date]]:
    """The lines of a sheet, its headings first; the sheet About has a line for each heading."""
    places = page.places
    names: list[str | date] = [heading_of(page.layout, place, language) for place in places]
    if page.layout is ABOUT:
        words = localizer(language).words("book")
        yield [words["what"], words["value"]]
        yield from ([name, page.rows[0][place]] for name, place in zip(names, places, strict=True))
    else:
        yield names
        yield from ([row.get(place, "") for place in places] for row in page.rows)


def write_xlsx(pages: Sequence[Page], language: str, examples: Sequence[Page] = ()) -> bytes:
    """A workbook: the eight sheets, how to fill them in, and the codes that their lists offer; then examples of sheets,
    which are only to be looked at.

    A sheet has the columns that its rows fill, and all that the layout has.
    """
    book = Workbook()
    book.remove(book.active)
    for page in pages:
        _sheet(book.create_sheet(sheet_title(page.layout.title(language))), page, language)
    _help(book, language)
    lists = _codes(book, language)
    for page in pages:
        _choices(book[sheet_title(page.layout.title(language))], page, lists)
    for page in examples:
        sheet = book.create_sheet(example_title(page.layout, language))
        sheet.sheet_properties.tabColor = "A0A0A0"
        _sheet(sheet, page, language)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def example_title(layout: Layout, language: str) -> str:
    """What the sheet with an example of a sheet is called."""
    return sheet_title(f"{localizer(language).words('book')['example']} {layout.title(language)}")


def _places(page: Page) -> list[Place]:
    """The columns of a sheet in a workbook: all of the layout, each with what more of it there is beside it."""
    used = page.places
    known = {column.name for column in page.layout.columns}
    found = []
    for column in page.layout.columns:
        found += [Place(column.name), *(one for one in used if one.name == column.name and one != Place(column.name))]
    return found + [one for one in used if one.name not in known]


def _sheet(sheet: Any, page: Page, language: str) -> None:
    places = _places(page)
    if page.layout is ABOUT:
        _about(sheet, page, places, language)
        return
    for at, place in enumerate(places, 1):
        put(sheet.cell(1, at), heading_of(page.layout, place, language), font=BOLD, fill=HEAD)
        column = page.layout.column(place.name)
        sheet.column_dimensions[get_column_letter(at)].width = column.width
        if not any((field := column.field(type_)) and field.kind == "date" for type_ in page.layout.types):
            sheet.column_dimensions[get_column_letter(at)].number_format = "@"  # or 4-5 becomes a day in May
        for number, row in enumerate(page.rows, 2):
            _put(sheet.cell(number, at), row.get(place, ""))
    sheet.freeze_panes = "B2"


def _about(sheet: Any, page: Page, places: Sequence[Place], language: str) -> None:
    words = localizer(language).words("book")
    row = page.rows[0] if page.rows else {}
    for letter, width in zip("ABC", (36, _WIDTH_OF_VALUES, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    for at, name in enumerate((words["what"], words["value"], words["how_to"]), 1):
        put(sheet.cell(1, at), name, font=BOLD, fill=HEAD)
    for number, place in enumerate(places, 2):
        put(sheet.cell(number, 1), heading_of(page.layout, place, language), font=BOLD)
        _put(sheet.cell(number, 2), row.get(place, ""))
        put(sheet.cell(number, 3), help_of(page.layout.column(place.name), language), fill=_GREY)
    sheet.freeze_panes = "B2"


def _put(cell: Any, content: str | date) -> None:
    if isinstance(content, str):
        put(cell, content)
    else:
        cell.value, cell.number_format, cell.alignment = content, "dd/mm/yyyy", TOP


def help_of(column: Column, language: str) -> str:
    """How to fill a column in, where there is more to say than its heading; empty where there is not."""
    key = f"book.{column.name}_help"
    return localizer(language).t(key) if key in messages("en") else ""


def _help(book: Any, language: str) -> None:
    """In the reader's language first, then in the others that have all the words."""
    sheet = book.create_sheet(sheet_title(localizer(language).t("sheet.how_to")))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 100
    lines: list[tuple[str, str, bool]] = []
    for tag in (language, *(other for other in spoken("book") if other != language)):
        words = localizer(tag).words("book")
        lines += [(localizer(tag).t("sheet.how_to"), "", True)]
        lines += [("", words[f"advice_{name}"], False) for name in _ADVICE]
        for layout in LAYOUTS:
            lines += [("", "", False), (layout.title(tag), words[f"sheet_{layout.name}_help"], True)]
            lines += [(one.heading(tag), help_of(one, tag), False) for one in layout.columns if help_of(one, tag)]
        lines += [("", "", False)]
    for number, (heading, text, bold) in enumerate(lines, 1):
        put(sheet.cell(number, 1), heading, font=BOLD if bold else None)
        put(sheet.cell(number, 2), text)


def _coded(layout: Layout) -> Iterator[tuple[Column, Field]]:
    """The columns of a sheet in which codes stand, each with its field; one that has several codelists, with each."""
    for column in layout.columns:
        found = [column.field(type_) for type_ in (layout.types if column.own is None else layout.types[:1])]
        yield from ((column, one) for one in {one.codelist: one for one in found if one and one.codelist}.values())


def _codes(book: Any, language: str) -> dict[str, str]:
    """Writes each codelist with what its codes mean, and says where the labels of each stand."""
    words = localizer(language).words("sheet")
    sheet = book.create_sheet(sheet_title(words["codes"]))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    found, at = {}, 1
    for column, field in ((column, field) for layout in LAYOUTS for column, field in _coded(layout)):
        if field.codelist in found:
            continue
        put(sheet.cell(at, 1), column.heading(language), font=BOLD)
        put(sheet.cell(at, 2), words["means"], font=BOLD)
        codes = [text for code, text in to_choose(field.codelist).items() if not field.codes or code in field.codes]
        for number, texts in enumerate(codes, at + 1):
            put(sheet.cell(number, 1), said(texts.label, language).text)
            put(sheet.cell(number, 2), said(texts.definition, language).text)
        found[field.codelist] = f"{quote_sheetname(sheet.title)}!$A${at + 1}:$A${at + len(codes)}"
        at += len(codes) + 2
    return found


def _choices(sheet: Any, page: Page, lists: dict[str, str]) -> None:
    """Lists to choose from: of a column that takes the codes of two, and of yes or no, no list says all."""
    lines = [(column.name, field.codelist) for column, field in _coded(page.layout)]
    open_lists = {"basis", *(field.codelist for _, field in _coded(page.layout) if field.is_open)}
    for at, place in enumerate(_places(page), 1):
        names = [name for column, name in lines if column == place.name]
        if len(names) != 1:
            continue
        choice = DataValidation("list", lists[names[0]], allow_blank=True)
        choice.showErrorMessage = names[0] not in open_lists
        letter = get_column_letter(at)
        last = max(_ROWS, len(page.rows) + 1)
        choice.add(f"B{at + 1}" if page.layout is ABOUT else f"{letter}2:{letter}{last}")
        sheet.add_data_validation(choice)
