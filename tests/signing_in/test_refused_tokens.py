"""Every token that must not sign anybody in, and the plain sentence each gets."""

import hmac
import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry
from starlette.testclient import TestClient

from api.main import create_app
from api.sign_in.oidc import signed_in
from db.clock import now
from tests.clock import travel
from tests.signing_in.given import POST, Naming, good, refusal, signs_in
from tests.signing_in.provider import Provider, decoded, encoded

Making = Callable[[Provider], str]


def unsigned(provider: Provider) -> str:
    return f"{encoded({'alg': 'none'})}.{encoded(good(provider))}."


def with_the_public_key(provider: Provider) -> str:
    content = f"{encoded({'alg': 'HS256'})}.{encoded(good(provider))}"
    return f"{content}.{encoded(hmac.digest(provider.public_key, content.encode(), 'sha256'))}"


def tampered(provider: Provider) -> str:
    header, _, signature = provider.token(POST).split(".")
    return f"{header}.{encoded(good(provider) | {'roles': ['editor:anytown']})}.{signature}"


def with_its_own_key(provider: Provider) -> str:
    """Says where its key is found: in itself, and at an address."""
    kid = decoded(provider.token().split(".")[0])["kid"]
    key = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "kid": kid, "jwk": key.as_dict(private=False), "jku": "https://evil.example/jwks"}
    registry = JWSRegistry()
    registry.max_header_length = 4096
    return jwt.encode(header, good(provider), key, registry=registry)


def encrypted(provider: Provider) -> str:
    token = provider.token(POST).encode()
    key = RSAKey.import_key(provider.public_key)
    return jwe.encrypt_compact({"alg": "RSA-OAEP", "enc": "A128GCM", "cty": "JWT"}, token, key)


def but(**claims: Any) -> Making:
    """A good token but for these claims; None leaves one out."""

    def make(provider: Provider) -> str:
        whole = good(provider) | claims
        return provider.signed({name: value for name, value in whole.items() if value is not None})

    return make


def headed(**header: Any) -> Making:
    return lambda provider: provider.signed(good(provider), **header)


CASES: dict[str, tuple[Making, str]] = {
    "unsigned": (unsigned, "it is not signed"),
    "symmetric": (with_the_public_key, "it is signed with a shared secret, not with its issuer's private key"),
    "tampered": (tampered, "its signature is not its issuer's"),
    "with its own key": (with_its_own_key, "its signature is not its issuer's"),
    "encrypted": (encrypted, "it is not a signed JWT"),
    "another audience": (
        lambda provider: provider.token(POST, resource="https://elsewhere.example"),
        "it is for another audience",
    ),
    "another issuer": (
        lambda provider: provider.signed(good(provider) | {"iss": "https://evil.example"}),
        "its issuer is not one that people sign in with here",
    ),
    "an issuer that is no text": (but(iss=["x"]), "its issuer is not one that people sign in with here"),
    "an ID token": (lambda provider: provider.answer(POST)["id_token"], "it is an ID or a refresh token"),
    "a refresh token": (lambda provider: provider.answer(POST)["refresh_token"], "it is an ID or a refresh token"),
    "an ID token that does not say so": (but(at_hash="x", token_use=None), "it is an ID or a refresh token"),
    "Keycloak's ID token": (but(typ="ID"), "it is an ID or a refresh token"),
    "Keycloak's token for a session": (but(typ="Serialized-ID"), "it is an ID or a refresh token"),
    "an ID token of which only its nonce tells": (but(nonce="n-1", token_use=None), "it is an ID or a refresh token"),
    "an ID token that came with a code": (but(c_hash="x"), "it is an ID or a refresh token"),
    "an ID token that came with a state": (but(s_hash="x"), "it is an ID or a refresh token"),
    "an ID token that came with an access token": (but(at_hash="x", typ="Bearer"), "it is an ID or a refresh token"),
    "Cognito's ID token": (but(token_use="id"), "it is an ID or a refresh token"),
    "a kind that is no text": (but(typ=["Bearer"]), "it is an ID or a refresh token"),
    "news of a session": (but(events={"http://schemas.openid.net/event/backchannel-logout": {}}), "another kind"),
    "an ID token that says so": (headed(typ="id+jwt"), "it is another kind of token"),
    "bound to a key": (but(cnf={"jkt": "x"}), "it is bound to a key of its holder"),
    "a logout token": (headed(typ="logout+jwt"), "it is another kind of token"),
    "critical": (headed(crit=["exp"], exp=5), "its header asks for an extension that is not known"),
    "not encoded": (headed(b64=True), "its header asks for an extension that is not known"),
    "an unknown key": (headed(kid="made-up"), "it is signed with a key that its issuer does not publish"),
    "an unknown key whose id is no text": (headed(kid=["made-up"]), "a key that its issuer does not publish"),
    "no subject": (but(sub=None), "it does not say sub"),
    "no end": (but(exp=None), "it does not say exp"),
    "no beginning": (but(iat=None), "it does not say iat"),
    "no audience": (but(aud=None), "it does not say aud"),
    "a subject with a control character": (but(sub="a\u0000b"), "its sub cannot be used"),
    "a subject of 256 characters": (but(sub="a" * 256), "its sub cannot be used"),
    "a subject that is no text": (but(sub=5), "its sub cannot be used"),
    "issued in the future": (but(iat=4 * 10**9), "it is not valid yet"),
    "an endless end": (but(exp=10**30), "its exp cannot be used"),
    "an end that is no number": (but(exp=math.nan), "its exp cannot be used"),
    "an end in words": (but(exp="tomorrow"), "its exp cannot be used"),
    "20 KB": (but(padding="x" * 15_000), "it is longer than 16,384 characters"),
    "no token": (lambda _: "a.b.c", "it is not a signed JWT"),
    "a header nested deep": (lambda _: f"{encoded(b'[' * 2900)}.e30.e30", "it is not a signed JWT"),
    "claims nested deep": (
        lambda _: f"{encoded({'alg': 'RS256'})}.{encoded(b'[' * 9000)}.e30",
        "it holds no claims",
    ),
    "claims that are a list": (
        lambda _: f"{encoded({'alg': 'RS256'})}.{encoded([])}.e30",
        "it holds no claims",
    ),
    "an algorithm that is no text": (lambda _: f"{encoded({'alg': ['RS256']})}.e30.e30", "algorithm"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_with_the_reason_and_without_its_words(anytown: Provider, named: Naming, case: str) -> None:
    named(anytown)
    make, why = CASES[case]
    token = make(anytown)

    said = refusal(token)

    assert why in said
    assert not [part for part in token.split(".") if len(part) > 3 and part in said]
    assert "evil" not in said


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({}, {"typ": "Bearer", "nonce": "n-1", "token_use": None}),  # Keycloak before 24
        ({"typ": "at+jwt"}, {"nonce": "n-1", "token_use": None}),
        ({}, {"token_use": "access", "nonce": "n-1"}),
        ({"typ": "JWT"}, {"token_use": None}),
        ({"typ": None}, {"token_use": None}),
    ],
)
def test_an_access_token_is_one_where_it_says_so_or_nothing_says_otherwise(
    anytown: Provider, named: Naming, header: dict[str, Any], claims: dict[str, Any]
) -> None:
    named(anytown)
    whole = {name: value for name, value in (good(anytown) | claims).items() if value is not None}
    given = {name: value for name, value in header.items() if value is not None}

    assert signs_in(anytown.signed(whole, **given)).grants


