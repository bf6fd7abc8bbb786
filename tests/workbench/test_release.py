"""Release: what is submitted, returned, released at once or at its time, and by whom; and what is taken back."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.scheduler import publish_all_due
from db.vocabulary import Role
from tests.builders import clock
from tests.conftest import said
from tests.workbench.desks import Desk, anytown, key, newshire
from tests.writing.given import ANYTOWN, admin, load, part, stored

COMMITTEE = "2027-03-01T18:30:00Z"
WORDS = {"en": "It was not so."}


@pytest.fixture
def self_(client: TestClient, engine: Engine) -> Desk:
    """A council where whoever writes may release."""
    return anytown(client, engine)


@pytest.fixture
def desk(client: TestClient, engine: Engine) -> Desk:
    """A council where a second person releases."""
    return newshire(client, engine)


def submitted(desk: Desk, **more: Any) -> str:
    made = desk.write(desk.first, publish=True, **more)
    assert made["state"] == "submitted"
    return str(made["id"])


def published(desk: Desk, **more: Any) -> str:
    """An update that is public, released by the second officer."""
    made = desk.write(desk.first, publish=True, **more)
    if made["state"] == "submitted":
        desk.act("publication", made["id"], desk.second)
    return str(made["id"])


def due(engine: Engine, moment: str) -> list[str]:
    """What is published when the server looks for what is due at a moment."""
    with clock(moment):
        return publish_all_due(engine)


def test_whoever_writes_releases_where_the_council_says_so(self_: Desk) -> None:
    draft = self_.write(self_.first)
    assert (draft["state"], self_.public().keys() & {draft["id"]}) == ("draft", set())

    assert self_.act("publication", draft["id"], self_.first)["state"] == "clean"

    assert draft["id"] in self_.public()
    again = self_.act("publication", draft["id"], self_.second, 409)
    assert "public as it is, released by Ann First at 20" in again["detail"]


def test_a_note_goes_back_to_the_writer_and_a_change_clears_it(desk: Desk) -> None:
    id_ = submitted(desk)
    assert desk.listed("waiting", desk.editor) == [id_]
    assert desk.listed("waiting", desk.first) == []

    back = desk.act("return", id_, desk.editor, note="Which two streets?")

    assert (back["state"], back["returned"]) == ("draft", "Which two streets?")
    assert desk.read(id_, desk.first)["returned"] == "Which two streets?"
    assert desk.listed("returned", desk.first) == [id_]
    assert desk.listed("waiting", desk.editor) == []
    desk.act("return", id_, desk.editor, 409, note="Again.")
    changed = desk.change(id_, desk.first, summary="Mill Lane and Tŷ Street are open.")
    assert "returned" not in changed
    assert desk.listed("returned", desk.first) == []
    assert desk.public().keys() & {id_} == set()


def test_what_was_submitted_again_unchanged_has_no_note(desk: Desk) -> None:
    id_ = submitted(desk)
    desk.act("return", id_, desk.editor, note="Which two streets?")

    again = desk.act("publication", id_, desk.first)

    assert (again["state"], again.get("returned")) == ("submitted", None)
    assert desk.act("publication", id_, desk.second).get("returned") is None


@pytest.mark.parametrize("who", ["second", "editor"])
def test_another_releases(desk: Desk, who: str) -> None:
    id_ = submitted(desk)

    assert desk.act("publication", id_, getattr(desk, who))["state"] == "clean"

    assert id_ in desk.public()


def test_whoever_submitted_does_not_release_not_even_among_many(desk: Desk) -> None:
    mine, theirs = submitted(desk), desk.write(desk.second, publish=True)["id"]
    before = stored(desk.engine)

    refused = desk.act("publication", mine, desk.first, 403)
    many = desk.client.post("/v1/admin/releases", json={"things": [theirs, mine]}, headers=desk.first)

    assert refused["detail"] == "You submitted it: somebody else at your organisation releases it."
    assert said(many, 403)["type"].endswith("/not-yours")
    assert stored(desk.engine) == before
    assert desk.read(theirs, desk.first)["state"] == "submitted"


def test_an_administrator_publishes_nothing_that_somebody_says(desk: Desk) -> None:
    root = admin(desk.engine)
    told = desk.write(root, 403, publish=True, post="newshire-head-of-highways")["detail"]
    assert "the officer of 'newshire-head-of-highways'" in told

    id_ = desk.write(desk.first, publish=True)["id"]
    desk.act("publication", id_, root, 403)
    desk.act("publication", id_, desk.second)
    desk.act("withdrawal", id_, root, 403, reason=WORDS)

    assert id_ in desk.public()


def test_many_are_released_in_one_moment_or_none(desk: Desk) -> None:
    ids = [submitted(desk, summary=f"Street {number} is open.") for number in range(3)]
    draft = desk.write(desk.second)["id"]
    desk.act("publication", draft, desk.second)
    desk.act("publication", draft, desk.first)
    before = stored(desk.engine)

    def release(things: list[str], status: int) -> Any:
        return said(desk.client.post("/v1/admin/releases", json={"things": things}, headers=desk.editor), status)

    assert "released by Ann First" in release([*ids, draft], 409)["detail"]
    assert stored(desk.engine) == before
    released = release(ids, 201)["items"]

    assert [one["state"] for one in released] == ["clean"] * 3
    assert len({one["published"]["published_at"] for one in released}) == 1
    assert set(ids) <= desk.public().keys()


def test_two_approvers_at_once_and_the_second_reads_who_was_first(desk: Desk) -> None:
    id_ = submitted(desk)
    keys = {name: key(desk.engine, Role.editor, "newshire", holder=name) for name in ("Di Approver", "Ed Approver")}
    for one in keys.values():
        desk.read(id_, one)  # so that no key is used for the first time by two at once

    def release(name: str) -> tuple[str, Any]:
        return name, desk.client.post(f"/v1/admin/updates/{id_}/publication", headers=keys[name])

    with ThreadPoolExecutor(2) as pool:
        answers = dict(pool.map(release, keys))

    (first,) = [name for name, answer in answers.items() if answer.status_code == 201]
    (second,) = [answer for answer in answers.values() if answer.status_code == 409]
    (change,) = desk.changes(id_)
    told = re.search(rf"released by {first} at (\S+Z)", second.json()["detail"])
    assert told is not None, second.json()["detail"]
    when = datetime.fromisoformat(told[1])
    assert abs(when - datetime.fromisoformat(change["published_at"])) < timedelta(seconds=30)
    assert "Approver" not in desk.client.get(f"/v1/recommendations/{desk.item}").text


def test_a_time_to_publish_at(self_: Desk) -> None:
    with clock("2027-02-20"):
        id_ = self_.write(self_.first)["id"]
        waits = self_.act("publication", id_, self_.first, at="2027-03-01T19:30:00+01:00")
        assert (waits["state"], waits["publish_at"]) == ("scheduled", "2027-03-01T18:30:00.000000Z")
        assert self_.listed("scheduled", self_.editor) == [id_]
        assert "released by Ann First" in self_.act("publication", id_, self_.editor, 409)["detail"]
    assert due(self_.engine, "2027-03-01T18:29:59") == []
    assert id_ not in self_.public()

    assert due(self_.engine, "2027-03-01T18:30:00") == [id_]

    assert due(self_.engine, "2027-03-01T18:30:01") == []
    assert id_ in self_.public()
    (row,) = self_.changes(id_)
    assert row["published_at"] == "2027-03-01T18:30:00.000000Z"
    assert (row["said_by"]["organisation"], row["entered_by"]["capacity"]) == ("anytown", "for_itself")
    assert self_.read(id_, self_.first)["state"] == "clean"


def test_a_second_person_releases_for_the_time_the_first_asked_for(desk: Desk) -> None:
    with clock("2027-02-20"):
        id_ = desk.write(desk.first)["id"]
        asked = desk.act("publication", id_, desk.first, at=COMMITTEE)
        assert (asked["state"], asked["publish_at"][:19]) == ("submitted", COMMITTEE[:19])
    assert due(desk.engine, "2027-03-02") == []  # nobody released it

    with clock("2027-02-21"):
        assert desk.act("publication", id_, desk.second)["state"] == "scheduled"

    assert due(desk.engine, "2027-03-01T18:00:00") == []
    assert due(desk.engine, COMMITTEE[:19]) == [id_]


def test_a_time_that_passed_before_the_second_person_came_is_no_time(desk: Desk) -> None:
    with clock("2027-02-20"):
        id_ = desk.write(desk.first)["id"]
        desk.act("publication", id_, desk.first, at=COMMITTEE)
    with clock("2027-03-02"):
        assert desk.act("publication", id_, desk.second)["state"] == "clean"


@pytest.mark.parametrize("at", ["2027-02-19T12:00:00Z", "2027-02-20T12:00:00Z", "2027-02-20T13:59:59+02:00"])
def test_a_time_that_has_passed_is_refused(self_: Desk, at: str) -> None:
    with clock("2027-02-20"):
        id_ = self_.write(self_.first)["id"]
        before = stored(self_.engine)
        refused = self_.act("publication", id_, self_.first, 409, at=at)
    assert [(fault["pointer"], fault["rule"]) for fault in refused["errors"]] == [("/at", "in-the-past")]
    assert stored(self_.engine) == before


def test_what_is_returned_or_changed_before_its_time_never_appears(self_: Desk) -> None:
    with clock("2027-02-20"):
        returned, changed = (self_.write(self_.first)["id"] for _ in range(2))
        for id_ in (returned, changed):
            self_.act("publication", id_, self_.first, at=COMMITTEE)
        back = self_.act("return", returned, self_.editor, note="The committee meets later.")
        draft = self_.change(changed, self_.second, summary="Three are.")
    assert (back["state"], back.get("publish_at")) == ("draft", None)
    assert (draft["state"], draft.get("publish_at")) == ("draft", None)

    assert due(self_.engine, "2027-03-02") == []

    assert self_.public().keys() & {returned, changed} == set()
    with clock("2027-03-02"):
        assert self_.act("publication", changed, self_.first)["state"] == "clean"


def test_what_the_record_refuses_at_its_time_goes_back_and_stops_nobody(self_: Desk) -> None:
    """Two posts are to be accountable for one item, and each was right when it was released."""
    seat = {"about": "anytown-streets-2025-5", "organisation": "anytown", "role": "accountable", "ground": "explicit"}
    with clock("2027-02-20"):
        ids = []
        for post in ("anytown-head-of-streets", "anytown-head-of-parks"):
            made = self_.client.post("/v1/admin/accountabilities", json=seat | {"post": post}, headers=self_.editor)
            ids.append(said(made, 201)["id"])
        news = self_.write(self_.first)["id"]
        for kind, id_ in (("accountabilities", ids[0]), ("accountabilities", ids[1]), ("updates", news)):
            self_.act("publication", id_, self_.editor, kind=kind, at=COMMITTEE)

    assert set(due(self_.engine, "2027-03-02")) == {*ids, news}

    states = {id_: self_.read(id_, self_.editor, "accountabilities") for id_ in ids}
    refused, stands = sorted(ids, key=lambda id_: states[id_]["state"] == "clean")
    assert (states[refused]["state"], states[stands]["state"]) == ("draft", "clean")
    assert states[refused]["returned"].startswith("It could not be published at its time: ")
    assert self_.listed("returned", self_.editor) == [refused]
    assert self_.changes(refused) == []
    assert news in self_.public()


def test_a_withdrawal_waits_for_the_second_person(desk: Desk) -> None:
    id_ = published(desk)

    waits = desk.act("withdrawal", id_, desk.first, reason="Zeppelins were seen.")

    assert (waits["state"], waits["withdrawing"]) == ("submitted", {"en": "Zeppelins were seen."})
    assert desk.read(id_, desk.second)["withdrawing"] == {"en": "Zeppelins were seen."}
    assert id_ in desk.public()
    desk.act("publication", id_, desk.first, 403)
    assert "Zeppelins" not in desk.client.get("/v1/changes?after=0&limit=1000").text

    gone = desk.act("publication", id_, desk.second)

    assert (gone["state"], gone.get("withdrawing"), gone.get("published")) == ("draft", None, None)
    assert id_ not in desk.public()
    assert [row["nature"] for row in desk.changes(id_)] == ["news", "withdrawal"]
    assert "Zeppelins" in desk.client.get(f"/v1/recommendations/{desk.item}/history?limit=200").text


def test_a_withdrawal_is_released_for_a_time_too(desk: Desk) -> None:
    with clock("2027-02-20"):
        id_ = published(desk)
        desk.act("withdrawal", id_, desk.first, reason=WORDS)
        waits = desk.act("publication", id_, desk.second, at=COMMITTEE)
    assert (waits["state"], waits["withdrawing"]) == ("scheduled", WORDS)
    assert id_ in desk.public()

    assert due(desk.engine, "2027-03-02") == [id_]

    assert id_ not in desk.public()


def test_a_withdrawal_sent_back_leaves_everything_public(desk: Desk) -> None:
    id_ = published(desk)
    desk.act("withdrawal", id_, desk.first, reason=WORDS)

    back = desk.act("return", id_, desk.second, note="It was so.")

    assert (back["state"], back.get("withdrawing"), back["returned"]) == ("draft", None, "It was so.")
    assert [row["nature"] for row in desk.changes(id_)] == ["news"]


def test_a_withdrawal_takes_back_what_is_public_and_not_what_waits(self_: Desk) -> None:
    with clock("2027-02-20"):
        id_ = published(self_)
        self_.change(id_, self_.first, summary="Three are.")
        self_.act("publication", id_, self_.first, at=COMMITTEE)
        gone = self_.act("withdrawal", id_, self_.first, reason=WORDS)
    assert (gone["state"], gone.get("publish_at")) == ("draft", None)
    assert due(self_.engine, "2027-03-02") == []
    assert [row["nature"] for row in self_.changes(id_)] == ["news", "withdrawal"]
    self_.act("withdrawal", id_, self_.first, 409, reason=WORDS)


def test_what_members_say_is_not_gated_by_the_council(client: TestClient, engine: Engine) -> None:
    council = said(client.get("/v1/organisations/anytown"), 200)
    gated = {**json.loads(json.dumps(council_facts(client))), "release": "second_person"}
    said(load(client, admin(engine), part(ANYTOWN, gated)), 201)
    convenor = key(engine, Role.convenor, ANYTOWN)
    body = {
        "id": "anytown-streets-2025-99",
        "assembly": ANYTOWN,
        "reference": "99",
        "position": 99,
        "kind": "recommendation",
        "standing": "minority",
        "title": "Leave the trees.",
        "title_basis": {"basis": "paraphrase"},
        "publish": True,
    }

    made = said(client.post("/v1/admin/recommendations", json=body, headers=convenor), 201)
    gone = client.post(f"/v1/admin/recommendations/{made['id']}/withdrawal", json={"reason": WORDS}, headers=convenor)

    assert council["release"] == "self"
    assert made["state"] == "clean"
    assert said(gone, 201)["state"] == "draft"
    assert client.get(f"/v1/recommendations/{made['id']}").status_code == 410
    officer = anytown(client, engine)
    assert officer.write(officer.first, publish=True)["state"] == "submitted"


def council_facts(client: TestClient) -> Any:
    """Anytown's own facts."""
    document = said(client.get(f"/v1/assemblies/{ANYTOWN}/record"), 200)
    return next(thing for thing in document["things"] if thing["id"] == "anytown")


