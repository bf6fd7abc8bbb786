"""An editor sets who releases and what is translated: sees what is set, changes it, ends it, reads what is wrong."""

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
from tests.workbench.desks import key, newshire, posts_with_mailboxes

PRESS, LEGAL, CLERK = "newshire-press", "newshire-legal", "newshire-clerk"
AT = "/desk/rules"
SET, END = "Set who releases", "Take away what is set of releasing"
TRANSLATE, NO_MORE = "Set how texts are translated", "Take away what is set of translation"


@pytest.fixture
def editor(client: TestClient, engine: Engine, mailbox: Mailbox, at_desk: At) -> Visitor:
    """The editor of a council where a second person releases; the clerk there has no mailbox."""
    assert mailbox.url
    desk = newshire(client, engine)
    posts_with_mailboxes(desk, PRESS, LEGAL)
    clerk = {"id": CLERK, "organisation": "newshire", "kind": "officer", "name": CLERK, "publish": True}
    said(client.post("/v1/admin/posts", json=clerk, headers=desk.editor), 201)
    desk.act("publication", CLERK, key(engine, Role.editor, "newshire", holder="Di Another"), kind="posts")
    return at_desk(Role.editor, "newshire").open(AT)


def rule(client: TestClient, engine: Engine, which: str = "release") -> Any:
    address = f"/v1/admin/organisations/newshire/{which}-rule"
    found = said(client.get(address, headers=key_of(engine, Role.editor, "newshire")), 200)
    return {name: value for name, value in found.items() if name != "nobody_told"}


def acts(client: TestClient, engine: Engine) -> list[str]:
    answer = said(client.get("/v1/admin/audit?organisation=newshire", headers=key_of(engine, Role.admin)), 200)
    return [one["action"] for one in answer["items"] if one["action"].endswith("_rule")]


def test_who_releases_is_set_changed_and_taken_away(editor: Visitor, client: TestClient, engine: Engine) -> None:
    assert "Nothing is set: no post is named" in editor.read
    editor.press(SET, first=PRESS, third=LEGAL, next_after="2", bank_holidays="england_and_wales", call_in_days="5")
    assert "It is set, and holds from now on." in editor.read
    assert (
        "Who is told, in this order newshire-press newshire-legal Working days until the next is told 2" in editor.read
    )
    assert rule(client, engine) == {
        "posts": [PRESS, LEGAL],
        "next_after": 2,
        "bank_holidays": "england_and_wales",
        "call_in_days": 5,
    }

    editor.press(SET, second="", minutes_after="3", bank_holidays="", next_after="")
    assert rule(client, engine) == {"posts": [PRESS], "minutes_after": 3, "call_in_days": 5}

    editor.press(END)
    assert "It is taken away, and holds no more." in editor.read
    assert "Nothing is set: no post is named" in editor.read
    assert rule(client, engine) == {"posts": []}


def test_translation_is_set_changed_and_taken_away(editor: Visitor, client: TestClient, engine: Engine) -> None:
    editor.press(TRANSLATE, languages=["en", "cy"], translator=LEGAL)
    assert "Languages published together English , Cymraeg The post that translates newshire-legal" in editor.read
    assert rule(client, engine, "translation") == {"languages": ["en", "cy"], "post": LEGAL}
    editor.press(TRANSLATE, translator=PRESS)
    assert rule(client, engine, "translation") == {"languages": ["en", "cy"], "post": PRESS}
    editor.press(NO_MORE)
    assert rule(client, engine, "translation") == {"languages": []}


@pytest.mark.parametrize(
    ("typed", "status", "place", "words"),
    [
        ({"first": PRESS, "third": PRESS}, 409, "third", "is named before"),
        ({"next_after": "two"}, 422, "next_after", "whole number"),
        ({"call_in_days": "61"}, 422, "call_in_days", "60"),
        ({"minutes_after": "0"}, 422, "minutes_after", "1"),
    ],
)
def test_what_is_refused_is_said_beside_its_field_and_what_was_typed_stays(
    editor: Visitor, client: TestClient, engine: Engine, typed: dict[str, str], status: int, place: str, words: str
) -> None:
    editor.press(SET, status, **typed, bank_holidays="scotland")

    assert words in editor.page.text.partition(f'id="{place}-fault"')[2].partition("</p>")[0]
    kept = dict(editor.form(SET).fields)
    assert typed.items() <= kept.items()
    assert kept["bank_holidays"] == "scotland"
    assert rule(client, engine) == {"posts": []}