def test_another_tenant_of_the_same_issuer(anytown: Provider, named: Naming) -> None:
    named(anytown, tenant="aaaa")

    assert signs_in(anytown.token(POST, tid="aaaa")).grants
    assert "it is from another tenant" in refusal(anytown.token(POST, tid="bbbb"))
    assert "it is from another tenant" in refusal(anytown.token(POST))


def test_another_councils_provider(anytown: Provider, westmere: Provider, named: Naming) -> None:
    named(anytown)

    assert "its issuer is not one" in refusal(westmere.token(POST))
    assert "a key that its issuer does not publish" in refusal(westmere.signed(good(anytown)))


def test_where_no_provider_is_named_nobody_signs_in(anytown: Provider, configure: Any) -> None:
    configure([])

    assert "its issuer is not one" in refusal(anytown.token(POST))


@pytest.mark.parametrize(
    ("moved", "why"),
    [
        (timedelta(hours=1, minutes=2), "it has expired; sign in again"),
        (timedelta(minutes=-2), "it is not valid yet"),
    ],
)
def test_out_of_its_time(anytown: Provider, named: Naming, moved: timedelta, why: str) -> None:
    named(anytown)
    token = anytown.token(POST)

    with travel(now() + moved, tick=False):
        assert why in refusal(token)


def test_two_clocks_may_differ_by_a_minute(anytown: Provider, named: Naming) -> None:
    named(anytown)
    token = anytown.token(POST)

    for moved in (timedelta(minutes=-1) + timedelta(seconds=5), timedelta(hours=1, seconds=50)):
        with travel(now() + moved, tick=False):
            assert signs_in(token).grants


@pytest.mark.parametrize(
    ("leeway", "ahead", "signs"),
    [("60", 90, False), ("120", 90, True), ("300", 290, True), ("300", 310, False), ("0", 5, False)],
)
def test_by_how_much_two_clocks_may_differ_is_a_setting(
    anytown: Provider, named: Naming, monkeypatch: pytest.MonkeyPatch, leeway: str, ahead: int, signs: bool
) -> None:
    monkeypatch.setenv("TRACKER_OIDC_LEEWAY", leeway)
    named(anytown)
    with travel(now(), tick=False):
        moment = int(now().timestamp())
        early = anytown.signed(good(anytown) | {"iat": moment + ahead, "nbf": moment + ahead})
        late = anytown.signed(good(anytown) | {"iat": moment - 3600, "nbf": moment - 3600, "exp": moment - ahead})
        for token, why in ((early, "it is not valid yet"), (late, "it has expired")):
            if signs:
                assert signs_in(token).grants
            else:
                assert why in refusal(token)


def test_a_refusal_is_a_problem_of_the_application(anytown: Provider, named: Naming) -> None:
    named(anytown)
    app = create_app()

    async def ends(token: str) -> datetime:
        return (await signed_in(token)).ends_at

    app.add_api_route("/v1/admin/me", ends)
    client = TestClient(app)
    answer = client.get("/v1/admin/me", params={"token": unsigned(anytown)})

    assert client.get("/v1/admin/me", params={"token": anytown.token(POST)}).status_code == 200
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json()["type"].endswith("/problems/token-refused")
    assert client.get("/problems/token-refused").status_code == 200
