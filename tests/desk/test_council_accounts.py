"""Signing in to the desk with a council account, at the provider that the suite runs."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import key_of, said
from tests.desk.visiting import SIGN_IN, Visitor
from tests.signing_in.given import POST, Naming
from tests.signing_in.held_provider import HeldProvider, held_provider
from tests.signing_in.provider import AUDIENCE, WORKBENCH, Provider

CLIENT = {"client_id": WORKBENCH[0], "client_secret": WORKBENCH[1], "name": "your Anytown account"}


@pytest.fixture
def desk(anytown: Provider, named: Naming) -> None:
    """Anytown's people sign in to the desk."""
    named(anytown, sign_in=CLIENT)


def begun(client: TestClient, next_: str = "") -> tuple[Visitor, str]:
    """Somebody who pressed the button, and where their browser is sent."""
    visitor = Visitor(client)
    page = visitor.client.get(f"{SIGN_IN}?next={next_}" if next_ else SIGN_IN, headers={"Accept": "text/html"}).text
    assert "Sign in with your Anytown account" in page
    address = page.partition('<a class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    answer = visitor.client.get(address)
    assert answer.status_code == 303
    return visitor, answer.headers["location"]


def back(visitor: Visitor, address: str, status: int = 200) -> Visitor:
    parts = urlsplit(address)
    return visitor.open(f"{parts.path}?{parts.query}", status)


@pytest.mark.usefixtures("desk")
def test_a_council_account_opens_the_desk(client: TestClient, anytown: Provider) -> None:
    visitor, asks = begun(client)
    asked = parse_qs(urlsplit(asks).query)
    back(visitor, anytown.sign_in(asks, POST))

    assert visitor.at == "/desk"
    assert "Make the walk to school safe" in visitor.read
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]


@pytest.mark.usefixtures("desk")
def test_it_leads_back_to_where_somebody_was(client: TestClient, anytown: Provider) -> None:
    visitor, asks = begun(client, "/desk/sessions")
    back(visitor, anytown.sign_in(asks, POST))

    assert visitor.at == "/desk/sessions"


@pytest.mark.usefixtures("desk")
def test_an_answer_is_taken_once_and_by_the_browser_that_asked(client: TestClient, anytown: Provider) -> None:
    visitor, asks = begun(client)
    other, _ = begun(client)
    address = anytown.sign_in(asks, POST)
    back(other, address)
    assert "did not work" in other.read
    stranger = back(Visitor(client), address)
    assert "did not work" in stranger.read
    back(visitor, address)
    assert visitor.at == "/desk"
    again = Visitor(client)
    back(again, address)
    assert not again.cookies.get("desk")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("changed", [{"state": "another"}, {"nonce": "another"}, {"code_challenge": "A" * 43}])
def test_an_answer_to_another_question_signs_nobody_in(
    client: TestClient,
    anytown: Provider,
    changed: dict[str, str],
) -> None:
    visitor, asks = begun(client)
    address = anytown.sign_in(asks, POST, **changed)
    parts = urlsplit(address)
    visitor.client.get(f"{parts.path}?{parts.query}", headers={"Accept": "text/html"})

    assert not visitor.cookies.get("desk")


@pytest.mark.usefixtures("desk")
def test_who_has_no_role_here_is_told_so(client: TestClient, anytown: Provider) -> None:
    visitor, asks = begun(client)
    back(visitor, anytown.sign_in(asks, "officer:newshire-head-of-highways"), 403)

    assert "is a role that your provider may grant here" in visitor.read
    assert not visitor.cookies.get("desk")


@pytest.mark.usefixtures("desk")
def test_a_disabled_account_is_out_within_one_request(
    engine: Engine,
    client: TestClient,
    anytown: Provider,
) -> None:
    visitor, asks = begun(client)
    back(visitor, anytown.sign_in(asks, POST))
    admin = key_of(engine, Role.admin)
    (account,) = said(client.get("/v1/admin/accounts", headers=admin), 200)["items"]
    said(client.post(f"/v1/admin/accounts/{account['number']}/disabling", headers=admin), 201)

    assert visitor.open("/desk").at.startswith(SIGN_IN)


@pytest.mark.usefixtures("desk")
def test_who_refuses_to_sign_in_comes_back_to_the_ways(client: TestClient) -> None:
    visitor, _ = begun(client)
    visitor.open(f"{SIGN_IN}/account/return?error=access_denied")

    assert "did not work" in visitor.read


@pytest.mark.usefixtures("desk")
def test_a_provider_that_is_away_is_said_to_be(client: TestClient, anytown: Provider) -> None:
    with anytown.away():
        page = Visitor(client).open(SIGN_IN)
        answer = page.client.get(f"{SIGN_IN}/account?provider=0", headers={"Accept": "text/html"})

    assert answer.status_code == 503
    assert "Nobody can sign in just now" in answer.text


@pytest.fixture
def forger(configure: Callable[[Any], None]) -> Iterator[HeldProvider]:
    """A provider that gives whatever token it likes for a code."""
    with held_provider() as provider:
        entry = {"issuer": provider.issuer, "audience": AUDIENCE, "organisations": ["anytown"], "sign_in": CLIENT}
        configure([entry])
        yield provider


def answered(client: TestClient, forger: HeldProvider, status: int, access: str = "", **changed: object) -> Visitor:
    """Somebody who comes back with a code, for which an ID token with these claims is given."""
    visitor, asks = begun(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(asks).query).items()}
    own = {"aud": CLIENT["client_id"], "nonce": asked["nonce"]}
    forger.given = {"id_token": forger.token(**{**own, **changed}), "access_token": access}
    return visitor.open(f"{SIGN_IN}/account/return?code=any&state={asked['state']}", status)


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["workbench", "another"], "azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"token_use": "access"},
        {"typ": "Bearer"},
        {"events": {}},
        {"sub": None},
        {"kid": "unknown"},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_the_answer_signs_nobody_in(
    client: TestClient, forger: HeldProvider, changed: dict[str, Any]
) -> None:
    assert not answered(client, forger, 401, **changed).cookies.get("desk")


def test_a_token_of_another_tenant_signs_nobody_in(
    client: TestClient, forger: HeldProvider, configure: Callable[[Any], None]
) -> None:
    entry = {"issuer": forger.issuer, "audience": AUDIENCE, "organisations": ["anytown"], "sign_in": CLIENT}
    configure([{**entry, "tenant": "anytown-tenant"}])

    assert not answered(client, forger, 401, tid="another-tenant").cookies.get("desk")
    assert answered(client, forger, 200, tid="anytown-tenant").cookies.get("desk")


def test_roles_are_read_from_the_id_token_first(client: TestClient, forger: HeldProvider) -> None:
    visitor = answered(client, forger, 200, forger.token(), roles=["editor:anytown"])

    assert "Editor: Anytown Council" in visitor.open("/desk/sessions").read


def test_roles_are_read_from_the_access_token_where_the_id_token_has_none(
    client: TestClient, forger: HeldProvider
) -> None:
    visitor = answered(client, forger, 200, forger.token(), roles=None)

    assert "Officer: Head of Streets" in visitor.open("/desk/sessions").read


@pytest.mark.parametrize("access", [{"sub": "somebody-else"}, {"aud": "somebody-else"}, {"exp": 1}], ids=str)
def test_an_access_token_that_is_not_theirs_or_ours_says_nothing(
    client: TestClient, forger: HeldProvider, access: dict[str, object]
) -> None:
    assert not answered(client, forger, 403, forger.token(**access), roles=None).cookies.get("desk")