def test_a_translation_that_is_refused_keeps_what_was_ticked(editor: Visitor) -> None:
    editor.press(TRANSLATE, 409, languages=["cy"], translator=CLERK)

    for place in ("languages", "translator"):
        assert f'id="{place}-fault"' in editor.page.text
    assert {("languages", "cy"), ("translator", CLERK)} <= set(editor.form(TRANSLATE).fields)


def test_where_whoever_writes_releases_no_post_is_named(at_desk: At) -> None:
    editor = at_desk(Role.editor, "anytown").open(AT)
    assert "Here whoever writes releases" in editor.read
    editor.press(SET, 409, first="anytown-head-of-streets")

    assert 'id="first-fault"' in editor.page.text


def test_a_post_that_no_mail_reaches_is_said(editor: Visitor) -> None:
    nobody, post = "no mail tells anybody", "no mail reaches this post"
    assert nobody in editor.read
    editor.press(SET, first=CLERK)
    assert (nobody in editor.read, post in editor.read) == (True, True)
    editor.press(SET, second=PRESS)
    assert (nobody in editor.read, post in editor.read) == (False, True)
    editor.press(SET, first="")
    assert (nobody in editor.read, post in editor.read) == (False, False)
    assert "– no mailbox" in editor.page.text.partition(f'value="{CLERK}"')[2].partition("</option>")[0]


def test_where_no_mail_is_sent_nobody_is_blamed_for_a_mailbox(at_desk: At) -> None:
    editor = at_desk(Role.editor, "newshire").open(AT).press(SET, first="newshire-head-of-highways")

    assert "No mail is sent from here" in editor.read
    assert "Give one of them a mailbox" not in editor.read


def test_a_form_that_is_sent_twice_acts_once(editor: Visitor, client: TestClient, engine: Engine) -> None:
    form = editor.form(SET)
    fields = [*[one for one in form.fields if one[0] != "first"], ("first", PRESS), ("do", "set_release")]
    editor.send(form.action, fields).send(form.action, fields)

    assert rule(client, engine) == {"posts": [PRESS]}
    assert acts(client, engine) == ["set_release_rule"]


def test_nobody_sets_the_rules_of_another_organisation(editor: Visitor, at_desk: At) -> None:
    form = editor.form(SET)
    theirs = [(name, "anytown" if name == "organisation" else value) for name, value in form.fields]
    editor.send(form.action, [*theirs, ("do", "set_release")], 403)
    editor.open(f"{AT}?organisation=anytown", 403)
    at_desk(Role.officer, PRESS).open(AT, 403)


def test_whoever_edits_several_chooses_one(at_desk: At) -> None:
    both = at_desk(Role.editor, "anytown", "newshire").open("/desk/things").follow("Who releases, and translation")
    assert both.form("Show them").offered["organisation"] == ["anytown", "newshire"]
    both.press("Show them", organisation="newshire")
    assert dict(both.form(SET).fields)["organisation"] == "newshire"
    both.follow("The rules of another organisation")
    assert len(at_desk(Role.admin).open(AT).form("Show them").offered["organisation"]) > 2


@pytest.mark.usefixtures("editor")
def test_what_was_typed_outlives_the_session(engine: Engine, client: TestClient) -> None:
    secret, begun = key_of(engine, Role.editor, "newshire")["Authorization"].removeprefix("Bearer "), now()
    with travel(begun, tick=False):
        visitor = Visitor(client).sign_in(secret).open(AT)
    with travel(begun + timedelta(minutes=40), tick=False):
        visitor.press(SET, first=PRESS, next_after="2")
        form = visitor.forms[-1]
        visitor.send(form.action, [*[pair for pair in form.fields if pair[0] != "key"], ("key", secret)])

        assert visitor.at == AT
        assert "What you typed is here again." in visitor.read
        assert {"first": PRESS, "next_after": "2"}.items() <= dict(visitor.form(SET).fields).items()


@pytest.mark.usefixtures("editor")
def test_it_is_all_in_welsh(at_desk: At) -> None:
    cy = at_desk(Role.editor, "newshire", language="cy").open("/desk/posts").follow("Pwy sy’n rhyddhau, a chyfieithu")
    cy.press("Gosod pwy sy’n rhyddhau", 422, first=PRESS, next_after="dau")
    assert "rif cyfan" in cy.page.text.partition('id="next_after-fault"')[2].partition("</p>")[0]
    cy.press("Gosod pwy sy’n rhyddhau", next_after="2")
    assert "Mae wedi’i osod, ac yn cyfrif o hyn ymlaen." in cy.read
    cy.press("Gosod sut y cyfieithir testunau", 409, languages=["cy"])
    assert 'id="languages-fault"' in cy.page.text
    assert "Choose" not in cy.read
