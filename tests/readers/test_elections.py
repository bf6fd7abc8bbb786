"""A file of elections, read as holds."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from api.schemas.organisations import Hold, Organisation
from api.workbench.elections import COLUMNS, Elections, read_elections
from tests.sheets.files import saved

HEADER = "election_id,organisation,notice_of_election,polling_day,name"
ANYTOWN = "local.anytown.2027-05-06,anytown,2027-03-25,2027-05-06,Local elections"


def _organisation(id_: str, *identifiers: str, language: str = "en") -> Organisation:
    facts = {"type": "organisation", "id": id_, "kind": "council", "name": {"en": id_}, "language": language}
    registered = [{"scheme": "example-register", "value": value} for value in identifiers]
    return Organisation.model_validate(facts | {"identifiers": registered})


HERE = [
    _organisation("anytown", "COUNCIL-ANYTOWN", "SHARED"),
    _organisation("newshire", "NEW", "SHARED"),
    _organisation("tref-unman", "TRE", language="cy"),
]


def read(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> Elections:
    return read_elections("\r\n".join([header, *rows, ""]).encode(encoding), HERE)


def days(holds: list[Hold]) -> list[tuple[str, str]]:
    return [(hold.begins.value, hold.ends.value) for hold in holds]


def wrong(found: Elections) -> set[tuple[str, str]]:
    return {(fault.pointer, fault.rule) for fault in found.faults}


def test_a_row_is_a_hold_from_the_notice_of_election_to_polling_day() -> None:
    found = read(ANYTOWN)

    assert (found.faults, found.unknown) == ([], [])
    assert found.holds == {
        "anytown": [
            Hold.model_validate(
                {
                    "begins": {"value": "2027-03-25"},
                    "ends": {"value": "2027-05-06"},
                    "occasion": {"en": "Local elections"},
                    "election": "local.anytown.2027-05-06",
                }
            )
        ]
    }


@pytest.mark.parametrize("named", ["anytown", "COUNCIL-ANYTOWN"])
@pytest.mark.parametrize("header", [HEADER, " Election ID ,Official-Identifier,Notice,Poll open date,Election title"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_as_spreadsheets_save_it(named: str, header: str, encoding: str) -> None:
    found = read(
        f"local.anytown.2027-05-06,{named},25/03/2027,06/05/2027,Local “elections”", header=header, encoding=encoding
    )

    assert wrong(found) == set()
    assert days(found.holds["anytown"]) == [("2027-03-25", "2027-05-06")]
    assert found.holds["anytown"][0].occasion == {"en": "Local “elections”"}


def test_the_name_is_in_the_organisations_own_language() -> None:
    found = read("local.tref-unman.2027-05-06,TRE,2027-03-25,2027-05-06,Etholiadau lleol")

    assert found.holds["tref-unman"][0].occasion == {"cy": "Etholiadau lleol"}


def _published(**more: Any) -> dict[str, Any]:
    """An election in the shape that Democracy Club publishes, with the day of the notice added."""
    return {
        "election_id": "local.anytown.2027-05-06",
        "tmp_election_id": None,
        "election_title": "Anytown local election",
        "poll_open_date": "2027-05-06",
        "notice_of_election": "2027-03-25",
        "organisation": {
            "official_identifier": "COUNCIL-ANYTOWN",
            "slug": "anytown",
            "organisation_type": "local-authority",
        },
        "group": "local.2027-05-06",
        "group_type": "organisation",
        "cancelled": False,
        "deleted": False,
        **more,
    }


def test_what_democracy_club_publishes_with_the_notice_added() -> None:
    rows = [
        _published(election_id="local.2027-05-06", organisation=None, group_type="election"),
        _published(election_id="local.anytown.mill-lane.2027-05-06", election_title="Mill Lane", group_type=None),
        _published(),
        _published(
            election_id="mayor.anytown.2027-06-10", poll_open_date="2027-06-10", notice_of_election="2027-05-04"
        ),
        _published(
            election_id="local.anytown.2027-09-02",
            poll_open_date="2027-09-02",
            notice_of_election="2027-07-26",
            cancelled=True,
        ),
    ]
    for document in (rows, {"count": len(rows), "next": None, "previous": None, "results": rows}):
        found = read_elections(json.dumps(document).encode(), HERE)

        assert (found.faults, found.unknown) == ([], [])
        # The three overlap, so they are one, and the widest names it.
        assert days(found.holds["anytown"]) == [("2027-03-25", "2027-06-10")]
        assert found.holds["anytown"][0].election == "local.anytown.2027-05-06"
        assert found.holds["anytown"][0].occasion == {"en": "Anytown local election"}


def test_elections_that_share_one_day_are_one_hold() -> None:
    found = read(ANYTOWN, "local.anytown.elm.by.2027-06-03,anytown,2027-05-06,2027-06-03,By-election")

    assert days(found.holds["anytown"]) == [("2027-03-25", "2027-06-03")]


def test_elections_apart_are_holds_apart() -> None:
    later = "local.anytown.by.2027-10-07,anytown,2027-08-31,2027-10-07,By-election"

    assert days(read(later, ANYTOWN).holds["anytown"]) == [("2027-03-25", "2027-05-06"), ("2027-08-31", "2027-10-07")]


def test_organisations_that_are_not_here_are_said_and_the_others_are_read() -> None:
    found = read("local.far.2027-05-06,FAR,2027-03-25,2027-05-06,Far", ANYTOWN)

    assert (found.unknown, list(found.holds), found.faults) == (["FAR"], ["anytown"], [])


BAD = {
    "local.anytown.2027-05-06,anytown,soon,2027-05-06,Local": ("C4", "date", "“soon” is not a date"),
    "local.anytown.2027-05-06,anytown,March 2027,2027-05-06,Local": ("C4", "day", "“2027-03” is not one day"),
    "local.anytown.2027-05-06,anytown,2027-03-25,2027-05-32,Local": ("D4", "date", "May 2027 has 31 days"),
    "local.anytown.2027-05-06,anytown,2027-03-25,5/13/2027,Local": ("D4", "date", "write 13/05/2027"),
    "local.anytown.2027-05-06,anytown,2027-05-07,2027-05-06,Local": ("C4", "after-the-poll", "2027-05-06"),
    "local.anytown.2027-05-06,anytown,2027-03-25,2027-05-07,Local": ("D4", "other-day", "it says 2027-05-07"),
    "Local elections,anytown,2027-03-25,2027-05-06,Local": ("A4", "election-id", "“Local elections” is no id"),
    "local.anytown.2027-05-06,SHARED,2027-03-25,2027-05-06,Local": ("B4", "ambiguous", "anytown and newshire"),
    "local.anytown.2027-05-06,,2027-03-25,2027-05-06,Local": ("B4", "required", "for which organisation"),
    "local.anytown.2027-05-06,anytown,2027-03-25": ("D4", "required", "polling day"),
    "local.anytown.2027-05-06,anytown,2027-03-25,2027-05-06,Lo\x07cal": ("E4", "text", "no control characters"),
    "local.anytown.2027-05-06,anytown,2027-03-25,2027-05-06,Mae d?r": ("E4", "lost-letters", "“d?r”"),
    f"local.anytown.2027-05-06,anytown,2027-03-25,2027-05-06,{'x' * 201}": ("E4", "text", "at most 200"),
}


@pytest.mark.parametrize("row", BAD)
def test_a_bad_row_is_a_fault_in_its_place_and_the_others_still_count(row: str) -> None:
    place, rule, words = BAD[row]
    found = read(ANYTOWN, "", row)

    assert (place, rule) in wrong(found)
    assert words in next(fault.detail for fault in found.faults if fault.rule == rule)
    assert all(fault.pointer[1:] == "4" and fault.detail for fault in found.faults)
    assert len(found.holds["anytown"]) == 1


@pytest.mark.parametrize("column", range(5))
def test_a_column_that_is_missing_is_said_once(column: int) -> None:
    without = [
        ",".join(cell for place, cell in enumerate(line.split(",")) if place != column) for line in (HEADER, ANYTOWN)
    ]
    found = read(without[1], without[1], header=without[0])

    assert wrong(found) == {("", "column-missing")}
    assert list(COLUMNS.values())[column][0] in found.faults[0].detail


NONE = {
    b"": ("empty", "nothing"),
    b"\xff\xfe\x81\x8d": ("no-headings", "Row 1 does not have the headings of elections: election_id"),
    b"[": ("unreadable", "line 1, column 2"),
    b'{"a": 1}': ("unreadable", "holds one as `results`"),
    b"[" * 100_000: ("unreadable", "too deep"),
    b'[{"election_id": NaN}]': ("unreadable", "NaN is no number"),
    "[]".encode("utf-16"): ("unreadable", "It is UTF-16"),
    HEADER.encode("utf-16-le"): ("encoding", "text in UTF-16"),
    f'{HEADER}\n"local.anytown'.encode(): ("csv", "a quotation mark"),
}


@pytest.mark.parametrize("data", NONE)
def test_what_is_no_file_of_elections(data: bytes) -> None:
    rule, words = NONE[data]
    (fault,) = read_elections(data, HERE).faults
    assert fault.rule == rule
    assert words in fault.detail


@pytest.mark.parametrize("data", [HEADER.encode(), b"[]", b"\xef\xbb\xbf[]", b'{"results": []}'])
def test_a_file_without_elections_holds_nothing(data: bytes) -> None:
    assert read_elections(data, HERE) == Elections()


@pytest.mark.parametrize(("name", "rule"), [("\ud800", "text"), ("\u200b", "required"), ("\ufffe", "text")])
def test_half_a_character_and_what_cannot_be_seen_are_no_name(name: str, rule: str) -> None:
    found = read_elections(json.dumps([_published(election_title=name)]).encode(), HERE)

    assert wrong(found) == {("/0/election_title", rule)}


DAYS = {
    "29 March 2027": "6 May 2027",
    "29-Mar-27": "06-May-27",
    "29/03/27": "6/5/27",
    "29 Mawrth 2027": "6 Mai 2027",
    "2027-03-29T00:00:00": "2027-05-05T23:00:00Z",
    "29/03/2027 00:00": "06/05/2027 12:00:00 AM",
}


@pytest.mark.parametrize("notice", DAYS)
def test_days_are_read_as_the_sheet_reads_them(notice: str) -> None:
    found = read(f"local.anytown.2027-05-06,anytown,{notice},{DAYS[notice]},Local")

    assert days(found.holds["anytown"]) == [("2027-03-29", "2027-05-06")]


TITLED = ("Elections 2027,,,,", ",,,,", HEADER, ANYTOWN.replace("Local", "“Lleol” — Local"))
SHEETS = {
    "below a title": "\r\n".join(TITLED).encode(),
    "with semicolons": "\r\n".join(TITLED).replace(",", ";").encode("utf-8-sig"),
    "with a line that says so": ("sep=;\r\n" + "\r\n".join(TITLED).replace(",", ";")).encode(),
    "with tabs, in UTF-16": "\n".join(TITLED).replace(",", "\t").encode("utf-16"),
    "from a Mac": "\r".join(TITLED).encode("mac_roman"),
    "with two byte-order marks": b"\xef\xbb\xbf" + "\r\n".join(TITLED[2:]).encode("utf-8-sig"),
    "with what nobody sees": "\n".join(TITLED).replace("notice_of", "notice\u200b_of\u00ad").encode(),
    "read in another encoding": "\n".join(TITLED).encode().decode("mac_roman").encode(),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_table_is_found_and_read_as_the_sheet_is(name: str) -> None:
    found = read_elections(SHEETS[name], HERE)

    assert found.faults == []
    assert found.holds["anytown"][0].occasion == {"en": "“Lleol” — Local elections"}


def test_a_workbook_of_elections_says_which_sheet_was_read() -> None:
    made = Workbook()
    made.active.append(["About this file"])
    sheet = made.create_sheet("Polls")
    for line in (["Elections 2027"], HEADER.split(","), ANYTOWN.split(",")):
        sheet.append(line)
    sheet["C3"], sheet["D3"] = date(2027, 3, 29), datetime(2027, 5, 6, 7)  # noqa: DTZ001 - as Excel keeps it
    found = read_elections(saved(made), HERE)

    assert (found.sheet, found.faults) == ("Polls", [])
    assert days(found.holds["anytown"]) == [("2027-03-29", "2027-05-06")]
    sheet["E3"] = "=A3"
    assert wrong(read_elections(saved(made), HERE)) == {("E3", "formula")}


def test_the_spaces_of_a_spreadsheet_are_spaces() -> None:
    found = read(ANYTOWN.replace("Local elections", "Local\xa0 elections "))

    assert found.holds["anytown"][0].occasion == {"en": "Local elections"}


@pytest.mark.parametrize("row", [5, None, "x", [], {}])
def test_rows_that_are_none(row: Any) -> None:
    found = read_elections(json.dumps([_published(), row]).encode(), HERE)

    assert list(found.holds) == ["anytown"]
    assert {fault.pointer.split("/")[1] for fault in found.faults} == {"1"}
