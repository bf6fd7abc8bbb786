"""At a time: the moments that are offered for a publication, and publishing at one of them."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.scheduler import publish_all_due
from tests.builders import clock
from tests.conftest import said
from tests.html import Read
from tests.workbench.desks import Desk, anytown, newshire
from tests.writing.given import admin

RULE = {"bank_holidays": "england_and_wales", "minutes_after": 2, "call_in_days": 5}
MEETING = "2027-05-20"  # a Thursday; 31 May is a bank holiday


@pytest.fixture
def desk(client: TestClient, engine: Engine) -> Desk:
    with clock("2027-05-17"):
        found = newshire(client, engine)
        rule = "/v1/admin/organisations/newshire/release-rule"
        assert said(client.post(rule, json=RULE, headers=found.editor), 201) == {
            "posts": [],
            "nobody_told": True,
            **RULE,
        }
    return found


def offered(desk: Desk, id_: str, meeting: str = "", day: str = "2027-05-17") -> dict[str, tuple[str, str]]:
    """The moments offered for an update on a day: after which day each is, and when."""
    with clock(day):
        address = f"/v1/admin/updates/{id_}/times" + (f"?meeting={meeting}" if meeting else "")
        found = said(desk.client.get(address, headers=desk.first), 200)["items"]
    assert all(set(one["label"]) == {"en", "cy"} for one in found)
    return {one["name"]: (one["after"], one["at"][:16]) for one in found}


def test_the_moments_follow_from_the_meeting_by_working_days(desk: Desk) -> None:
    with clock("2027-05-17"):
        id_ = desk.write(desk.first)["id"]

    assert offered(desk, id_) == {}
    assert offered(desk, id_, MEETING) == {
        "after_meeting": ("2027-05-20", "2027-05-21T08:00"),
        "minutes_out": ("2027-05-24", "2027-05-25T08:00"),
        "call_in_ends": ("2027-06-01", "2027-06-02T08:00"),
    }
    assert list(offered(desk, id_, MEETING, "2027-05-25T09:00:00")) == ["call_in_ends"]
    assert offered(desk, id_, "2027-05-27")["minutes_out"] == ("2027-06-01", "2027-06-02T08:00")


def test_the_meeting_is_that_of_the_decision_it_names(desk: Desk) -> None:
    with clock("2027-05-17"):
        evidence = [{"kind": "decision", "date": {"value": MEETING}}]
        id_ = desk.write(desk.first, evidence=evidence)["id"]

    assert offered(desk, id_)["after_meeting"] == ("2027-05-20", "2027-05-21T08:00")


def test_an_answer_waits_for_the_call_in_that_its_decision_names(desk: Desk) -> None:
    decision = {"date": {"value": MEETING}, "state": "in_call_in", "call_in_ends": {"value": "2027-05-28"}}
    body = {
        "id": "anytown-streets-2025-answer-newshire",
        "assembly": "anytown-streets-2025",
        "recommendations": ["anytown-streets-2025-5"],
        "by": "newshire",
        "response": "accepted",
        "date": "2027-05-20",
        "decisions": [decision],
    }
    with clock("2027-05-21"):
        made = said(desk.client.post("/v1/admin/responses", json=body, headers=desk.editor), 201)
        found = said(desk.client.get(f"/v1/admin/responses/{made['id']}/times", headers=desk.editor), 200)["items"]

    assert {one["name"]: one["at"][:10] for one in found}["call_in_ends"] == "2027-06-01"  # the bank holiday passed


def test_after_the_poll_is_the_morning_after_the_hold(desk: Desk) -> None:
    with clock("2027-05-17"):
        id_ = desk.write(desk.first)["id"]
        hold = {"begins": "2027-06-01", "ends": "2027-06-24", "occasion": "A by-election", "publish": True}
        root = admin(desk.engine)
        made = said(desk.client.post("/v1/admin/organisations/newshire/holds", json=hold, headers=root), 201)["items"]
        desk.act("publication", made[0]["id"], desk.editor, kind="organisations")

    assert offered(desk, id_)["after_poll"] == ("2027-06-24", "2027-06-25T08:00")


def asked(desk: Desk, id_: str, status: int = 201, **body: Any) -> Any:
    return desk.act("publication", id_, desk.first, status, **body)


def test_the_named_moment_is_when_it_is_published(desk: Desk) -> None:
    with clock("2027-05-17"):
        id_ = desk.write(desk.first)["id"]
        asked(desk, id_, at_time="minutes_out", meeting=MEETING)
        assert desk.act("publication", id_, desk.second)["publish_at"].startswith("2027-05-25T08:00")
    with clock("2027-05-25T07:59:59"):
        assert publish_all_due(desk.engine) == []
    with clock("2027-05-25T08:00:01"):
        assert publish_all_due(desk.engine) == [id_]


def test_what_is_not_offered_is_refused_with_what_is_missing(desk: Desk) -> None:
    with clock("2027-05-17"):
        id_ = desk.write(desk.first)["id"]
        for name, missing in (
            ("after_meeting", "give the day of the `meeting`"),
            ("call_in_ends", "`call_in_days` in the release rule"),
            ("after_poll", "register the hold"),
        ):
            refused = asked(desk, id_, 409, at_time=name)
            assert refused["errors"][0]["rule"] == "not-offered"
            assert missing in refused["detail"]
        both = asked(desk, id_, 409, at_time="after_meeting", meeting=MEETING, at="2027-06-01T09:00:00Z")
        assert both["errors"][0]["rule"] == "two-times"
        assert desk.read(id_, desk.first)["state"] == "draft"


def test_a_decision_that_was_called_in_is_said_to_be_in_both_languages(client: TestClient, engine: Engine) -> None:
    with clock("2027-05-21"):
        desk = anytown(client, engine)
        body = {
            "id": "anytown-streets-2025-answer-new",
            "assembly": "anytown-streets-2025",
            "recommendations": [desk.item],
            "by": "anytown",
            "response": "accepted",
            "date": "2027-05-20",
            "decisions": [{"title": {"en": "Cabinet, item 7"}, "date": {"value": MEETING}, "state": "called_in"}],
            "publish": True,
        }
        said(client.post("/v1/admin/responses", json=body, headers=desk.editor), 201)
        sentence = said(client.get(f"/v1/recommendations/{desk.item}/status"), 200)["sentence"]
        english, welsh = (
            Read(client.get(f"{language}/recommendations/{desk.item}").text).visible() for language in ("/en", "/cy")
        )

    assert "; the decision was called in for scrutiny and is not final" in sentence["en"]
    assert "cafodd y penderfyniad ei alw i mewn" in sentence["cy"]
    assert "Cabinet, item 7, 20 May 2027: Called in" in english
    assert "Wedi’i alw i mewn" in welsh
