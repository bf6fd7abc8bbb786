"""Exempt drafts: seen by whoever wrote them and by named posts, in no list or mail of others, public after a day."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.scheduler import publish_all_due
from db.vocabulary import Role
from tests.builders import clock
from tests.conftest import said
from tests.mailbox import Mailbox
from tests.workbench.desks import Desk, Key, key, newshire, posts_with_mailboxes
from tests.workbench.reminded import text_of
from tests.workbench.test_release_mails import tick
from tests.writing.given import admin

LEGAL, PRESS = "newshire-legal", "newshire-press"
SECRET = "The site is to be sold for less."
UNTIL = "2027-06-10"
EXEMPTIONS = "/v1/admin/organisations/newshire/exemptions"


@pytest.fixture
def desk(client: TestClient, engine: Engine, mailbox: Mailbox) -> Desk:
    """A council where a second person releases: the press office or the legal one, as its rule says."""
    with clock("2027-03-01"):
        found = newshire(client, engine)
        posts_with_mailboxes(found, PRESS, LEGAL)
        rule = "/v1/admin/organisations/newshire/release-rule"
        said(client.post(rule, json={"posts": [PRESS, LEGAL]}, headers=found.editor), 201)
    tick(found, "2027-03-02")
    mailbox.got.clear()
    return found


@pytest.fixture
def legal(desk: Desk) -> Key:
    return key(desk.engine, Role.officer, LEGAL, holder="Lee Legal")


def exempt(desk: Desk, status: int = 201, by: Key | None = None, **body: Any) -> str:
    """An update that somebody wrote and has seen by the legal office alone."""
    id_ = str(desk.write(desk.first, summary=SECRET)["id"])
    desk.act("exemption", id_, by or desk.first, status, **({"until": UNTIL, "posts": [LEGAL]} | body))
    return id_


def test_only_the_writer_and_the_named_posts_see_it(desk: Desk, legal: Key) -> None:
    root = admin(desk.engine)
    with clock("2027-06-01"):
        id_ = exempt(desk)
        for one in (desk.first, legal):
            assert desk.read(id_, one)["exempt"] == {"until": UNTIL, "posts": [LEGAL]}
        assert id_ in desk.listed("draft", legal)
        for other in (desk.second, desk.editor, root):
            said(desk.client.get(f"/v1/admin/updates/{id_}", headers=other), 404)
            assert id_ not in desk.listed("draft", other)
            places = [f"/v1/admin/updates?about={desk.item}", "/v1/admin/audit?limit=200", EXEMPTIONS]
            for place in places if other != desk.second else places[:1]:
                answer = desk.client.get(place, headers=other)
                assert answer.status_code == 200, answer.text
                assert SECRET not in answer.text
                assert id_ not in answer.text
        assert SECRET not in desk.client.get("/v1/admin/sheet?format=csv", headers=desk.editor).text

    with clock("2027-06-11"):  # it is exempt no more
        assert "exempt" not in desk.read(id_, desk.editor)
        assert id_ in desk.listed("draft", desk.second)
        assert SECRET in desk.client.get("/v1/admin/sheet?format=csv", headers=desk.editor).text


def test_whoever_watches_reads_that_it_is_exempt_and_not_what_it_says(desk: Desk) -> None:
    with clock("2027-06-01"):
        exempt(desk)
        found = said(desk.client.get(EXEMPTIONS, headers=desk.editor), 200)["exempt"]
        for other in (key(desk.engine, Role.editor, "anytown"), desk.first):
            said(desk.client.get(EXEMPTIONS, headers=other), 403)

    assert found == [{"type": "update", "state": "draft", "until": UNTIL, "posts": [LEGAL]}]


def test_released_it_waits_for_its_day_and_is_public_then(desk: Desk, legal: Key) -> None:
    with clock("2027-06-01"):
        id_ = exempt(desk)
        assert desk.act("publication", id_, desk.first)["state"] == "submitted"
        desk.act("publication", id_, desk.editor, 404)
        assert desk.act("publication", id_, legal)["state"] == "scheduled"
        said(desk.client.get(f"/v1/admin/updates/{id_}", headers=desk.editor), 404)
    with clock("2027-06-10T23:59:59"):
        assert publish_all_due(desk.engine) == []
    with clock("2027-06-11T00:00:01"):
        assert publish_all_due(desk.engine) == [id_]
        assert "exempt" not in desk.read(id_, desk.editor)
        assert id_ in desk.public()


def test_a_mail_about_it_has_no_word_of_it(desk: Desk, legal: Key, mailbox: Mailbox) -> None:
    key(desk.engine, Role.officer, PRESS, holder="Pat Press")  # named in the rule, and not for this
    with clock("2027-06-01"):
        id_ = exempt(desk)
        desk.act("publication", id_, desk.first)
    tick(desk, "2027-06-01T13:00:00")
    (mail,) = mailbox.got

    assert mail["To"] == f"{LEGAL}@newshire.example"
    text = text_of(mail)
    assert "1. Something that is exempt from publication until 10 June 2027; no word of it stands in a mail." in text
    assert SECRET not in text
    title = said(desk.client.get(f"/v1/recommendations/{desk.item}"), 200)["title"]["en"]
    assert title not in text
    with clock("2027-06-02"):
        desk.act("return", id_, legal, note="Sold to whom?")
    tick(desk, "2027-06-02T13:00:00")
    assert all("Sold to whom?" not in text_of(one) for one in mailbox.got)


def test_it_ends_when_whoever_may_says_so_and_bad_ones_are_refused(desk: Desk) -> None:
    with clock("2027-06-01"):
        id_ = exempt(desk)
        desk.act("exemption", id_, desk.first)
        assert "exempt" not in desk.read(id_, desk.editor)
        for body, rule in (
            ({"until": "2027-05-01", "posts": [LEGAL]}, "in-the-past"),
            ({"until": UNTIL, "posts": ["newshire-nobody"]}, "unknown-id"),
            ({"until": UNTIL}, "exempt-for-whom"),
        ):
            refused = desk.act("exemption", id_, desk.first, 409, **body)
            assert refused["errors"][0]["rule"] == rule
        desk.act("exemption", LEGAL, desk.editor, 409, kind="posts", until=UNTIL, posts=[LEGAL])
