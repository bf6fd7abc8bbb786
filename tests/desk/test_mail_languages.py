"""Mails come in the languages that were chosen for a mailbox, and in every one until then; whoever reads it chooses."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.privacy.forget import forget
from api.settings import settings
from db.vocabulary import Role
from tests.builders import clock
from tests.conftest import CopyWith, client_of, key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import SIGN_IN, Visitor
from tests.mailbox import Mailbox
from tests.workbench.reminded import LEAD, STREETS, run, something_due, text_of
from tests.writing.given import stored

OFFICER = (Role.officer, "anytown-head-of-streets")
MAILS = f"/v1/admin/posts/{OFFICER[1]}/mail-languages"
OF_THE_POST, KEEPER = "streets@anytown.example.org", "play.streets@anytown.example"
WELSH = {"mails": "cy"}


def link_in(mail: Any, at: str) -> str:
    """Where a mail leads, in its first language."""
    found = re.search(rf"http://[^/]+({at}/[0-9a-f]+)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


@pytest.fixture
def account(client: TestClient, engine: Engine) -> None:
    body = {"mailbox": KEEPER, "role": "keeper", "covers": ["anytown-play-streets"], "holder": "Jo Bloggs"}
    said(client.post("/v1/admin/accounts", json=body, headers=key_of(engine, Role.admin)), 201)


def test_a_reminder_is_in_every_language_until_its_mailbox_chose(copy_with: CopyWith, mailbox: Mailbox) -> None:
    engine = copy_with(something_due)
    run(engine, mailbox, "2024-06-01")
    (mail,) = mailbox.to(STREETS)
    english, welsh = str(mail["Subject"]).split(" / ")
    assert (english[:9], welsh[:7]) == ("By 1 June", "Erbyn 1")
    assert "An update is due on 1 June 2024." in text_of(mail)
    assert "1 Mehefin 2024" in text_of(mail)
    with clock("2024-06-01"):
        page = Visitor(client_of(engine)).open(link_in(mail, "/v1/admin/answers"))
        page.press("Choose", **WELSH)
        assert "The next mails come in what you chose." in page.read

    run(engine, mailbox, "2024-06-29")

    second, others = mailbox.to(STREETS)[-1], mailbox.to(LEAD)[-1:]
    assert second["Content-Language"] == "cy"
    assert " / " not in str(second["Subject"])
    assert "June" not in text_of(second)
    assert {str(one["Content-Language"]) for one in others} <= {"en, cy"}


@pytest.mark.usefixtures("account")
def test_a_link_to_sign_in_comes_in_what_was_chosen_on_its_page_which_spends_nothing(
    client: TestClient, mailbox: Mailbox
) -> None:
    Visitor(client).open(SIGN_IN).press("Send me a link", mailbox=KEEPER)
    first = Visitor(client).open(link_in(mailbox.to(KEEPER)[0], "/desk/sign-in/link"))
    first.press("Choose", **WELSH)
    first.press("Sign in as Jo Bloggs")
    assert first.at == "/desk"
    with clock("2999-01-01"):
        Visitor(client).open(SIGN_IN).press("Send me a link", mailbox=KEEPER)

    assert [mail["Content-Language"] for mail in mailbox.to(KEEPER)] == ["en, cy", "cy"]
    assert "?lang=cy" in text_of(mailbox.to(KEEPER)[1])


def test_who_is_signed_in_chooses_for_the_mailboxes_of_their_posts_and_so_by_the_api(
    at_desk: At, client: TestClient, engine: Engine
) -> None:
    officer = at_desk(*OFFICER).open("/desk/sessions").press("Choose", **WELSH)
    assert "The next mails come in what you chose." in officer.read
    assert ("mails", "cy") in officer.form("Choose").fields
    key = key_of(engine, *OFFICER)
    assert said(client.get(MAILS, headers=key), 200) == {"mailbox": OF_THE_POST, "languages": ["cy"]}

    both = {"languages": ["cy", "en"]}
    assert said(client.post(MAILS, json=both, headers=key), 201)["languages"] == ["en", "cy"]
    assert ("mails", "all") in officer.open("/desk/sessions").form("Choose").fields
    french = said(client.post(MAILS, json={"languages": ["fr"]}, headers=key), 409)
    assert french["errors"][0]["pointer"] == "/languages/0"


def test_an_editor_chooses_for_the_posts_of_their_organisation(at_desk: At, client: TestClient, engine: Engine) -> None:
    editor = at_desk(Role.editor, "anytown").open(f"/desk/posts/{OFFICER[1]}").press("Choose", **WELSH)
    assert "The next mails come in what you chose." in editor.read
    assert ("mails", "cy") in editor.form("Choose").fields
    assert said(client.get(MAILS, headers=key_of(engine, *OFFICER)), 200)["languages"] == ["cy"]

    form = editor.form("Choose")
    at_desk(Role.editor, "newshire").send(form.action, form.fields, 403)


def test_nobody_chooses_for_the_mailbox_of_others(at_desk: At, client: TestClient, engine: Engine) -> None:
    officer = at_desk(*OFFICER).open("/desk/sessions")
    form = officer.form("Choose")
    fields = [(name, value) for name, value in form.fields if name != "mailbox"]
    officer.send(form.action, [*fields, ("mailbox", "parks@anytown.example.org")], 403)
    other = key_of(engine, Role.officer, "anytown-head-of-parks")
    said(client.post(MAILS, json={"languages": ["cy"]}, headers=other), 403)

    assert stored(engine)["mail_languages"] == 0


def _redacted(client: TestClient, engine: Engine) -> None:
    body = {"mailbox": OF_THE_POST, "ground": "personal_data"}
    said(client.post("/v1/admin/reminders/redaction", json=body, headers=key_of(engine, Role.admin)), 201)


def _handed_over(client: TestClient, engine: Engine) -> None:
    at = f"/v1/admin/posts/{OFFICER[1]}/handover"
    said(client.post(at, json={"to": "Zoe New"}, headers=key_of(engine, Role.admin)), 201)


@pytest.mark.parametrize("ended", [_redacted, _handed_over])
def test_what_was_chosen_ends_where_others_read_the_mailbox_or_it_is_taken_away(
    client: TestClient, engine: Engine, ended: Callable[[TestClient, Engine], None]
) -> None:
    said(client.post(MAILS, json={"languages": ["cy"]}, headers=key_of(engine, *OFFICER)), 201)
    assert stored(engine)["mail_languages"] == 1

    ended(client, engine)

    assert stored(engine)["mail_languages"] == 0


@pytest.mark.usefixtures("account")
def test_what_was_chosen_for_an_account_is_forgotten_with_its_mailbox(
    client: TestClient, engine: Engine, mailbox: Mailbox
) -> None:
    Visitor(client).open(SIGN_IN).press("Send me a link", mailbox=KEEPER)
    Visitor(client).open(link_in(mailbox.got[0], "/desk/sign-in/link")).press("Choose", **WELSH)
    assert stored(engine)["mail_languages"] == 1

    with clock("2999-01-01"):
        forget(engine)

    assert stored(engine)["mail_languages"] == 0


def test_where_an_instance_has_one_language_nothing_is_asked(at_desk: At, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = at_desk(*OFFICER).open("/desk/sessions")
    assert "Choose" in officer.read
    monkeypatch.setenv("TRACKER_LANGUAGES", "en")
    settings.cache_clear()
    try:
        assert "Choose" not in officer.open("/desk/sessions").read
    finally:
        settings.cache_clear()
