"""What is due, as data and as a calendar: whose, how soon, and to whom it is shown."""

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.record.graph import load_around
from api.reminders.due import due, place
from api.status.due_items import DueItem
from api.status.owing import owing
from db.queries import moments
from db.queries.entries import Theirs
from db.queries.moments import Moment
from db.queries.versions import standing
from db.session import reading
from db.vocabulary import Role
from tests.builders import (
    COUNCIL,
    GROUP,
    changed,
    clock,
    contribution,
    groundwork,
    item,
    project,
    promise,
    put,
    recommendation,
    response,
    speaker,
    update,
)
from tests.conftest import client_of, key_of, said

DUE, CALENDAR = "/v1/admin/due", "/v1/admin/due.ics"
STREETS, PARKS, SECOND = "anytown-head-of-streets", "anytown-head-of-parks", "anytown-deputy-head-of-streets"
DAY = "2026-11-24"


def listed(client: TestClient, key: dict[str, str], query: str = "") -> list[Any]:
    with clock(DAY):
        return list(said(client.get(f"{DUE}?{query}", headers=key), 200)["items"])


def short(items: list[Any]) -> list[tuple[str, str, str]]:
    return [(one["due"], one["kind"], one["about"]["id"]) for one in items]


def test_an_item_says_what_is_due_of_whom_whether_it_is_owned_and_where_to_answer(
    client: TestClient, engine: Engine
) -> None:
    key = key_of(engine, Role.officer, STREETS)

    (found,) = (one for one in listed(client, key) if one["kind"] == "update" and one["days"] == -24)

    assert found["about"]["id"] == "anytown-streets-2025-4"
    assert found["post"]["id"] == STREETS
    assert found["organisation"]["id"] == "anytown"
    assert (found["due"], found["owned"], found["heard"]) == ("2026-10-31", True, False)
    path = found["say"].removeprefix("http://127.0.0.1:8000")
    with clock(DAY):
        news = {"summary": "Seven of eight.", "progress": "partly_delivered", "publish": True}
        said(client.post(path, json=news, headers=key), 201)
    assert ("2026-10-31", "update", "anytown-streets-2025-4") not in short(listed(client, key))


def found_and_ruled(engine: Engine, day: date) -> tuple[list[DueItem], list[DueItem]]:
    """What is found to be due on a day by the index, and what the rules make of each thing there is."""
    with reading(engine) as session:
        moment = Moment(moments.current(session).sequence, day)
        rows = [row for type_ in ("recommendation", "project") for row in standing(session, moment.sequence, type_)]
        graph = load_around(session, moment, [row.thing for row in rows])
        ruled = [item for row in rows for item in owing(graph, graph.nodes[row.thing])]
        return due(session, moment, Theirs()).items, sorted(ruled, key=place)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_index_finds_all_that_the_rules_call_due_on_whatever_day(engine: Engine) -> None:
    for day in (date(year, month, 24) for year in (2019, 2025, 2026, 2027, 2029) for month in (1, 6, 11)):
        found, ruled = found_and_ruled(engine, day)
        assert found == ruled


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_index_finds_what_only_time_makes_due(empty: Engine) -> None:
    """All were refused together; each was promised an answer of its own, and what was refused is open again without."""
    with clock("2024-03-01"):
        whole = response("to-all", "rejected", "2024-02-01")
        promised = changed(groundwork()[-1], promises=[promise("answer_each", "2024-06-01")])
        news = update(item(1), None, "2024-02-02", kind="fact", next_update_due="2024-05-01")
        put(empty, *groundwork()[:-1], promised, recommendation(1), whole, news)

    before, after = (found_and_ruled(empty, date(2024, month, 2)) for month in (3, 7))
    assert before[0] == before[1]
    assert after[0] == after[1]
    assert {one.kind for one in after[0]} - {one.kind for one in before[0]} == {"update"}


def test_everybody_sees_what_is_theirs_and_an_administrator_all(client: TestClient, engine: Engine) -> None:
    everything = listed(client, key_of(engine, Role.admin), "within=3650")
    parks = listed(client, key_of(engine, Role.officer, PARKS), "within=3650")

    editors = listed(client, key_of(engine, Role.editor, "anytown"), "within=3650")
    assert short(editors) == short([one for one in everything if one["organisation"]["id"] == "anytown"])
    group = listed(client, key_of(engine, Role.editor, "anytown-tree-group"), "within=3650")
    assert short(group) == short([one for one in everything if one["organisation"]["id"] == "anytown-tree-group"])
    assert {one["about"]["id"] for one in group} == {"anytown-streets-2025-8"}
    assert listed(client, key_of(engine, Role.editor, "newshire"), "within=3650") == []
    assert short(parks) == short([one for one in everything if one.get("post", {}).get("id") == PARKS])
    assert not any(one["owned"] for one in everything)
    assert parks
    assert all(one["owned"] for one in parks)
    deputys = listed(client, key_of(engine, Role.officer, SECOND), "within=3650")
    assert {one["about"]["id"] for one in deputys} == {"anytown-streets-2025-3"}
    assert listed(client, key_of(engine, Role.officer, STREETS), f"within=3650&post={PARKS}") == []
    assert listed(client, key_of(engine, Role.editor, "newshire"), "within=3650&organisation=anytown") == []


