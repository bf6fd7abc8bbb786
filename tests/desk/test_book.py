"""An assembly comes in from a spreadsheet: what is wrong is told, and what would be public is seen before it is."""

import base64
import io
import json
import re
import zlib
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.books.books import ABOUT, ITEMS
from tests.books.books import workbook as book
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor
from tests.sheets.files import with_parts

ASSEMBLY = "rivershire-assembly-on-water-2024"
CHECK, MAP, PUBLISH = "Check the book", "Read the book like this", "Publish"


def public(client: TestClient, assembly: str = ASSEMBLY) -> bool:
    return client.get(f"/v1/assemblies/{assembly}").status_code == 200


def publications(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM publications")).scalar_one())


@pytest.fixture
def compiler(at_desk: At) -> Visitor:
    return at_desk(Role.admin).open("/desk/book")


def checked(compiler: Visitor, content: bytes, status: int = 200) -> Visitor:
    return compiler.press(CHECK, status, files={"book.xlsx": content})


def test_a_book_is_seen_and_then_is_public(compiler: Visitor, client: TestClient, engine: Engine) -> None:
    before = publications(engine)
    checked(compiler, book())

    shown = compiler.read
    assert "5 added" in shown
    assert publications(engine) == before
    compiler.press(PUBLISH)
    assert "It is public." in compiler.read
    assert f'href="/en/assemblies/{ASSEMBLY}"' in compiler.page.text
    sentence = said(client.get(f"/v1/recommendations/{ASSEMBLY}-1/status"), 200)["sentence"]
    assert sentence["en"] in shown
    assert sentence["cy"] in shown
    audit = said(client.get("/v1/admin/audit?limit=1", headers=key_of(engine, Role.admin)), 200)["items"][0]
    assert (audit["action"], audit["thing"]["id"]) == ("load", ASSEMBLY)
    assert "5 added" in audit["reason"]


def test_the_same_book_again_changes_nothing(compiler: Visitor, engine: Engine) -> None:
    checked(compiler, book()).press(PUBLISH)
    before = publications(engine)
    checked(compiler.open("/desk/book"), book())

    assert "Nothing changes" in compiler.read
    assert not any(said == PUBLISH for form in compiler.forms for *_, said in form.buttons)
    assert publications(engine) == before


def test_csv_files_are_a_book_too(compiler: Visitor, client: TestClient) -> None:
    lines = {
        name: "\n".join(",".join(map(str, row)) for row in rows)
        for name, rows in (("About", ABOUT), ("Recommendations", ITEMS))
    }
    files = {f"{name}.csv": content.encode() for name, content in lines.items()}
    compiler.press(CHECK, files=files).press(PUBLISH)

    assert public(client)


def test_what_is_wrong_is_told_by_sheet_row_and_column(compiler: Visitor, client: TestClient) -> None:
    bad = [*ITEMS, ("3", "Ask the fish", "We ask the fish.", "=A1"), ("4", "", "", "Rivers")]
    checked(compiler, book(Recommendations=bad), 422)

    assert "Recommendations Row 4, column D “Theme” it holds a formula" in compiler.read
    assert "Nothing was changed here." in compiler.read
    assert 'href="#wrong"' in compiler.page.text
    checked(compiler, book()).press(PUBLISH)
    assert public(client)


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "macros": (lambda: with_parts(book(), {"xl/vbaProject.bin": b"x"}), "The workbook has macros."),
    "a bomb": (lambda: with_parts(book(), {"docProps/x": b"\0" * 33_000_000}), "far larger than a book can be"),
    "no book": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "This is neither"),
    "merged cells": (lambda: book(lambda made: made["Recommendations"].merge_cells("D2:D3")), "Cells D2:D3 are merged"),
    "a formula": (
        lambda: book(lambda made: made["Recommendations"].__setitem__("B3", "=A3&A2")),
        "Row 3, column B “Title” it holds a formula",
    ),
    "100,000 rows": (
        lambda: book(Recommendations=[*ITEMS, *((str(number), "Title", "Text", "") for number in range(3, 100_003))]),
        "which is the most that a sheet of a book can have",
    ),
    "nothing": (lambda: b"", "a book has a sheet of this name"),
}


@pytest.mark.parametrize("content", BAD)
def test_a_book_that_is_no_good_is_refused_with_a_sentence(compiler: Visitor, engine: Engine, content: str) -> None:
    make, sentence = BAD[content]
    before = publications(engine)
    checked(compiler, make(), 422)

    assert sentence in compiler.read
    assert publications(engine) == before


def test_what_is_wrong_with_the_file_stands_at_its_field(compiler: Visitor) -> None:
    checked(compiler, BAD["macros"][0](), 422)

    assert re.search(r'id="book-fault">book.xlsx: The workbook has macros', compiler.page.text)
    assert 'href="#book"' in compiler.page.text


def test_no_file_or_two_of_one_name_are_told_at_the_field(compiler: Visitor) -> None:
    compiler.press(CHECK, 422)
    assert "Choose the book first" in compiler.read
    compiler.press(CHECK, 422, files={"a/About.csv": b"x", "b/About.csv": b"x"})
    assert "Two of the files are called About.csv" in compiler.read


def test_a_book_larger_than_a_book_may_be_is_refused(compiler: Visitor) -> None:
    compiler.press(CHECK, 422, files={"About.csv": b"x" * 3_000_000, "Answers.csv": b"x" * 3_000_000})
    assert "larger than 4 MB together" in compiler.read
    checked(compiler.open("/desk/book"), b"x" * 13_000_000, 413)


