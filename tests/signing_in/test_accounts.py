"""People sign in and work: as whom, on what, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.privacy.forget import forget
from db.clock import now
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of, said
from tests.signing_in.given import POST, Naming, claims_of
from tests.signing_in.provider import Provider
from tests.writing.given import ITEM, NEWS, UPDATES, public_updates

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HEAD = "/v1/admin/posts/anytown-head-of-streets"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def accounts(client: TestClient, engine: Engine) -> list[Any]:
    return list(said(client.get("/v1/admin/accounts", headers=key_of(engine, Role.admin)), 200)["items"])


def test_an_officer_signs_in_and_says_what_changed(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    named(anytown)
    token = anytown.token(POST)

    made = said(client.post(UPDATES, json=NEWS | {"publish": True}, headers=bearer(token)), 201)

    assert public_updates(client)[made["id"]]["said_by"]["post"]["id"] == "anytown-head-of-streets"
    (account,) = accounts(client, engine)
    assert account["subject"] == claims_of(token)["sub"]
    assert account["grants"] == [{"role": "officer", "covers": "anytown-head-of-streets"}]
    entries = said(client.get(f"/v1/admin/audit?thing={made['id']}", headers=key_of(engine, Role.admin)), 200)["items"]
    assert {(entry["by"]["kind"], entry["by"]["actor"]) for entry in entries} == {("account", account["number"])}


def test_the_same_person_is_one_account_and_the_last_token_says_what_they_may(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    named(anytown)
    claims = claims_of(anytown.token(POST))
    for roles in ([POST], [POST, "officer:anytown-head-of-parks"], ["officer:anytown-head-of-parks"]):
        token = anytown.signed(claims | {"roles": roles})
        said(client.get("/v1/admin/updates", headers=bearer(token)), 200)

    (account,) = accounts(client, engine)
    assert [grant["covers"] for grant in account["grants"]] == ["anytown-head-of-parks"]
    said(client.post(UPDATES, json=NEWS, headers=bearer(token)), 403)


@on_sqlite
def test_of_one_account_so_much_is_taken_whatever_token_it_comes_with(
    client: TestClient, anytown: Provider, named: Naming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_LIMIT_ACCOUNT", "3")
    named(anytown)
    claims = claims_of(anytown.token(POST))
    tokens = [anytown.signed(claims | {"jti": str(number)}) for number in range(4)]
    other = anytown.signed(claims | {"sub": "somebody else"})
    answers = [client.get("/v1/admin/updates", headers=bearer(token)) for token in [*tokens, other]]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 200]
    assert answers[3].headers["ratelimit"].startswith('"account";r=0;')


def test_a_role_reaches_only_what_the_record_says_is_the_councils(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    """By its name the tree group's project begins with `anytown-`; by the record it is the group's."""
    named(anytown)
    roles = ["keeper:anytown-tree-group-street-trees", "officer:anytown-nobody", POST]
    said(client.get("/v1/admin/updates", headers=bearer(anytown.token(*roles))), 200)

    (account,) = accounts(client, engine)
    assert account["grants"] == [{"role": "officer", "covers": "anytown-head-of-streets"}]


def test_a_token_without_a_role_of_ours_may_do_nothing(client: TestClient, anytown: Provider, named: Naming) -> None:
    named(anytown)

    refused = said(client.post(UPDATES, json=NEWS, headers=bearer(anytown.token("Reader"))), 403)

    assert refused["type"].endswith("/wrong-role")


@on_sqlite
@pytest.mark.parametrize(
    ("claim", "claims", "why"),
    [
        ("roles", {"roles": None}, "your token has no claim `roles`"),
        ("realm_access.roles", {"roles": [POST]}, "your token has no claim `realm_access.roles`"),
        ("roles", {"roles": []}, "nothing in your token's claim `roles` is a role"),
        ("roles", {"roles": ["Hush-Hush", "editor:elsewhere"]}, "nothing in your token's claim `roles` is a role"),
        ("a.b", {"a": {"b": {"hush-hush": 1}}}, "nothing in your token's claim `a.b` is a role"),
        ("roles", {"roles": ["officer:anytown-hush-hush"]}, "no role in your token's claim `roles` holds here"),
    ],
)
def test_who_signed_in_without_a_role_is_told_which_claim_has_none(
    client: TestClient,
    engine: Engine,
    anytown: Provider,
    named: Naming,
    claim: str,
    claims: dict[str, Any],
    why: str,
) -> None:
    named(anytown, roles_claim=claim)
    whole = {name: value for name, value in (claims_of(anytown.token()) | claims).items() if value is not None}
    headers = bearer(anytown.signed(whole))

    for path in ("/v1/admin/sheet", "/v1/admin/updates", "/v1/admin/worklist?view=mine", HEAD, "/v1/admin/keys"):
        refused = said(client.get(path, headers=headers), 403)
        assert refused["type"].endswith("/wrong-role")
        assert why in refused["detail"], path
        assert "hush" not in refused["detail"].lower()
    assert why in said(client.post(UPDATES, json=NEWS, headers=headers), 403)["detail"]
    assert [one["grants"] for one in accounts(client, engine)] == [[]]


@on_sqlite
def test_who_lost_their_last_role_here_is_told_so(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    named(anytown)
    token = anytown.token(POST)
    said(client.get("/v1/admin/updates", headers=bearer(token)), 200)
    editor = key_of(engine, Role.editor, "anytown")
    said(client.post(f"{HEAD}/handover", json={"holder": claims_of(token)["sub"], "to": "Al"}, headers=editor), 201)

    assert "or it was taken from you" in said(client.get("/v1/admin/updates", headers=bearer(token)), 403)["detail"]


def test_a_refused_token_is_401_and_leaves_no_account(
    client: TestClient, engine: Engine, anytown: Provider, westmere: Provider, named: Naming
) -> None:
    named(anytown)

    refused = client.post(UPDATES, json=NEWS, headers=bearer(westmere.token(POST)))

    assert said(refused, 401)["type"].endswith("/token-refused")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert accounts(client, engine) == []


def test_a_token_stops_working_when_it_ends(client: TestClient, anytown: Provider, named: Naming) -> None:
    named(anytown)
    token = anytown.token(POST)
    said(client.get("/v1/admin/updates", headers=bearer(token)), 200)

    with travel(now() + timedelta(minutes=62)):
        refused = said(client.get("/v1/admin/updates", headers=bearer(token)), 401)

    assert "expired" in refused["detail"]


def test_an_account_disabled_at_the_provider_stops_at_once_where_the_provider_is_asked(
    client: TestClient, anytown: Provider, named: Naming
) -> None:
    named(anytown, introspection={"client_id": "tracker", "client_secret": "tracker-secret"})
    token = anytown.token(POST)
    said(client.get("/v1/admin/updates", headers=bearer(token)), 200)

    anytown.revoke(token)
    with travel(now() + timedelta(seconds=5)):
        said(client.get("/v1/admin/updates", headers=bearer(token)), 401)


def test_an_account_disabled_here_stops_at_once_and_its_post_shows_as_unowned(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    named(anytown)
    token, admin = anytown.token(POST), key_of(engine, Role.admin)
    said(client.get("/v1/admin/updates", headers=bearer(token)), 200)
    public = client.get(f"/v1/recommendations/{ITEM}").content
    number = accounts(client, engine)[0]["number"]
    assert said(client.get(HEAD, headers=admin), 200)["owned"] is True

    said(client.post(f"/v1/admin/accounts/{number}/disabling", headers=admin), 201)

    assert "disabled" in said(client.get("/v1/admin/updates", headers=bearer(token)), 401)["detail"]
    assert said(client.get(HEAD, headers=admin), 200)["owned"] is False
    assert client.get(f"/v1/recommendations/{ITEM}").content == public
    said(client.post(f"/v1/admin/accounts/{number}/disabling", headers=admin), 409)
    said(client.post(f"/v1/admin/accounts/{number}/enabling", headers=admin), 201)
    said(client.get("/v1/admin/updates", headers=bearer(token)), 200)


def test_somebody_who_did_not_sign_in_for_a_year_holds_nothing(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    named(anytown)
    said(client.get("/v1/admin/updates", headers=bearer(anytown.token(POST))), 200)

    with travel(now() + timedelta(days=366)):
        admin = key_of(engine, Role.admin)
        assert said(client.get(HEAD, headers=admin), 200)["owned"] is False


def test_a_handover_takes_the_post_from_an_account_whatever_its_tokens_say(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    named(anytown)
    editor = key_of(engine, Role.editor, "anytown")
    claims = claims_of(anytown.token(POST)) | {"name": "Sam Roe", "roles": [POST, "officer:anytown-head-of-parks"]}
    token = anytown.signed(claims)
    said(client.post(UPDATES, json=NEWS, headers=bearer(token)), 201)

    said(client.post(f"{HEAD}/handover", json={"holder": "Sam Roe", "to": "Alex Poole"}, headers=editor), 201)

    said(client.post(UPDATES, json=NEWS, headers=bearer(token)), 403)
    later = anytown.signed(claims | {"exp": claims["exp"] + 60})
    said(client.post(UPDATES, json=NEWS, headers=bearer(later)), 403)
    parks = "/v1/admin/recommendations/anytown-streets-2025-7/updates"
    said(client.post(parks, json=NEWS, headers=bearer(token)), 201)
    said(client.post(f"{HEAD}/handover", json={"to": "Sam Roe"}, headers=editor), 201)
    said(client.post(UPDATES, json=NEWS, headers=bearer(token)), 201)


def test_a_person_is_one_second_person_whatever_they_sign_in_with(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    """Whoever submitted cannot release with their next token."""
    named(anytown, organisations=["newshire"])
    item, post = "anytown-streets-2025-5", "newshire-head-of-highways"
    answers = {"about": item, "organisation": "newshire", "post": post, "role": "accountable", "ground": "explicit"}
    said(client.post("/v1/admin/accountabilities", json=answers, headers=key_of(engine, Role.admin)), 201)
    (draft,) = said(client.get("/v1/admin/worklist?view=draft", headers=key_of(engine, Role.admin)), 200)["items"]
    for holder in ("Di First", "Cy Second"):
        address = f"/v1/admin/accountabilities/{draft['id']}/publication"
        said(client.post(address, headers=key_of(engine, Role.editor, "newshire", holder=holder)), 201)
    claims = claims_of(anytown.token()) | {"roles": [f"officer:{post}"]}
    about = f"/v1/admin/recommendations/{item}/updates"
    made = said(client.post(about, json=NEWS | {"publish": True}, headers=bearer(anytown.signed(claims))), 201)
    assert made["state"] == "submitted"

    again = anytown.signed(claims | {"exp": claims["exp"] + 60})
    said(client.post(f"/v1/admin/updates/{made['id']}/publication", headers=bearer(again)), 403)
    other = key_of(engine, Role.officer, post)
    released = said(client.post(f"/v1/admin/updates/{made['id']}/publication", headers=other), 201)
    assert released["state"] == "clean"


def test_two_people_of_one_name_are_told_apart_and_somebody_known_here_is_known_again(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    """A provider tells its people apart; whoever holds a post by another spelling of a name signs in as themselves."""
    named(anytown)
    admin = key_of(engine, Role.admin)
    held = said(client.post(f"{HEAD}/handover", json={"to": "sam  ROE"}, headers=admin), 201)["items"]
    claims = claims_of(anytown.token(POST)) | {"name": "Sam Roe"}
    tokens = [anytown.signed(claims | {"sub": subject}) for subject in ("first", "second")]
    for token in tokens:
        said(client.get("/v1/admin/updates", headers=bearer(token)), 200)

    first, second = (account["person"] for account in accounts(client, engine))
    assert held[0]["person"] == first != second

    unclear = said(client.post(f"{HEAD}/handover", json={"holder": "Sam Roe"}, headers=admin), 409)
    assert unclear["errors"][0]["rule"] == "which-person"
    said(client.post(f"{HEAD}/handover", json={"person": first}, headers=admin), 201)
    for token, status in zip(tokens, (403, 201), strict=True):
        said(client.post(UPDATES, json=NEWS, headers=bearer(token)), status)


def test_a_disabled_account_that_signs_in_again_leaves_nothing(
    client: TestClient, engine: Engine, anytown: Provider, named: Naming
) -> None:
    named(anytown)
    admin, claims = key_of(engine, Role.admin, days=3650), claims_of(anytown.token(POST))
    said(client.get("/v1/admin/updates", headers=bearer(anytown.signed(claims))), 200)
    (account,) = accounts(client, engine)
    said(client.post(f"/v1/admin/people/{account['person']}/departure", headers=admin), 201)

    with travel(now() + timedelta(days=367)):
        forget(engine)
        times = {name: int(claims[name] + timedelta(days=367).total_seconds()) for name in ("iat", "exp")}
        said(client.get("/v1/admin/updates", headers=bearer(anytown.signed(claims | times))), 401)
        kept = said(client.get("/v1/admin/accounts", headers=admin), 200)["items"][0]
        assert (kept["holder"], kept["login"], "person" in kept) == ("", "", False)
