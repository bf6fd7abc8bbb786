"""A book becomes a record: two sheets are enough, and what was chosen for whoever wrote it is told."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.books.books import ITEMS, compile_book, folder, things, told, warned
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


def test_places_topics_and_audiences_are_columns_and_chosen_by_their_words(empty: Engine, tmp_path: Path) -> None:
    items = [
        (
            *ITEMS[0],
            "Topic from the list",
            "Topic from the list 2",
            "Code of the place",
            "Group of people",
            "topics/3/scheme",
        ),
        (*ITEMS[1], "Air and water", "Parciau a mannau agored", "E09000007", "Children", ""),
        (*ITEMS[2], "climate", "", "", "", ""),
    ]
    items = [(*row, more) for row, more in zip(items, ("topics/3/code", "", ""), strict=True)]
    items[1] = (*items[1][:-2], "eurovoc", "2929")

    done, document = compile_book(empty, folder(tmp_path / "book", Recommendations=items))

    assert done.returncode == 0, done.stderr.decode()
    first, second = things(document, "recommendation")
    assert first["topics"] == [{"code": "air_water"}, {"code": "parks"}, {"scheme": "eurovoc", "code": "2929"}]
    assert (first["places"], first["audiences"]) == ([{"code": "E09000007"}], [{"code": "children"}])
    assert second["topics"] == [{"code": "climate"}]
    assert "places" not in second


@pytest.mark.parametrize(
    ("words", "says"), [("zeppelins", "zeppelins"), ("Parks and opn spaces", "Parks and open spaces")]
)
def test_a_topic_of_no_list_is_refused_by_its_cell(empty: Engine, tmp_path: Path, words: str, says: str) -> None:
    items = [(*ITEMS[0], "Topic from the list"), (*ITEMS[1], ""), (*ITEMS[2], words)]

    done, _ = compile_book(empty, folder(tmp_path / "book", Recommendations=items))

    assert any("row 3, column E" in line and says in line for line in told(done)), told(done)
