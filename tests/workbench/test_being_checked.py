"""An update is being checked: what readers read in place of “no news since”, while what came in time waits."""

from typing import Any

import pytest
from sqlalchemy import Engine

from api.publishing.verify import faults_of_record
from db.session import reading
from db.vocabulary import Role
from tests.builders import COUNCIL, POST, accountability, changed, clock, groundwork, item, put, recommendation
from tests.commands import command
from tests.conftest import client_of, nothing_given_again, said
from tests.html import Read
from tests.workbench.desks import Desk, key
from tests.writing.given import admin

NEWS = "2027-06-01"  # a Tuesday, by which the last update promised the next
NOTE = {"en": "An update is being checked.", "cy": "Mae diweddariad yn cael ei wirio."}


@pytest.fixture
def desk(empty: Engine) -> Desk:
    """A council where a second person releases, that promised news by a day."""
    with clock("2027-03-01"):
        ground = (changed(one, release="second_person") if one.id == COUNCIL else one for one in groundwork())
        put(empty, *ground, recommendation(1), accountability(item(1)))
        keys = [key(empty, Role.officer, POST, holder=name) for name in ("Ann First", "Bo Second")]
        editor = key(empty, Role.editor, COUNCIL, holder="Cy Editor")
        found = Desk(client_of(empty), empty, COUNCIL, item(1), *keys, editor)
        rule = f"/v1/admin/organisations/{COUNCIL}/release-rule"
        said(found.client.post(rule, json={"bank_holidays": "england_and_wales"}, headers=editor), 201)
        made = found.write(found.first, next_update_due=NEWS, publish=True)
        found.act("publication", made["id"], found.second)
    return found


def submitted(desk: Desk, day: str, **more: Any) -> str:
    with clock(day):
        return str(desk.write(desk.first, publish=True, summary="A secret so far.", **more)["id"])


def status(desk: Desk, day: str) -> tuple[bool, Any]:
    """Whether news is overdue on a day, and what is told beside the sentence."""
    with clock(day), nothing_given_again():
        found = said(desk.client.get(f"/v1/recommendations/{desk.item}/status"), 200)
    assert ("no_news" in found["owed"]) == found["update_overdue"]
    return found["update_overdue"], found["note"]


def checks(desk: Desk) -> list[Any]:
    found = said(desk.client.get("/v1/changes?after=0&limit=1000"), 200)["items"]
    bodies = [row.get("body") or {} for row in found]
    return [body for body in bodies if body.get("kind") == "being_checked"]


def test_what_came_in_time_and_waits_is_being_checked_for_ten_working_days(desk: Desk) -> None:
    assert status(desk, "2027-06-02") == (True, None)

    submitted(desk, "2027-05-27")  # Thursday, before the spring bank holiday

    assert status(desk, "2027-06-01") == (False, None)
    assert status(desk, "2027-06-02") == (False, NOTE)
    assert status(desk, "2027-06-11") == (False, NOTE)
    assert status(desk, "2027-06-12") == (True, None)
    with clock("2027-05-28"), nothing_given_again():
        timeline = said(desk.client.get(f"/v1/recommendations/{desk.item}"), 200)["timeline"]
        assert next(one["from"] for one in timeline if one["update_overdue"]) == "2027-06-12"
        everything = desk.client.get("/v1/changes?after=0&limit=1000").text
        assert "A secret so far." not in everything
    with reading(desk.engine) as session:
        assert list(faults_of_record(session)) == []


def test_once_it_is_out_the_news_counts_and_the_past_stays_as_it_was(desk: Desk) -> None:
    id_ = submitted(desk, "2027-05-27")
    with clock("2027-06-08"):
        desk.act("publication", id_, desk.second)

    assert status(desk, "2027-06-09") == (False, None)
    with clock("2027-06-20"), nothing_given_again():
        then = desk.client.get(f"/v1/recommendations/{desk.item}/status?as_of=2027-06-04").json()
        assert (then["update_overdue"], then["note"]) == (False, NOTE)
        page = Read(desk.client.get(f"/recommendations/{desk.item}?as_of=2027-06-04").text).visible()
        assert NOTE["en"] in page
        welsh = Read(desk.client.get(f"/cy/recommendations/{desk.item}?as_of=2027-06-04").text).visible()
        assert NOTE["cy"] in welsh


@pytest.mark.parametrize(
    ("day", "more"),
    [("2027-05-04", {}), ("2027-06-02", {})],
    ids=["long before it is due", "after it was due"],
)
def test_what_would_not_be_missing_or_came_late_is_not_told(desk: Desk, day: str, more: dict[str, Any]) -> None:
    submitted(desk, day, **more)

    assert checks(desk) == []
    assert status(desk, "2027-06-03") == (True, None)


def test_it_is_said_once_however_often_somebody_submits(desk: Desk) -> None:
    id_ = submitted(desk, "2027-05-27")
    with clock("2027-06-01"):
        desk.act("return", id_, desk.editor, note="Which street?")
        desk.act("publication", id_, desk.first)
    submitted(desk, "2027-06-01")

    assert len(checks(desk)) == 1
    assert status(desk, "2027-06-12") == (True, None)


def test_meanwhile_nobody_is_reminded_of_it(desk: Desk) -> None:
    with clock("2027-05-03"):
        desk.change(POST, desk.editor, "posts", contact="streets@westmere.example")
        desk.act("publication", POST, desk.editor, kind="posts")
        desk.act("publication", POST, key(desk.engine, Role.editor, COUNCIL, holder="Di Other"), kind="posts")

    def reminded(day: str) -> list[str]:
        with clock(day):
            told = command(desk.engine, "remind", "--dry-run").stdout.decode().splitlines()
        return [line for line in told if "\tupdate " in line]

    assert len(reminded("2027-05-27")) == 1
    submitted(desk, "2027-05-27")
    assert reminded("2027-05-28") == reminded("2027-06-09") == []
    assert len(reminded("2027-06-12")) == 1


def test_nobody_says_it_themselves(desk: Desk) -> None:
    with clock("2027-05-27"):
        refused = desk.write(desk.first, 409, kind="being_checked", next_update_due="2027-07-01")
    assert refused["errors"][0]["rule"] == "being-checked"


def test_what_is_to_wait_for_a_time_or_for_an_election_is_not_told(desk: Desk) -> None:
    with clock("2027-05-27"):
        draft = desk.write(desk.first)["id"]
        desk.act("publication", draft, desk.first, at="2027-06-20T18:00:00Z")
        assert checks(desk) == []
        hold = {"begins": "2027-05-20", "ends": "2027-06-10", "occasion": "A by-election", "publish": True}
        root = admin(desk.engine)
        (made,) = said(desk.client.post("/v1/admin/organisations/westmere/holds", json=hold, headers=root), 201)[
            "items"
        ]
        desk.act("publication", made["id"], desk.editor, kind="organisations")
    submitted(desk, "2027-05-28")
    assert checks(desk) == []