def test_whoever_edits_for_one_council_and_answers_at_another_sees_both(client: TestClient, engine: Engine) -> None:
    both = key_of(engine, Role.editor, "newshire")
    from sqlalchemy import select

    from db.models.access import AccessGrant, Key
    from db.session import begin_write, writing

    with writing(engine) as session:
        begin_write(session)
        (actor,) = session.scalars(select(Key.id))
        session.add(AccessGrant(actor=actor, role="officer", covers=PARKS))

    found = listed(client, both, "within=3650")

    assert found
    assert found == listed(client, key_of(engine, Role.officer, PARKS), "within=3650")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", lambda one: one["days"] <= 30),
        ("within=0", lambda one: one["days"] <= 0),
        ("within=3650", lambda _: True),
        ("overdue=true", lambda one: one["days"] < 0),
        ("overdue=false&within=3650", lambda one: one["days"] >= 0),
        (f"post={PARKS}&within=3650", lambda one: one.get("post", {}).get("id") == PARKS),
        ("organisation=anytown&within=3650", lambda one: one["organisation"]["id"] == "anytown"),
        ("organisation=camden&organisation=newshire", lambda _: False),
    ],
)
def test_it_is_asked_for_by_post_organisation_and_how_soon(
    client: TestClient, engine: Engine, query: str, kept: Any
) -> None:
    key = key_of(engine, Role.admin)
    everything = listed(client, key, "within=3650&limit=200")

    assert listed(client, key, query) == [one for one in everything if kept(one)]
    assert short(everything) == sorted(short(everything), key=lambda one: (one[0], one[2], one[1]))


@pytest.mark.parametrize("address", [DUE, CALENDAR])
@pytest.mark.parametrize("query", ["within=-1", "within=soon", "overdue=perhaps", "post=Not an id", "organisation="])
def test_a_bad_question_is_refused(client: TestClient, engine: Engine, address: str, query: str) -> None:
    said(client.get(f"{address}?{query}", headers=key_of(engine, Role.admin)), 400)


@pytest.mark.parametrize("address", [DUE, CALENDAR])
@pytest.mark.parametrize(
    ("role", "covers"),
    [
        (Role.convenor, "anytown-streets-2025"),
        (Role.panel, "anytown-streets-2025"),
        (Role.keeper, "anytown-play-streets"),
    ],
)
def test_other_roles_are_refused(client: TestClient, engine: Engine, address: str, role: Role, covers: str) -> None:
    refused = said(client.get(address, headers=key_of(engine, role, covers)), 403)

    assert refused["type"].endswith("/wrong-role")
    assert said(client.get(address), 401)


def test_pages_go_on_where_the_last_ended_on_the_day_of_the_first(client: TestClient, engine: Engine) -> None:
    key = key_of(engine, Role.admin)
    whole = listed(client, key, "within=3650")
    with clock(DAY):
        page = said(client.get(f"{DUE}?within=3650&limit=2", headers=key), 200)
    found = page["items"]
    with clock("2026-12-24"):
        while page["next"]:
            answer = client.get(page["next"].removeprefix("http://127.0.0.1:8000"), headers=key)
            page = said(answer, 200)
            assert ('rel="next"' in answer.headers.get("Link", "")) == bool(page["next"])
            found += page["items"]

    assert found == whole
    assert len(whole) > 4


def test_a_cursor_is_for_the_same_question_by_the_same_key(client: TestClient, engine: Engine) -> None:
    key = key_of(engine, Role.admin)
    with clock(DAY):
        next_ = said(client.get(f"{DUE}?within=3650&limit=1", headers=key), 200)["next"]
        path = next_.removeprefix("http://127.0.0.1:8000")

        said(client.get(path.replace("within=3650", "within=30"), headers=key), 400)
        said(client.get(path, headers=key_of(engine, Role.officer, PARKS)), 400)
        said(client.get(f"{DUE}?cursor=nonsense", headers=key), 400)


def test_it_is_a_calendar_that_calendars_read(client: TestClient, engine: Engine) -> None:
    key = key_of(engine, Role.officer, STREETS)
    with clock(DAY):
        answer = client.get(f"{CALENDAR}?within=3650", headers=key)

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    items = listed(client, key, "within=3650")
    assert [event.decoded("dtstart") for event in events] == [date.fromisoformat(one["due"]) for one in items]
    assert len({str(event["uid"]) for event in events}) == len(events)
    first = next(event for event in events if event.decoded("dtstart") == date(2026, 10, 31))
    assert str(first["summary"]) == "An update: Make the walk to school safe"
    assert str(first["url"]).endswith("/recommendations/anytown-streets-2025-4")
    assert "Head of Streets" in str(first["description"])
    with clock(DAY):
        assert client.get(f"{CALENDAR}?overdue=true&within=0", headers=key).content.count(b"BEGIN:VEVENT") == len(
            [one for one in items if one["days"] < 0]
        )


def test_nothing_is_due_of_a_project_that_only_an_assembly_of_anothers_compiles(empty: Engine) -> None:
    client, key = client_of(empty), key_of(empty, Role.admin)
    own, other = project(lead=COUNCIL, kind="programme"), project("westmere-wheels-plan", "Plan")
    links = [contribution(item(1), one.id) for one in (own, other)]
    who = {own.id: speaker(COUNCIL), other.id: speaker(GROUP)}
    news = [
        update(
            one.id, None, "2026-10-01", said_by=who[one.id], entered_by=speaker(COUNCIL), next_update_due="2026-11-30"
        )
        for one in (own, other)
    ]
    put(empty, *groundwork(), recommendation(1), own, other, *links, *news)

    assert {one["about"]["id"] for one in listed(client, key)} & who.keys() == {own.id}
