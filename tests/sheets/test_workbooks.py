"""Workbooks that are not taken at all, each with what to do about it; and real ones that must be."""

import io
import random
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from api.readers.package import MAX_UNPACKED
from api.readers.sheet import SheetRefused
from api.sheets.reading import read_sheet
from api.sheets.writing import write_xlsx
from tests.sheets.files import ITEM, LINE, POST, book, changed, row, with_parts

SHEET = "xl/worksheets/sheet1.xml"
BOOK = book(LINE)
# Entities that would be a thousand million words, and one that would be a file of the server's.
LAUGHS = [b'<!ENTITY z%d "%s">' % (n, b"&z%d;" % (n - 1) * 10 if n else b"lol") for n in range(10)]
ROW = b'<worksheet><sheetData><row><c t="str"><v>%s</v></c></row></sheetData></worksheet>'
LOL = b"<!DOCTYPE x [" + b"".join(LAUGHS) + b"]>" + ROW % b"&z9;"
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + ROW % b"&a;"


def put(before: bytes, after: bytes) -> Callable[[bytes], bytes]:
    def change(part: bytes) -> bytes:
        assert re.search(before, part), part
        return re.sub(before, lambda _: after, part, count=1)

    return change


def sheet_of(rows: bytes) -> bytes:
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + b"</sheetData></worksheet>"
    )


