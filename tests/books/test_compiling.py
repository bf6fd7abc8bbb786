"""A book becomes a record: two sheets are enough, and what was chosen for whoever wrote it is told."""

from pathlib import Path

from sqlalchemy import Engine

from tests.books.books import compile_book, folder, things, warned
from tests.commands import command
from tests.conftest import client_of
from tests.writing.given import stored


def test_two_sheets_make_a_record_that_is_served(empty: Engine, tmp_path: Path) -> None:
    done, document = compile_book(empty, folder(tmp_path / "book"))

    assert done.returncode == 0, done.stderr.decode()
    assert [one["id"] for one in things(document, "recommendation")] == [
        "rivershire-assembly-on-water-2024-1",
        "rivershire-assembly-on-water-2024-2",
    ]
    assert things(document, "recommendation")[0]["text_basis"] == {"basis": "verbatim"}
    assert b"still missing: votes: none of 2 has it" in done.stdout
    assert any("“Rivershire Council” is taken as an organisation of the kind council" in one for one in warned(done))
    loaded = command(empty, "import", tmp_path / "book.made.json")
    assert b"5 added" in loaded.stdout
    page = client_of(empty).get("/recommendations/rivershire-assembly-on-water-2024-1").text
    assert "We want the river to be clean by 2030." in page


def test_the_same_book_again_changes_nothing(empty: Engine, tmp_path: Path) -> None:
    book = folder(tmp_path / "book")
    nothing = stored(empty)
    _, document = compile_book(empty, book)
    assert stored(empty) == nothing
    command(empty, "import", tmp_path / "book.made.json")
    loaded = stored(empty)

    done, again = compile_book(empty, book)

    assert again == document
    assert stored(empty) == loaded
    assert b"no change; all 5 things are here already" in done.stdout
