"""The public calendar of what is due, read back by icalendar."""

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.feeds import calendars
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    accountability,
    clock,
    due,
    engagement,
    groundwork,
    item,
    organisation,
    promise,
    put,
    recommendation,
    response,
    update,
    withdrawal,
)
from tests.feeds.story import HOSTILE, PLAN, SHOWN, asked

ALL = "/calendar/all.ics"


def days(client: TestClient, address: str = ALL, on: str = "2024-09-01") -> list[Any]:
    answer = asked(client, address, on)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def short(events: list[Any]) -> list[tuple[date, str]]:
    return [(event.decoded("dtstart"), str(event["summary"])) for event in events]


def test_everything_that_has_a_day_is_in_the_calendar(told: TestClient) -> None:
    assert short(days(told)) == [
        (date(2024, 3, 31), "Late: An answer: Plant trees"),
        (date(2024, 5, 2), "Last day of publishing less: Westmere Council"),
        (date(2024, 6, 30), "Plan over, no word found: Streets plan: Llwybr straeon"),
        (date(2024, 6, 30), "The plan ends: Streets plan"),
        (date(2025, 1, 31), "A promise: Review what happened: Westmere assembly on air"),
        (date(2025, 3, 31), "What was promised: Open five streets to walking"),
    ]


def test_an_event_says_of_whom_and_where_to_read_on(told: TestClient) -> None:
    (event,) = (one for one in days(told) if str(one["summary"]).startswith("Late: "))

    assert event["uid"] == f"{item(2)}.answer@127.0.0.1"
    assert event["url"] == f"http://127.0.0.1:8000/recommendations/{item(2)}"
    assert event["description"] == "Westmere Council. The day has passed, and it is still open."


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (f"recommendations/{item(1)}", ["What was promised", "Last day of publishing less"]),
        (f"recommendations/{item(2)}", ["Late: An answer", "Last day of publishing less"]),
        (f"projects/{PLAN}", ["The plan ends"]),
        ("posts/westmere-head-of-streets", ["Last day of publishing less"]),
        (f"assemblies/{ASSEMBLY}", [None] * 6),
        (f"organisations/{COUNCIL}", [None] * 6),
    ],
)
def test_each_thing_has_its_own(told: TestClient, of: str, expected: list[str | None]) -> None:
    found = [summary.rpartition(": ")[0] for _, summary in short(days(told, f"/calendar/{of}.ics"))]

    assert len(found) == len(expected)
    assert {one for one in expected if one} <= set(found)


def test_in_welsh_it_is_welsh(told: TestClient) -> None:
    answer = asked(told, f"{ALL}?lang=cy")

    found = Calendar.from_ical(answer.content)
    assert answer.headers["content-language"] == "cy"
    assert found["x-wr-calname"] == "Beth sydd i ddod: popeth ar y cofnod hwn"
    assert "Yn hwyr: Ymateb: Plant trees" in [str(event["summary"]) for event in found.walk("VEVENT")]
    assert [event["uid"] for event in found.walk("VEVENT")] == [event["uid"] for event in days(told)]


def test_a_moved_day_is_the_same_event_with_a_higher_number(empty: Engine, empty_client: TestClient) -> None:
    with clock("2024-01-10"):
        put(empty, *groundwork(), recommendation(1), update(item(1), "planned", "2024-01-09", due=due("2024-06-30")))
    (before,) = days(empty_client, on="2024-01-11")
    with clock("2024-01-12"):
        put(empty, update(item(1), "planned", "2024-01-12", due=due("2024-09-30")))
    (after,) = days(empty_client, on="2024-01-13")

    assert before["uid"] == after["uid"]
    assert (before.decoded("dtstart"), after.decoded("dtstart")) == (date(2024, 6, 30), date(2024, 9, 30))
    assert after["sequence"] > before["sequence"]


def test_an_answer_promised_to_all_is_one_day_until_it_has_passed(empty: Engine, empty_client: TestClient) -> None:
    with clock("2024-01-10"):
        put(empty, *groundwork(promises=[promise("answer_each", "2024-03-31")]), recommendation(1), recommendation(2))

    promised = [(date(2024, 3, 31), "A promise: Answer each one: Westmere assembly on air")]
    assert short(days(empty_client, on="2024-03-31")) == promised
    assert [event["uid"] for event in days(empty_client, on="2024-04-01")] == [
        f"{item(number)}.answer@127.0.0.1" for number in (1, 2)
    ]
    own = short(days(empty_client, f"/calendar/recommendations/{item(1)}.ics", on="2024-03-31"))
    assert own == [(date(2024, 3, 31), "An answer: Open five streets to walking")]


def test_a_decision_that_is_awaited_has_its_day(empty: Engine, empty_client: TestClient) -> None:
    waits = response("later", "deciding", "2024-01-09", recommendations=[item(1)], decide_by="2024-05-31")
    with clock("2024-01-10"):
        put(empty, *groundwork(), recommendation(1), waits, accountability(item(1)))

    (event,) = days(empty_client, on="2024-02-01")
    assert short([event]) == [(date(2024, 5, 31), "An answer: Open five streets to walking")]
    assert event["description"] == "Head of Streets, Westmere Council."


def test_what_a_compiler_did_not_look_for_is_not_called_late(reader: TestClient) -> None:
    found = dict(short(days(reader, "/calendar/recommendations/camden-climate-2019-8.ics", on="2028-06-01")))

    assert set(found) == {date(2026, 12, 31), date(2027, 12, 31)}
    assert not any("Late" in summary for summary in found.values())


