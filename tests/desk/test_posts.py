"""An editor sees who holds which post, hands one over in a minute, and invites by mail whoever is to act for it."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.sign_in.auth import new_key
from db.clock import today
from db.session import begin_write, writing
from db.vocabulary import Grant, Role
from tests.conftest import key_of, said, signed_in
from tests.desk.conftest import At
from tests.desk.test_links import link_in
from tests.desk.visiting import SIGN_IN, Visitor
from tests.mailbox import Mailbox

POST, DEPUTY = "anytown-head-of-streets", "anytown-deputy-head-of-streets"
AT = f"/desk/posts/{POST}"
NEXT = "alex.poe@anytown.example"


@pytest.fixture
def editor(at_desk: At) -> Visitor:
    return at_desk(Role.editor, "anytown")


def holdings(client: TestClient, engine: Engine, post: str = POST) -> Any:
    return said(client.get(f"/v1/admin/posts/{post}/holdings", headers=key_of(engine, Role.admin)), 200)["items"]


def filled(editor: Visitor, name: str = "Sam Roe", at: str = AT) -> Visitor:
    """A post of which somebody holds it since the first of the year."""
    return editor.open(at).press("Say who holds it now", to=name, on=f"{today().year}-01-01").open(at)


def test_vacant_posts_are_flagged_and_stand_first(editor: Visitor) -> None:
    filled(editor).open("/desk/posts")
    text = editor.read

    assert "Sam Roe since 1 January" in text
    assert "Vacant" in text
    assert text.index("Vacant") < text.index("Sam Roe")
    assert "Camden" not in text


def test_a_post_is_handed_over_in_one_form(editor: Visitor, client: TestClient, engine: Engine) -> None:
    officer = signed_in(engine, "Sam Roe", Grant(Role.officer, POST))
    filled(editor)
    assert "Sam Roe leaves." in editor.read
    editor.press("Hand it over", to="Alex Poe")

    assert "The time of Sam Roe in it" in editor.read
    assert f"What account {officer} of Sam Roe could do for it" in editor.read
    assert "Nobody can act for it." in editor.read
    first, second = holdings(client, engine)
    assert (first["holder"], first["ends"]) == ("Sam Roe", today().isoformat())
    assert (second["holder"], second["begins"]) == ("Alex Poe", today().isoformat())


def test_what_still_acts_is_told(editor: Visitor, engine: Engine) -> None:
    other = signed_in(engine, "Kim Poe", Grant(Role.officer, POST))
    filled(editor).press("Hand it over", to="Alex Poe")

    assert f"Kim Poe with account {other}" in editor.read
    assert "An administrator ends it by its number." in editor.read


def test_of_several_holders_one_says_who_leaves(editor: Visitor, client: TestClient, engine: Engine) -> None:
    key = key_of(engine, Role.admin)
    for name in ("Sam Roe", "Kim Poe"):
        body = {"holder": name, "to": name, "on": "2026-01-01"}
        client.post(f"/v1/admin/posts/{POST}/handover", json={**body, "holder": "Nobody Here"}, headers=key)
    editor.open(AT).press("Hand it over", 409, to="Alex Poe")
    assert "2 people hold the post: say who leaves" in editor.read
    assert dict(editor.form("Hand it over").fields)["to"] == "Alex Poe"
    kim = next(one["person"] for one in holdings(client, engine) if one["holder"] == "Kim Poe")
    editor.press("Hand it over", person=str(kim))

    assert {one["holder"] for one in holdings(client, engine) if "ends" not in one} == {"Sam Roe", "Alex Poe"}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"on": "2999-01-01"}, "on"),
        ({"on": "tomorrow"}, "on"),
        ({"to": " ", "on": "2020-01-01"}, "on"),
    ],
    ids=str,
)
def test_a_fault_of_a_handover_stands_beside_its_field(editor: Visitor, typed: dict[str, str], place: str) -> None:
    page = filled(editor)
    form = page.form("Hand it over")
    fields = [(name, value) for name, value in form.fields if name not in typed]
    answer = editor.send(form.action, [*fields, *typed.items()], 422 if typed.get("on") == "tomorrow" else 409)

    assert f'href="#{place}"' in answer.page.text
    assert f'id="{place}-fault"' in answer.page.text


def test_pressing_twice_hands_over_once(editor: Visitor, client: TestClient, engine: Engine) -> None:
    filled(editor)
    form = editor.form("Hand it over")
    fields = [(name, value) for name, value in form.fields if name != "to"]
    for _ in range(2):
        editor.send(form.action, [*fields, ("to", "Alex Poe")])

    assert [one["holder"] for one in holdings(client, engine)] == ["Sam Roe", "Alex Poe"]


def test_whoever_begins_gets_a_link_that_signs_them_in(editor: Visitor, client: TestClient, mailbox: Mailbox) -> None:
    filled(editor).press("Hand it over", to="Alex Poe", mailbox=NEXT)
    assert f"A mail with a link is on its way to {NEXT}." in editor.read
    (mail,) = mailbox.to(NEXT)
    body = mail.get_body(("plain",)).get_content()
    assert "You may now act here for: Head of Streets." in body
    assert "Cewch weithredu yma nawr dros: Pennaeth Strydoedd." in body
    begins = Visitor(client).open(link_in(mail)).press("Sign in as Alex Poe")

    assert "Make the walk to school safe" in begins.open("/desk/items/anytown-streets-2025-4").read


def test_somebody_is_invited_to_act_for_a_post(editor: Visitor, client: TestClient, mailbox: Mailbox) -> None:
    editor.open(f"/desk/posts/{DEPUTY}").press("Send the invitation", holder="Alex Poe", invited=NEXT)
    assert "a mail with a link is on its way" in editor.read
    assert "Alex Poe with account" in editor.read
    Visitor(client).open(link_in(mailbox.to(NEXT)[0])).press("Sign in as Alex Poe")


@pytest.mark.parametrize(("typed", "place"), [({"invited": "alex"}, "invited"), ({"holder": ""}, "holder")])
@pytest.mark.usefixtures("mailbox")
def test_a_fault_of_an_invitation_stands_beside_its_field(editor: Visitor, typed: dict[str, str], place: str) -> None:
    page = editor.open(AT)
    form = page.form("Send the invitation")
    fields = [(name, value) for name, value in form.fields if name not in {"holder", "invited"}]
    given = {"holder": "Alex Poe", "invited": NEXT, **typed}
    page.send(form.action, [*fields, *given.items()], 409 if place == "holder" else 422)

    assert f'href="#{place}"' in page.page.text
    assert f'id="{place}-fault"' in page.page.text


def test_where_no_mail_is_sent_nobody_is_invited_by_one(editor: Visitor) -> None:
    assert "No mail is sent from here" in editor.open(AT).read
    assert "Send the invitation" not in editor.read


@pytest.mark.parametrize("path", [AT, "/desk/posts"])
def test_posts_are_their_editors_to_look_after(at_desk: At, path: str) -> None:
    at_desk(Role.keeper, "anytown-play-streets").open(path, 403)
    stranger = at_desk(Role.editor, "camden")
    if path == AT:
        stranger.open(path, 403)
    else:
        assert "Head of Streets" not in stranger.open(path).read


def test_whoever_leaves_hands_over_their_own_post(client: TestClient, engine: Engine, mailbox: Mailbox) -> None:
    """Two presses and two fields; and she is out at once."""
    admin = key_of(engine, Role.admin)
    body = {"role": "officer", "covers": [POST], "holder": "Sam Roe"}
    secret = said(client.post("/v1/admin/keys", json=body, headers=admin), 201)["secret"]
    officer = Visitor(client).sign_in(secret).open("/desk/posts").follow("Head of Streets")
    officer.press("Hand it over", to="Alex Poe", mailbox=NEXT)

    assert "Key" in officer.read
    assert "of Sam Roe" in officer.read
    assert "Alex Poe with account" in officer.read
    assert [one["holder"] for one in holdings(client, engine)] == ["Alex Poe"]
    assert officer.open("/desk").at.startswith(SIGN_IN)
    Visitor(client).open(link_in(mailbox.to(NEXT)[0])).press("Sign in as Alex Poe")


def test_whoever_acts_for_a_post_hands_over_nobody_elses_time(client: TestClient, engine: Engine) -> None:
    admin = key_of(engine, Role.admin)
    said(client.post(f"/v1/admin/posts/{POST}/handover", json={"to": "Kim Poe"}, headers=admin), 201)
    with writing(engine) as session:
        begin_write(session)
        nobodys = {"Authorization": f"Bearer {new_key(session, Role.officer, [POST], None, 30)[1]}"}
    body = {"role": "officer", "covers": [POST], "holder": "Sam Roe"}
    secret = said(client.post("/v1/admin/keys", json=body, headers=admin), 201)["secret"]
    officer = {"Authorization": f"Bearer {secret}"}
    at = f"/v1/admin/posts/{POST}/handover"

    refused = said(client.post(at, json={"holder": "Kim Poe", "to": "Alex Poe"}, headers=officer), 403)
    assert "your own time" in refused["detail"]
    said(client.post(at, json={"to": "Alex Poe"}, headers=nobodys), 403)
    said(client.post(f"/v1/admin/posts/{DEPUTY}/handover", json={"to": "Alex Poe"}, headers=officer), 403)
    account = {"mailbox": NEXT, "role": "officer", "covers": [POST], "holder": "Alex Poe"}
    said(client.post("/v1/admin/accounts", json=account, headers=officer), 403)
    said(client.post(at, json={"to": "Alex Poe"}, headers=officer), 201)
    assert [one["holder"] for one in holdings(client, engine) if "ends" not in one] == ["Kim Poe", "Alex Poe"]


def test_an_editor_invites_to_posts_of_her_organisation_and_to_nothing_else(client: TestClient, engine: Engine) -> None:
    admin, editor = key_of(engine, Role.admin), key_of(engine, Role.editor, "anytown")
    project = {"mailbox": NEXT, "role": "keeper", "covers": ["anytown-play-streets"], "holder": "Alex Poe"}
    said(client.post("/v1/admin/accounts", json=project, headers=editor), 403)
    said(client.post("/v1/admin/accounts", json=project, headers=admin), 201)
    post = {"mailbox": NEXT, "role": "officer", "covers": [POST], "holder": "Alex Poe"}
    made = said(client.post("/v1/admin/accounts", json=post, headers=editor), 201)

    assert made["grants"] == [{"role": "officer", "covers": POST}], "what else they may do is not hers to know"
    said(client.get(f"/v1/admin/accounts/{made['number']}", headers=editor), 403)


def test_signing_in_leads_back_to_a_post(client: TestClient, engine: Engine) -> None:
    visitor = Visitor(client).open(AT)
    assert visitor.at.startswith(SIGN_IN)
    key = key_of(engine, Role.editor, "anytown")["Authorization"].removeprefix("Bearer ")
    form = next(one for one in visitor.forms if one.action.endswith("/key"))
    visitor.send(form.action, [*[pair for pair in form.fields if pair[0] != "key"], ("key", key)])

    assert visitor.at == AT


def test_a_handover_on_the_api_makes_an_account_for_whoever_begins(client: TestClient, engine: Engine) -> None:
    editor = key_of(engine, Role.editor, "anytown")
    at = f"/v1/admin/posts/{POST}/handover"
    refused = said(client.post(at, json={"holder": "Sam Roe", "mailbox": NEXT}, headers=editor), 409)
    assert refused["errors"][0]["pointer"] == "/holder", "nobody leaves, and nobody begins"
    told = said(client.post(at, json={"to": "Alex Poe", "mailbox": NEXT}, headers=editor), 201)

    assert [(one["kind"], one["holder"]) for one in told["still_acting"]] == [("account", "Alex Poe")]
