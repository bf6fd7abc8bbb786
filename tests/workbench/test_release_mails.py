"""Mails about releases: the second person is told that something waits, the writer that it is out or came back."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.privacy.forget import forget
from api.scheduler import ReleaseMails
from db.vocabulary import Role
from tests.builders import clock
from tests.commands import command
from tests.conftest import said
from tests.mailbox import Mailbox
from tests.workbench.desks import Desk, anytown, key, newshire
from tests.workbench.reminded import text_of
from tests.writing.given import admin, stored

HIGHWAYS, COMMS = "highways@newshire.example", "comms@newshire.example"
EDITING = "newshire-communications"
BEGAN = "2027-02-01T09:00:00"


@pytest.fixture
def desk(client: TestClient, engine: Engine, mailbox: Mailbox) -> Desk:
    """A council where a second person releases: its editor holds a post, and its posts have mailboxes."""
    with clock("2027-01-04"):
        found = newshire(client, engine)
        mailed(found, "newshire-head-of-highways", HIGHWAYS)
        made = {"id": EDITING, "organisation": "newshire", "kind": "officer", "name": "Head of Communications"}
        said(client.post("/v1/admin/posts", json=made, headers=found.editor), 201)
        found.change(EDITING, found.editor, "posts", contact=COMMS)
        released(found, EDITING, "posts")
        to = {"to": "Cy Editor"}
        said(client.post(f"/v1/admin/posts/{EDITING}/handover", json=to, headers=admin(engine)), 201)
    tick(found, "2027-01-05")  # what became of all this
    mailbox.got.clear()
    return found


def mailed(desk: Desk, post: str, contact: str) -> None:
    desk.change(post, desk.editor, "posts", contact=contact)
    released(desk, post, "posts")


def released(desk: Desk, id_: str, kind: str = "updates") -> None:
    """Submitted by the editor, and released by another one."""
    desk.act("publication", id_, desk.editor, kind=kind)
    desk.act("publication", id_, key(desk.engine, Role.editor, "newshire", holder="Di Other"), kind=kind)


def submitted(desk: Desk, at: str = BEGAN, **more: Any) -> str:
    with clock(at):
        made = desk.write(desk.first, publish=True, **more)
    assert made["state"] == "submitted"
    return str(made["id"])


def tick(desk: Desk, moment: str) -> None:
    """What a server that was started just now does at a moment."""
    with clock(moment):
        ReleaseMails().send(desk.engine, lambda: False)


def sent(mailbox: Mailbox) -> list[tuple[str, str]]:
    """To whom, and of what, in English."""
    return [(str(mail["To"]), str(mail["Subject"]).partition(" / ")[0]) for mail in mailbox.got]


def test_whoever_may_release_is_told_once_of_all_that_waits(desk: Desk, mailbox: Mailbox) -> None:
    submitted(desk)
    tick(desk, "2027-02-01T09:14:59")
    assert mailbox.got == []
    submitted(desk, "2027-02-01T09:10:00", summary="Mill Lane is open.")

    for moment in ("2027-02-01T09:15:00", "2027-02-01T09:30:00", "2027-02-03T09:00:00"):
        tick(desk, moment)

    assert sent(mailbox) == [(COMMS, "2 things wait for your release – Newshire Council")]
    text = text_of(mailbox.got[0])
    assert text.startswith("To the mailbox of Head of Communications, Newshire Council")
    assert "1. Update: " in text
    assert "“Two of the five streets are open.”" in text
    assert "“Mill Lane is open.”" in text
    assert "Submitted on 1 February 2027" in text
    assert "http://127.0.0.1:8000/desk" in text
    assert "/v1/" not in text
    assert "At flwch post" in text  # and the same in Welsh
    assert mailbox.got[0]["Content-Language"] == "en, cy"


def test_what_is_submitted_later_is_told_in_a_mail_of_its_own(desk: Desk, mailbox: Mailbox) -> None:
    submitted(desk)
    tick(desk, "2027-02-01T10:00:00")
    submitted(desk, "2027-02-02T09:00:00", summary="Mill Lane is open.")
    tick(desk, "2027-02-02T10:00:00")

    assert [subject for _, subject in sent(mailbox)] == ["1 thing waits for your release – Newshire Council"] * 2
    assert "Two of the five" not in text_of(mailbox.got[1])


def test_the_writer_is_told_that_it_came_back_and_that_it_is_out(desk: Desk, mailbox: Mailbox) -> None:
    id_ = submitted(desk)
    tick(desk, "2027-02-01T10:00:00")
    mailbox.got.clear()
    with clock("2027-02-01T11:00:00"):
        desk.act("return", id_, desk.editor, note="Which two streets?")
    tick(desk, "2027-02-01T11:15:00")
    with clock("2027-02-02T09:00:00"):
        desk.change(id_, desk.first, summary="Mill Lane and Tŷ Street are open.")
        desk.act("publication", id_, desk.first)
        desk.act("publication", id_, desk.editor)
    tick(desk, "2027-02-02T09:15:00")
    tick(desk, "2027-02-02T09:45:00")

    assert sent(mailbox) == [
        (HIGHWAYS, "1 thing came back to you with a note – Newshire Council"),
        (HIGHWAYS, "1 thing that you submitted is public now – Newshire Council"),
    ]
    back, out = map(text_of, mailbox.got)
    assert "Note: “Which two streets?”" in back
    assert "To the mailbox of Head of Highways" in back
    assert f"http://127.0.0.1:8000/recommendations/anytown-streets-2025-5#{id_}" in out


def test_nobody_is_told_what_is_no_news_any_more(desk: Desk, mailbox: Mailbox) -> None:
    id_ = submitted(desk)
    with clock("2027-02-01T09:05:00"):
        desk.act("return", id_, desk.editor, note="Which two streets?")
        desk.change(id_, desk.first, summary="Mill Lane and Tŷ Street are open.")

    tick(desk, "2027-02-01T10:00:00")

    assert mailbox.got == []


def test_what_comes_back_twice_at_one_moment_is_told_once(desk: Desk, mailbox: Mailbox) -> None:
    id_ = submitted(desk)
    with clock("2027-02-01T09:05:00"):
        desk.act("return", id_, desk.editor, note="Which two streets?")
        desk.act("publication", id_, desk.first)
        desk.act("return", id_, desk.editor, note="And since when?")

    tick(desk, "2027-02-01T10:00:00")

    assert sent(mailbox) == [(HIGHWAYS, "1 thing came back to you with a note – Newshire Council")]
    assert "And since when?" in text_of(mailbox.got[0])


def test_whoever_takes_back_their_own_submission_is_told_nothing(desk: Desk, mailbox: Mailbox) -> None:
    id_ = submitted(desk)
    with clock("2027-02-01T09:05:00"):
        desk.act("return", id_, desk.first, note="Not yet.")

    tick(desk, "2027-02-01T10:00:00")

    assert mailbox.got == []


def test_where_whoever_writes_releases_nobody_is_told(client: TestClient, engine: Engine, mailbox: Mailbox) -> None:
    with clock(BEGAN):
        desk = anytown(client, engine)
        desk.write(desk.first, publish=True)

    tick(desk, "2027-02-01T10:00:00")

    assert mailbox.got == []


def test_an_editor_who_submits_is_not_told_of_it_but_the_other_is(desk: Desk, mailbox: Mailbox) -> None:
    with clock(BEGAN):
        desk.change(EDITING, desk.editor, "posts", remit="Speaks for the council.")
        desk.act("publication", EDITING, desk.editor, kind="posts")
        second = key(desk.engine, Role.editor, "newshire", holder="Di Other")
        to = {"to": "Di Other"}
        where = "/v1/admin/posts/newshire-head-of-highways/handover"
        said(desk.client.post(where, json=to, headers=admin(desk.engine)), 201)

    tick(desk, "2027-02-01T10:00:00")

    assert [to for to, _ in sent(mailbox)] == [HIGHWAYS]
    with clock("2027-02-01T11:00:00"):
        assert desk.act("publication", EDITING, second, kind="posts")["state"] == "clean"


def test_one_person_with_two_keys_is_no_second_person(desk: Desk) -> None:
    id_ = submitted(desk)
    again = key(desk.engine, Role.officer, "newshire-head-of-highways", holder="Ann First")
    editing = key(desk.engine, Role.editor, "newshire", holder="Ann First")

    for one in (again, editing):
        assert "You wrote or submitted it" in desk.act("publication", id_, one, 403)["detail"]
    with clock("2027-02-01T12:00:00"):
        desk.act("return", id_, desk.editor, note="Which two streets?")
        desk.change(id_, desk.second, summary="Mill Lane and Tŷ Street are open.")
        desk.act("publication", id_, desk.first)

        assert "You wrote or submitted it" in desk.act("publication", id_, desk.second, 403)["detail"]
        assert desk.act("publication", id_, desk.editor)["state"] == "clean"


def test_what_failed_is_tried_again_after_an_hour_and_what_may_have_been_sent_is_not(
    desk: Desk, mailbox: Mailbox
) -> None:
    submitted(desk)
    mailbox.got.clear()
    mailbox.refuses = {"rcpt": "450 4.2.0 Come back later"}
    tick(desk, "2027-02-01T10:00:00")
    mailbox.refuses, mailbox.hangs_up = {}, True
    tick(desk, "2027-02-01T10:59:00")
    assert mailbox.got == []

    for moment in ("2027-02-01T11:00:00", "2027-02-01T13:00:00"):
        tick(desk, moment)

    assert len(mailbox.got) == 1


def test_the_command_sends_them_too_and_says_first_to_whom(desk: Desk, mailbox: Mailbox) -> None:
    id_ = submitted(desk)
    with clock("2027-02-01T10:00:00"):
        told = command(desk.engine, "remind", "--dry-run").stdout.decode()
        assert mailbox.to(COMMS) == []
        command(desk.engine, "remind")

    assert f"{COMMS}\t{EDITING}\trelease\twaits 2027-02-01\t{id_}" in told
    assert len(mailbox.to(COMMS)) == 1


def test_what_was_told_is_forgotten_in_time_and_a_mailbox_can_be_taken_away(desk: Desk, mailbox: Mailbox) -> None:
    id_ = submitted(desk)
    tick(desk, "2027-02-01T10:00:00")
    with clock("2027-02-02"):
        taken = {"mailbox": COMMS, "ground": "personal_data"}
        found = said(desk.client.post("/v1/admin/reminders/redaction", json=taken, headers=admin(desk.engine)), 201)
    assert found["reminders"] > 0
    tick(desk, "2027-02-02T15:00:00")
    assert len(mailbox.got) == 1

    with clock("2027-09-01"):
        forget(desk.engine)
        assert stored(desk.engine)["release_mails"] == 1  # it still waits, and nobody is told again
        desk.act("publication", id_, desk.editor)
    with clock("2027-12-01"):
        assert forget(desk.engine)["releases"] == 2
        assert stored(desk.engine)["release_mails"] == 0
