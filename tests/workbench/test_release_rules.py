"""Rules of release: which posts release at an organisation, who is told next, who is away, and whoever is alone."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.privacy.forget import forget
from db.vocabulary import Role
from tests.builders import clock
from tests.conftest import client_of, said
from tests.mailbox import Mailbox
from tests.workbench.desks import Desk, Key, key, newshire, posts_with_mailboxes
from tests.workbench.reminded import SECOND, STREETS, run, something_due, text_of
from tests.workbench.test_release_mails import tick
from tests.writing.given import stored

PRESS, LEGAL, CHIEF = "newshire-press", "newshire-legal", "newshire-chief"
RULE = "/v1/admin/organisations/newshire/release-rule"


@pytest.fixture
def desk(client: TestClient, engine: Engine, mailbox: Mailbox) -> Desk:
    """A council where a second person releases: the press office, then legal, then the chief, two days apart."""
    with clock("2027-03-01"):
        found = newshire(client, engine)
        posts_with_mailboxes(found, PRESS, LEGAL, CHIEF)
        rule = {"posts": [PRESS, LEGAL, CHIEF], "next_after": 2, "bank_holidays": "england_and_wales"}
        assert said(client.post(RULE, json=rule, headers=found.editor), 201) == rule
        assert said(client.get(RULE, headers=found.editor), 200) == rule
    tick(found, "2027-03-02")
    mailbox.got.clear()
    return found


@pytest.fixture
def people(desk: Desk) -> dict[str, Key]:
    """Somebody at each of the posts that release."""
    with clock("2027-03-01"):
        return {post: key(desk.engine, Role.officer, post, holder=f"{post} holder") for post in (PRESS, LEGAL, CHIEF)}


def submitted(desk: Desk, at: str = "2027-03-24T10:00:00", by: Key | None = None) -> str:
    with clock(at):
        return str(desk.write(by or desk.first, publish=True)["id"])


def told(desk: Desk, mailbox: Mailbox, *moments: str) -> list[list[str]]:
    """Which posts are written to at each of these moments."""
    found = []
    for moment in moments:
        mailbox.got.clear()
        tick(desk, moment)
        found.append([str(mail["To"]).partition("@")[0] for mail in mailbox.got])
    return found


def away(desk: Desk, post: str, until: str | None, by: Key) -> Any:
    body = {"until": until} if until else {}
    return said(desk.client.post(f"/v1/admin/posts/{post}/absence", json=body, headers=by), 201)


@pytest.mark.usefixtures("people")
def test_the_next_post_is_told_after_so_many_working_days(desk: Desk, mailbox: Mailbox) -> None:
    submitted(desk)  # on the Wednesday before Easter

    days = ("2027-03-24", "2027-03-25", "2027-03-30", "2027-03-31", "2027-04-01", "2027-04-05", "2027-04-30")
    assert told(desk, mailbox, *days) == [[PRESS], [], [LEGAL], [], [CHIEF], [], []]
    assert "To the mailbox of newshire-chief" in text_of_last(desk, mailbox)


def text_of_last(desk: Desk, mailbox: Mailbox) -> str:
    """The mail that the chief got, sent anew for a thing that was submitted long ago."""
    submitted(desk, "2027-05-03T10:00:00")
    tick(desk, "2027-05-14T10:00:00")
    return text_of(mailbox.to(f"{CHIEF}@newshire.example")[-1])


def test_only_whom_the_rule_names_and_the_editor_release(desk: Desk, people: dict[str, Key]) -> None:
    first, second = submitted(desk), submitted(desk)
    with clock("2027-03-24T12:00:00"):
        refused = desk.act("publication", first, desk.second, 403)["detail"]
        assert f"the officer of '{PRESS}' or the officer of '{LEGAL}'" in refused
        assert desk.listed("waiting", people[CHIEF]) == desk.listed("waiting", desk.editor) != []
        assert desk.listed("waiting", desk.second) == []
        assert desk.read(first, people[LEGAL])["state"] == "submitted"
        assert desk.act("publication", first, people[CHIEF])["state"] == "clean"
        assert desk.act("publication", second, desk.editor)["state"] == "clean"
        other = key(desk.engine, Role.officer, "anytown-head-of-streets")
        desk.act("publication", second, other, 403)
    said_by = {row["said_by"]["organisation"] for row in desk.changes(first)}
    assert said_by == {"newshire"}


@pytest.mark.usefixtures("people")
def test_while_a_post_is_away_the_next_is_told_at_once(desk: Desk, mailbox: Mailbox) -> None:
    with clock("2027-03-23"):
        assert away(desk, PRESS, "2027-03-31", desk.editor) == {"until": "2027-03-31"}
    submitted(desk)
    assert told(desk, mailbox, "2027-03-24", "2027-03-30") == [[LEGAL], [CHIEF]]
    assert told(desk, mailbox, "2027-04-01") == [[PRESS]]  # there again, and it still waits
    with clock("2027-05-01"):
        forget(desk.engine)
        assert stored(desk.engine)["absences"] == 0


def test_a_post_that_nobody_acts_for_is_not_waited_for(desk: Desk, mailbox: Mailbox) -> None:
    key(desk.engine, Role.officer, LEGAL, holder="Lee Legal")
    submitted(desk)

    assert told(desk, mailbox, "2027-03-24") == [[PRESS, LEGAL]]


def test_nobody_is_asked_to_release_their_own_text(desk: Desk, mailbox: Mailbox, people: dict[str, Key]) -> None:
    with clock("2027-03-24T09:00:00"):
        both = key(desk.engine, Role.officer, PRESS, "newshire-head-of-highways", holder=f"{PRESS} holder")
    id_ = submitted(desk, by=both)

    assert told(desk, mailbox, "2027-03-24") == [[LEGAL]]
    with clock("2027-03-24T12:00:00"):
        desk.act("publication", id_, people[PRESS], 403)
        assert desk.act("publication", id_, people[LEGAL])["state"] == "clean"


def test_a_rule_fits_the_organisation_or_is_refused(desk: Desk) -> None:
    faults = {
        "unknown-id": {"posts": ["anytown-head-of-streets"]},
        "named-twice": {"posts": [PRESS, PRESS]},
    }
    for rule, body in faults.items():
        refused = said(desk.client.post(RULE, json=body, headers=desk.editor), 409)
        assert [one["rule"] for one in refused["errors"]] == [rule]
    anytown = key(desk.engine, Role.editor, "anytown")
    body = {"posts": ["anytown-head-of-streets"]}
    refused = said(desk.client.post(RULE.replace("newshire", "anytown"), json=body, headers=anytown), 409)
    assert refused["errors"][0]["rule"] == "no-second-person"
    four = {"posts": [PRESS, LEGAL, CHIEF, "newshire-head-of-highways"]}
    said(desk.client.post(RULE, json=four, headers=desk.editor), 422)
    past = {"until": "2020-01-01"}
    refused = said(desk.client.post(f"/v1/admin/posts/{PRESS}/absence", json=past, headers=desk.editor), 409)
    assert refused["errors"][0]["rule"] == "in-the-past"


def test_whose_post_it_is_says_that_it_is_away_and_there_again(desk: Desk, people: dict[str, Key]) -> None:
    address = f"/v1/admin/posts/{PRESS}/absence"
    with clock("2027-03-24"):
        away(desk, PRESS, "2027-03-31", people[PRESS])
        said(desk.client.get(address, headers=people[LEGAL]), 403)
        assert said(desk.client.get(address, headers=desk.editor), 200) == {"until": "2027-03-31"}
        assert away(desk, PRESS, None, people[PRESS]) == {}
        assert said(desk.client.get(address, headers=desk.editor), 200) == {}


def alone(desk: Desk, id_: str, by: Key, status: int = 201) -> Any:
    return desk.act("publication", id_, by, status, as_writer=True)


def test_where_one_person_is_the_whole_team_the_record_says_that_the_writer_released_it(
    client: TestClient, engine: Engine
) -> None:
    with clock("2027-03-01"):
        desk = newshire(client, engine)
    with clock("2027-03-24"):
        draft = desk.write(desk.first)["id"]
        told = alone(desk, draft, desk.first, 403)["detail"]
        assert "can be released by the editor of 'newshire' or the officer of 'newshire-head-of-highways'" in told
        for number in (one["number"] for one in keys(desk) if one["holder"] in {"Bo Second", "Cy Editor"}):
            said(client.post(f"/v1/admin/keys/{number}/revocation", headers=root(desk)), 201)

        submitted_ = desk.act("publication", draft, desk.first)
        assert submitted_["state"] == "submitted"
        assert "You submitted it" in desk.act("publication", draft, desk.first, 403)["detail"]
        assert alone(desk, draft, desk.first)["state"] == "clean"

        (row,) = desk.changes(draft)
        assert row["entered_by"] == {"organisation": "newshire", "capacity": "writer"}
        assert row["said_by"] == {"organisation": "newshire", "capacity": "for_itself"}
        feed = client.get("/feeds/all.atom").text
        assert "Released by whoever wrote it: nobody else could at Newshire Council." in feed
        again = desk.write(desk.first, summary="Mill Lane is open.")["id"]
        assert alone(desk, again, desk.first)["state"] == "clean"  # in one press
        desk.act("withdrawal", again, desk.first, reason={"en": "It was not so."})
        assert alone(desk, again, desk.first)["state"] == "draft"
        assert [row["entered_by"]["capacity"] for row in desk.changes(again)] == ["writer", "writer"]


def root(desk: Desk) -> Key:
    return key(desk.engine, Role.admin, holder="An Administrator")


def keys(desk: Desk) -> list[Any]:
    return list(said(desk.client.get("/v1/admin/keys?limit=200", headers=root(desk)), 200)["items"])


def test_while_a_post_is_away_its_deputy_is_reminded_at_once(empty: Engine, mailbox: Mailbox) -> None:
    officer = something_due(empty)
    with clock("2024-05-01"):
        address, body = "/v1/admin/posts/westmere-head-of-streets/absence", {"until": "2024-06-09"}
        said(client_of(empty).post(address, json=body, headers=officer), 201)

    assert run(empty, mailbox, "2024-05-18")[0] == [SECOND]
    assert run(empty, mailbox, "2024-06-10")[0] == [STREETS]