def test_columns_are_mapped_once_on_the_page(compiler: Visitor, client: TestClient) -> None:
    own = [("No.", "What they asked", 'Jo\'s "own" notes; private'), ("1", "Clean it", "hush"), ("2", "Meter it", "")]
    checked(compiler, book(Recommendations=[("Number", *own[0][1:]), *own[1:]]), 422)
    form = compiler.form(MAP)
    asked = next(name for name, value in form.fields if value == "What they asked")
    assert {"title", "text"} <= set(form.offered[asked.replace("heading", "ours")])
    compiler.press(MAP, **{asked.replace("heading", "ours"): "title"})
    # What was mapped holds for the next book too, which is sent in place of this one.
    checked(compiler, book(Recommendations=[("Number", *own[0][1:]), *own[1:], ("3", "Ask it", "")])).press(PUBLISH)

    things = said(client.get(f"/v1/recommendations?assembly={ASSEMBLY}"), 200)["items"]
    assert [one["title"]["en"] for one in things] == ["Clean it", "Meter it", "Ask it"]
    assert "hush" not in client.get(f"/v1/assemblies/{ASSEMBLY}/record").text


def test_what_is_published_is_what_was_looked_at(
    compiler: Visitor, client: TestClient, engine: Engine, at_desk: At
) -> None:
    checked(compiler, book())
    other = at_desk(Role.admin).open("/desk/book")
    checked(other, book(Recommendations=ITEMS[:2])).press(PUBLISH)
    before = publications(engine)
    compiler.press(PUBLISH, 409)

    assert "The record here is another than when you looked." in compiler.read
    assert publications(engine) == before
    compiler.press(PUBLISH)
    assert said(client.get(f"/v1/recommendations/{ASSEMBLY}-2"), 200)["title"] == {"en": "Meter the springs"}


def test_a_form_sent_twice_publishes_once(compiler: Visitor, engine: Engine) -> None:
    checked(compiler, book())
    form = compiler.form(PUBLISH)
    fields = [*form.fields, ("do", "publish")]
    compiler.send("/desk/book", fields)
    before = publications(engine)
    compiler.send("/desk/book", fields)

    assert "It is public." in compiler.read
    assert publications(engine) == before


def test_a_book_that_somebody_put_into_the_page_is_read_as_any_other(compiler: Visitor, engine: Engine) -> None:
    checked(compiler, book())
    fields = [(name, value) for name, value in compiler.form(PUBLISH).fields if name != "carried"]
    packed = (
        zlib.compress(json.dumps([["book.xlsx", 50_000_000]]).encode() + b"\n" + b"\0" * 50_000_000),
        zlib.compress(json.dumps([["book.xlsx", -5], ["b", 5]]).encode() + b"\n"),
        zlib.compress(b"[" * 100_000),
        zlib.compress(b"[]\n"),
        b"no such thing",
    )
    before = publications(engine)
    for one in packed:
        compiler.send("/desk/book", [*fields, ("carried", base64.b64encode(one).decode()), ("do", "publish")], 422)
        assert "cannot be read any more" in compiler.read
    assert publications(engine) == before


def test_a_book_is_kept_while_somebody_signs_in_again(engine: Engine, client: TestClient) -> None:
    secret = key_of(engine, Role.admin)["Authorization"].removeprefix("Bearer ")
    compiler = Visitor(client).sign_in(secret)
    checked(compiler.open("/desk/book"), book())
    with engine.begin() as connection:
        connection.execute(text("UPDATE desk_sessions SET ended_at = seen_at"))
    compiler.press(PUBLISH)
    compiler.sign_in(secret).open("/desk/book")

    assert not public(client)
    assert "The book that you sent is still here: book.xlsx." in compiler.read
    compiler.press(CHECK).press(PUBLISH)
    assert public(client)
    assert "still here" not in compiler.open("/desk/book").read


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_book_to_fill_in_is_in_the_language_of_the_desk(at_desk: At, language: str) -> None:
    visitor = at_desk(Role.admin, language=language).open("/desk/book/template.xlsx")

    names = load_workbook(io.BytesIO(visitor.page.content)).sheetnames
    assert names[:2] == {"en": ["About", "Recommendations"], "cy": ["Ynghylch", "Argymhellion"]}[language]
    assert visitor.page.headers["content-disposition"] == 'attachment; filename="template.xlsx"'


def test_a_record_that_is_here_is_a_book_too(compiler: Visitor) -> None:
    content = compiler.open("/desk/book/anytown-streets-2025.xlsx").page.content
    checked(compiler.open("/desk/book"), content)

    assert "Nothing changes" in compiler.read
    compiler.open("/desk/book/anytown-nothing.xlsx", 404)


@pytest.mark.parametrize("path", ["/desk/book", "/desk/book/template.xlsx", "/desk/book/anytown-streets-2025.xlsx"])
def test_nobody_else_may_bring_in_a_record(at_desk: At, path: str) -> None:
    at_desk(Role.editor, "anytown").open(path, 403)


def test_a_record_keeper_brings_in_what_is_theirs(at_desk: At, client: TestClient, engine: Engine) -> None:
    about = [row if row[0] != "Commissioned by" else (row[0], "Anytown Council") for row in ABOUT]
    keeper = at_desk(Role.record_keeper, "anytown")
    assert "Bring in a record" in keeper.read
    checked(keeper.open("/desk/book"), book(About=about)).press(PUBLISH)
    assert public(client, "anytown-rivershire-assembly-on-water-2024")

    before = publications(engine)
    other = [row if row[0] != "Name of the assembly" else (row[0], "Assembly on Weirs 2025") for row in ABOUT]
    checked(keeper.open("/desk/book"), book(About=other), 422)
    assert "is not among the assemblies whose records you may bring in." in keeper.read
    assert publications(engine) == before