def hide_by_filter(sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:E9"
    sheet.auto_filter.add_filter_column(2, ["under_way"])
    for number in (3, 5, 6, 7):
        sheet.row_dimensions[number].hidden = True


def archive(**parts: str) -> bytes:
    """A file of parts that is no workbook of ours."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return kept.getvalue()


def with_password() -> bytes:
    """The parts of a file locked by zip itself."""
    found = bytearray(BOOK)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = found.find(sign)
        while place >= 0:
            found[place + at] |= 1
            place = found.find(sign, place + 4)
    return bytes(found)


def lying_bomb() -> bytes:
    """A part that says that it is small, and is not."""
    content = with_parts(BOOK, {SHEET: sheet_of(b"<row/>" * 8_000_000)})
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(SHEET.encode()))
    return content[: at + 24] + (1_000).to_bytes(4, "little") + content[at + 28 :]


LINES = [(f"{ITEM}-{number}", POST, "planned", "Two.") for number in range(8)]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "macros": (lambda: with_parts(BOOK, {"xl/vbaProject.bin": b"x"}), "macros", "Excel Workbook (.xlsx)"),
    "macros by their type alone": (
        lambda: with_parts(BOOK, {"[Content_Types].xml": put(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")}),
        "macros",
        "Excel Workbook (.xlsx)",
    ),
    "an old macro sheet": (lambda: with_parts(BOOK, {"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros", "macros"),
    "links to other files": (
        lambda: with_parts(BOOK, {"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "external-links",
        "Break them",
    ),
    "a connection": (lambda: with_parts(BOOK, {"xl/connections.xml": b"<x/>"}), "external-links", "Remove them"),
    "an object inside": (lambda: with_parts(BOOK, {"xl/embeddings/ole1.bin": b"x"}), "embedded", "Delete them"),
    "a control": (lambda: with_parts(BOOK, {"xl/activeX/activeX1.xml": b"x"}), "embedded", "controls"),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password", "without one"),
    "a password of zip": (with_password, "password", "without one"),
    "an old Excel file": (lambda: OLE + "Workbook".encode("utf-16-le"), "old-excel", "Excel Workbook (.xlsx)"),
    "a binary workbook": (lambda: archive(**{"xl/workbook.bin": ""}), "binary-excel", ".xlsb"),
    "an OpenDocument file": (
        lambda: archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        "open-document",
        ".ods",
    ),
    "a letter": (lambda: archive(**{"word/document.xml": "<x/>"}), "not-a-sheet", "neither"),
    "hidden rows": (lambda: book(*LINES, change=hide_by_filter), "hidden-rows", "row 3, 5–7. Show"),
    "a row of no height": (
        lambda: with_parts(BOOK, {SHEET: put(b'<row r="2"', b'<row r="2" ht="0" customHeight="1"')}),
        "hidden-rows",
        "row 2. Show",
    ),
    "a hidden column": (
        lambda: changed(BOOK, lambda sheet: setattr(sheet.column_dimensions["D"], "hidden", True)),
        "hidden-columns",
        "Column D (summary_en) is hidden",
    ),
    "merged cells": (lambda: changed(BOOK, lambda sheet: sheet.merge_cells("D2:E2")), "merged-cells", "Cells D2:E2"),
    "a workbook that counts from 1904": (
        lambda: with_parts(BOOK, {"xl/workbook.xml": put(b"<workbookPr", b'<workbookPr date1904="1"')}),
        "from-1904",
        "1904",
    ),
    "entities in entities": (lambda: with_parts(BOOK, {SHEET: LOL}), "damaged", "save it again"),
    "an entity from outside": (lambda: with_parts(BOOK, {SHEET: OUTSIDE}), "damaged", "save it again"),
    "a document type": (
        lambda: with_parts(BOOK, {SHEET: put(b"<worksheet", b"<!DOCTYPE x><worksheet")}),
        "damaged",
        "save",
    ),
    "entities in another part": (lambda: with_parts(BOOK, {"xl/styles.xml": LOL}), "damaged", "save it again"),
    "a bomb": (lambda: with_parts(BOOK, {SHEET: sheet_of(b"<row/>" * 8_000_000)}), "too-much-inside", "32 MB"),
    "a bomb beside the sheet": (
        lambda: with_parts(BOOK, {"docProps/x": b"\0" * (MAX_UNPACKED + 1)}),
        "too-much-inside",
        "32 MB",
    ),
    "a bomb that lies": (lying_bomb, "damaged", "save it again"),
    "a bomb of elements": (
        lambda: with_parts(BOOK, {SHEET: sheet_of(b"<row>" + b"<c/>" * 3_000_000 + b"</row>")}),
        "too-much-inside",
        "too many parts",
    ),
    "elements without a floor": (lambda: with_parts(BOOK, {SHEET: b"<c>" * 1_000_000}), "too-much-inside", "parts"),
    "a thousand parts": (lambda: with_parts(BOOK, {f"x/{n}": b"" for n in range(1_001)}), "too-much-inside", "parts"),
    "one text in very many cells": (
        lambda: with_parts(
            shared(b"x" * 19_000),
            {SHEET: sheet_of(b'<row><c t="s"><v>0</v></c></row>' + b'<row><c t="s"><v>1</v></c></row>' * 4_000)},
        ),
        "too-much-text",
        "letters",
    ),
    "several sheets with the headings": (
        lambda: changed(BOOK, lambda sheet: setattr(sheet.parent.copy_worksheet(sheet), "title", "Ours")),
        "several-sheets",
        "“Sheet”, “Ours”. Delete or hide all but one",
    ),
    "half a file": (lambda: BOOK[: len(BOOK) // 2], "damaged", "save it again"),
    "a sheet that is not there": (
        lambda: with_parts(BOOK, {"xl/_rels/workbook.xml.rels": put(b"sheet1.xml", b"sheet7.xml")}),
        "damaged",
        "save it again",
    ),
}


def shared(words: bytes) -> bytes:
    """A workbook whose texts stand in a part of their own: `id`, and these."""
    strings = b"<sst><si><t>id</t></si><si><t>" + words + b"</t></si></sst>"
    link = b'<Relationship Id="rX" Type="x/sharedStrings" Target="strings.xml"/></Relationships>'
    return with_parts(
        BOOK,
        {
            "xl/strings.xml": strings,
            "xl/_rels/workbook.xml.rels": put(b"(<Relationship [^>]*sharedStrings[^>]*>)?</Relationships>", link),
        },
    )


@pytest.mark.parametrize("name", REFUSED)
def test_refused_whole_and_soon(name: str) -> None:
    make, rule, words = REFUSED[name]
    content = make()
    began = time.process_time()
    with pytest.raises(SheetRefused) as refused:
        read_sheet(content)
    assert refused.value.faults[0].rule == rule
    assert words in refused.value.faults[0].detail
    assert time.process_time() - began < 5


def test_a_hundred_thousand_rows_are_told_without_reading_them() -> None:
    cells = b"".join(b'<c t="inlineStr"><is><t>' + words + b"</t></is></c>" for words in (b"x", b"planned", b"Two."))
    content = with_parts(BOOK, {SHEET: sheet_of((b"<row>" + cells + b"</row>") * 100_000)})
    tracemalloc.start()
    with pytest.raises(SheetRefused, match=r"more than 5,000 rows"):
        read_sheet(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 64_000_000


def styled(sheet: Any) -> None:
    for number in range(3, 3_000):
        sheet.cell(number, 2).font = Font(bold=True)
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["Z"].hidden = True
    sheet.merge_cells("H2:I3")
    sheet["A2"].hyperlink = "https://anytown.example/"
    sheet.column_dimensions["A"].hidden = True


def other_sheets(sheet: Any) -> None:
    sheet.title = "Updates"
    own = sheet.parent.create_sheet("Mine", 0)
    own["A1"] = "=1+1"
    own.merge_cells("A1:B2")
    sheet.parent.create_sheet("Hidden", 0).sheet_state = "veryHidden"


def hidden_before(sheet: Any) -> None:
    sheet.title = "My copy"
    sheet.parent.create_sheet("Hidden", 0).sheet_state = "hidden"
    sheet.parent.active = 1


def titled(sheet: Any) -> None:
    """A title over merged cells, a hidden note and a blank row above the headings."""
    sheet.insert_rows(1, 3)
    sheet["A1"], sheet["A2"] = "Our updates", "Ask the streets team"
    sheet.merge_cells("A1:E1")
    sheet.row_dimensions[2].hidden = True


def exported(sheet: Any) -> None:
    """A page about the export before the table, as Numbers has it."""
    sheet.title = "Updates - Table 1"
    sheet.parent.create_sheet("Summary", 0)["A1"] = "This file was exported."
    sheet.parent.create_sheet("Codes")["A1"] = "Progress"


def moved(content: bytes, part: str, to: str) -> bytes:
    """A workbook one of whose parts has another name, which whoever names it knows."""
    kept, rels = io.BytesIO(), part.replace("xl/", "xl/_rels/") + ".rels"
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            other = {part: to, rels: to.replace("xl/", "xl/_rels/") + ".rels"}.get(name, name)
            new.writestr(other, old.read(name).replace(part.encode(), to.encode()))
    return kept.getvalue()


def in_upper_case(content: bytes) -> bytes:
    """A workbook whose parts are named in another case than their files."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            new.writestr(name if name.startswith(("_rels", "[")) else name.upper(), old.read(name))
    return kept.getvalue()


STRICT = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
TAKEN: dict[str, Callable[[], bytes]] = {
    "as it was sent": lambda: BOOK,
    "with formats, hidden ids, and what stands outside the table": lambda: changed(BOOK, styled),
    "with a page about its export before it": lambda: changed(BOOK, exported),
    "whose workbook has another name": lambda: moved(BOOK, "xl/workbook.xml", "xl/workbook2.xml"),
    "whose parts have names in another case": lambda: in_upper_case(BOOK),
    "with other sheets before it": lambda: changed(BOOK, other_sheets),
    "with a hidden sheet before it, and a name of its own": lambda: changed(BOOK, hidden_before),
    "saved as Strict Open XML": lambda: with_parts(
        BOOK, {name: lambda part: part.replace(*STRICT) for name in (SHEET, "xl/workbook.xml", "xl/styles.xml")}
    ),
    "with what only newer Excel knows": lambda: with_parts(
        BOOK,
        {
            SHEET: put(
                b"</worksheet>", b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
            )
        },
    ),
    "without cell addresses": lambda: with_parts(BOOK, {SHEET: lambda part: re.sub(rb' r="[A-Z]*[0-9]+"', b"", part)}),
}


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name: str) -> None:
    assert read_sheet(TAKEN[name]()) == read_sheet(BOOK)
    assert read_sheet(BOOK).rows[0].id == ITEM
    assert read_sheet(BOOK).faults == ()


def test_the_sheet_that_was_read_is_named() -> None:
    assert read_sheet(changed(BOOK, exported)).name == "Updates - Table 1"


def test_what_stands_above_the_headings_is_not_read() -> None:
    sheet = read_sheet(changed(BOOK, titled))
    assert (sheet.faults, [row.number for row in sheet.rows]) == ((), [5])


def test_texts_in_a_part_of_their_own_whose_name_has_another_case() -> None:
    link = b'<Relationship Id="rX" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    cell = b'<c r="D2" t="s"><v>0</v></c>'
    content = with_parts(
        BOOK,
        {
            SHEET: put(rb'<c r="D2".*?</c>', cell),
            "xl/SharedStrings.xml": b"<sst><si><t>Two.</t></si></sst>",
            "xl/_rels/workbook.xml.rels": put(b"(<Relationship [^>]*sharedStrings[^>]*>)?</Relationships>", link),
        },
    )
    assert read_sheet(content).rows[0].values["summary_en"] == "Two."


def test_words_in_several_fonts_and_escapes_are_one_text() -> None:
    runs = "<r><t>Two _x00e9_tés</t></r><r><rPr><b/></rPr><t> of five</t></r><rPh><t>no</t></rPh>"
    cell = f'<c r="D2" t="inlineStr"><is>{runs}</is></c>'.encode()
    content = with_parts(BOOK, {SHEET: put(rb'<c r="D2".*?</c>', cell)})
    assert read_sheet(content).rows[0].values["summary_en"] == "Two étés of five"


def test_an_officer_edits_what_we_wrote() -> None:
    """Opened, changed in two cells, sorted and saved by a spreadsheet; the rest is as it was."""
    rows = [row(number, f"{ITEM}-{number}", summary_en=f"News {number}.", progress="planned") for number in (2, 3)]

    def change(sheet: Any) -> None:
        at = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(2, at["Progress"]).value = "Done"
        sheet.cell(3, at["True on"]).value = "31/9/2026"
        sheet.move_range(f"A3:{get_column_letter(sheet.max_column)}3", rows=2)

    sheet = read_sheet(changed(write_xlsx(rows, "en"), change))
    assert [(fault.cell, fault.column) for fault in sheet.faults] == [("F5", "date")]
    assert sheet.rows == (row(2, f"{ITEM}-2", summary_en="News 2.", progress="delivered"),)


def test_no_damage_is_more_than_a_refusal() -> None:
    """Whatever bytes are changed, a workbook is read or refused in plain words."""
    chance = random.Random(7)  # noqa: S311 - the same damage every time
    plain = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_xlsx([row(summary_en="News.", due="2027-03-01")], "en"))) as old,
        zipfile.ZipFile(plain, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    refused = 0
    for content in (BOOK, plain.getvalue()):
        for _ in range(400):
            broken = bytearray(content)
            for _ in range(chance.randint(1, 4)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            try:
                read_sheet(bytes(broken))
            except SheetRefused:
                refused += 1
    assert refused > 100