def test_the_audit_trail_keeps_who_did_what(desk: Desk) -> None:
    with clock("2027-02-20"):
        id_ = submitted(desk)
        desk.act("publication", id_, desk.second, at=COMMITTEE)
    due(desk.engine, "2027-03-02")

    rows = said(desk.client.get(f"/v1/admin/audit?thing={id_}", headers=admin(desk.engine)), 200)["items"]

    found = [(row["action"], row["by"]["holder"]) for row in reversed(rows)]
    assert found == [("create", "Ann First"), ("submit", "Ann First"), ("schedule", "Bo Second"), ("publish", "")]


@pytest.mark.parametrize("verb", ["publication", "withdrawal"])
def test_no_draft_leaves_the_second_person_out_by_naming_another_keeper(desk: Desk, verb: str) -> None:
    project = "newshire-highways-plan"
    keeper = key(desk.engine, Role.keeper, project)
    desk.change(project, keeper, "projects", keeper="anytown")

    if verb == "withdrawal":
        assert desk.act(verb, project, keeper, kind="projects", reason=WORDS)["state"] == "submitted"
    else:
        assert "'anytown'" in desk.act(verb, project, keeper, 403, kind="projects")["detail"]

    assert len(desk.changes(project)) == 1


def test_who_is_given_a_thing_in_a_draft_does_not_release_it(desk: Desk) -> None:
    """Nor takes back what is public of it."""
    project, root = "newshire-highways-plan", admin(desk.engine)
    taker = key(desk.engine, Role.editor, "anytown")
    desk.change(project, root, "projects", keeper="anytown")

    desk.act("publication", project, taker, 403, kind="projects")
    desk.act("withdrawal", project, taker, 403, kind="projects", reason=WORDS)


