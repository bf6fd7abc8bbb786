"""A record becomes a book and the same record again; what no book carries is said by name. The template has an example
that is a record itself.
"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from tests import compiled
from tests.books.books import compile_book, things, told
from tests.commands import command
from tests.conftest import EXAMPLES

NAMES = ("anytown-streets-2025", "camden-climate-2019", "rivemont-eau-2021")
CARRIED = {
    *("organisation", "post", "recommendation", "response", "project", "contribution", "accountability", "update"),
    "lineage",
}


@pytest.fixture
def database() -> str:
    """What becomes of a book does not depend on the database; `test_real_book.py` tries both."""
    return "sqlite"


@pytest.fixture(params=[*NAMES, compiled.ASSEMBLY])
def document(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param in NAMES:
        return EXAMPLES / f"{request.param}.json"
    file = tmp_path / "compiled.json"
    file.write_text(json.dumps(compiled.document()))
    return file


def _carried(document: Any) -> list[Any]:
    """What a book can carry, in the order of the ids."""
    found = [one for one in document["things"] if one["type"] in CARRIED or one["id"] == document["assembly"]]
    return sorted(found, key=lambda one: str(one["id"]))


@pytest.mark.parametrize("form", ["book.xlsx", "book"])
def test_a_record_becomes_a_book_and_the_same_record(empty: Engine, document: Path, form: str, tmp_path: Path) -> None:
    source = json.loads(document.read_bytes())
    made = command(empty, "book", tmp_path / form, "--from", document)
    assert made.returncode == 0, made.stderr.decode()
    command(empty, "import", document)

    done, again = compile_book(empty, tmp_path / form)

    assert told(done) == []
    assert _carried(again) == _carried(source)
    assert b"no change" in done.stdout


def test_what_no_book_carries_is_said_by_name(empty: Engine, tmp_path: Path) -> None:
    made = command(empty, "book", tmp_path / "book.xlsx", "--from", EXAMPLES / "anytown-streets-2025.json")

    assert made.stderr.decode().splitlines() == [
        "not in the book: 4 × declaration: no sheet has it",
        "not in the book: 5 × engagement: no sheet has it",
        "not in the book: 3 × reply: no sheet has it",
        "not in the book: 2 × tally: no sheet has it",
        "not in the book: 8 × testimony: no sheet has it",
        "not in the book: 1 × tombstone: no sheet has it",
        "not in the book: 12 × verdict: no sheet has it",
    ]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_example_in_the_template_is_a_record(empty: Engine, language: str, tmp_path: Path) -> None:
    """Its sheets under their own names, as somebody does who wants to see what comes of it."""
    file = tmp_path / "book.xlsx"
    assert command(empty, "book", file, "--language", language).returncode == 0
    book = load_workbook(file)
    example = {"en": "Example ", "cy": "Enghraifft "}[language]
    for sheet in [one for one in book.worksheets if one.title.startswith(example)]:
        title = sheet.title.removeprefix(example)
        del book[title]
        sheet.title = title
    book.save(file)

    done, document = compile_book(empty, file)

    assert told(done) == []
    assert [one["reference"] for one in things(document, "recommendation")] == ["1", "10", "3"]
    assert {one["language"] for one in things(document, "recommendation")} == {language}


def test_a_template_that_nobody_filled_in_asks_for_the_two_sheets(empty: Engine, tmp_path: Path) -> None:
    command(empty, "book", tmp_path / "book.xlsx")

    done, _ = compile_book(empty, tmp_path / "book.xlsx")

    assert told(done)[:2] == [
        "About: nothing stands under its headings",
        "Recommendations: nothing stands under its headings",
    ]


def test_the_template_offers_the_codes_of_each_column(empty: Engine, tmp_path: Path) -> None:
    command(empty, "book", tmp_path / "book.xlsx")
    book = load_workbook(io.BytesIO((tmp_path / "book.xlsx").read_bytes()))

    answers = book["Answers"]
    heading = next(cell for cell in answers[1] if cell.value == "Answer")
    (choice,) = [
        one for one in answers.data_validations.dataValidation if f"{heading.column_letter}2" in str(one.sqref)
    ]
    sheet, _, cells = choice.formula1.rpartition("!")
    labels = [cell.value for (cell,) in book[sheet.strip("'")][cells.replace("$", "")]]
    assert "Accepted in part" in labels
    assert "Awaiting an answer" not in labels


@pytest.mark.parametrize("known", ["as a document", "in the database"])
def test_ids_are_kept_though_the_book_says_none(empty: Engine, document: Path, known: str, tmp_path: Path) -> None:
    """Each row is found again by its number, its name, or what it is about, who said it and when."""
    file = tmp_path / "book.xlsx"
    command(empty, "book", file, "--from", document)
    book = load_workbook(file)
    for sheet in book.worksheets:
        for cell in [cell for row in sheet.iter_rows() for cell in row if cell.value == "Id"]:
            if sheet.title == "About":
                sheet.cell(cell.row, 2).value = None
            elif cell.row == 1:
                sheet.delete_cols(cell.column)
    book.save(file)
    if known == "in the database":
        command(empty, "import", document)

    done, again = compile_book(empty, file, *(["--before", document] if known == "as a document" else []))

    assert told(done) == []
    assert _carried(again) == _carried(json.loads(document.read_bytes()))
