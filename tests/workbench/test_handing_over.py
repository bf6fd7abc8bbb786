"""When somebody leaves, all that they act with ends in one act, and the answer says what ended and what did not."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy import update as change
from starlette.testclient import TestClient

from api.settings import settings
from api.text.languages import languages
from api.text.localizer import localizer
from db.clock import now
from db.models.access import Holding, Person
from db.models.reminders import AnswerToken
from db.session import begin_write, writing
from db.vocabulary import Grant, Role
from tests.builders import COUNCIL, POST, clock
from tests.commands import command
from tests.conftest import client_of, key_of, said, signed_in
from tests.mailbox import Mailbox, served
from tests.workbench.desks import key as key_held_by
from tests.workbench.reminded import (
    ITEM,
    STREETS,
    link_of,
    press,
    public_updates,
    reply_secret_of,
    run,
    something_due,
)
from tests.workbench.test_take_reply import mail, piped
from tests.writing.test_forgetting import holding_rows

AT, HANDOVER = "/v1/admin", f"/v1/admin/posts/{POST}/handover"
UPDATES = f"{AT}/recommendations/{ITEM.id}/updates"
NEWS = {"progress": "under_way", "summary": "Two streets are open."}
NO_USER = 67
Key = dict[str, str]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as found:
        yield found


@pytest.fixture
def admin(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> Key:
    """The header of an administrator of a council with one thing due, whose mails can be replied to."""
    monkeypatch.setattr(settings(), "mail_reply_to", "answers@westmere.example")
    something_due(empty)
    with clock("2024-03-02"):
        return key_of(empty, Role.admin, days=800)


@pytest.fixture
def client(empty: Engine) -> TestClient:
    return client_of(empty)


def made(client: TestClient, admin: Key, **more: Any) -> tuple[int, Key]:
    """The number and the header of a new key for the post."""
    asked = {"role": "officer", "covers": [POST], **more}
    found = said(client.post(f"{AT}/keys", json=asked, headers=admin), 201)
    return found["number"], {"Authorization": f"Bearer {found['secret']}"}


def act(client: TestClient, admin: Key, address: str, **body: Any) -> Any:
    return said(client.post(f"{AT}/{address}", json=body or None, headers=admin), 201)


def test_a_post_handed_over_ends_all_the_leaver_acts_with_however_they_are_written(
    empty: Engine, client: TestClient, mailbox: Mailbox, admin: Key
) -> None:
    editor = key_of(empty, Role.editor, COUNCIL, days=3650)
    with clock("2024-03-02"):
        begun = said(client.post(HANDOVER, json={"to": "Ann O'First"}, headers=editor), 201)
        written = [made(client, admin, holder=name) for name in ("Ann O'First", " ann  O’FIRST", "Ａnn Oʼfirst")]
        nobodys = key_held_by(empty, Role.officer, POST, holder="")
        bo, bos = made(client, admin, holder="Bo Second")
        unowned = said(client.get(f"{AT}/keys", headers=admin), 200)["items"][-2]["number"]
    assert run(empty, mailbox, "2024-06-01")[0] == [STREETS]
    first = mailbox.got[-1]
    with clock("2024-06-01T15:00:00"):
        handed = said(client.post(HANDOVER, json={"to": "Cy Next"}, headers=editor), 201)

        ann = begun["items"][0]["person"]
        hers = [{"kind": "key", "number": number, "holder": "Ann O'First", "person": ann} for number, _ in written]
        its = {"kind": "key", "number": unowned, "holder": ""}
        assert handed["ended"] == [
            *(one | {"post": POST} for one in (*hers, its)),
            {"kind": "link", "post": POST, "many": 1},
        ]
        acting = {one["holder"]: one for one in handed["still_acting"]}
        assert acting.keys() == {"a test", "Bo Second"}
        assert (acting["Bo Second"]["number"], acting["Bo Second"]["role"]) == (bo, "officer")
        assert acting["Bo Second"]["ends_at"].startswith("2025-03-02")
        for key in (*(key for _, key in written), nobodys):
            said(client.post(UPDATES, json=NEWS, headers=key), 401)
        said(client.post(UPDATES, json=NEWS, headers=bos), 201)

        # The link and the reply address of the mail that came before say so, and keep nothing.
        for shown in (client.get(link_of(first)), press(client, link_of(first), still_true="yes")):
            assert shown.status_code == 410
            assert all(localizer(tag).t("ended.handed_over_why") in shown.text for tag in languages())
        assert len(public_updates(client)) == 1
        (row,) = said(client.get(f"{AT}/audit?thing={POST}&limit=1", headers=editor), 200)["items"]
        numbers = [number for number, _ in written] + [unowned]
        told = "; ".join([f"key {number} for {POST}" for number in numbers] + [f"1 link for {POST}"])
        assert row["reason"] == f"Ended: {told}."
    with writing(empty) as session:  # as if it had come today
        begin_write(session)
        session.execute(change(AnswerToken).values(expires_at=now() + timedelta(days=365)))
    code, told = piped(empty, mail("1. Two streets are open.", reply_secret_of(first)).as_bytes())
    assert code == NO_USER
    assert all(localizer(tag).t("ended.handed_over_why") in told for tag in languages())

    # What was due is asked of whoever holds the post now, in a mail that is another one, with a link that works.
    assert run(empty, mailbox, "2024-06-02")[0] == [STREETS]
    assert run(empty, mailbox, "2024-06-03")[0] == []
    assert mailbox.got[-1]["Message-ID"] != first["Message-ID"]
    with clock("2024-06-03"):
        assert press(client, link_of(mailbox.got[-1]), still_true="yes").status_code == 200
        assert len(public_updates(client)) == 2


def vacated(_: Engine, client: TestClient, admin: Key) -> None:
    act(client, admin, f"posts/{POST}/handover", holder="Ann First")


def revoked(engine: Engine, client: TestClient, admin: Key) -> None:
    number, _ = made(client, admin, holder="Ann First")
    assert command(engine, "keys", "revoke", str(number)).returncode == 0


def departed(_: Engine, client: TestClient, admin: Key) -> None:
    made(client, admin, holder="Di Third")
    people = said(client.get(f"{AT}/people", headers=admin), 200)["items"]
    act(client, admin, f"people/{people[-1]['number']}/departure")


def disabled(engine: Engine, client: TestClient, admin: Key) -> None:
    number = signed_in(engine, "Ed Fourth", Grant(Role.officer, POST))
    act(client, admin, f"accounts/{number}/disabling")


WAYS: tuple[Callable[[Engine, TestClient, Key], None], ...] = (vacated, revoked, departed, disabled)


def test_a_link_ends_with_the_term_of_office_it_was_sent_in_however_that_ends(
    empty: Engine, client: TestClient, mailbox: Mailbox, admin: Key
) -> None:
    with clock("2024-03-02"), writing(empty) as session:
        act(client, admin, f"posts/{POST}/handover", to="Ann First")
        begin_write(session)
        term = {"begins": date(2024, 3, 2), "ends": date(2024, 6, 10), "noted_at": now()}
        session.add(Holding(post=POST, person=None, **term))
    for day, way in enumerate(WAYS, 1):
        assert STREETS in run(empty, mailbox, f"2024-06-{day:02}")[0], way
        link = link_of(mailbox.to(STREETS)[-1])
        with clock(f"2024-06-{day:02}T15:00:00"):
            assert client.get(link).status_code == 200, way
            way(empty, client, admin)
            assert client.get(link).status_code == 410, way

    # By its date, without anybody's doing.
    assert STREETS in run(empty, mailbox, "2024-06-09")[0]
    link = link_of(mailbox.to(STREETS)[-1])
    with clock("2024-06-09T23:59:59"):
        assert client.get(link).status_code == 200
    with clock("2024-06-10T00:00:00"):
        ended = client.get(link)
        assert (ended.status_code, localizer("en").t("ended.handed_over") in ended.text) == (410, True)


def test_somebody_who_leaves_ends_with_all_they_act_with(
    empty: Engine, client: TestClient, mailbox: Mailbox, admin: Key
) -> None:
    with clock("2024-03-02"):
        editors, editor = made(client, admin, role="editor", covers=[COUNCIL], holder="Ann First")
        officers, officer = made(client, admin, holder="ann first")
        nobodys = key_held_by(empty, Role.editor, COUNCIL, holder="")
        account = signed_in(empty, "Ann  First", Grant(Role.officer, POST))
        person = act(client, admin, f"posts/{POST}/handover", to="Ann First")["items"][0]["person"]
    run(empty, mailbox, "2024-06-01")
    with clock("2024-06-01T15:00:00"):
        named = {"number": person, "name": "Ann First", "posts": [POST]}
        known = said(client.get(f"{AT}/people", headers=admin), 200)["items"]
        assert named | {"keys": [editors, officers], "accounts": [account]} in known

        left = act(client, admin, f"people/{person}/departure")

        hers = {"holder": "Ann First", "person": person}
        assert left["ended"] == [
            {"kind": "holding", "post": POST} | hers,
            {"kind": "key", "number": editors} | hers,
            {"kind": "key", "number": officers} | hers,
            {"kind": "account", "number": account} | hers,
            {"kind": "link", "post": POST, "many": 1},
        ]
        # What is nobody's is not ended of an organisation, and is shown: it may be hers.
        acting = [(one["role"], one["holder"], one["covers"]) for one in left["still_acting"]]
        assert acting == [("editor", "", COUNCIL), ("officer", "a test", POST)]
        for key in (editor, officer):
            said(client.get(f"{AT}/updates", headers=key), 401)
        said(client.get(f"{AT}/updates", headers=nobodys), 200)
        assert said(client.get(f"{AT}/accounts/{account}", headers=admin), 200)["disabled_at"]
        assert client.get(link_of(mailbox.got[-1])).status_code == 410
        (row,) = said(client.get(f"{AT}/audit?limit=1", headers=admin), 200)["items"]
        assert (row["action"], row["thing"]) == ("depart", {"type": "person", "id": str(person)})
        assert "Ann" not in row["reason"]

        again = said(client.post(f"{AT}/people/{person}/departure", headers=admin), 409)
        assert str(person) in again["detail"]
        said(client.post(f"{AT}/people/{person + 999}/departure", headers=admin), 404)
        # Let in again by mistake, the account has no post until it is given one.
        act(client, admin, f"accounts/{account}/enabling")
        assert said(client.get(f"{AT}/accounts/{account}", headers=admin), 200)["grants"] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_a_name_is_not_enough_a_number_is(empty: Engine, client: TestClient, admin: Key) -> None:
    with clock("2024-03-02"):
        with writing(empty) as session:
            begin_write(session)
            both = [Person(name="Sam Roe"), Person(name="SAM ROE")]
            session.add_all(both)
            session.flush()
            first, second = (one.id for one in both)
        unclear = said(client.post(HANDOVER, json={"to": "Sam Roe"}, headers=admin), 409)
        assert unclear["errors"][0]["rule"] == "which-person"
        assert f"{first}, {second}" in unclear["detail"]
        held = act(client, admin, f"posts/{POST}/handover", to_person=second)["items"]
        assert held[0]["person"] == second
        number, key = made(client, admin, person=second)
        assert said(client.get(f"{AT}/keys/{number}", headers=admin), 200)["person"] == second
        for body in ({"person": second, "holder": "Ann"}, {"person": 999}, {}):
            asked = {"role": "officer", "covers": [POST], **body}
            refused = said(client.post(f"{AT}/keys", json=asked, headers=admin), 409)
            assert refused["errors"][0]["rule"] == ("unknown-person" if body else "no-holder")
        for other in ({"person": first}, {"holder": "Nobody Here"}):
            said(client.post(HANDOVER, json=other, headers=admin), 409)
        said(client.get(f"{AT}/updates", headers=key), 200)
        act(client, admin, f"posts/{POST}/handover", person=second, holder="Sam Roe")
        said(client.get(f"{AT}/updates", headers=key), 401)


def test_a_name_stands_in_one_table(empty: Engine, client: TestClient, admin: Key) -> None:
    with clock("2024-03-02"):
        act(client, admin, f"posts/{POST}/handover", to="Zyxwvut Roe")
        made(client, admin, holder="Zyxwvut Roe")
        act(client, admin, f"posts/{POST}/handover", on="2024-03-02")
    assert holding_rows(empty, "Zyxwvut") == {"people.name"}
