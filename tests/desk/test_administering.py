"""An administrator makes and ends keys, accounts and sessions; whoever answers for a record reads who did what."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Grant, Role
from tests.conftest import key_of, said, signed_in
from tests.desk.conftest import At
from tests.desk.test_links import link_in
from tests.desk.visiting import SIGN_IN, Visitor
from tests.mailbox import Mailbox

POST, ITEM = "anytown-head-of-streets", "anytown-streets-2025-4"
KEEPER = "play.streets@anytown.example"


@pytest.fixture
def admin(at_desk: At) -> Visitor:
    return at_desk(Role.admin)


def listed(client: TestClient, engine: Engine, what: str) -> Any:
    return said(client.get(f"/v1/admin/{what}", headers=key_of(engine, Role.admin)), 200)["items"]


def made(admin: Visitor) -> str:
    """The secret of a key that an administrator made for the head of streets."""
    admin.open("/desk/admin/keys").open("/desk/admin/keys/new").press("Go on", role="officer")
    admin.press("Make the key", covers=POST, holder="Sam Roe", days="30")
    return admin.page.text.partition("<code>")[2].partition("</code>")[0]


def test_a_key_is_made_shown_once_and_signs_in(admin: Visitor, client: TestClient) -> None:
    secret = made(admin)
    assert "It is shown only now." in admin.read
    officer = Visitor(client).sign_in(secret)

    assert "Sam Roe" in officer.read
    assert secret not in admin.open("/desk/admin/keys").page.text
    assert "<h1>Keys</h1>" in admin.page.text
    assert "Sam Roe" in admin.read


def test_a_key_that_is_sent_for_twice_is_made_once(admin: Visitor, client: TestClient, engine: Engine) -> None:
    before = len(listed(client, engine, "keys"))
    admin.open("/desk/admin/keys/new?role=officer")
    form = admin.form("Make the key")
    fields = [(name, value) for name, value in form.fields if name not in {"covers", "holder"}]
    for _ in range(2):
        admin.send(form.action, [*fields, ("covers", POST), ("holder", "Sam Roe")])

    assert "That key was made already." in admin.read
    assert len(listed(client, engine, "keys")) == before + 2, "that one, and one more to look"


@pytest.mark.parametrize(
    ("typed", "place", "status"),
    [
        ({"holder": ""}, "holder", 409),
        ({"covers": ""}, "covers", 409),
        ({"days": "soon"}, "days", 422),
        ({"days": "4000"}, "days", 422),
    ],
)
def test_a_fault_of_a_key_stands_beside_its_field(
    admin: Visitor, typed: dict[str, str], place: str, status: int
) -> None:
    admin.open("/desk/admin/keys/new?role=officer")
    admin.press("Make the key", status, **{"covers": POST, "holder": "Sam Roe", "days": "30", **typed})

    assert f'href="#{place}"' in admin.page.text
    assert f'id="{place}-fault"' in admin.page.text
    assert dict(admin.form("Make the key").fields)["holder"] == typed.get("holder", "Sam Roe")


def test_a_key_is_ended_and_its_sessions_with_it(admin: Visitor, client: TestClient, engine: Engine) -> None:
    officer = Visitor(client).sign_in(made(admin))
    number = next(one["number"] for one in listed(client, engine, "keys") if one["holder"] == "Sam Roe")
    admin.open("/desk/admin/keys").press(f"End this key Key {number}")

    assert "That key has ended." in admin.read
    assert officer.open("/desk").at.startswith(SIGN_IN)


def test_somebody_outside_the_council_is_invited(admin: Visitor, client: TestClient, mailbox: Mailbox) -> None:
    admin.open("/desk/admin/accounts/new").press("Go on", role="keeper")
    admin.press("Send the invitation", covers="anytown-play-streets", holder="Jo Bloggs", mailbox=KEEPER)
    assert "a mail with a link is on its way to them" in admin.read
    assert KEEPER in admin.read
    keeper = Visitor(client).open(link_in(mailbox.to(KEEPER)[0])).press("Sign in as Jo Bloggs")

    assert "Play Streets" in keeper.read


def test_an_account_is_disabled_and_enabled(admin: Visitor, client: TestClient, engine: Engine) -> None:
    number = signed_in(engine, "Sam Roe", Grant(Role.officer, POST))
    admin.open("/desk/admin/accounts").press(f"Disable Account {number}")
    assert "Disabled" in admin.read
    assert "disabled_at" in listed(client, engine, "accounts")[0]
    admin.press(f"Enable again Account {number}")
    assert "disabled_at" not in listed(client, engine, "accounts")[0]


def test_somebody_leaves_and_all_of_it_ends(admin: Visitor, client: TestClient, engine: Engine) -> None:
    number, other = (signed_in(engine, name, Grant(Role.officer, POST)) for name in ("Sam Roe", "Kim Poe"))
    admin.open("/desk/admin/people").press("End all that is theirs Sam Roe")

    assert f"What account {number} of Sam Roe could do" in admin.read
    assert f"Kim Poe with account {other}" in admin.read
    assert "disabled_at" in next(one for one in listed(client, engine, "accounts") if one["number"] == number)


def test_anybodys_session_is_ended(admin: Visitor, at_desk: At) -> None:
    officer = at_desk(Role.officer, POST)
    page = admin.open("/desk/admin/sessions")
    forms = [form for form in page.forms if form.action.endswith("/ending")]
    assert len(forms) == 2
    page.send(forms[-1].action, forms[-1].fields)

    assert officer.open("/desk").at.startswith(SIGN_IN)
    assert "That session has ended." in admin.read


def test_who_released_what_is_read(at_desk: At, client: TestClient, engine: Engine) -> None:
    officer = {"progress": "under_way", "summary": "Seven of eight.", "publish": True}
    at = f"/v1/admin/recommendations/{ITEM}/updates"
    update = said(client.post(at, json=officer, headers=key_of(engine, Role.officer, POST)), 201)["id"]
    editor = at_desk(Role.editor, "anytown").open("/desk/trail")
    assert "Begun" in editor.read
    editor.press("Show", only="releases")

    assert f"Published: Update, Make the walk to school safe ({update})" in editor.read
    assert "Begun" not in editor.read
    assert "a test" in editor.read
    assert "Nothing was done." in editor.press("Show", thing=ITEM).read
    assert "Nothing was done." in at_desk(Role.editor, "camden").open("/desk/trail").read


def test_the_trail_is_asked_for_sorts_of_acts(client: TestClient, engine: Engine) -> None:
    admin = key_of(engine, Role.admin)
    said(client.post("/v1/admin/keys", json={"role": "admin", "holder": "Sam Roe"}, headers=admin), 201)
    acts = said(client.get("/v1/admin/audit?action=make_key&action=publish", headers=admin), 200)["items"]

    assert {one["action"] for one in acts} == {"make_key"}
    assert said(client.get("/v1/admin/audit?action=publish", headers=admin), 200)["items"] == []


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.admin])
def test_access_is_an_administrators_to_look_after(at_desk: At, role: Role) -> None:
    covers = {
        Role.editor: "anytown",
        Role.officer: POST,
        Role.convenor: "anytown-streets-2025",
        Role.panel: "anytown-streets-2025",
        Role.keeper: "anytown-play-streets",
        Role.record_keeper: "anytown",
    }
    visitor = at_desk(role, covers[role])
    assert "Access" not in visitor.read
    token = [(name, value) for name, value in visitor.form("Sign out").fields if name == "token"]
    for path in ("", "/keys", "/keys/new", "/accounts", "/accounts/new", "/people", "/sessions"):
        visitor.open(f"/desk/admin{path}", 403)
    for path in (
        *("keys/new", "keys/1/revocation", "accounts/new", "accounts/1/disabling", "accounts/1/enabling"),
        *("people/1/departure", "sessions/1/ending"),
    ):
        visitor.send(f"/desk/admin/{path}", token, 403)
    if role is not Role.editor:
        visitor.open("/desk/trail", 403)
