"""A book as a volunteer really makes one, from a report, minutes and the news: compiled, loaded, and asked for."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from tests.books.books import compile_book, told, warned
from tests.commands import command
from tests.conftest import client_of

ASSEMBLY, COUNCIL, ARCHIVE = "rivershire-water-assembly-2024", "rivershire", "archive-of-assemblies"
POST, PROJECT = "rivershire-head-of-rivers", "rivershire-weirs-out"
# Title rows, empty rows, notes of her own, dates as in Britain, two spellings of a theme, a tab at the ends of lines.
SHEETS: dict[str, list[list[object]]] = {
    "About": [
        ["Rivershire: what became of it"],
        [],
        ["Name of the assembly", "Water Assembly 2024"],
        ["Name of the assembly (in Welsh)", "Cynulliad Dŵr 2024"],
        ["Form", "citizens' ASSEMBLY"],
        ["Question", "What should happen to our rivers?\t"],
        ["Commissioned by", "Rivershire Council"],
        ["Report published", "May 2024"],
        ["How many recommendations it made", 3],
        ["Members: what is counted", "Members who voted"],
        ["Members: how many", 41],
        ["Record kept by", "Archive of Assemblies"],
        ["Last day you looked", date(2026, 6, 1)],
        ["Promise: what sort", "Answer each one"],
        ["Promise: by when", "31/12/2024"],
        ["Promise: source", "Report p. 2"],
        ["Texts word for word?", "Yes"],
        ["Source", "Report"],
        ["Who typed this", "Jo, in March"],
    ],
    "Recommendations": [
        ["Water Assembly 2024 – recommendations (copied from the PDF)"],
        ["Number", "Title", "Text", "Theme", "Page", "Votes for", "Votes against", "Jo’s notes"],
        [
            1,
            "Take out the weirs",
            "Take out every weir\t\nthat no mill needs.\t",
            "Rivers and banks",
            8,
            39,
            2,
            "check p. 9",
        ],
        [],
        [2, "Count the fish", "Count the fish each spring.", "Rivers  and Banks", 9, 41, 0, None],
        [None, None, None, "  ", None, None, None, None],
        ["3a", None, "Say what water costs.", "Bills", "10–11", None, None, "who voted??"],
    ],
    "Answers": [
        ["Recommendations", "Answer", "Answered by", "Date", "Reasons", "What was promised", "Due", "Source"],
        [
            "1; 2",
            "accepted in part",
            "Rivershire Council",
            "07/06/2024",
            "Two weirs hold a road.",
            "four weirs out",
            "Dec 2026",
            "Minutes, p. 3",
        ],
        ["3a", "Rejected", "rivershire council", "7 June 2024", "Bills are not ours.", None, None, "Minutes, p. 4"],
    ],
    "Projects": [
        ["Project", "Kind", "Stage", "Led by", "Begins", "Source"],
        [
            "Weirs out",
            "Council action",
            "Running",
            "Rivershire Council",
            "autumn 2024",
            "https://rivershire.example/weirs",
        ],
    ],
    "Links": [
        ["Recommendation", "Project", "Organisation", "Post", "How", "Source"],
        [1, "weirs out", None, None, "Delivers part of it", "Minutes"],
        [1, None, "Rivershire Council", "Head of Rivers", "Accountable", "Minutes"],
    ],
    "Updates": [
        ["Recommendation", "Project", "Date", "Summary", "Progress", "Said by", "Source"],
        ["1", None, "1st March 2025", "Two of the weirs are gone.\t", "Partly done", "Rivershire Council", "Minutes"],
        [None, "Weirs out", "Feb 2025", "A photograph shows the third weir.", None, "Archive of Assemblies", None],
    ],
    "People and posts": [
        ["Organisation", "Post", "Kind of organisation", "Kind of post"],
        ["Rivershire Council", None, "Council", None],
        ["Archive of Assemblies", None, "Charity", None],
        ["Rivershire Council", "Head of Rivers", None, "Officer"],
    ],
    "Sources": [
        ["Short name", "Title", "Publisher", "Web address", "Date", "Document of the assembly"],
        [
            "Report",
            "Report of the Water Assembly",
            "Rivershire Council",
            "https://rivershire.example/report",
            "May 2024",
            "x",
        ],
        ["Minutes", "Minutes of the cabinet, on paper", None, None, "7.6.2024", None],
    ],
}
REPORT = {
    "title": "Report of the Water Assembly",
    "publisher": "Rivershire Council",
    "address": "https://rivershire.example/report",
    "date": {"value": "2024-05"},
}
MINUTES = {"title": "Minutes of the cabinet, on paper", "date": {"value": "2024-06-07"}}


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made["Recommendations"].merge_cells("A1:H1")
    made.save(path)
    return path


def day(value: str) -> dict[str, str]:
    return {"value": value}


def item(reference: str, position: int, title: str, text: str, page: str, **more: Any) -> dict[str, Any]:
    facts = {"id": f"{ASSEMBLY}-{reference}", "assembly": ASSEMBLY, "reference": reference, "position": position}
    words = {"title": {"en": title}, "text": {"en": text}, "text_basis": {"basis": "verbatim"}}
    place = {"stands_in": {"document": REPORT["title"], "page": page}, "title_basis": {"basis": "paraphrase"}}
    sort = {"type": "recommendation", "kind": "recommendation", "standing": "adopted", "language": "en"}
    return facts | words | place | sort | more


def votes(for_: str, against: str) -> list[dict[str, Any]]:
    labels = ({"en": "For", "cy": "O blaid"}, {"en": "Against", "cy": "Yn erbyn"})
    results = [{"label": label, "value": value} for label, value in zip(labels, (for_, against), strict=True)]
    return [{"who": "members", "kind": "counts", "results": results}]


def answer(name: str, to: list[str], response: str, reasons: str, page: str, **more: Any) -> dict[str, Any]:
    facts = {"type": "response", "id": f"{ASSEMBLY}-answer-{name}", "assembly": ASSEMBLY, "language": "en"}
    given = {"recommendations": [f"{ASSEMBLY}-{one}" for one in to], "by": COUNCIL, "date": day("2024-06-07")}
    return (
        facts | given | {"response": response, "reasons": {"en": reasons}, "sources": [MINUTES | {"page": page}]} | more
    )


def update(about: str, words: str, on: str, said_by: str, **more: Any) -> dict[str, Any]:
    keeper = {"organisation": ARCHIVE, "capacity": "keeper"}
    said = keeper if said_by == ARCHIVE else {"organisation": said_by, "capacity": "for_itself"}
    facts = {"type": "update", "about": about, "kind": "news", "language": "en", "summary": {"en": words}}
    return facts | {"date": day(on), "said_by": said, "entered_by": keeper} | more


EXPECTED = [
    {"type": "organisation", "id": COUNCIL, "kind": "council", "name": {"en": "Rivershire Council"}, "language": "en"},
    {
        "type": "organisation",
        "id": ARCHIVE,
        "kind": "charity",
        "name": {"en": "Archive of Assemblies"},
        "language": "en",
    },
    {"type": "post", "id": POST, "organisation": COUNCIL, "kind": "officer", "name": {"en": "Head of Rivers"}},
    {
        "type": "assembly",
        "id": ASSEMBLY,
        "form": "assembly",
        "language": "en",
        "commissioned_by": COUNCIL,
        "name": {"en": "Water Assembly 2024", "cy": "Cynulliad Dŵr 2024"},
        "question": {"en": "What should happen to our rivers?"},
        "reported": day("2024-05"),
        "recommendations_made": 3,
        "documents": [REPORT],
        "sources": [REPORT],
        "members": [{"measure": {"en": "Members who voted"}, "value": "41"}],
        "keeper": {"organisation": ARCHIVE, "capacity": "compiler", "checked_to": day("2026-06-01")},
        "promises": [
            {"by": COUNCIL, "what": "answer_each", "due": day("2024-12-31"), "source": REPORT | {"page": "2"}}
        ],
    },
    item(
        *("1", 1, "Take out the weirs", "Take out every weir\nthat no mill needs.", "8"),
        theme="Rivers and banks",
        votes=votes("39", "2"),
    ),
    item(
        *("2", 2, "Count the fish", "Count the fish each spring.", "9"),
        theme="Rivers and banks",
        votes=votes("41", "0"),
    ),
    item(
        *("3a", 3, "Say what water costs.", "Say what water costs.", "10–11"),
        theme="Bills",
        title_basis={"basis": "verbatim"},
    ),
    answer(
        *("1-2", ["1", "2"], "accepted_in_part", "Two weirs hold a road.", "3"),
        promised={"en": "four weirs out"},
        due=day("2026-12"),
    ),
    answer("3a", ["3a"], "rejected", "Bills are not ours.", "4"),
    {
        "type": "project",
        "id": PROJECT,
        "kind": "council_action",
        "name": {"en": "Weirs out"},
        "language": "en",
        "lead": COUNCIL,
        "stage": "running",
        "begins": day("2024-autumn"),
        "sources": [{"address": "https://rivershire.example/weirs"}],
    },
    {
        "type": "contribution",
        "project": PROJECT,
        "assembly": ASSEMBLY,
        "recommendation": f"{ASSEMBLY}-1",
        "kind": "partly_delivers",
        "made_by": "source",
        "ground": "explicit",
        "sources": [MINUTES],
    },
    {
        "type": "accountability",
        "about": f"{ASSEMBLY}-1",
        "organisation": COUNCIL,
        "post": POST,
        "role": "accountable",
        "ground": "explicit",
        "sources": [MINUTES],
    },
    update(
        *(f"{ASSEMBLY}-1", "Two of the weirs are gone.", "2025-03-01", COUNCIL),
        progress="partly_delivered",
        sources=[MINUTES],
    ),
    update(PROJECT, "A photograph shows the third weir.", "2025-02", ARCHIVE),
]
LETTERED = {"contribution", "accountability", "update"}


def _known(things: list[dict[str, Any]]) -> list[str]:
    """Things in any order, without the letters of those whose ids nobody can foresee."""
    return sorted(
        json.dumps(
            {name: value for name, value in one.items() if name != "id" or one["type"] not in LETTERED}, sort_keys=True
        )
        for one in things
    )


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return book(tmp_path / "book.xlsx", SHEETS)


def test_a_volunteers_book_is_the_record_it_means(empty: Engine, made: Path) -> None:
    done, document = compile_book(empty, made)

    assert told(done) == []
    assert _known(document["things"]) == _known(EXPECTED)
    assert [one.partition(": ")[2] for one in warned(done)] == [
        "the record is taken as compiled from public sources",
        "2 titles are taken as your own words: where one is the assembly’s, write “yes” under “Title word for word?”",
        "“Rivers  and Banks” is taken as “Rivers and banks”, as it is elsewhere",
        "2 dates such as this one may be read two ways: the day was taken as first",
        "the link is taken as the source’s",
    ]
    assert "not read: “Jo’s notes” (H)" in done.stdout.decode()
    assert "still missing: votes: not for 3a (1 of 3)" in done.stdout.decode()


def test_it_is_loaded_served_and_loaded_again(empty: Engine, made: Path, tmp_path: Path) -> None:
    compile_book(empty, made)
    loaded = command(empty, "import", tmp_path / "book.made.json")
    pages = client_of(empty)

    again, document = compile_book(empty, made)
    grown = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    grown["Updates"].append(
        ["2", None, "2 Apr 2026", "Fish were counted.", "Under way", "Rivershire Council", "Minutes"]
    )
    more, _ = compile_book(empty, book(tmp_path / "grown.xlsx", grown))

    assert loaded.returncode == 0, loaded.stderr.decode()
    assert f"{len(EXPECTED)} added" in loaded.stdout.decode()
    assert f"no change; all {len(EXPECTED)} things are here already" in again.stdout.decode()
    assert f"1 added, 0 changed, 0 withdrawn, {len(EXPECTED)} unchanged" in more.stdout.decode()
    assert document == json.loads(command(empty, "export", ASSEMBLY).stdout)
    status = pages.get(f"/v1/recommendations/{ASSEMBLY}-1/status").json()
    assert (status["response"], status["progress"]) == ("accepted_in_part", "partly_delivered")
    page = pages.get(f"/recommendations/{ASSEMBLY}-1").text
    assert "Take out every weir" in page
    assert "Head of Rivers" in page
    assert "Weirs out" in page
