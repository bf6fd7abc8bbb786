"""Holds before elections: published with their organisation, told to readers, and never taken back once begun."""

import csv
import json
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core.problems import Problem
from api.readers.tables import XLSX
from api.record.reader import begin
from api.workbench.holds import add_holds, elections_in, hold_on
from db.session import reading, writing
from tests.builders import clock
from tests.conftest import said
from tests.sheets.files import saved
from tests.writing.given import ANYTOWN, ITEM, admin, example, load, one, part, places, stored

PAST = one(example(ANYTOWN), "anytown")["holds"][0]
ELECTIONS = """election_id,organisation,notice_of_election,polling_day,name
local.anytown.2027-05-06,COUNCIL-ANYTOWN,2027-03-25,2027-05-06,"Local elections, 6 May 2027"
local.newshire.2027-05-06,newshire,2027-03-24,2027-05-06,"Local elections, 6 May 2027"
local.far.2027-05-06,FAR,2027-03-25,2027-05-06,Far elections
"""


def hold(begins: str, ends: str, **more: Any) -> dict[str, Any]:
    return {"begins": {"value": begins}, "ends": {"value": ends}, "occasion": {"en": "Local elections"}, **more}


def council(*holds: Any) -> Any:
    """Anytown Council as it stands, with these holds after its past one."""
    return one(example(ANYTOWN), "anytown") | {"holds": [PAST, *holds]}


def loaded(client: TestClient, engine: Engine, *holds: Any, status: int = 201, on: str = "2027-01-10") -> Any:
    """The answer to loading the council with these holds on a day."""
    with clock(on):
        return said(load(client, admin(engine), part(ANYTOWN, council(*holds))), status)


def status_of(client: TestClient) -> Any:
    return said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)


REFUSED = {
    "no end": ({"begins": {"value": "2027-03-25"}, "occasion": {"en": "x"}}, 422, "/ends", "required"),
    "no beginning": ({"ends": {"value": "2027-05-06"}, "occasion": {"en": "x"}}, 422, "/begins", "required"),
    "no occasion": ({"begins": {"value": "2027-03-25"}, "ends": {"value": "2027-05-06"}}, 422, "/occasion", "required"),
    "an end that is a month": (hold("2027-03-25", "2027-05"), 422, "/ends/value", "day"),
    "a beginning that is a season": (hold("2027-spring", "2027-05-06"), 422, "/begins/value", "day"),
    "a day that does not exist": (hold("2027-02-30", "2027-05-06"), 422, "/begins/value", "value-error"),
    "an end before its beginning": (hold("2027-05-06", "2027-03-25"), 409, "/ends", "ends-before-begins"),
    "more than four months": (hold("2027-01-01", "2027-05-01"), 409, "/ends", "hold-too-long"),
    "days of another": (hold("2026-05-07", "2026-06-04"), 409, "", "holds-overlap"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hold_that_cannot_be(client: TestClient, engine: Engine, name: str) -> None:
    bad, status, place, rule = REFUSED[name]
    before = stored(engine)

    problem = loaded(client, engine, bad, status=status)

    assert places(problem) == {f"/things/0/holds/1{place}": rule}
    made = {"keys": 0, "actors": 0, "grants": 0, "people": 0}  # of the key itself
    assert stored(engine) | made == before | made


def test_readers_are_told_of_a_hold_on_its_days_and_late_stays_late(client: TestClient, engine: Engine) -> None:
    loaded(client, engine, hold("2027-03-25", "2027-05-06"))
    found = {}
    for day in ("2027-03-24", "2027-03-25", "2027-05-06", "2027-05-07"):
        with clock(day):
            found[day] = status_of(client)
    assert [one["hold"] is not None for one in found.values()] == [False, True, True, False]
    assert [one["schedule"] for one in found.values()] == ["due_soon", "due_soon", "late", "late"]
    assert [one["late_in_hold"] for one in found.values()] == [False, False, True, False]
    assert found["2027-05-07"]["days_late"] == found["2027-05-06"]["days_late"] + 1
    held = found["2027-03-25"]
    assert held["hold"] == {
        "organisation": {**held["hold"]["organisation"], "type": "organisation", "id": "anytown"},
        "begins": "2027-03-25",
        "ends": "2027-05-06",
        "occasion": {"en": "Local elections"},
    }
    assert held["note"]["en"].startswith(
        "Because of an election, Anytown Council may publish less until the end of 6 May"
    )
    assert held["note"]["cy"].startswith("Oherwydd etholiad, gall Cyngor Tref Unman gyhoeddi llai tan ddiwedd 6 Mai")
    assert held["note"]["en"] not in held["sentence"]["en"]


def test_the_timeline_says_in_advance_when_a_hold_will_stand(client: TestClient, engine: Engine) -> None:
    loaded(client, engine, hold("2027-03-25", "2027-05-06"))

    timeline = said(client.get(f"/v1/recommendations/{ITEM}"), 200)["timeline"]

    assert {state["from"] for state in timeline} >= {"2027-03-25", "2027-05-07"}
    assert all(state["in_hold"] == ("2027-03-25" <= state["from"] <= "2027-05-06") for state in timeline)


def test_a_hold_that_has_not_begun_may_move_or_go(client: TestClient, engine: Engine) -> None:
    loaded(client, engine, hold("2027-03-25", "2027-05-06"))
    loaded(client, engine, hold("2027-04-01", "2027-05-06"))
    loaded(client, engine)

    assert said(client.get("/v1/organisations/anytown"), 200)["holds"] == [PAST]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ([], "/holds"),
        ([hold("2027-03-26", "2027-05-06")], "/holds"),
        ([hold("2027-03-25", "2027-04-09")], "/holds/1/ends"),
    ],
)
def test_a_hold_that_has_begun_stays(client: TestClient, engine: Engine, changed: list[Any], place: str) -> None:
    loaded(client, engine, hold("2027-03-25", "2027-05-06"))
    problem = loaded(client, engine, *changed, status=409, on="2027-04-10")
    assert places(problem) == {f"/things/0{place}": "hold-begun"}
    for last in ("2027-04-10", "2027-05-13"):
        loaded(client, engine, hold("2027-03-25", last), on="2027-04-10")
        with clock("2027-04-10"):
            assert status_of(client)["hold"]["ends"] == last