def test_a_promise_marked_by_another_is_released_by_them_and_by_nobody_else(desk: Desk) -> None:
    """Newshire, which takes over from Anytown, drops a promise that stands in an assembly Anytown keeps."""
    client, root = desk.client, admin(desk.engine)
    follows = {"successor": "newshire", "on": {"value": "2028-04-01"}, "publish": True}
    known = said(client.get("/v1/organisations/anytown"), 200).get("successors", [])
    if not known:
        said(client.post("/v1/admin/organisations/anytown/succession", json=follows, headers=root), 201)
    convenor, second = key(desk.engine, Role.convenor, ANYTOWN), key(desk.engine, Role.editor, "newshire")
    mark = {"by": "newshire", "standing": "dropped", "date": {"value": "2026-06-01"}, "publish": True}
    address = f"/v1/admin/assemblies/{ANYTOWN}/promises/0/standing"
    (asked,) = said(client.post(address, json=mark, headers=desk.editor), 201)["items"]
    assert asked["state"] == "submitted"
    assert desk.listed("waiting", second) == [ANYTOWN]

    headers = convenor | {"If-Match": "*"}
    said(client.patch(f"/v1/admin/assemblies/{ANYTOWN}", json={"note": {"en": "x"}}, headers=headers), 409)
    desk.act("publication", ANYTOWN, convenor, 403, kind="assemblies")
    desk.act("publication", ANYTOWN, desk.editor, 403, kind="assemblies")
    released = client.post("/v1/admin/releases", json={"things": [ANYTOWN]}, headers=second)

    assert said(released, 201)["items"][0]["state"] == "clean"
    promises = said(client.get(f"/v1/assemblies/{ANYTOWN}"), 200)["promises"]
    assert promises[0]["later"][-1]["standing"] == "dropped"
