"""Books that are no good, or that somebody made to do harm: refused with a clear sentence, and nothing is written."""

import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.books.books import ABOUT, ITEMS, compile_book, told
from tests.books.books import workbook as made
from tests.sheets.files import with_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.fixture
def database() -> str:
    """What a book says does not depend on the database."""
    return "sqlite"


def _put(cell: str, content: object) -> Callable[[Any], object]:
    def put(book: Any) -> None:
        book["Recommendations"][cell] = content

    return put


def _many_rows(book: Any) -> None:
    for number in range(5_000):
        book["Recommendations"].append([str(number + 3), "Title", "Text"])


BAD: dict[str, tuple[Callable[[], bytes], Sequence[str]]] = {
    "macros": (lambda: with_parts(made(), {"xl/vbaProject.bin": b"x"}), ["book.xlsx: The workbook has macros."]),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), ["book.xlsx: The workbook has a password."]),
    "an old Excel file": (lambda: OLE, ["book.xlsx: This is an old sort of Excel file."]),
    "a bomb": (
        lambda: with_parts(made(), {"docProps/x": b"\0" * 33_000_000}),
        ["book.xlsx: unpacked, the workbook is far larger than a book can be"],
    ),
    "a damaged file": (lambda: made()[:-200], ["book.xlsx: The workbook is damaged."]),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, ["book.xlsx: This is neither"]),
    "a formula": (
        lambda: made(_put("B3", "=A3&A2")),
        ["Recommendations, row 3, column B (“Title”): it holds a formula"],
    ),
    "an error": (
        lambda: made(_put("B3", "#REF!")),
        ["Recommendations, row 3, column B (“Title”): it shows the error #REF!"],
    ),
    "merged cells among the rows": (
        lambda: made(lambda book: book["Recommendations"].merge_cells("D2:D3")),
        ["Recommendations, row 2, column D: Cells D2:D3 are merged. Unmerge them"],
    ),
    "hidden rows": (
        lambda: made(lambda book: book["Recommendations"].row_dimensions.__getitem__(3).__setattr__("hidden", True)),
        ["Recommendations, row 3, column A: Hidden, by hand or by a filter: row 3."],
    ),
    "a hidden column": (
        lambda: made(
            lambda book: book["Recommendations"].column_dimensions.__getitem__("C").__setattr__("hidden", True)
        ),
        ["Recommendations, row 1, column C (“Text”): it is hidden: show it, or delete it"],
    ),
    "too many rows": (lambda: made(_many_rows), ["Recommendations: it has more than 5,000 rows"]),
    "two sheets of one name": (
        lambda: made(lambda book: book.create_sheet("Argymhellion").append(["Rhif"])),
        ["Argymhellion: “Recommendations” is the same sheet"],
    ),
    "a sheet without its headings": (
        lambda: made(lambda book: book["Recommendations"].delete_rows(1)),
        ["Recommendations, row 1: none of its first rows has headings of ours"],
    ),
    "a heading twice": (
        lambda: made(_put("E1", "Title")),
        ["Recommendations, row 1, column E (“Title”): the heading stands in column B already"],
    ),
    "a line of About twice": (
        lambda: made(lambda book: book["About"].append(["Record kept by", "Somebody"])),
        ["About, row 7, column A (“Record kept by”): it stands in row 4 already"],
    ),
    "no sheet of recommendations": (
        lambda: made(lambda book: book.remove(book["Recommendations"])),
        ["Recommendations: a book has a sheet of this name (Argymhellion)"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_and_nothing_is_written(empty: Engine, name: str, tmp_path: Path) -> None:
    make, sentences = BAD[name]
    file = tmp_path / "book.xlsx"
    file.write_bytes(make())

    done, document = compile_book(empty, file)

    assert document is None
    *faults, _ = told(done)
    assert [fault[: len(said)] for fault, said in zip(faults, sentences, strict=True)] == list(sentences)


def test_a_hundred_thousand_rows_are_refused_soon(empty: Engine, tmp_path: Path) -> None:
    line = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    head = b"<row>%s</row>" % b"".join(
        b'<c t="inlineStr"><is><t>%s</t></is></c>' % name for name in (b"Number", b"Title")
    )
    content = sheet + head + line * 100_000 + b"</sheetData></worksheet>"
    file = tmp_path / "book.xlsx"
    file.write_bytes(with_parts(made(), {"xl/worksheets/sheet2.xml": content}))

    begun = time.monotonic()
    done, _ = compile_book(empty, file)

    assert told(done)[0].startswith("Recommendations: it has more than 5,000 rows")
    assert time.monotonic() - begun < 5


def test_what_does_no_harm_is_read(empty: Engine, tmp_path: Path) -> None:
    """A title over merged cells above the headings, empty rows, a sheet of notes, and one that is hidden."""

    def change(book: Any) -> None:
        for name in ("About", "Recommendations"):
            book[name].insert_rows(1, 2)
            book[name]["A1"] = "Water assembly: compiled by hand"
            book[name].merge_cells("A1:D1")
        book["Recommendations"].insert_rows(5)
        book.create_sheet("Jo’s notes").append(["Ask the council", "soon"])
        book.create_sheet("Updates").append(["Recommendation"])
        book["Updates"].sheet_state = "hidden"

    plain, file = tmp_path / "plain.xlsx", tmp_path / "book.xlsx"
    plain.write_bytes(made())
    file.write_bytes(made(change))

    _, expected = compile_book(empty, plain)
    done, document = compile_book(empty, file)

    assert document == expected
    assert "Sheets that are not read: “Updates”, “Jo’s notes”" in done.stdout.decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_comes_in_many_ways(empty: Engine, encoding: str, delimiter: str, tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    for name, rows in (("Ynghylch", ABOUT), ("Argymhellion", ITEMS)):
        kept = io.StringIO()
        for row in rows:
            kept.write(delimiter.join(f'"{cell.replace("Water", "Wâter")}"' for cell in row) + "\r\n")
        (book / f"{name}.csv").write_bytes(kept.getvalue().encode(encoding))

    _, document = compile_book(empty, book)

    (assembly,) = (one for one in document["things"] if one["type"] == "assembly")
    assert list(assembly["name"].values()) == ["Rivershire Assembly on Wâter 2024"]