def test_a_hold_that_is_over_stays_as_it_was(client: TestClient, engine: Engine) -> None:
    for last in ("2026-05-06", "2026-05-14", "2026-06-20"):
        moved = one(example(ANYTOWN), "anytown") | {"holds": [PAST | {"ends": {"value": last}}]}
        with clock("2026-05-20"):
            problem = said(load(client, admin(engine), part(ANYTOWN, moved)), 409)
        assert places(problem) == {"/things/0/holds/0/ends": "hold-begun"}
    reworded = one(example(ANYTOWN), "anytown") | {"holds": [PAST | {"occasion": {"en": "Elections to the council"}}]}
    said(load(client, admin(engine), part(ANYTOWN, reworded)), 201)


def added(engine: Engine, **more: Any) -> list[str]:
    """The organisations that are published again when the file of elections is loaded."""
    with clock("2027-01-10"), writing(engine) as session:
        record = begin(session)
        found = elections_in(session, ELECTIONS.encode())
        assert (found.unknown, found.faults) == (["FAR"], [])
        rows = add_holds(record, found.holds | more)
        return [row.thing for row in rows]


def test_a_file_of_elections_is_published_once(client: TestClient, engine: Engine) -> None:
    assert added(engine) == ["anytown", "newshire"]
    assert added(engine) == []

    with clock("2027-04-01"):
        assert status_of(client)["hold"]["occasion"] == {"en": "Local elections, 6 May 2027"}
    with reading(engine) as session:
        assert hold_on(session, "anytown", date(2027, 3, 24)) is None
        held = hold_on(session, "anytown", date(2027, 3, 25))
        assert (held and held.election) == "local.anytown.2027-05-06"
        assert hold_on(session, "newshire", date(2027, 3, 24)) is not None
        assert hold_on(session, "schools-office", date(2027, 4, 1)) is None
        assert hold_on(session, "nobody-knows-it", date(2027, 4, 1)) is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_elections_are_sent_as_any_table_is(client: TestClient, engine: Engine) -> None:
    def sent(content: bytes, kind: str) -> Any:
        with clock("2027-01-10"):
            return client.post("/v1/admin/elections", content=content, headers=admin(engine) | {"Content-Type": kind})

    titled = "Elections 2027\r\n\r\n" + ELECTIONS.replace("2027-03-25", "25-Mar-27").replace(",", ";")
    made = Workbook()
    made.active.append(["About this file"])
    sheet = made.create_sheet("Polls")
    for line in csv.reader(ELECTIONS.splitlines()):
        sheet.append(line)

    report = said(sent(titled.encode("utf-8-sig"), "text/csv; charset=utf-8"), 201)
    assert (report["changed"], report["unknown"]) == (["anytown", "newshire"], ["FAR"])
    assert "sheet" not in report
    again = said(sent(saved(made), XLSX), 201)
    assert (again["changed"], again["sheet"]) == ([], "Polls")
    wrong = said(sent(titled.replace("25-Mar-27", "soon").encode(), "application/vnd.ms-excel"), 422)
    assert [error["pointer"] for error in wrong["errors"]] == ["C4", "C6"]
    assert "C4 notice_of_election: “soon” is not a date" in wrong["detail"]
    assert "text/csv" in said(sent(b"{}", "text/plain"), 415)["detail"]


def test_a_file_moves_the_days_of_a_hold_and_leaves_its_words(client: TestClient, engine: Engine) -> None:
    occasion = {"cy": "Etholiadau lleol", "en": "Local elections"}
    loaded(
        client, engine, hold("2027-03-29", "2027-05-06", election="local.anytown.2027-05-06") | {"occasion": occasion}
    )

    added(engine)

    (_, moved) = said(client.get("/v1/organisations/anytown"), 200)["holds"]
    assert (moved["begins"]["value"], moved["occasion"]) == ("2027-03-25", occasion)


def test_holds_of_nobody_known_are_refused_whole(engine: Engine) -> None:
    before = stored(engine)
    with pytest.raises(Problem) as refused:
        added(engine, **{"nobody-knows-it": []})
    assert [fault.rule for fault in refused.value.errors] == ["unknown-id"]
    assert stored(engine) == before


def test_a_hold_at_the_end_of_the_calendar(client: TestClient, engine: Engine) -> None:
    for last in ("9999-12-30", "9999-12-31"):
        loaded(client, engine, hold("9999-12-01", last))
        assert status_of(client)["hold"] is None


def test_the_example_shows_a_past_hold(client: TestClient) -> None:
    held = json.loads(client.get("/v1/organisations/anytown").content)["holds"]
    assert [(one["begins"]["value"], one["ends"]["value"]) for one in held] == [("2026-03-27", "2026-05-07")]
