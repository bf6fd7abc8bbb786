"""Sessions of the desk: begun with a key, ended by whatever ends what they stand for, and never somebody else's."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.main import create_app
from api.settings import settings
from db.clock import now
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor

OFFICER = (Role.officer, "anytown-head-of-streets")
ITEM = "anytown-streets-2025-3"


def secret_of(engine: Engine, *whose: Any) -> str:
    return key_of(engine, *whose)["Authorization"].removeprefix("Bearer ")


def is_signed_in(visitor: Visitor) -> bool:
    return not visitor.open("/desk").at.startswith("/desk/sign-in")


def test_a_key_typed_once_opens_the_desk(at_desk: At) -> None:
    visitor = at_desk(*OFFICER)

    assert visitor.at == "/desk"
    assert "Make the walk to school safe" in visitor.read


def test_a_wrong_key_is_refused_and_not_shown_again(client: TestClient) -> None:
    visitor = Visitor(client).open("/desk/sign-in")
    visitor.press("Sign in", 422, key="at_nobody-has-this")

    assert "no key that works here" in visitor.read
    assert "at_nobody" not in visitor.page.text
    assert not visitor.cookies


def test_the_cookie_is_the_desks_alone(engine: Engine, client: TestClient) -> None:
    visitor = Visitor(client).open("/desk/sign-in")
    key = secret_of(engine, *OFFICER)
    answer = visitor.client.post(
        "/desk/sign-in/key", data={"key": key}, headers={"Origin": visitor.origin, "Accept": "text/html"}
    )
    set_ = answer.headers["set-cookie"].lower()

    assert set_.startswith("desk=")
    assert {"path=/desk", "httponly", "samesite=lax", "max-age=43200"} <= set(set_.split("; "))
    assert "secure" not in set_.split("; ")  # on this machine only
    for public in ("/", "/assemblies/anytown-streets-2025", "/v1/recommendations", "/docs"):
        assert "set-cookie" not in visitor.client.get(public).headers


def test_over_https_the_cookie_is_sent_over_nothing_else(
    engine: Engine, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = secret_of(engine, *OFFICER)
    monkeypatch.setenv("TRACKER_BASE_URL", "https://tracker.example/council")
    settings.cache_clear()
    try:
        answer = client.post("/desk/sign-in/key", data={"key": key}, headers={"Origin": "https://tracker.example"})
        set_ = answer.headers["set-cookie"]
        assert set_.startswith("__Secure-desk=")
        assert "; Path=/council/desk;" in set_
        assert "; Secure" in set_
    finally:
        settings.cache_clear()


def test_a_plain_address_elsewhere_signs_nobody_in(
    engine: Engine, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = secret_of(engine, *OFFICER)
    monkeypatch.setenv("TRACKER_BASE_URL", "http://tracker.example")
    settings.cache_clear()
    try:
        assert "encrypted connection" in client.get("/desk/sign-in").text
        answer = client.post("/desk/sign-in/key", data={"key": key}, headers={"Origin": "http://tracker.example"})
        assert (answer.status_code, "set-cookie" in answer.headers) == (422, False)
    finally:
        settings.cache_clear()


def test_signing_in_begins_a_session_of_its_own(engine: Engine, client: TestClient) -> None:
    """Whoever fixed the cookie of a browser beforehand has nothing of who signs in with it."""
    visitor = Visitor(client).with_cookie("chosen-by-somebody-else")
    visitor.sign_in(secret_of(engine, *OFFICER))
    first = visitor.cookies["desk"]
    again = Visitor(client).with_cookie(first)
    visitor.sign_in(secret_of(engine, *OFFICER))

    assert first != "chosen-by-somebody-else"
    assert visitor.cookies["desk"] != first
    assert not is_signed_in(again)


def test_who_signs_out_is_out_in_every_tab(at_desk: At) -> None:
    visitor = at_desk(*OFFICER)
    tab = Visitor(visitor.client).with_cookie(visitor.cookies["desk"])
    visitor.press("Sign out")

    assert "You are signed out" in visitor.read
    assert not visitor.cookies.get("desk")
    assert not is_signed_in(tab)


@pytest.mark.parametrize(("idle", "lasts"), [(29, True), (31, False)])
def test_who_is_away_for_half_an_hour_signs_in_again(at_desk: At, idle: int, lasts: bool) -> None:
    begun = now()
    with travel(begun, tick=False):
        visitor = at_desk(*OFFICER)
    with travel(begun + timedelta(minutes=idle), tick=False):
        assert is_signed_in(visitor) is lasts


def test_nobody_stays_signed_in_for_more_than_twelve_hours(at_desk: At) -> None:
    begun = now()
    with travel(begun, tick=False):
        visitor = at_desk(*OFFICER)
    for minutes in range(20, 12 * 60, 20):
        with travel(begun + timedelta(minutes=minutes), tick=False):
            assert is_signed_in(visitor), minutes
    with travel(begun + timedelta(hours=12), tick=False):
        assert not is_signed_in(visitor)


@pytest.mark.parametrize("ended", ["revocation", "handover", "departure"])
def test_what_ends_a_key_ends_its_session_at_once(engine: Engine, client: TestClient, ended: str) -> None:
    admin = key_of(engine, Role.admin)
    body = {"role": "officer", "covers": ["anytown-head-of-streets"], "holder": "Sam Roe"}
    made = said(client.post("/v1/admin/keys", json=body, headers=admin), 201)
    visitor = Visitor(client).sign_in(made["secret"])
    assert is_signed_in(visitor)
    address, told = {
        "revocation": (f"/v1/admin/keys/{made['number']}/revocation", None),
        "handover": ("/v1/admin/posts/anytown-head-of-streets/handover", {"holder": "Sam Roe", "to": "Kim Poe"}),
        "departure": (f"/v1/admin/people/{made['person']}/departure", None),
    }[ended]
    said(client.post(address, json=told, headers=admin), 201)

    assert not is_signed_in(visitor)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM desk_sessions WHERE ended_at IS NULL")).scalar() == 0


def test_sessions_are_kept_as_hashes(engine: Engine, at_desk: At) -> None:
    visitor = at_desk(*OFFICER)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT * FROM desk_sessions")).all()

    assert len(kept) == 1
    assert visitor.cookies["desk"] not in repr(kept)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "", "http://127.0.0.1:8000.elsewhere.example"])
def test_a_form_from_another_origin_is_refused(at_desk: At, origin: str) -> None:
    visitor = at_desk(*OFFICER)
    form = visitor.form("Sign out")
    visitor.send(form.action, form.fields, 403, origin=origin)

    assert is_signed_in(visitor)


@pytest.mark.parametrize("token", ["", "0" * 64, "another"])
def test_a_form_that_no_page_of_the_session_made_is_refused(at_desk: At, token: str) -> None:
    visitor, other = at_desk(*OFFICER), at_desk(*OFFICER)
    theirs = dict(other.form("Sign out").fields)["token"]
    visitor.send("/desk/sign-out", [("token", theirs if token == "another" else token)], 403)

    assert is_signed_in(visitor)


@pytest.mark.parametrize(
    "leads",
    [
        "https://elsewhere.example/desk",
        "//elsewhere.example/desk",
        "/\\elsewhere.example",
        "/desk/../assemblies",
        "/assemblies/anytown-streets-2025",
        "javascript:alert(1)",
        "/desk/sign-in",
        "/desk\n//elsewhere.example",
        "/deskelsewhere",
    ],
)
def test_signing_in_leads_to_the_desk_and_nowhere_else(engine: Engine, client: TestClient, leads: str) -> None:
    key = secret_of(engine, *OFFICER)
    body = {"key": key, "next": leads}
    answer = client.post("/desk/sign-in/key", data=body, headers={"Origin": Visitor(client).origin})

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")


def test_signing_in_leads_back_to_where_somebody_was(engine: Engine, client: TestClient) -> None:
    visitor = Visitor(client).open("/desk/sessions")
    assert visitor.at == "/desk/sign-in?next=/desk/sessions"
    visitor.press("Sign in", key=secret_of(engine, *OFFICER))

    assert visitor.at == "/desk/sessions"


def test_pages_of_the_desk_are_kept_by_nobody(at_desk: At) -> None:
    answer = at_desk(*OFFICER).page

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["referrer-policy"] == "same-origin"


def test_a_session_is_no_key_of_the_interface(at_desk: At) -> None:
    visitor = at_desk(*OFFICER)

    assert visitor.client.get("/v1/admin/worklist").status_code == 401


def test_the_desk_is_where_the_workbench_is() -> None:
    without = create_app(admin=False)
    paths = {getattr(route, "path", "") for route in without.routes}
    assert not [path for path in paths if path.startswith("/desk")]


def test_the_language_that_somebody_chose_stays_with_the_session(at_desk: At) -> None:
    visitor = at_desk(*OFFICER)
    visitor.press("Cymraeg")
    assert visitor.page.headers["content-language"] == "cy"
    assert "Heddiw" in visitor.open("/desk").read

    assert "Allgofnodi" in at_desk(*OFFICER, language="cy").read
