"""Both languages together: a text waits for its translation, which comes back by a mailed link and lets it go on."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.clock import now
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor
from tests.mailbox import Mailbox

OFFICER = (Role.officer, "anytown-head-of-streets")
ITEM, LATE = "anytown-streets-2025-3", "anytown-streets-2025-4"
RULE = {"languages": ["en", "cy"], "post": "anytown-assembly-coordinator"}
TRANSLATORS = "assembly@anytown.example.org"
ENGLISH, WELSH = "Two of the five streets are closed.", "Mae dwy o’r pum stryd ar gau."
LOOK = "See what residents will read"


@pytest.fixture(autouse=True)
def together(engine: Engine, client: TestClient) -> None:
    """Anytown publishes in both languages together."""
    key = key_of(engine, Role.editor, "anytown")
    said(client.post("/v1/admin/organisations/anytown/translation-rule", json=RULE, headers=key), 201)


def told(client: TestClient, item: str = ITEM) -> Any:
    return said(client.get(f"/v1/recommendations/{item}"), 200)["updates"][0]["summary"]


def sent(at_desk: At, **typed: str) -> Visitor:
    """An officer who sent what she wrote for translation."""
    officer = at_desk(*OFFICER).open(f"/desk/items/{ITEM}")
    return officer.press(LOOK, **(typed or {"summary_en": ENGLISH})).press("Send for translation")


def link_in(mailbox: Mailbox) -> str:
    (mail,) = mailbox.to(TRANSLATORS)[-1:]
    words = mail.get_body(("plain",)).get_content().split()
    return next(word for word in words if "/desk/translate/" in word).removeprefix("http://127.0.0.1:8000")


def test_it_is_public_in_both_languages_once_the_other_is_back(
    at_desk: At, client: TestClient, mailbox: Mailbox
) -> None:
    officer = sent(at_desk)
    assert "With the translator (1)" in officer.read
    assert told(client).get("en") != ENGLISH
    translator = Visitor(client).open(link_in(mailbox))
    assert ENGLISH in translator.read
    translator.press("Anfon y cyfieithiad", **{"/summary": WELSH})

    assert told(client) == {"en": ENGLISH, "cy": WELSH}
    assert "With the translator" not in officer.open("/desk").read


def test_what_is_written_in_welsh_is_treated_the_same(at_desk: At, client: TestClient, mailbox: Mailbox) -> None:
    sent(at_desk, summary_cy=WELSH)
    translator = Visitor(client).open(link_in(mailbox))
    assert WELSH in translator.read
    translator.press("Send the translation", **{"/summary": ENGLISH})

    assert told(client) == {"en": ENGLISH, "cy": WELSH}


def test_the_link_shows_the_text_and_that_alone(at_desk: At, client: TestClient, mailbox: Mailbox) -> None:
    sent(at_desk)
    translator = Visitor(client).open(link_in(mailbox))

    assert [form.action for form in translator.forms] == [
        link_in(mailbox) + "?lang=cy",
        link_in(mailbox) + "/mails?lang=cy",
    ]
    assert not translator.cookies
    translator.open("/desk/items/" + ITEM)
    assert translator.at.startswith("/desk/sign-in")


def test_a_translation_that_lacks_words_is_asked_for_again(at_desk: At, client: TestClient, mailbox: Mailbox) -> None:
    sent(at_desk, summary_en=ENGLISH, works_en="Parents were asked first.")
    translator = Visitor(client).open(link_in(mailbox))
    translator.press("Anfon y cyfieithiad", 422, **{"/summary": WELSH, "/works": ""})

    assert "Ysgrifennwch gyfieithiad" in translator.read
    assert WELSH in translator.page.text, "what was typed is kept"
    assert told(client).get("en") != ENGLISH


def test_a_link_is_used_once_and_ends_when_the_text_is_taken_back(
    at_desk: At, client: TestClient, mailbox: Mailbox
) -> None:
    officer = sent(at_desk)
    first = link_in(mailbox)
    officer.open(_draft(officer)).press("Take it back")
    Visitor(client).open(first, 410)
    officer.press(LOOK).press("Send for translation")
    second = link_in(mailbox)
    translator = Visitor(client).open(second).press("Anfon y cyfieithiad", **{"/summary": WELSH})
    assert "Diolch" in translator.read
    Visitor(client).open(second, 410)
    Visitor(client).open("/desk/translate/0123456789abcdef", 404)


def _draft(officer: Visitor) -> str:
    officer.open("/desk")
    return "/desk/drafts/" + officer.page.text.partition('href="/desk/drafts/')[2].partition('"')[0]


def test_opening_the_link_changes_nothing(at_desk: At, client: TestClient, mailbox: Mailbox) -> None:
    sent(at_desk)
    for _ in range(3):
        Visitor(client).open(link_in(mailbox))

    assert told(client).get("en") != ENGLISH


def test_what_is_urgent_goes_on_in_one_language_with_a_reason(engine: Engine, at_desk: At, client: TestClient) -> None:
    officer = at_desk(*OFFICER).open(f"/desk/items/{ITEM}").press(LOOK, summary_en=ENGLISH)
    officer.press("Go on in one language", 409)
    assert "have it translated, or say why it is urgent" in officer.read
    officer.press(LOOK).press("Go on in one language", one_language="The road closes tonight.")

    assert told(client) == {"en": ENGLISH}
    trail = said(client.get("/v1/admin/audit", headers=key_of(engine, Role.admin)), 200)["items"]
    assert [one["reason"] for one in trail if one["action"] == "one_language"] == ["The road closes tonight."]


@pytest.mark.usefixtures("mailbox")
def test_what_is_in_both_needs_no_translator(at_desk: At, client: TestClient) -> None:
    officer = at_desk(*OFFICER).open(f"/desk/items/{ITEM}").press(LOOK, summary_en=ENGLISH, summary_cy=WELSH)
    officer.press("Publish")

    assert told(client) == {"en": ENGLISH, "cy": WELSH}


def test_the_interface_refuses_one_language_too(engine: Engine, client: TestClient) -> None:
    key = key_of(engine, *OFFICER)
    body = {"progress": "under_way", "summary": ENGLISH, "publish": True}
    refused = said(client.post(f"/v1/admin/recommendations/{ITEM}/updates", json=body, headers=key), 409)

    assert [(one["pointer"], one["rule"]) for one in refused["errors"]] == [("/summary", "needs-translation")]


def test_where_a_second_person_releases_it_is_submitted_once_it_is_back(
    engine: Engine, at_desk: At, client: TestClient, mailbox: Mailbox
) -> None:
    key = key_of(engine, *OFFICER, holder="Ann First")
    body = {"progress": "under_way", "summary": ENGLISH}
    made = said(client.post(f"/v1/admin/recommendations/{ITEM}/updates", json=body, headers=key), 201)["id"]
    asked = {"things": [made], "submit": True}
    said(client.post("/v1/admin/translations", json=asked, headers=key), 201)
    Visitor(client).open(link_in(mailbox)).press("Anfon y cyfieithiad", **{"/summary": WELSH})

    assert told(client).get("en") != ENGLISH
    assert "Waiting for your release (1)" in at_desk(Role.editor, "anytown").read


def test_who_may_no_more_publishes_nothing_through_a_translator(
    engine: Engine, at_desk: At, client: TestClient, mailbox: Mailbox
) -> None:
    sent(at_desk)
    admin = key_of(engine, Role.admin)
    for one in said(client.get("/v1/admin/keys", headers=admin), 200)["items"]:
        if one["role"] == "officer":
            said(client.post(f"/v1/admin/keys/{one['number']}/revocation", headers=admin), 201)
    Visitor(client).open(link_in(mailbox)).press("Anfon y cyfieithiad", **{"/summary": WELSH})

    assert told(client).get("en") != ENGLISH
    drafts = said(client.get("/v1/admin/worklist?view=returned", headers=admin), 200)["items"]
    assert [one["summary"] for one in drafts] == [{"en": ENGLISH, "cy": WELSH}]


def test_without_a_mail_server_nothing_is_sent(at_desk: At) -> None:
    officer = at_desk(*OFFICER).open(f"/desk/items/{ITEM}").press(LOOK, summary_en=ENGLISH)
    officer.press("Send for translation", 409)

    assert "nothing reaches a translator" in officer.read


@pytest.mark.parametrize(
    ("rule", "pointer"),
    [
        ({"languages": ["en"], "post": "anytown-assembly-coordinator"}, "/languages"),
        ({"languages": ["en", "cy"]}, "/post"),
        ({"languages": ["en", "cy"], "post": "anytown-nobody"}, "/post"),
    ],
    ids=str,
)
def test_a_rule_that_does_not_fit_is_refused(
    engine: Engine, client: TestClient, rule: dict[str, Any], pointer: str
) -> None:
    key = key_of(engine, Role.editor, "anytown")
    refused = said(client.post("/v1/admin/organisations/anytown/translation-rule", json=rule, headers=key), 409)

    assert refused["errors"][0]["pointer"] == pointer


def test_a_rule_is_ended(engine: Engine, client: TestClient, at_desk: At) -> None:
    key = key_of(engine, Role.editor, "anytown")
    address = "/v1/admin/organisations/anytown/translation-rule"
    assert said(client.get(address, headers=key), 200) == RULE
    said(client.post(address, json={}, headers=key), 201)
    assert said(client.get(address, headers=key), 200) == {"languages": []}
    at_desk(*OFFICER).open(f"/desk/items/{ITEM}").press(LOOK, summary_en=ENGLISH).press("Publish")
    assert told(client) == {"en": ENGLISH}


def test_a_month_later_the_link_still_works(at_desk: At, client: TestClient, mailbox: Mailbox) -> None:
    """The text waits for nobody's session."""
    sent(at_desk)
    with travel(now() + timedelta(days=31), tick=False):
        Visitor(client).open(link_in(mailbox)).press("Anfon y cyfieithiad", **{"/summary": WELSH})

        assert told(client) == {"en": ENGLISH, "cy": WELSH}