ASKED = {"begins": "2027-01-04", "ends": "2027-02-01", "results_promised": "2027-05-01"}
BUSES = f"/calendar/engagements/{COUNCIL}-buses.ics"


def test_an_engagement_opens_closes_and_tells_what_came_of_it(empty: Engine, empty_client: TestClient) -> None:
    with clock("2026-12-01"):
        put(empty, *groundwork(), engagement("buses", **ASKED), engagement("parks", begins="2027-03", provisional=True))

    own = [
        (date(2027, 1, 4), "It opens: Buses"),
        (date(2027, 2, 1), "Last day to take part: Buses"),
        (date(2027, 5, 1), "What came of it is to be published: Buses"),
    ]
    for address in (ALL, f"/calendar/organisations/{COUNCIL}.ics"):
        found = days(empty_client, address, on="2026-12-02")
        assert short(found) == [*own[:2], (date(2027, 3, 1), "It opens: Parks"), own[2]]
        assert found[2]["description"] == "Westmere Council. The dates are not fixed yet."
    assert short(days(empty_client, BUSES, on="2027-05-01")) == own
    assert days(empty_client, f"/calendar/assemblies/{ASSEMBLY}.ics", on="2026-12-02") == []
    assert [str(one["uid"]) for one in days(empty_client, BUSES, on="2026-12-02")] == [
        f"{COUNCIL}-buses.{part}@127.0.0.1" for part in ("opens", "closes", "results")
    ]
    late = days(empty_client, BUSES, on="2027-05-02")[-1]
    assert str(late["summary"]) == "Late: What came of it is to be published: Buses"
    assert str(late["description"]) == "Westmere Council. The day has passed, and it is still open."
    with clock("2027-01-02"):
        assert f"/calendar/engagements/{COUNCIL}-buses.ics" in empty_client.get(f"/engagements/{COUNCIL}-buses").text


def test_results_that_move_are_the_same_event_until_they_come(empty: Engine, empty_client: TestClient) -> None:
    with clock("2026-12-01"):
        put(empty, *groundwork(), engagement("buses", **ASKED))
    before = days(empty_client, BUSES, on="2027-05-03")[-1]
    with clock("2027-05-04"):
        put(empty, engagement("buses", **ASKED | {"results_promised": "2027-07"}))
    after = days(empty_client, BUSES, on="2027-05-04")[-1]
    outcome = {"text": {"en": "Two buses more."}, "date": {"value": "2027-06-01"}}
    with clock("2027-06-01"):
        put(empty, engagement("buses", **ASKED, outcome=outcome))
    published = short(days(empty_client, BUSES, on="2027-06-01"))
    called_off = {"date": {"value": "2027-06-02"}, "reason": {"en": "There is no money."}}
    with clock("2027-06-02"):
        put(empty, engagement("buses", **ASKED, cancelled=called_off))

    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert short([after]) == [(date(2027, 7, 31), "What came of it is to be published: Buses")]
    assert [summary for _, summary in published] == ["It opens: Buses", "Last day to take part: Buses"]
    assert days(empty_client, BUSES, on="2027-06-02") == []


def test_hostile_text_stays_in_its_line(empty: Engine, empty_client: TestClient) -> None:
    with clock("2024-01-10"):
        put(empty, *groundwork(), recommendation(1, f"a\nEND:VEVENT {HOSTILE}"))
        put(empty, update(item(1), "planned", "2024-01-09", due=due("2024-06-30")))

    (event,) = days(empty_client, on="2024-02-01")
    assert str(event["summary"]).startswith("What was promised: a END:VEVENT " + SHOWN[:300])


def test_nothing_is_due_of_what_was_withdrawn(empty: Engine, empty_client: TestClient) -> None:
    with clock("2024-01-10"):
        put(empty, *groundwork(), recommendation(1), update(item(1), "planned", "2024-01-09", due=due("2024-06-30")))
        put(empty, withdrawal(recommendation(1)), nature="withdrawal")

    assert days(empty_client, f"/calendar/recommendations/{item(1)}.ics", on="2024-02-01") == []
    assert days(empty_client, on="2024-02-01") == []


def test_it_is_asked_for_again_cheaply_and_nothing_else_is_there(told: TestClient) -> None:
    tag = asked(told, ALL).headers["etag"]

    with clock("2024-09-01"):
        assert told.get(ALL, headers={"If-None-Match": tag}).status_code == 304
    assert told.get("/calendar/posts/nobody-here.ics").status_code == 404
    assert ".ics" in told.get("/calendar/all.vcs").json()["detail"]


def test_of_very_much_it_has_what_is_due_next(
    empty: Engine, empty_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock("2024-01-10"):
        put(empty, *groundwork(made=4), *(recommendation(number, f"Item {number}") for number in (1, 2, 3, 4)))
        for number, day in ((1, "2024-02-01"), (2, "2024-08-01"), (3, "2024-12-01"), (4, "2024-10-01")):
            put(empty, update(item(number), "under_way", "2024-01-05", due=due(day)))
    everything = [day for day, _ in short(days(empty_client))]
    assert {date(2024, 2, 1), date(2024, 8, 1), date(2024, 10, 1), date(2024, 12, 1)} <= {*everything}

    monkeypatch.setattr(calendars, "MOST", 2)
    put(empty, organisation("elsewhere", "Elsewhere"))  # or what was answered would be given again

    shown = {day for day, summary in short(days(empty_client)) if "Item" in summary}
    assert shown == {date(2024, 8, 1), date(2024, 10, 1)}
