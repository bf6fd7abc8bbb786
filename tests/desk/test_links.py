"""Signing in by a link to a mailbox: for people outside the council, whom an administrator gave an account."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from db.clock import now
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of, said
from tests.desk.visiting import SIGN_IN, Visitor
from tests.mailbox import Mailbox

KEEPER = "play.streets@anytown.example"
PROJECT = "anytown-play-streets"


@pytest.fixture
def admin(engine: Engine) -> dict[str, str]:
    return key_of(engine, Role.admin)


@pytest.fixture
def account(client: TestClient, admin: dict[str, str]) -> Any:
    """A project's keeper, who has no account of a council."""
    body = {"mailbox": KEEPER, "role": "keeper", "covers": [PROJECT], "holder": "Jo Bloggs"}
    return said(client.post("/v1/admin/accounts", json=body, headers=admin), 201)


def asked(client: TestClient, mailbox: str = KEEPER) -> Visitor:
    """Somebody who asked for a link."""
    return Visitor(client).open(SIGN_IN).press("Send me a link", mailbox=mailbox)


def link_in(mail: Any) -> str:
    body = mail.get_body(("plain",)).get_content()
    found = re.search(r"http://[^/]+(/desk/sign-in/link/[0-9a-f]+)", body)
    assert found, body
    return found[1]


def code_in(mail: Any) -> str:
    found = re.search(r"(\d{3} \d{3})", mail.get_body(("plain",)).get_content())
    assert found
    return found[1]


@pytest.mark.usefixtures("account")
def test_a_link_signs_in_whose_mailbox_it_was_sent_to(client: TestClient, mailbox: Mailbox) -> None:
    asked(client)
    (mail,) = mailbox.to(KEEPER)
    visitor = Visitor(client).open(link_in(mail))
    assert "Project keeper: Play Streets" in visitor.read
    visitor.press("Sign in as Jo Bloggs")

    assert visitor.at == "/desk"
    assert "Play Streets" in visitor.read


@pytest.mark.usefixtures("account")
def test_the_mail_is_in_both_languages_and_says_who_it_is_from(client: TestClient, mailbox: Mailbox) -> None:
    asked(client)
    (mail,) = mailbox.to(KEEPER)
    body = mail.get_body(("plain",)).get_content()

    assert "Open this link" in body
    assert "Agorwch y ddolen hon" in body
    assert mail["Content-Language"] == "en, cy"
    assert "Sign in" in mail["Subject"]


@pytest.mark.usefixtures("account")
def test_opening_a_link_spends_nothing_and_a_press_spends_it(client: TestClient, mailbox: Mailbox) -> None:
    asked(client)
    link = link_in(mailbox.got[0])
    scanner, thief = Visitor(client), Visitor(client)
    for _ in range(3):
        scanner.open(link)
    thief.open(link)
    Visitor(client).open(link).press("Sign in as Jo Bloggs")
    thief.press("Sign in as Jo Bloggs", 410)

    assert "works no longer" in thief.read
    assert not thief.cookies
    scanner.open(link, 410)


@pytest.mark.usefixtures("account")
def test_the_code_beside_the_link_does_the_same_and_spends_it(client: TestClient, mailbox: Mailbox) -> None:
    visitor = asked(client)
    code = code_in(mailbox.got[0])
    visitor.press("Sign in", code=code)

    assert visitor.at == "/desk"
    Visitor(client).open(link_in(mailbox.got[0]), 410)


@pytest.mark.usefixtures("account")
def test_nobody_finds_the_code_by_trying(client: TestClient, mailbox: Mailbox) -> None:
    visitor = asked(client)
    right = code_in(mailbox.got[0])
    wrong = [f"{number:06d}" for number in range(6) if f"{number:06d}" != right.replace(" ", "")][:5]
    for code in wrong:
        visitor.press("Sign in", 422, code=code)
        assert "not the code" in visitor.read
    visitor.press("Sign in", 422, code=right)

    assert not visitor.cookies


