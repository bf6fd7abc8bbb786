"""A file of elections, read as holds."""

import json
from typing import Any

import pytest

from api.readers.elections import COLUMNS, Elections, read_elections
from api.schemas.organisations import Hold, Organisation

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


def test_elections_apart_are_holds_apart() -> None:
    later = "local.anytown.by.2027-10-07,anytown,2027-08-31,2027-10-07,By-election"

    assert days(read(later, ANYTOWN).holds["anytown"]) == [("2027-03-25", "2027-05-06"), ("2027-08-31", "2027-10-07")]


def test_organisations_that_are_not_here_are_said_and_the_others_are_read() -> None:
    found = read("local.far.2027-05-06,FAR,2027-03-25,2027-05-06,Far", ANYTOWN)

    assert (found.unknown, list(found.holds), found.faults) == (["FAR"], ["anytown"], [])


BAD = {
    "local.anytown.2027-05-06,anytown,soon,2027-05-06,Local": ("notice_of_election", "day"),
    "local.anytown.2027-05-06,anytown,2027-03-25,2027-05-32,Local": ("polling_day", "day"),
    "local.anytown.2027-05-06,anytown,2027-05-07,2027-05-06,Local": ("notice_of_election", "after-the-poll"),
    "local.anytown.2027-05-06,anytown,2027-03-25,2027-05-07,Local": ("polling_day", "other-day"),
    "Local elections,anytown,2027-03-25,2027-05-06,Local": ("election_id", "election-id"),
    "local.anytown.2027-05-06,SHARED,2027-03-25,2027-05-06,Local": ("organisation", "ambiguous"),
    "local.anytown.2027-05-06,,2027-03-25,2027-05-06,Local": ("organisation", "required"),
    "local.anytown.2027-05-06,anytown,2027-03-25": ("polling_day", "required"),
    "local.anytown.2027-05-06,anytown,2027-03-25,2027-05-06,Lo\x07cal": ("name", "text"),
    f"local.anytown.2027-05-06,anytown,2027-03-25,2027-05-06,{'x' * 201}": ("name", "text"),
}


@pytest.mark.parametrize("row", BAD)
def test_a_bad_row_is_a_fault_in_its_place_and_the_others_still_count(row: str) -> None:
    place, rule = BAD[row]
    found = read(ANYTOWN, "", row)

    assert (f"/1/{place}", rule) in wrong(found)
    assert all(fault.pointer.startswith("/1/") and fault.detail for fault in found.faults)
    assert len(found.holds["anytown"]) == 1


@pytest.mark.parametrize("column", range(5))
def test_a_column_that_is_missing_is_said_once(column: int) -> None:
    without = [
        ",".join(cell for place, cell in enumerate(line.split(",")) if place != column) for line in (HEADER, ANYTOWN)
    ]
    found = read(without[1], without[1], header=without[0])

    assert wrong(found) == {("", "column-missing")}
    assert list(COLUMNS.values())[column][0] in found.faults[0].detail


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\x81\x8d", b"[", b'{"a": 1}', b"[" * 100_000, b'a,"b\n1,2', b'[{"election_id": NaN'],
)
def test_what_is_no_file_of_elections(data: bytes) -> None:
    assert wrong(read_elections(data, HERE)) == {("", "unreadable")}


@pytest.mark.parametrize("data", [b"", HEADER.encode(), b"[]", b'{"results": []}'])
def test_a_file_without_elections_holds_nothing(data: bytes) -> None:
    assert read_elections(data, HERE) == Elections()


@pytest.mark.parametrize("name", ["\ud800", "\u200b", "\ufffe"])
def test_half_a_character_and_what_cannot_be_seen_are_no_name(name: str) -> None:
    found = read_elections(json.dumps([_published(election_title=name)]).encode(), HERE)

    assert wrong(found) == {("/0/name", "text")}


def test_the_spaces_of_a_spreadsheet_are_spaces() -> None:
    found = read(ANYTOWN.replace("Local elections", "Local\xa0 elections "))

    assert found.holds["anytown"][0].occasion == {"en": "Local elections"}


@pytest.mark.parametrize("row", [5, None, "x", [], {}])
def test_rows_that_are_none(row: Any) -> None:
    found = read_elections(json.dumps([_published(), row]).encode(), HERE)

    assert list(found.holds) == ["anytown"]
    assert {fault.pointer.split("/")[1] for fault in found.faults} == {"1"}
