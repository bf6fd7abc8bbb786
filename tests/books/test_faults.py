"""What is wrong with a book is told by sheet, row and column, all at once and once for each cause."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from tests.books.books import ABOUT, ITEMS, Rows, compile_book, folder, told, warned
from tests.commands import command


@pytest.fixture
def database() -> str:
    """What a book says does not depend on the database."""
    return "sqlite"


def _faults(engine: Engine, path: Path, **sheets: Rows) -> list[str]:
    done, document = compile_book(engine, folder(path / "book", **sheets))
    *faults, last = told(done)
    assert document is None
    assert last.endswith(f"{len(faults)} fault{'' if len(faults) == 1 else 's'}; nothing was written.")
    return faults


def test_everything_is_told_at_once_by_cell(empty: Engine, tmp_path: Path) -> None:
    items = [(*ITEMS[0], "Standing"), (*ITEMS[1], "Adoptd"), (*ITEMS[2], "")]
    answers = [
        ("Recommendations", "Answer", "Date", "Reasons"),
        ("1", "Accepted", "13/13/2024", ""),
        ("7", "Rejected", "1 May 2024", "Too dear."),
    ]

    assert _faults(empty, tmp_path, Recommendations=items, Answers=answers) == [
        "Recommendations, row 2, column E (“Standing”): “Adoptd” is not on the list: did you mean “Adopted”?"
        " It is one of Adopted, Minority view, Not adopted, Dropped by the members, Not known",
        "Answers, row 2, column C (“Date”): there is no month 13: write 7 October 2019,"
        " 07/10/2019, October 2019 or 2019",
        "Answers, row 3, column A (“Recommendations”): “7” is no recommendation of this book; there are “1”, “2”",
    ]


def test_one_cause_is_one_fault(empty: Engine, tmp_path: Path) -> None:
    """A wrong day in About makes no other fault, however much hangs on the assembly; and what is missing in all rows is
    told once.
    """
    about = [line if line[0] != "Last day you looked" else (line[0], "the 40th of May") for line in ABOUT]
    items = [(*ITEMS[0], "Page"), (*ITEMS[1], "8"), (*ITEMS[2], "9")]

    found = _faults(empty, tmp_path, About=about, Recommendations=items)

    assert [one.partition(":")[0] for one in found] == [
        "About, row 5, column B (“Last day you looked”)",
        "Recommendations, row 2, column E (“Page”)",
    ]
    assert found[1].endswith("(and in 1 more row)")


def test_what_the_record_would_refuse_is_told_of_the_cell(empty: Engine, tmp_path: Path) -> None:
    head = ("Recommendations", "Answer", "Date", "Reasons", "Source")
    unsaid = [head, ("1", "Rejected", "1 May 2024", "", "https://rivershire.example/answer")]
    unsourced = [head, ("1", "Rejected", "1 May 2024", "Too dear.", "")]

    assert _faults(empty, tmp_path, Answers=unsaid) == [
        "Answers, row 2, column D (“Reasons”): a response that is 'rejected' gives its reasons"
    ]
    assert _faults(empty, tmp_path, Answers=unsourced) == [
        "Answers, row 2, column E (“Source”): 'rivershire' said this: give in “Source” where it is reported"
    ]


def test_whether_a_text_is_word_for_word_is_asked_and_never_guessed(empty: Engine, tmp_path: Path) -> None:
    found = _faults(empty, tmp_path, About=ABOUT[:-1])

    assert found == [
        "Recommendations, row 2: say whether this is the assembly’s own text, word for word: yes or no; or once for"
        " all, in About (and in 1 more row)"
    ]


def test_a_name_that_is_nearly_another_is_asked_about(empty: Engine, tmp_path: Path) -> None:
    answers = [
        ("Answered by", "Answer", "Date", "Source"),
        ("Rivershire Counicl", "Accepted", "1 May 2024", "https://rivershire.example/answer"),
    ]

    (found,) = _faults(empty, tmp_path, Answers=answers)

    assert "did you mean “Rivershire Council”?" in found


def test_a_project_or_a_post_that_no_sheet_describes_is_told_with_the_nearest(empty: Engine, tmp_path: Path) -> None:
    projects = [("Project", "Kind", "Led by"), ("Take out the weirs", "Council action", "Rivershire Council")]
    links = [
        ("Recommendation", "Project", "Organisation", "Post", "How"),
        ("1", "Take out the wiers", "", "", "Delivers it"),
        ("2", "", "Rivershire Council", "Head of Rivers", "Accountable"),
    ]

    assert _faults(empty, tmp_path, Projects=projects, Links=links) == [
        "Links, row 2, column B (“Project”): “Take out the wiers” is no project of this book; did you mean “Take out"
        " the weirs”? One that is new is described on the sheet Projects.",
        "Links, row 3, column D (“Post”): “Head of Rivers” is no post of this book; there are none. One that is new is"
        " described on the sheet People and posts.",
    ]


def test_a_source_that_is_not_described_is_named(empty: Engine, tmp_path: Path) -> None:
    items = [(*ITEMS[0], "Source"), (*ITEMS[1], "Reprot, p. 4"), (*ITEMS[2], "Report, p. 5")]
    sources = [("Short name", "Title"), ("Report", "Report of the assembly")]

    (found,) = _faults(empty, tmp_path, Recommendations=items, Sources=sources)

    assert found.startswith("Recommendations, row 2, column E (“Source”): “Reprot, p. 4” is no source")
    assert "did you mean “Report”?" in found


def test_dates_that_may_be_read_two_ways_are_told(empty: Engine, tmp_path: Path) -> None:
    source = "https://rivershire.example/answer"
    answers = [
        ("Recommendations", "Answer", "Date", "Source"),
        ("1", "Accepted", "03/04/2025", source),
        ("2", "Accepted", "23/04/2025", source),
    ]
    done, document = compile_book(empty, folder(tmp_path / "book", Answers=answers))

    assert document is not None
    assert [one for one in warned(done) if "two ways" in one] == [
        "Answers, row 2, column C (“Date”): 1 date such as this one may be read two ways: the day was taken as first"
    ]


def test_letters_of_another_encoding_are_told(empty: Engine, tmp_path: Path) -> None:
    book = folder(tmp_path / "book")
    file = book / "Recommendations.csv"
    file.write_bytes(file.read_text().replace("Springs", "Café").encode("cp1252"))

    done, document = compile_book(empty, book)

    assert {one.get("theme") for one in document["things"]} == {None, "Rivers", "Café"}
    assert any(one.startswith("Recommendations.csv: the file is not UTF-8") for one in warned(done))


def test_columns_of_ones_own_are_told_and_not_read_unless_they_are_mapped(empty: Engine, tmp_path: Path) -> None:
    items = [(*ITEMS[0][:3], "Topic", "Notes", "Pages"), (*ITEMS[1], "ask Jo", "8"), (*ITEMS[2], "", "")]
    book = folder(tmp_path / "book", Recommendations=items)

    done, document = compile_book(empty, book)
    mapping = tmp_path / "mapping.csv"
    mapping.write_text("Sheet,Your heading,Ours\nRecommendations,Topic,Theme\n")
    mapped, with_themes = compile_book(empty, book, "--map", mapping)
    folder(book, Mapping=[("Sheet", "Yours", "Ours"), ("Recommendations", "Topic", "Theme")], Recommendations=items)
    _, with_sheet = compile_book(empty, book)

    assert "not read: “Topic” (D), “Notes” (E), “Pages” (F), did you mean “Page”?" in done.stdout.decode()
    assert {one.get("theme") for one in document["things"]} == {None}
    assert "not read: “Notes” (E), “Pages” (F)" in mapped.stdout.decode()
    assert {one.get("theme") for one in with_themes["things"]} == {None, "Rivers", "Springs"}
    assert with_sheet == with_themes


def test_a_changed_reference_is_asked_about(empty: Engine, tmp_path: Path) -> None:
    """It is never made a new recommendation; written into the column Id, the answer settles it."""
    book = folder(tmp_path / "book")
    compile_book(empty, book)
    command(empty, "import", tmp_path / "book.made.json")
    changed = [(*ITEMS[0], "Id"), (*ITEMS[1], ""), ("2a", *ITEMS[2][1:], "")]

    (asked,) = _faults(empty, tmp_path, Recommendations=changed)
    settled, same = compile_book(
        empty,
        folder(book, Recommendations=[*changed[:2], ("2a", *ITEMS[2][1:], "rivershire-assembly-on-water-2024-2")]),
    )
    _, new = compile_book(empty, folder(book, Recommendations=[*changed[:2], ("2a", *ITEMS[2][1:], "new")]))

    assert asked.startswith("Recommendations, row 3: the record has none like it, and has")
    assert "write rivershire-assembly-on-water-2024-2 in the column Id of this row" in asked
    assert b"1 changed" in settled.stdout
    assert [one["id"] for one in same["things"] if one.get("reference") == "2a"] == [
        "rivershire-assembly-on-water-2024-2"
    ]
    assert [one["id"] for one in new["things"] if one.get("reference") == "2a"] == [
        "rivershire-assembly-on-water-2024-2a"
    ]


def test_ids_are_kept_from_an_earlier_document_too(empty: Engine, tmp_path: Path) -> None:
    book = folder(tmp_path / "book")
    _, document = compile_book(empty, book)
    earlier = tmp_path / "earlier.json"
    text = (tmp_path / "book.made.json").read_text()
    earlier.write_text(text.replace("rivershire-assembly-on-water-2024-2", "rivershire-assembly-on-water-2024-springs"))

    _, again = compile_book(empty, book, "--before", earlier)

    assert [one["id"] for one in again["things"] if one.get("reference") == "2"] == [
        "rivershire-assembly-on-water-2024-springs"
    ]
    assert len(again["things"]) == len(document["things"])


def test_a_renumbered_list_is_asked_about(empty: Engine, tmp_path: Path) -> None:
    """What now has the number of another is not taken for it."""
    book = folder(tmp_path / "book")
    compile_book(empty, book)
    command(empty, "import", tmp_path / "book.made.json")
    moved = [ITEMS[0], ("1", "Name the river", "We want a name.", ""), ("2", *ITEMS[1][1:]), ("3", *ITEMS[2][1:])]

    found = _faults(empty, tmp_path, Recommendations=moved)

    assert found[0].startswith("Recommendations, row 3, column A (“Number”): in the record this is number 1")
    assert "write rivershire-assembly-on-water-2024-1 in the column Id of this row" in found[0]


def test_what_a_spreadsheet_made_of_it_is_not_taken_for_what_was_typed(empty: Engine, tmp_path: Path) -> None:
    made = Workbook()
    for name, rows in (("About", ABOUT), ("Recommendations", [(*ITEMS[0], "Votes for"), *ITEMS[1:]])):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made["Recommendations"]["E2"], made["Recommendations"]["A3"] = 0.92, date(2026, 5, 4)
    made.save(tmp_path / "book.xlsx")

    done, _ = compile_book(empty, tmp_path / "book.xlsx")

    assert [one.partition(": ")[2][:50] for one in told(done)[:2]] == [
        "it is kept as the number 0.92: format the cell as ",
        "a spreadsheet made a date of it (04/05/2026): form",
    ]


def test_an_answer_is_to_all_or_to_several_themes(empty: Engine, tmp_path: Path) -> None:
    source = "https://rivershire.example/answer"
    answers = [
        ("Recommendations", "Theme", "Answer", "Date", "Reasons", "Source"),
        ("all", "", "Noted only", "1 May 2024", "It was read.", source),
        ("", "rivers; Springs", "Accepted", "2 May 2024", "", source),
    ]

    _, document = compile_book(empty, folder(tmp_path / "book", Answers=answers))

    whole, themes = sorted(
        (one for one in document["things"] if one["type"] == "response"), key=lambda one: str(one["date"])
    )
    assert "recommendations" not in whole
    assert (themes["theme"], themes["themes"]) == ("Rivers", ["Rivers", "Springs"])