@pytest.mark.usefixtures("account")
def test_a_new_link_ends_the_one_before_and_comes_no_sooner_than_a_minute_later(
    client: TestClient, mailbox: Mailbox
) -> None:
    begun = now()
    with travel(begun, tick=False):
        visitor = asked(client)
        visitor.press("Send me a new link")
    assert len(mailbox.got) == 1
    with travel(begun + timedelta(minutes=2), tick=False):
        visitor.press("Send me a new link")
        first, second = map(link_in, mailbox.got)
        Visitor(client).open(first, 410)
        Visitor(client).open(second)


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 410)])
def test_a_link_is_good_for_an_hour(client: TestClient, mailbox: Mailbox, minutes: int, status: int) -> None:
    begun = now()
    with travel(begun, tick=False):
        asked(client)
    with travel(begun + timedelta(minutes=minutes), tick=False):
        Visitor(client).open(link_in(mailbox.got[0]), status)


@pytest.mark.usefixtures("account")
def test_a_mailbox_without_an_account_is_told_apart_by_nobody(client: TestClient, mailbox: Mailbox) -> None:
    known, unknown = asked(client), asked(client, "nobody@anytown.example")

    assert known.read.replace(KEEPER, "X") == unknown.read.replace("nobody@anytown.example", "X")
    assert [mail["To"] for mail in mailbox.got] == [KEEPER]


@pytest.mark.usefixtures("account")
def test_a_mailbox_is_found_however_its_letters_are_written(client: TestClient, mailbox: Mailbox) -> None:
    asked(client, f"  {KEEPER.upper()} ")

    assert len(mailbox.to(KEEPER)) == 1


def test_a_disabled_account_is_out_at_once_and_gets_no_link(
    client: TestClient, account: Any, admin: dict[str, str], mailbox: Mailbox
) -> None:
    asked(client)
    visitor = Visitor(client).open(link_in(mailbox.got[0])).press("Sign in as Jo Bloggs")
    said(client.post(f"/v1/admin/accounts/{account['number']}/disabling", headers=admin), 201)

    assert visitor.open("/desk").at.startswith(SIGN_IN)
    asked(client)
    assert len(mailbox.got) == 1
    said(client.post(f"/v1/admin/accounts/{account['number']}/enabling", headers=admin), 201)
    assert visitor.open("/desk").at.startswith(SIGN_IN), "what was ended does not come back"


def test_an_account_of_a_mailbox_is_made_once_and_may_do_more_later(
    client: TestClient, account: Any, admin: dict[str, str]
) -> None:
    more = {"mailbox": KEEPER.title(), "role": "convenor", "covers": ["anytown-streets-2025"], "holder": "Jo Bloggs"}
    again = said(client.post("/v1/admin/accounts", json=more, headers=admin), 201)

    assert again["number"] == account["number"]
    assert {one["role"] for one in again["grants"]} == {"keeper", "convenor"}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"covers": ["anytown-nothing"]}, "/covers/0"),
        ({"covers": ["anytown"]}, "/covers/0"),
        ({"covers": []}, "/covers"),
        ({"holder": "Somebody Else"}, "/holder"),
    ],
)
@pytest.mark.usefixtures("account")
def test_what_is_wrong_with_an_account_is_said(
    client: TestClient, admin: dict[str, str], change: dict[str, Any], pointer: str
) -> None:
    body = {"mailbox": KEEPER, "role": "keeper", "covers": [PROJECT], "holder": "Jo Bloggs", **change}
    refused = said(client.post("/v1/admin/accounts", json=body, headers=admin), 409)

    assert refused["errors"][0]["pointer"] == pointer


@pytest.mark.usefixtures("account")
def test_links_and_codes_are_kept_as_hashes(engine: Engine, client: TestClient, mailbox: Mailbox) -> None:
    asked(client)
    with engine.connect() as connection:
        kept = repr(connection.execute(text("SELECT * FROM sign_in_links")).all())

    assert link_in(mailbox.got[0]).rpartition("/")[2] not in kept
    assert code_in(mailbox.got[0]).replace(" ", "") not in kept


@pytest.mark.usefixtures("account")
def test_a_mail_server_that_is_away_keeps_nobody_waiting(client: TestClient, mailbox: Mailbox) -> None:
    mailbox.refuses["rcpt"] = "550 no"

    assert "a mail is on its way" in asked(client).read
