"""The spreadsheet round trip, through HTTP: downloaded, edited as officers do, sent back, staged, released."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.settings import settings
from db.vocabulary import Role
from tests import builders
from tests.api.test_query_counts import counted
from tests.builders import accountability, clock, due, groundwork, item, put, recommendation, update
from tests.conftest import CopyWith, client_of, key_of, said
from tests.sheets.files import book, changed, with_parts
from tests.writing.given import ANYTOWN, stored

SHEET = "/v1/admin/sheet"
XLSX, CSV = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"
POST = builders.POST
SECOND = "westmere-head-of-trees"
Officer = dict[str, str]


def twelve_streets(empty: Engine) -> None:
    """Twelve recommendations of one post, with news of each."""
    items = [recommendation(number, f"Open street {number} to walking") for number in range(1, 13)]
    news = [
        update(item(number), "planned", "2024-03-01", f"Street {number} is drawn.", said_by=builders.speaker(post=POST))
        for number in range(1, 13)
    ]
    with clock("2024-03-01"):
        put(empty, *groundwork(made=12), *items, *(accountability(one.id) for one in items))
        put(empty, *news)


@pytest.fixture
def westmere(copy_with: CopyWith) -> Iterator[Engine]:
    """On a day after the news of twelve streets."""
    with clock("2024-10-08"):
        yield copy_with(twelve_streets)


@pytest.fixture
def officer(westmere: Engine) -> Officer:
    return key_of(westmere, Role.officer, POST)


@pytest.fixture
def council(westmere: Engine) -> TestClient:
    return client_of(westmere)


def downloaded(client: TestClient, key: Officer, **asked: str) -> bytes:
    answer = client.get(SHEET, params=asked, headers=key)
    assert answer.status_code == 200, answer.text
    return answer.content


def sent(client: TestClient, key: Officer, content: bytes, *, whole: bool = False, kind: str = XLSX) -> Any:
    return client.post(SHEET, params={"whole": whole}, content=content, headers=key | {"Content-Type": kind})


def edited(content: bytes, *cells: tuple[int, str, Any]) -> bytes:
    """A workbook with cells changed, each named by its row and the heading of its column."""

    def change(sheet: Any) -> None:
        at = {cell.value: cell.column for cell in sheet[1]}
        for row, heading, value in cells:
            sheet.cell(row, at[heading]).value = value

    return changed(content, change)


def lines(content: bytes) -> list[dict[str, str]]:
    """The rows of a sheet as CSV, by the name of each column."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def as_csv(rows: list[dict[str, str]], encoding: str = "utf-8") -> bytes:
    kept = io.StringIO(newline="")
    writer = csv.DictWriter(kept, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return kept.getvalue().encode(encoding, "replace")


def with_row(client: TestClient, key: Officer, number: int, **values: str) -> bytes:
    """The sheet as CSV with one row changed."""
    found = lines(downloaded(client, key, format="csv"))
    found[number - 2] |= values
    return as_csv(found)


def public(client: TestClient, number: int) -> list[str]:
    """What everybody reads of a recommendation, the newest first."""
    return [one["summary"]["en"] for one in said(client.get(f"/v1/recommendations/{item(number)}"), 200)["updates"]]


def working(client: TestClient, key: Officer, id_: str) -> Any:
    return said(client.get(f"/v1/admin/updates/{id_}", headers=key), 200)


def drafted(client: TestClient, key: Officer, number: int, **facts: Any) -> Any:
    asked = {"progress": "under_way", "summary": f"Street {number} is dug up.", **facts}
    return said(client.post(f"/v1/admin/recommendations/{item(number)}/updates", json=asked, headers=key), 201)


def test_twelve_items_are_downloaded_three_edited_one_date_mistyped(
    council: TestClient, officer: Officer, westmere: Engine
) -> None:
    """An officer downloads her twelve items, edits three, mistypes one date, and sends the sheet back."""
    download = downloaded(council, officer)
    assert load_workbook(io.BytesIO(download))["Updates"].max_row == 1 + 12
    upload = edited(
        download,
        (3, "Progress", "Under way"),
        (3, "What changed (in English)", "Street 2 is being built."),
        (4, "Progress", "Done"),
        (4, "What changed (in English)", "Street 3 is open."),
        (4, "True on", date(2024, 10, 7)),
        (5, "What changed (in English)", "Street 4 was opened."),
        (5, "True on", "31/9/2024"),
    )

    report = said(sent(council, officer, upload), 200)

    assert (report["staged"], report["unchanged"], report["refused_rows"]) == (2, 9, 1)
    assert [(fault["cell"], fault["column"]) for fault in report["refused"]] == [("F5", "date")]
    assert "September" in report["refused"][0]["detail"]
    assert report["sentence"] == ("Rows: 2 new, 1 refused, 9 without a change. Nothing is public until it is released.")
    assert [public(council, number) for number in (2, 3, 4)] == [
        ["Street 2 is drawn."],
        ["Street 3 is drawn."],
        ["Street 4 is drawn."],
    ]

    before = stored(westmere)
    again = said(sent(council, officer, upload), 200)
    assert (again["staged"], again["changed"], again["unchanged"], again["refused_rows"]) == (0, 0, 11, 1)
    assert stored(westmere) == before

    said(council.post("/v1/admin/releases", json={"things": report["things"]}, headers=officer), 201)
    assert public(council, 2)[0] == "Street 2 is being built."
    assert public(council, 3)[0] == "Street 3 is open."
    assert public(council, 4) == ["Street 4 is drawn."]

    mended = edited(downloaded(council, officer), (5, "What changed (in English)", "Street 4 was opened."))
    assert said(sent(council, officer, mended), 200)["staged"] == 1
    before = stored(westmere)
    same = said(sent(council, officer, mended), 200)
    assert same["sentence"] == "No change: everything in the sheet is here already."
    assert stored(westmere) == before


def test_the_download_opens_in_a_spreadsheet_and_its_ids_are_text(council: TestClient, officer: Officer) -> None:
    answer = council.get(SHEET, headers=officer)
    sheet = load_workbook(io.BytesIO(answer.content))["Updates"]
    at = {cell.value: cell.column for cell in sheet[1]}
    ids = [sheet.cell(row, at["Id"]) for row in range(2, 14)]

    assert answer.headers["content-type"] == XLSX
    assert answer.headers["content-disposition"] == 'attachment; filename="updates-2024-10-08.xlsx"'
    assert [cell.value for cell in ids] == [item(number) for number in range(1, 13)]
    assert {(cell.data_type, cell.number_format) for cell in ids} == {("s", "@")}
    assert [sheet.cell(row, at["Reference"]).value for row in (2, 13)] == ["1", "12"]


def test_csv_as_excel_in_britain_saves_it(council: TestClient, officer: Officer) -> None:
    """Labels, day first, Windows-1252; the reference 10 without its zero; and the letters it can hold come back."""
    found = lines(downloaded(council, officer, format="excel-csv"))
    found[0] |= {
        "Progress": "Under way",
        "What changed (in English)": "The café’s street is open.",
        "True on": "07/10/2024",
    }
    found[9]["Reference"] = "1"

    report = said(sent(council, officer, as_csv(found, "cp1252"), kind="text/csv; charset=windows-1252"), 200)

    assert (report["staged"], report["unchanged"], report["refused"]) == (1, 11, [])
    draft = working(council, officer, report["things"][0])
    assert draft["summary"] == {"en": "The café’s street is open."}
    assert draft["date"] == {"value": "2024-10-07"}


WELSH = "Mae’r lôn a’r tŷ ar agor – “hîr” yw’r dŵr à la Siân… "


def as_windows_reads(text: str) -> str:
    """UTF-8 read as Windows-1252, where a byte that this leaves open is a control character."""
    return "".join(bytes([one]).decode("cp1252", "ignore") or chr(one) for one in text.encode())


DAMAGE: dict[str, Callable[[str], bytes]] = {
    "saved as Windows-1252": lambda text: text.encode("cp1252", "replace"),
    "saved as Mac Roman": lambda text: text.encode("mac_roman", "replace"),
    "saved for MS-DOS": lambda text: text.encode("cp850", "replace"),
    "saved for MS-DOS by a program that finds something near": lambda text: (
        text.replace("’", "'").replace("…", "...").replace("–", "-").encode("cp850", "replace")
    ),
    "saved in ASCII": lambda text: text.encode("ascii", "replace"),
    "saved as Unicode Text": lambda text: text.encode("utf-16"),
    "read as Windows-1252": lambda text: as_windows_reads(text).encode("utf-8-sig"),
    "read as Windows-1252 by a program that drops what it leaves open": lambda text: (
        text.encode().decode("cp1252", "ignore").encode()
    ),
    "read as Windows-1252 by a program that marks what it leaves open": lambda text: (
        text.encode().decode("cp1252", "replace").encode()
    ),
    "read as Windows-1252 twice": lambda text: as_windows_reads(as_windows_reads(text)).encode(),
    "read as Windows-1252 and saved as UTF-16": lambda text: as_windows_reads(text).encode("utf-16"),
    "read as Latin-1": lambda text: text.encode().decode("latin-1").encode(),
    "read as Mac Roman": lambda text: text.encode().decode("mac_roman").encode(),
    "saved as Windows-1252 and read as Mac Roman": lambda text: (
        text.encode("cp1252", "replace").decode("mac_roman").encode()
    ),
    "read as ASCII": lambda text: text.encode().decode("ascii", "replace").encode(),
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_letters_are_no_news(
    council: TestClient, officer: Officer, westmere: Engine, name: str, language: str
) -> None:
    """Whatever a program made of the letters that are recorded; what was changed besides is taken."""
    drafted(council, officer, 1, summary={"en": "It is open.", "cy": WELSH})
    before = stored(westmere)

    download = downloaded(council, officer, format="excel-csv", lang=language).decode("utf-8-sig")
    upload = DAMAGE[name](download)
    report = said(sent(council, officer, upload, kind=CSV), 200)

    assert (report["refused"], report["unchanged"]) == ([], 12)
    assert stored(westmere) == before
    news = DAMAGE[name](download.replace("Street 2 is drawn.", "Street 2 is open."))
    report = said(sent(council, officer, news, kind=CSV), 200)
    assert (report["staged"], report["changed"], report["unchanged"], report["refused"]) == (1, 0, 11, [])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_what_is_recorded_says_which_encoding_a_sheet_is_in(
    council: TestClient, officer: Officer, encoding: str
) -> None:
    """Where its letters alone could be those of another: ï in Windows-1252 is Ô on a Mac."""
    letters = {"cp1252": "ï", "mac_roman": "Ô", "cp850": "´"}[encoding]
    drafted(council, officer, 1, summary={"en": "It is open.", "cy": f"HEOL {letters}"})

    upload = with_row(council, officer, 3, summary_cy=f"Ar {letters}!").decode().encode(encoding)
    report = said(sent(council, officer, upload, kind=CSV), 200)

    assert (report["staged"], report["unchanged"]) == (1, 11)
    assert working(council, officer, report["things"][0])["summary"]["cy"] == f"Ar {letters}!"


BESIDES: dict[str, tuple[str, str]] = {
    "read as Windows-1252": ("Maeâ€™r tÅ· ar agor nawr.", "Mae’r tŷ ar agor nawr."),
    "read as Windows-1252 twice": ("MaeÃ¢â‚¬â„¢r tÃ…Â· ar agor nawr.", "Mae’r tŷ ar agor nawr."),
    "read as Mac Roman": ("Mae‚Äôr t≈∑ ar agor nawr.", "Mae’r tŷ ar agor nawr."),
    "read in part": ("Maeâ€™r tŷ a’r SIÂN ar agor nawr.", "Mae’r tŷ a’r SIÂN ar agor nawr."),
    "written anew": (
        "Ydy’r dŵr yn lân? Ydy: https://a.example/x?y=1",
        "Ydy’r dŵr yn lân? Ydy: https://a.example/x?y=1",
    ),
    "with emoji": (
        "Ar agor \U0001f468\u200d\U0001f469\u200d\U0001f467",
        "Ar agor \U0001f468\u200d\U0001f469\u200d\U0001f467",
    ),
    "with what nobody sees": ("Mae\u00ad’r tŷ\u200b ar agor nawr.\ufeff", "Mae’r tŷ ar agor nawr."),
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", BESIDES)
def test_letters_that_can_be_put_back_are_put_back_in_news(council: TestClient, officer: Officer, name: str) -> None:
    words, meant = BESIDES[name]
    drafted(council, officer, 1, summary={"en": "It is open.", "cy": "Mae’r tŷ ar agor."})

    report = said(sent(council, officer, with_row(council, officer, 2, summary_cy=words), kind=CSV), 200)

    assert (report["refused"], report["changed"]) == ([], 1)
    assert working(council, officer, report["things"][0])["summary"]["cy"] == meant


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Mae’r t? ar agor nawr.", "t?"),
        ("Mae’r tŷ ar agor a’r d?r yn l?n.", "d?r"),
        ("Mae’r tŷ ar agor a’r d\ufffdr hefyd.", "d\ufffdr"),
        ("Mae’r l™n ar agor.", "l™n"),
        ("MaeÕr tŷ ar agor nawr.", "MaeÕr"),
        ("Maeâ€ž tâ€r ar agor.", "tâ€r"),
    ],
)
def test_letters_that_are_lost_in_news_refuse_the_row(
    council: TestClient, officer: Officer, westmere: Engine, words: str, shown: str
) -> None:
    drafted(council, officer, 1, summary={"en": "It is open.", "cy": "Mae’r tŷ ar agor."})
    before = stored(westmere)

    report = said(sent(council, officer, with_row(council, officer, 2, summary_cy=words), kind=CSV), 200)

    assert [(fault["column"], fault["rule"]) for fault in report["refused"]] == [("summary_cy", "lost-letters")]
    assert f"“{shown}”" in report["refused"][0]["detail"]
    assert "CSV UTF-8" in report["refused"][0]["detail"]
    assert stored(westmere) == before


def test_the_answer_says_which_sheet_was_read(council: TestClient, officer: Officer) -> None:
    def as_numbers_has_it(sheet: Any) -> None:
        sheet.title = "Updates - Table 1"
        sheet.parent.create_sheet("Summary", 0)["A1"] = "This file was exported."

    download = downloaded(council, officer)
    report = said(sent(council, officer, changed(download, as_numbers_has_it)), 200)

    assert (report["sheet"], report["unchanged"]) == ("Updates - Table 1", 12)
    assert "sheet" not in said(sent(council, officer, downloaded(council, officer, format="csv")), 200)
    copied = changed(download, lambda sheet: setattr(sheet.parent.copy_worksheet(sheet), "title", "Mine"))
    assert "“Updates”, “Mine”" in said(sent(council, officer, copied), 422)["detail"]


def test_whole_stages_all_or_nothing(council: TestClient, officer: Officer, westmere: Engine) -> None:
    upload = edited(
        downloaded(council, officer),
        (2, "What changed (in English)", "It is open."),
        (3, "True on", "soon"),
        (4, "True on", date(2030, 1, 1)),
    )
    before = stored(westmere)

    problem = said(sent(council, officer, upload, whole=True), 409)

    assert [(error["pointer"], error["rule"]) for error in problem["errors"]] == [
        ("F3", "date"),
        ("F4", "in-the-future"),
    ]
    assert problem["detail"].startswith("F3: ")
    assert stored(westmere) == before
    good = edited(downloaded(council, officer), (2, "What changed (in English)", "It is open."))
    assert said(sent(council, officer, good, whole=True), 200)["staged"] == 1


BAD: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "macros": (lambda sheet: with_parts(sheet, {"xl/vbaProject.bin": b"x"}), "", "macros"),
    "merged cells": (lambda sheet: changed(sheet, lambda one: one.merge_cells("C3:C4")), "C3", "merged-cells"),
    "hidden rows": (
        lambda sheet: changed(sheet, lambda one: setattr(one.row_dimensions[4], "hidden", True)),
        "A4",
        "hidden-rows",
    ),
    "a hundred thousand rows": (
        lambda _: ("id,post,progress\r\n" + "a-b,c-d,x\r\n" * 100_000).encode(),
        "",
        "too-many-rows",
    ),
    "a zip bomb": (lambda sheet: with_parts(sheet, {"docProps/x": b"\0" * 40_000_000}), "", "too-much-inside"),
    "another sheet": (lambda _: book(("Milk", 2), headings=("What", "How many")), "", "no-headings"),
    "nothing": (lambda _: b"", "", "empty"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_with_something_bad_in_it_is_refused_whole(
    council: TestClient, officer: Officer, westmere: Engine, name: str
) -> None:
    make, cell, rule = BAD[name]
    content = make(edited(downloaded(council, officer), (2, "What changed (in English)", "It is open.")))
    before = stored(westmere)

    problem = said(sent(council, officer, content), 422)

    assert problem["type"].endswith("/problems/bad-sheet")
    assert (problem["errors"][0]["pointer"], problem["errors"][0]["rule"]) == (cell, rule)
    assert stored(westmere) == before


def test_a_formula_is_a_fault_of_its_cell(council: TestClient, officer: Officer) -> None:
    upload = edited(
        downloaded(council, officer),
        (2, "What changed (in English)", '=HYPERLINK("https://example.org")'),
        (3, "What changed (in English)", "It is open."),
    )

    report = said(sent(council, officer, upload), 200)

    assert (report["staged"], report["refused_rows"]) == (1, 1)
    assert [(fault["cell"], fault["rule"]) for fault in report["refused"]] == [("D2", "formula")]


def test_what_is_too_large_or_no_sheet_at_all(council: TestClient, officer: Officer, westmere: Engine) -> None:
    before = stored(westmere)

    assert "4 MB" in said(sent(council, officer, b"x" * (settings().max_sheet + 1)), 413)["detail"]
    assert said(sent(council, officer, b"x" * settings().max_sheet), 422)["errors"]
    assert "text/csv" in said(sent(council, officer, b"{}", kind="application/json"), 415)["detail"]
    assert said(council.post(SHEET, content=b"x"), 401)
    assert stored(westmere) == before


def test_any_of_the_types_that_programs_send_is_taken(council: TestClient, officer: Officer) -> None:
    workbook, plain = downloaded(council, officer), downloaded(council, officer, format="csv")

    for content in (workbook, plain):
        for kind in (CSV, "text/csv; charset=utf-8", XLSX, "application/octet-stream", "application/vnd.ms-excel"):
            assert said(sent(council, officer, content, kind=kind), 200)["unchanged"] == 12


def test_rows_of_another_council_are_refused_without_a_word_of_theirs(client: TestClient, engine: Engine) -> None:
    parks, streets = "anytown-head-of-parks", "anytown-head-of-streets"
    theirs, mine = key_of(engine, Role.officer, parks), key_of(engine, Role.officer, streets)
    secret = {"progress": "paused", "summary": "We have run out of money.", "date": "2026-10-01"}
    said(client.post(f"/v1/admin/recommendations/{ANYTOWN}-9/updates", json=secret, headers=theirs), 201)
    found = lines(downloaded(client, theirs, format="csv"))
    assert "We have run out of money." in {row["summary_en"] for row in found}
    before = stored(engine)

    upload = as_csv([row | {"summary_en": "Ours now.", "title": "Guessed"} for row in found])
    report = said(sent(client, mine, upload), 200)

    assert {fault["rule"] for fault in report["refused"]} == {"not-in-your-sheet"}
    assert (report["staged"], report["refused_rows"]) == (0, len(found))
    assert "money" not in str(report)
    assert stored(engine) == before
    assert said(client.get(SHEET, params={"post": parks}, headers=mine), 403)["type"].endswith("not-yours")
    assert said(client.get(SHEET, params={"post": "anytown-nobody"}, headers=mine), 404)
    made_up = [row | {"id": f"{ANYTOWN}-999"} for row in found[:1]]
    words = [fault["detail"] for fault in said(sent(client, mine, as_csv(made_up)), 200)["refused"]]
    assert words == [report["refused"][0]["detail"].replace(found[0]["id"], f"{ANYTOWN}-999")]


def test_an_officer_with_two_posts_has_a_row_of_each(council: TestClient, westmere: Engine) -> None:
    put(westmere, builders.post(SECOND, "Head of Trees"), accountability(item(1), SECOND, role="deputy"))
    key = key_of(westmere, Role.officer, POST, SECOND)
    found = lines(downloaded(council, key, format="csv"))
    assert [(row["id"], row["post"]) for row in found if row["post"] == SECOND] == [(item(1), SECOND)]
    assert len(found) == 13
    assert len(lines(downloaded(council, key, format="csv", post=SECOND))) == 1

    for row in found:
        if row["id"] == item(1):
            row |= {"progress": "under_way", "summary_en": f"As {row['post']} sees it."}
    report = said(sent(council, key, as_csv(found), kind=CSV), 200)

    told = {working(council, key, id_)["said_by"]["post"]["id"]: id_ for id_ in report["things"]}
    assert told.keys() == {POST, SECOND}
    assert working(council, key, told[SECOND])["summary"] == {"en": f"As {SECOND} sees it."}


def test_welsh_headings_labels_and_texts(council: TestClient, officer: Officer) -> None:
    download = downloaded(council, officer, lang="cy")
    book = load_workbook(io.BytesIO(download))
    assert book.sheetnames[0] == "Diweddariadau"
    heads = [cell.value for cell in book["Diweddariadau"][1]]
    assert {"Cynnydd", "Beth sydd wedi newid (yn Gymraeg)", "Fersiwn"} <= set(heads)

    upload = edited(
        download, (2, "Cynnydd", "Ar y gweill"), (2, "Beth sydd wedi newid (yn Gymraeg)", "Mae’r tŷ ar agor.")
    )
    report = said(sent(council, officer, upload), 200)

    draft = working(council, officer, report["things"][0])
    assert draft["progress"] == "under_way"
    assert draft["summary"] == {"en": "Street 1 is drawn.", "cy": "Mae’r tŷ ar agor."}


def test_a_draft_is_what_its_row_shows_and_is_changed(council: TestClient, officer: Officer) -> None:
    """Also by a sheet without most of its columns: what was left out stays."""
    draft = drafted(council, officer, 1, detail="More.", date="2024-10-01", evidence=[{"kind": "report"}])
    row = lines(downloaded(council, officer, format="csv"))[0]
    assert (row["progress"], row["summary_en"], row["date"]) == ("under_way", "Street 1 is dug up.", "2024-10-01")

    short = {name: row[name] for name in ("id", "post", "progress", "summary_en")} | {"summary_en": "It is open."}
    report = said(sent(council, officer, as_csv([short])), 200)

    assert (report["staged"], report["changed"], report["things"]) == (0, 1, [draft["id"]])
    now = working(council, officer, draft["id"])
    assert (now["summary"], now["detail"], now["date"]) == (
        {"en": "It is open."},
        {"en": "More."},
        {"value": "2024-10-01"},
    )
    assert now["evidence"] == [{"kind": "report"}]
    assert said(sent(council, officer, as_csv([short])), 200)["unchanged"] == 1


def test_what_a_sheet_leaves_out_is_said_again(council: TestClient, officer: Officer, westmere: Engine) -> None:
    more = {"detail": {"en": "With benches."}, "said_by": builders.speaker(post=POST)}
    put(westmere, update(item(1), "under_way", "2024-10-01", "Street 1 is dug up.", **more))
    row = lines(downloaded(council, officer, format="csv"))[0]

    short = {name: row[name] for name in ("id", "post", "progress")} | {"summary_en": "It is open."}
    report = said(sent(council, officer, as_csv([short])), 200)

    draft = working(council, officer, report["things"][0])
    assert (draft["summary"], draft["detail"]) == ({"en": "It is open."}, {"en": "With benches."})


def test_what_had_been_submitted_is_a_draft_again_and_the_answer_says_so(council: TestClient, westmere: Engine) -> None:
    put(westmere, builders.organisation(release="second_person"))
    officer = key_of(westmere, Role.officer, POST)
    assert drafted(council, officer, 1, publish=True)["state"] == "submitted"

    report = said(sent(council, officer, with_row(council, officer, 2, summary_en="It is open.")), 200)

    assert report["reopened"] == report["things"]
    assert "1 had been submitted and must be submitted again." in report["sentence"]
    assert working(council, officer, report["things"][0])["state"] == "draft"


def test_a_row_that_somebody_else_changed_since_is_refused(
    council: TestClient, officer: Officer, westmere: Engine
) -> None:
    """Both a draft and news: nobody overwrites what they have not read. What they left alone is left alone."""
    other = key_of(westmere, Role.officer, POST)
    found = lines(downloaded(council, officer, format="csv"))
    drafts = [drafted(council, other, number) for number in (1, 2)]
    drafted(council, other, 3, publish=True)
    found[0]["summary_en"] = "It is open."
    found[2]["summary_en"] = "It is open too."
    before = stored(westmere)

    report = said(sent(council, officer, as_csv(found)), 200)

    assert [(fault["cell"][1:], fault["column"], fault["rule"]) for fault in report["refused"]] == [
        ("2", "version", "changed-meanwhile"),
        ("4", "version", "changed-meanwhile"),
    ]
    assert (report["staged"], report["changed"], report["unchanged"]) == (0, 0, 10)
    assert stored(westmere) == before
    assert [working(council, officer, draft["id"])["revision"] for draft in drafts] == [1, 1]
    assert said(sent(council, officer, with_row(council, officer, 2, summary_en="It is open.")), 200)["changed"] == 1


def test_the_same_person_goes_on_with_the_file_they_sent(council: TestClient, officer: Officer) -> None:
    found = lines(downloaded(council, officer, format="csv"))
    found[0]["summary_en"] = "It is open."
    said(sent(council, officer, as_csv(found)), 200)
    found[0]["summary_en"] = "It is open at last."

    report = said(sent(council, officer, as_csv(found)), 200)

    assert (report["staged"], report["changed"], report["unchanged"]) == (0, 1, 11)
    assert working(council, officer, report["things"][0])["summary"] == {"en": "It is open at last."}


def test_a_sheet_of_which_part_was_sorted_is_told(council: TestClient, officer: Officer, westmere: Engine) -> None:
    found = lines(downloaded(council, officer, format="csv"))
    texts = sorted((row["title"], row["summary_en"]) for row in found)
    for row, (title, summary) in zip(found, texts, strict=True):
        row |= {"title": title, "summary_en": summary}
    before = stored(westmere)

    report = said(sent(council, officer, as_csv(found)), 200)

    assert {(fault["column"], fault["rule"]) for fault in report["refused"]} == {("title", "other-title")}
    assert report["unchanged"] < 12
    assert stored(westmere) == before
    whole = as_csv(sorted(lines(downloaded(council, officer, format="csv")), key=lambda row: row["title"]))
    assert said(sent(council, officer, whole), 200)["unchanged"] == 12


def test_a_date_that_holds_already_is_not_set_again(council: TestClient, officer: Officer, westmere: Engine) -> None:
    speaker = builders.speaker(post=POST)
    law = update(item(1), None, "2024-03-02", kind="fact", due=due("2025-06-30", "law"), said_by=speaker)
    late = update(item(1), "planned", "2024-03-03", next_update_due="2024-09-01", said_by=speaker)
    put(westmere, law, late)
    row = lines(downloaded(council, officer, format="csv"))[0]
    assert (row["due"], row["next_update_due"]) == ("2025-06-30", "2024-09-01")

    upload = with_row(council, officer, 2, summary_en="It is open.")
    report = said(sent(council, officer, upload), 200)

    draft = working(council, officer, report["things"][0])
    assert draft.keys().isdisjoint({"due", "next_update_due"})
    before = stored(westmere)
    assert said(sent(council, officer, upload), 200)["unchanged"] == 12
    assert stored(westmere) == before
    emptied = with_row(council, officer, 2, due="", next_update_due="")
    assert said(sent(council, officer, emptied), 200)["unchanged"] == 12
    assert stored(westmere) == before
    moved = with_row(council, officer, 2, due="30/9/2025", next_update_due="2025-01")
    assert said(sent(council, officer, moved), 200)["things"] == [draft["id"]]
    now = working(council, officer, draft["id"])
    assert (now["due"], now["next_update_due"]) == (due("2025-09-30"), {"value": "2025-01"})


def test_what_the_record_does_not_allow_is_told_at_its_cell(council: TestClient, officer: Officer) -> None:
    upload = edited(
        downloaded(council, officer),
        (2, "Progress", None),
        (3, "True on", date(2030, 1, 1)),
        *((4, heading, None) for heading in ("Progress", "What changed (in English)")),
        (5, "What changed (in English)", "It is open."),
    )

    report = said(sent(council, officer, upload), 200)

    assert [(fault["cell"], fault["rule"]) for fault in report["refused"]] == [
        ("C2", "progress-missing"),
        ("F3", "in-the-future"),
        ("D4", "summary-missing"),
    ]
    assert report["staged"] == 1


def test_an_editor_reads_every_post_and_writes_for_none(
    council: TestClient, officer: Officer, westmere: Engine
) -> None:
    editor = key_of(westmere, Role.editor, builders.COUNCIL)
    assert downloaded(council, editor, format="csv") == downloaded(council, officer, format="csv")

    refused = said(sent(council, editor, with_row(council, editor, 2, summary_en="It is open.")), 403)

    assert refused["type"].endswith("wrong-role")
    members = key_of(westmere, Role.convenor, builders.ASSEMBLY)
    assert said(council.get(SHEET, headers=members), 403)["type"].endswith("wrong-role")
    assert said(sent(council, members, b"x"), 403)["type"].endswith("wrong-role")


def test_an_upload_that_changes_something_is_in_the_audit_trail(
    council: TestClient, officer: Officer, westmere: Engine
) -> None:
    admin = key_of(westmere, Role.admin)
    said(sent(council, officer, with_row(council, officer, 2, summary_en="It is open.")), 200)
    said(sent(council, officer, with_row(council, officer, 2)), 200)

    trail = said(council.get("/v1/admin/audit", headers=admin), 200)["items"]

    assert [entry["action"] for entry in trail] == ["upload", "create"]
    assert trail[0]["reason"].startswith("Rows: 1 new, 11 without a change.")
    assert trail[0]["thing"] == {"type": "sheet", "id": ""}


def test_a_row_that_is_refused_leaves_nothing_of_itself(
    council: TestClient, officer: Officer, westmere: Engine
) -> None:
    """An administrator sends the sheet of all; what is good in it stands beside what is not."""
    admin = key_of(westmere, Role.admin)
    found = lines(downloaded(council, admin, format="csv", post=POST))
    found[0]["summary_en"] = "It is open."
    found[1] |= {"summary_en": "It will open.", "date": "2030-01-01"}

    report = said(sent(council, admin, as_csv(found)), 200)

    drafts = said(council.get("/v1/admin/updates?state=draft", headers=officer), 200)["items"]
    assert [draft["id"] for draft in drafts] == report["things"]
    assert drafts[0]["entered_by"]["capacity"] == "administrator"
    assert [fault["rule"] for fault in report["refused"]] == ["in-the-future"]


def test_very_many_faults_are_counted_and_the_first_hundred_told(council: TestClient, officer: Officer) -> None:
    row = lines(downloaded(council, officer, format="csv"))[0]
    upload = as_csv([row | {"id": f"{builders.ASSEMBLY}-x{number}"} for number in range(300)])

    report = said(sent(council, officer, upload), 200)

    assert report["refused_rows"] == 300
    assert len(report["refused"]) == 100
    problem = said(sent(council, officer, upload, whole=True), 409)
    assert (len(problem["errors"]), problem["errors_total"]) == (100, 300)


def test_a_sheet_is_read_in_as_many_statements_however_long_it_is(council: TestClient, westmere: Engine) -> None:
    sent_for = []
    for posts in ([SECOND], [SECOND, POST]):
        if posts == [SECOND]:
            put(westmere, builders.post(SECOND, "Head of Trees"), accountability(item(1), SECOND, role="deputy"))
        key = key_of(westmere, Role.officer, *posts)
        downloaded(council, key)  # the first use of a key is kept
        with counted(westmere) as statements:
            downloaded(council, key)
        sent_for.append(len(statements))

    assert sent_for[0] == sent_for[1]


def test_what_made_it_possible_and_a_next_step_with_its_day_are_columns(council: TestClient, officer: Officer) -> None:
    content = downloaded(council, officer)
    cells = [
        (2, "What works (in English)", "Children walk again."),
        (2, "What made it possible", "Trust; Time"),
        (2, "What you would build on it (in English)", "Ask the school to join."),
        (2, "The day it is for", date(2024, 11, 20)),
    ]
    (id_,) = said(sent(council, officer, edited(content, *cells)), 200)["things"]
    made = working(council, officer, id_)
    assert set(made["enablers"]) == {"trust", "time"}
    assert made["build_on"] == [{"text": {"en": "Ask the school to join."}, "date": {"value": "2024-11-20"}}]

    again = edited(downloaded(council, officer), (2, "The day it is for", date(2024, 12, 1)))
    said(sent(council, officer, again), 200)
    assert working(council, officer, id_)["build_on"] == [
        {"text": {"en": "Ask the school to join."}, "date": {"value": "2024-12-01"}}
    ]

    alone = edited(content, (3, "The day it is for", date(2024, 11, 20)))
    refused = said(sent(council, officer, alone), 200)["refused"]
    assert [one["column"] for one in refused] == ["build_on_en"]  # of what that day is the day
