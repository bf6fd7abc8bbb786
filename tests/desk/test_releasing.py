"""An approver sees what waits side by side with what residents read, releases many at once, or sends one back."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.clock import today
from db.vocabulary import Role
from tests.builders import clock
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor
from tests.mailbox import Mailbox
from tests.workbench.desks import newshire, posts_with_mailboxes

POST = "anytown-head-of-streets"
ITEMS = [f"anytown-streets-2025-{number}" for number in (1, 2, 3, 4)]
RELEASE = "Release all that are ticked"


@pytest.fixture
def waiting(engine: Engine, client: TestClient) -> list[str]:
    """Four updates that an officer sent for release, though nobody at Anytown has to."""
    key = key_of(engine, Role.officer, POST, holder="Ann First")
    made = []
    for number, item in enumerate(ITEMS):
        body = {"progress": "under_way", "summary": f"It goes on, number {number}."}
        id_ = said(client.post(f"/v1/admin/recommendations/{item}/updates", json=body, headers=key), 201)["id"]
        said(client.post(f"/v1/admin/updates/{id_}/publication", json={"submit": True}, headers=key), 201)
        made.append(id_)
    return made


@pytest.fixture
def approver(at_desk: At) -> Visitor:
    return at_desk(Role.editor, "anytown")


def told(client: TestClient, item: str) -> Any:
    return said(client.get(f"/v1/recommendations/{item}"), 200)["updates"][0]["summary"]


def test_what_is_sent_for_release_waits_where_nobody_has_to(
    engine: Engine, client: TestClient, waiting: list[str]
) -> None:
    key = key_of(engine, Role.editor, "anytown")
    found = said(client.get("/v1/admin/worklist?view=waiting", headers=key), 200)["items"]

    assert {one["id"] for one in found} == set(waiting)
    assert {one["state"] for one in found} == {"submitted"}


@pytest.mark.usefixtures("waiting")
def test_today_says_what_waits_and_leads_there(approver: Visitor) -> None:
    approver.open("/desk")

    assert "Waiting for your release (4)" in approver.read
    assert 'href="/desk/release"' in approver.page.text


def test_all_are_compared_and_released_in_one_moment(approver: Visitor, client: TestClient, waiting: list[str]) -> None:
    approver.open("/desk/release")
    assert [one in approver.read for one in ("it goes on, number 0", "it goes on, number 3")] == [True, True]
    head = said(client.get("/v1/head"), 200)["sequence"]
    approver.press(RELEASE, thing=waiting[:3])

    assert "Released." in approver.read
    published = said(client.get(f"/v1/changes?after={head}"), 200)["items"]
    assert len({one["published_at"] for one in published}) == 1
    assert [told(client, item)["en"] for item in ITEMS[:3]] == [f"It goes on, number {n}." for n in range(3)]
    assert "it goes on, number 3" in approver.read
    assert "it goes on, number 0" not in approver.read


@pytest.mark.usefixtures("waiting")
def test_nothing_ticked_releases_nothing(approver: Visitor) -> None:
    approver.open("/desk/release").press(RELEASE, 422)

    assert "Tick at least one first" in approver.read


def test_one_goes_back_with_a_note_that_its_writer_reads(
    engine: Engine, client: TestClient, approver: Visitor, waiting: list[str]
) -> None:
    approver.open(f"/desk/release/{waiting[0]}").press("Send back with this note", 422)
    assert "Say what is to be changed." in approver.read
    approver.press("Send back with this note", note="Which street?")
    assert "It went back" in approver.read
    officer = Visitor(client).sign_in(key_of(engine, Role.officer, POST)["Authorization"].removeprefix("Bearer "))

    assert "Came back to be changed (1)" in officer.read
    assert "Which street?" in officer.read
    officer.open(f"/desk/drafts/{waiting[0]}")
    assert "Which street?" in officer.read


def test_what_changed_since_it_was_looked_at_is_not_released(
    engine: Engine, client: TestClient, approver: Visitor, waiting: list[str]
) -> None:
    approver.open("/desk/release")
    key = key_of(engine, Role.officer, POST, holder="Ann First")
    said(client.post(f"/v1/admin/updates/{waiting[0]}/return", json={"note": "Mine."}, headers=key), 201)
    patch = {"Content-Type": "application/merge-patch+json", "If-Match": "*", **key}
    address = f"/v1/admin/updates/{waiting[0]}"
    said(client.patch(address, json={"summary": "Something else."}, headers=patch), 200)
    said(client.post(f"{address}/publication", json={"submit": True}, headers=key), 201)
    approver.press(RELEASE, 412, thing=waiting)

    assert "It was changed since you looked." in approver.read
    assert "something else" in approver.read.lower()
    assert told(client, ITEMS[1])["en"] != "It goes on, number 1.", "all of them, or none"
    approver.press(RELEASE, thing=waiting)
    assert told(client, ITEMS[0])["en"] == "Something else."


def test_nobody_releases_what_they_sent(client: TestClient, at_desk: At) -> None:
    officer = at_desk(Role.officer, POST).open(f"/desk/items/{ITEMS[2]}")
    officer.press("See what residents will read", summary_en="Two of five streets are closed.")
    officer.press("Send for release")
    assert "sent for release" in officer.read
    id_ = officer.page.text.partition("/desk/drafts/")[2].partition('"')[0]
    officer.open(f"/desk/release/{id_}")
    assert "somebody else releases it" in officer.read
    form = officer.form("Send back with this note")
    officer.send(form.action, [*form.fields, ("do", "release")], 403)
    assert told(client, ITEMS[2])["en"] != "Two of five streets are closed."


def test_it_can_be_released_for_a_time(approver: Visitor, client: TestClient, waiting: list[str]) -> None:
    approver.open(f"/desk/release/{waiting[0]}")
    approver.press("Release for that time", 422, at_day="2020-01-01", at_time="")
    day = today().replace(year=today().year + 1).isoformat()
    approver.press("Release for that time", at_day=day, at_time="18:30")

    assert "will be public at its time" in approver.read
    assert told(client, ITEMS[0])["en"] != "It goes on, number 0."
    assert "Will be public at its time (1)" in approver.open("/desk").read


def test_who_may_not_release_it_does_not_find_it(at_desk: At, waiting: list[str]) -> None:
    stranger = at_desk(Role.editor, "newshire")
    assert "Nothing waits for your release" in stranger.open("/desk/release").read
    stranger.open(f"/desk/release/{waiting[0]}", 404)


def test_at_an_organisation_with_two_the_only_way_is_to_send_it(at_desk: At) -> None:
    editor = at_desk(Role.editor, "newshire").open("/desk/items/newshire-highways-plan")
    editor.press("See what residents will read", summary_en="The crossing is drawn.")
    assert [words for form in editor.forms for *_, words in form.buttons if words == "Publish"] == []
    editor.press("Send for release")

    assert "With somebody else, to be released (1)" in editor.read


def test_looking_at_what_waits_publishes_nothing(approver: Visitor, client: TestClient, waiting: list[str]) -> None:
    head = said(client.get("/v1/head"), 200)
    approver.open("/desk/release").open(f"/desk/release/{waiting[0]}")

    assert said(client.get("/v1/head"), 200) == head


def test_the_moments_that_are_known_are_offered(engine: Engine, at_desk: At, client: TestClient) -> None:
    """After a meeting that was named as evidence, and after its minutes are out."""
    with clock("2026-12-01"):
        rule = {"minutes_after": 3, "bank_holidays": "england_and_wales"}
        key = key_of(engine, Role.editor, "anytown")
        said(client.post("/v1/admin/organisations/anytown/release-rule", json=rule, headers=key), 201)
        officer = at_desk(Role.officer, POST).open(f"/desk/items/{ITEMS[2]}")
        officer.press(
            "See what residents will read",
            summary_en="Cabinet has agreed to close the third street.",
            evidence_kind="decision",
            evidence_title="Cabinet",
            evidence_date="2026-12-01",
        )
        assert officer.form("Publish at that time").offered["offer"] == ["after_meeting", "minutes_out", ""]
        assert "2 December 2026, 08:00" in officer.read
        officer.press("Publish at that time", 422, offer="minutes_out", at_day="2026-12-24")
        officer.press("Publish at that time", offer="minutes_out", at_day="")
        assert "7 December 2026, 08:00" in officer.read


def test_one_person_alone_releases_as_the_writer_and_the_record_says_so(client: TestClient, at_desk: At) -> None:
    editor = at_desk(Role.editor, "newshire").open("/desk/items/newshire-highways-plan")
    editor.press("See what residents will read", summary_en="The crossing is drawn.").press("Send for release")
    id_ = editor.page.text.partition("/desk/drafts/")[2].partition('"')[0]
    editor.open(f"/desk/release/{id_}")
    assert "Nobody else here could release it." in editor.read
    editor.press("Release it as its writer")
    head = said(client.get("/v1/head"), 200)["sequence"]
    (newest,) = said(client.get(f"/v1/changes?after={head - 1}"), 200)["items"]

    assert (newest["thing"]["id"], newest["entered_by"]["capacity"]) == (id_, "writer")


def test_who_is_not_alone_cannot_release_as_the_writer(engine: Engine, at_desk: At) -> None:
    key_of(engine, Role.editor, "newshire", holder="Somebody Else")
    editor = at_desk(Role.editor, "newshire").open("/desk/items/newshire-highways-plan")
    editor.press("See what residents will read", summary_en="The crossing is drawn.").press("Send for release")
    id_ = editor.page.text.partition("/desk/drafts/")[2].partition('"')[0]
    editor.open(f"/desk/release/{id_}")

    assert "Release it as its writer" not in editor.read
    form = editor.form("Send back with this note")
    editor.send(form.action, [*form.fields, ("do", "as_writer")], 403)


def test_where_no_mail_tells_anybody_that_something_waits_the_desk_and_the_api_say_so(
    at_desk: At, engine: Engine, client: TestClient, mailbox: Mailbox
) -> None:
    desk = newshire(client, engine)
    rule = "/v1/admin/organisations/newshire/release-rule"
    officer, editor = at_desk(Role.officer, "newshire-head-of-highways"), at_desk(Role.editor, "newshire")
    nobody = "no mail tells anybody"

    def looked() -> list[bool]:
        officer.open("/desk/items/anytown-streets-2025-5").press("See what residents will read", summary_en="It opens.")
        pages = [officer.read, editor.open("/desk/posts").read]
        answer = said(client.get(rule, headers=desk.editor), 200)
        return [*(nobody in page.lower() for page in pages), answer.get("nobody_told", False)]

    assert looked() == [True, True, True]
    posts_with_mailboxes(desk, "newshire-press")
    said(client.post(rule, json={"posts": ["newshire-press"]}, headers=desk.editor), 201)

    assert looked() == [False, False, False]
    assert mailbox.url
