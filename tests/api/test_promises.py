"""What an assembly's address, its page and its calendar tell of what was promised to it."""

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    GROUP,
    assembly,
    clock,
    groundwork,
    item,
    organisation,
    promise,
    put,
    recommendation,
    response,
    update,
)
from tests.conftest import client_of, said
from tests.html import Read

ONCE = promise("report", "2024-06-30")
COMPILED = {"organisation": GROUP, "capacity": "compiler", "checked_to": {"value": "2024-11-20"}}


@pytest.fixture
def empty_client(empty: Engine) -> TestClient:
    """Asks a server that holds what a test puts into it."""
    return client_of(empty)


def states(client: TestClient, on: str = "2024-12-01") -> list[dict[str, Any]]:
    with clock(on):
        return [one["state"] for one in said(client.get(f"/v1/assemblies/{ASSEMBLY}"), 200)["promises"]]


def told(client: TestClient, language: str = "en", on: str = "2024-12-01") -> str:
    with clock(on):
        page = client.get(f"/assemblies/{ASSEMBLY}?lang={language}").text
    return " ".join(" ".join(one.text for one in Read(page).texts).split())


def days(client: TestClient, on: str = "2024-12-01") -> list[tuple[date, str, str]]:
    with clock(on):
        events = Calendar.from_ical(client.get("/calendar/all.ics?lang=en").content).walk("VEVENT")
    found = [(one.decoded("dtstart"), str(one["summary"]), str(one["description"])) for one in events]
    return [one for one in found if "promise" in one[1]]


def test_each_promise_says_what_became_of_it(empty: Engine, empty_client: TestClient) -> None:
    made = [promise("answer_each", "2024-06-30"), ONCE, promise("review", "2025-06-30")]
    with clock("2024-03-01"):
        put(empty, *groundwork(made=2, promises=made), recommendation(1), recommendation(2))
        put(empty, response("first", "accepted", "2024-03-01", recommendations=[item(1)]))

    each, report, review = states(empty_client)
    assert (each["code"], each["came"], each["of"], each["since"]) == ("kept_in_part", 1, 2, "2024-06-30")
    assert each["label"]["en"] == "Kept in part"
    assert report["sentence"]["en"] == "Past since 30 June 2024."
    assert (report["code"], report["by"]["id"], report["last_looked"]) == ("past", COUNCIL, None)
    assert (review["code"], review["until"]) == ("not_due", "2025-06-30")
    english, welsh = told(empty_client), told(empty_client, "cy")
    assert "1 of 2 came. The rest is past since 30 June 2024." in english
    assert "Not due until 30 June 2025." in english
    assert "Wedi mynd heibio i’w ddyddiad ers 30 Mehefin 2024." in welsh


def test_only_whoever_promised_a_report_keeps_it(empty: Engine, empty_client: TestClient) -> None:
    with clock("2024-03-01"):
        put(empty, *groundwork(promises=[ONCE]), recommendation(1))
    with clock("2024-05-01"):
        put(empty, update(ASSEMBLY, None, "2024-05-01", said_by={"organisation": GROUP, "capacity": "for_itself"}))
    assert states(empty_client)[0]["code"] == "past"
    assert days(empty_client) == [
        (
            date(2024, 6, 30),
            "Late: A promise: Report on progress: Westmere assembly on air",
            "Westmere Council. Past since 30 June 2024.",
        )
    ]

    with clock("2024-12-01"):
        put(empty, update(ASSEMBLY, None, "2024-07-01"))
    assert states(empty_client)[0]["on"] == "2024-07-01"
    assert "Kept on 1 July 2024." in told(empty_client)
    assert days(empty_client) == []


def test_of_a_compiled_record_it_says_when_somebody_last_looked(empty: Engine, empty_client: TestClient) -> None:
    made = [ONCE, ONCE | {"checked_to": {"value": "2024-07-31"}}]
    with clock("2024-12-01"):
        base = groundwork()[:-1]
        put(empty, *base, assembly(keeper=COMPILED, promises=made, recommendations_made=5), recommendation(1))

    first, second = states(empty_client)
    assert (first["code"], first["last_looked"], second["last_looked"]) == ("no_sign", "2024-11-20", "2024-07-31")
    page = told(empty_client)
    assert "It was due by 30 June 2024, and we found no sign of it (last looked November 2024)." in page
    assert "and we found no sign of it (last looked July 2024)." in page
    assert [summary.startswith("A promise") for _, summary, _ in days(empty_client)] == [True, True]


def test_the_successor_of_whoever_ended_is_named(empty: Engine, empty_client: TestClient) -> None:
    after = [{"organisation": "newshire", "begins": {"value": "2024-05-01"}}]
    with clock("2024-05-02"):
        gone = organisation(ended={"value": "2024-04-30"}, successors=after)
        base = groundwork(promises=[ONCE | {"set_by": "law"}])[1:]
        put(empty, organisation("newshire", "Newshire Council"), gone, *base, recommendation(1))

    (state,) = states(empty_client)
    assert (state["code"], [one["id"] for one in state["successors"]]) == ("ended", ["newshire"])
    page = told(empty_client)
    assert "Westmere Council ended on 30 April 2024, and the clock of this promise with it." in page
    assert "Its successor is Newshire Council." in page
    assert "(Set by law)" in page
    assert days(empty_client) == []


def test_a_promise_is_marked_as_kept_only_with_a_source(empty: Engine, empty_client: TestClient) -> None:
    later = {"by": COUNCIL, "standing": "kept", "date": {"value": "2024-03-01"}}
    shown = later | {"source": {"address": "https://westmere.example/panel"}}
    with clock("2024-03-01"):
        with pytest.raises(ValueError, match="source-missing"):
            put(empty, *groundwork(promises=[promise("keep_a_panel", later=[later])]))
        put(empty, *groundwork(promises=[promise("keep_a_panel", later=[shown])]))

    assert states(empty_client)[0]["sentence"]["cy"] == "Cadwyd ar 1 Mawrth 2024."


def test_nobody_looked_for_a_promise_on_a_day_to_come(empty: Engine) -> None:
    with clock("2024-03-01"), pytest.raises(ValueError, match="in-the-future"):
        put(empty, *groundwork(promises=[ONCE | {"checked_to": {"value": "2024-03-02"}}]))
