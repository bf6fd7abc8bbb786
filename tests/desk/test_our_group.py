"""A group's own page, by the link in a mail: what asks it, what it answers, on what terms it may be asked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.privacy.forget import forget
from db.clock import now, today
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor
from tests.mailbox import Mailbox
from tests.workbench.reminded import text_of
from tests.writing.given import admin

GROUP, MAILBOX = "ageing-well", "us@ageing-well.example"
SURVEY = "anytown-later-life-survey"
EDITOR = (Role.editor, "anytown")
INVITE = f"/v1/admin/organisations/{GROUP}/group-invitation"


def survey(id_: str, begins: int, ends: int, **more: Any) -> dict[str, Any]:
    """A survey of Anytown's, from so many days from today to so many."""
    days = {
        name: (today() + timedelta(days=number)).isoformat() for name, number in (("begins", begins), ("ends", ends))
    }
    return {
        "id": id_,
        "form": "survey",
        "name": "Later life",
        "commissioned_by": "anytown",
        "publish": True,
        **days,
        **more,
    }


@pytest.fixture
def link(client: TestClient, engine: Engine, mailbox: Mailbox) -> str:
    """The path in the mail to a group that a survey asks."""
    group = {"id": GROUP, "kind": "community_group", "name": "Ageing Well", "language": "en", "publish": True}
    terms = {"asks_welcome": {"contact": MAILBOX}}
    said(client.post("/v1/admin/organisations", json=group | terms, headers=admin(engine)), 201)
    key = key_of(engine, *EDITOR)
    said(client.post("/v1/admin/engagements", json=survey(SURVEY, 10, 30), headers=key), 201)
    said(client.post("/v1/admin/engagements", json=survey("anytown-old", -60, -30, name="Falls"), headers=key), 201)
    for id_ in (SURVEY, "anytown-old"):
        asked = {"groups": [{"organisation": GROUP}]}
        said(client.post(f"/v1/admin/engagements/{id_}/groups", json=asked, headers=key), 201)
    assert said(client.post(INVITE, headers=key), 201) == {"sent_to": MAILBOX}
    (mail,) = mailbox.got
    assert mail["To"] == MAILBOX
    found = re.search(r"https?://[^/]+(/desk/our-group/\S+\?lang=en)", text_of(mail))
    assert found
    return found[1]


def test_a_group_reads_what_asks_it_answers_and_the_officer_reads_that(
    link: str, client: TestClient, at_desk: At
) -> None:
    group = Visitor(client).open(link)
    assert group.read.index("Open or coming Later life") < group.read.index(
        "In the last year, and what came of it Falls"
    )
    answer, text = f"{SURVEY}.answer", f"{SURVEY}.text"
    group.press("Send the answer", 409, **{answer: "together"})
    assert "say together with what" in group.read
    group.press("Send the answer", **{answer: "together", text: "With the health board’s survey."})
    assert "You said: Ask us together with another: With the health board’s survey." in group.read
    group.press("Keep our terms", per_year="4", terms="Please pay for travel.")
    assert "Your terms are kept." in group.read

    officer = at_desk(*EDITOR).open(f"/desk/overlaps/{SURVEY}")

    assert "Ageing Well was asked 1 time in the last twelve months." in officer.read
    assert "It welcomes being asked 4 times a year." in officer.read
    assert "It says to this engagement: Ask us together with another. With the health board’s survey." in officer.read
    assert "Its terms: Please pay for travel." in officer.read
    for public in (f"/v1/engagements/{SURVEY}", f"/v1/organisations/{GROUP}", f"/en/engagements/{SURVEY}"):
        assert "travel" not in client.get(public).text


def test_the_page_is_in_welsh_and_nobody_without_the_link_sees_it(link: str, client: TestClient) -> None:
    assert "Ein telerau" in Visitor(client).open(link.replace("lang=en", "lang=cy")).read
    unknown = Visitor(client).open("/desk/our-group/0123456789abcdef", 404)
    assert "This link does not open a page" in unknown.read
    with travel(now() + timedelta(days=366)):
        Visitor(client).open(link, 404)


def test_a_link_goes_with_its_mailbox_and_what_was_said_after_two_years(
    link: str, client: TestClient, engine: Engine
) -> None:
    Visitor(client).open(link).press("Keep our terms", terms="Please pay for travel.")
    assert forget(engine, dry_run=True)["groups"] == 0
    with travel(now() + timedelta(days=731)):
        assert forget(engine, dry_run=True)["groups"] == 1
    body = {"mailbox": MAILBOX, "ground": "personal_data"}
    removed = said(client.post("/v1/admin/reminders/redaction", json=body, headers=admin(engine)), 201)
    assert removed["links"] == 1
    Visitor(client).open(link, 404)


def test_only_a_mailbox_that_the_group_published_is_written_to(
    client: TestClient, engine: Engine, mailbox: Mailbox
) -> None:
    refused = said(
        client.post("/v1/admin/organisations/anytown-walkers/group-invitation", headers=key_of(engine, *EDITOR)), 409
    )
    assert "has published no mailbox" in refused["detail"]
    assert mailbox.got == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"per_year": "99999999999"}, "a number of at most 1,000"),
        ({"per_year": "often"}, "a number of at most 1,000"),
        ({"per_year": "-1"}, "a number of at most 1,000"),
        ({"terms": "x" * 2_001}, "it has more than 2000 letters"),
    ],
)
def test_terms_that_cannot_be_are_said_beside_their_field_and_nothing_is_kept(
    link: str, client: TestClient, typed: dict[str, str], told: str
) -> None:
    group = Visitor(client).open(link)
    for _ in range(2):
        group.press("Keep our terms", 409, **typed)
        assert told in group.read
    again = Visitor(client).open(link)
    assert dict(again.form("Keep our terms").fields)["terms"] == ""


@pytest.mark.usefixtures("link")
def test_an_editor_sends_a_group_its_link_from_the_desk(at_desk: At, mailbox: Mailbox) -> None:
    editor = at_desk(*EDITOR).open(f"/desk/overlaps/{SURVEY}")
    editor.press("Send it the link to its own page: Ageing Well")
    assert "The link is on its way to the group." in editor.read
    assert [mail["To"] for mail in mailbox.got] == [MAILBOX, MAILBOX]


@pytest.mark.usefixtures("link")
def test_a_group_is_sent_three_links_at_most_while_it_can_open_them_whoever_asks(
    client: TestClient, engine: Engine, at_desk: At, mailbox: Mailbox
) -> None:
    again = "Send it the link to its own page: Ageing Well"
    for _ in range(2):
        at_desk(*EDITOR).open(f"/desk/overlaps/{SURVEY}").press(again)
    editor = at_desk(*EDITOR).open(f"/desk/overlaps/{SURVEY}").press(again, 409)
    assert "was sent 3 links within a year, each of which still opens its page" in editor.read
    elsewhere = key_of(engine, Role.editor, "newshire")
    assert "3 links" in said(client.post(INVITE, headers=elsewhere), 409)["detail"]
    assert len(mailbox.got) == 3
    with travel(now() + timedelta(days=366)):
        said(client.post(INVITE, headers=key_of(engine, *EDITOR)), 201)


def test_a_group_answers_only_what_asks_it(link: str, client: TestClient) -> None:
    group = Visitor(client).open(link)
    path = link.partition("?")[0]
    fields = {"engagement": "anytown-bus-survey", "anytown-bus-survey.answer": "not_now", "do": "answer"}
    group.send(path, fields, 409)
    assert "does not ask your group" in group.read
