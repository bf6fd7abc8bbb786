"""The provider behind the tokens: its keys change, it goes away, it takes a token back."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import JWKRegistry
from structlog.testing import capture_logs

from api.core.problems import Problem
from api.sign_in.discovery import published
from db.clock import now
from tests.clock import travel
from tests.coroutines import run
from tests.signing_in.given import POST, Naming, good, refusal, signs_in
from tests.signing_in.provider import AUDIENCE, TRACKER, Provider, free_port

KEYS = "/.well-known/jwks.json"
MINUTE = timedelta(minutes=1)


def unavailable(token: str) -> str:
    """That nobody can sign in, and the reason that is logged for whoever runs this."""
    with capture_logs() as logs, pytest.raises(Problem) as raised:
        signs_in(token)
    assert raised.value.name == "sign-in-unavailable"
    assert raised.value.status == 503
    assert raised.value.headers == {"Retry-After": "60"}
    return str(logs[0]["reason"]) if logs else ""


def later(by: timedelta) -> AbstractContextManager[None]:
    return travel(now() + by, tick=False)


def test_keys_are_asked_for_once_an_hour(anytown: Provider, named: Naming) -> None:
    named(anytown)
    before = anytown.times_asked(KEYS)
    token = anytown.token(POST)

    signs_in(token)
    with later(timedelta(minutes=59)):
        signs_in(token)
    assert anytown.times_asked(KEYS) == before + 1

    with later(timedelta(minutes=60)):
        signs_in(token)
        signs_in(token)
    assert anytown.times_asked(KEYS) == before + 2


def test_twenty_people_at_once_make_one_question(anytown: Provider, named: Naming) -> None:
    named(anytown)
    before = anytown.times_asked(KEYS)
    token = anytown.token(POST)

    with ThreadPoolExecutor(20) as threads:
        people = list(threads.map(signs_in, [token] * 20))

    assert len(set(people)) == 1
    assert anytown.times_asked(KEYS) == before + 1


def test_a_new_key_is_found_within_a_minute_and_the_old_one_still_works(anytown: Provider, named: Naming) -> None:
    named(anytown)
    old = anytown.token(POST)
    signs_in(old)

    anytown.rotate()
    new = anytown.token(POST)

    assert "a key that its issuer does not publish" in refusal(new)
    with later(MINUTE):
        assert signs_in(new).grants
        assert signs_in(old).grants


def test_made_up_keys_make_us_ask_once_a_minute(anytown: Provider, named: Naming) -> None:
    named(anytown)
    claims, before = good(anytown), anytown.times_asked(KEYS)

    for minute in range(3):
        with later(minute * MINUTE):
            for number in range(10):
                refusal(anytown.signed(claims, kid=f"made-up-{number}"))

    assert anytown.times_asked(KEYS) == before + 3


def test_while_the_provider_is_away_its_known_keys_work_for_a_day(anytown: Provider, named: Naming) -> None:
    named(anytown)
    token = anytown.signed(good(anytown) | {"exp": now().timestamp() + 200_000})
    signs_in(token)

    with anytown.away():
        with later(timedelta(hours=23)):
            assert signs_in(token).grants
        with later(timedelta(hours=25)):
            assert unavailable(token) == "ConnectError"


def test_while_the_provider_is_away_nobody_signs_in_without_its_keys(anytown: Provider, named: Naming) -> None:
    named(anytown)
    token = anytown.token(POST)

    with anytown.away():
        assert unavailable(token) == "ConnectError"
        assert unavailable(token) == ""  # and it is not asked again at once
    with later(MINUTE):
        assert signs_in(token).grants


def test_a_token_that_was_taken_back_stops_at_once_where_the_provider_is_asked(
    anytown: Provider, named: Naming
) -> None:
    named(anytown, introspection=TRACKER)
    token, other = anytown.token(POST), anytown.token(POST)
    assert signs_in(token).grants

    anytown.revoke(token)

    with later(timedelta(seconds=3)):
        assert "its issuer says that it stands no longer" in refusal(token)
        assert signs_in(other).grants


def test_an_answer_about_a_token_holds_for_moments(anytown: Provider, named: Naming) -> None:
    named(anytown, introspection=TRACKER)
    before = anytown.times_asked("/introspect")
    token = anytown.token(POST)

    with later(timedelta(0)):
        signs_in(token)
        signs_in(token)

    assert anytown.times_asked("/introspect") == before + 1


def test_without_asking_it_stops_at_the_tokens_end(anytown: Provider, named: Naming) -> None:
    named(anytown)
    token = anytown.token(POST)
    anytown.revoke(token)

    assert signs_in(token).grants
    with travel(signs_in(token).ends_at + MINUTE, tick=False):
        assert "it has expired" in refusal(token)


def test_who_cannot_ask_lets_nobody_in(anytown: Provider, named: Naming) -> None:
    named(anytown, introspection=TRACKER)
    token = anytown.token(POST)
    signs_in(token)
    with anytown.away(), later(timedelta(seconds=10)):
        unavailable(token)

    named(anytown, introspection=TRACKER | {"client_secret": "wrong"})
    unavailable(token)


def test_a_discovery_document_of_another_issuer_is_not_followed(anytown: Provider, configure: Any) -> None:
    disguised = anytown.issuer.replace("127.0.0.1", "localhost")
    configure([{"issuer": disguised, "audience": AUDIENCE, "organisations": ["anytown"], "admin": True}])

    assert unavailable(anytown.signed(good(anytown) | {"iss": disguised})) == (
        "its discovery document is of another issuer"
    )


@pytest.fixture
def files(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server of files, and the discovery document it serves."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address, ends = f"http://127.0.0.1:{port}", time.monotonic() + 30
    while time.monotonic() < ends:
        with suppress(httpx2.ConnectError):
            httpx2.get(address)
            break
    (tmp_path / ".well-known").mkdir()
    yield address, tmp_path / ".well-known" / "openid-configuration"
    server.terminate()
    server.wait(timeout=20)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (lambda _: "<html>", "its Document cannot be read"),
        (lambda _: "[" * 100_000, "its Document cannot be read"),
        (lambda _: " " * 1_000_001, "its answer is too long"),
        (lambda issuer: json.dumps({"issuer": issuer}), "its Document cannot be read"),
        (
            lambda issuer: json.dumps({"issuer": issuer, "jwks_uri": "http://192.0.2.1/keys"}),
            "it sends us to an address that is not https",
        ),
        (lambda issuer: json.dumps({"issuer": issuer, "jwks_uri": f"{issuer}/none"}), "it answers 404"),
        (lambda issuer: json.dumps({"issuer": issuer, "jwks_uri": f"{issuer}/.well-known"}), "it answers 301"),
    ],
)
def test_a_provider_that_answers_nonsense(
    anytown: Provider, named: Naming, files: tuple[str, Path], document: Callable[[str], str], reason: str
) -> None:
    issuer, file = files
    file.write_text(document(issuer), encoding="utf-8")
    named(anytown, issuer=issuer)

    assert unavailable(anytown.signed(good(anytown) | {"iss": issuer})) == reason


def test_keys_that_cannot_check_a_signature_are_left_out(
    anytown: Provider, named: Naming, files: tuple[str, Path]
) -> None:
    issuer, file = files
    keys = httpx2.get(anytown.issuer + KEYS).json()["keys"]
    broken = [{"kty": "oct", "k": "c2VjcmV0", "kid": "o"}, {"kty": "RSA", "n": "?", "e": "AQAB"}, {"kty": "AKP"}, {}]
    file.with_name("keys").write_text(json.dumps({"keys": [*broken, *keys]}), encoding="utf-8")
    file.write_text(json.dumps({"issuer": issuer, "jwks_uri": f"{issuer}/.well-known/keys"}), encoding="utf-8")
    named(anytown, issuer=issuer)

    assert signs_in(anytown.signed(good(anytown) | {"iss": issuer})).grants
    assert run(published(issuer).signed("o", lambda _: True)) is None


def published_by(issuer: str, file: Path, keys: list[dict[str, Any]]) -> None:
    """Serve these as the keys of an issuer."""
    file.with_name("keys").write_text(json.dumps({"keys": keys}), encoding="utf-8")
    file.write_text(json.dumps({"issuer": issuer, "jwks_uri": f"{issuer}/.well-known/keys"}), encoding="utf-8")


SIGNING = JWKRegistry.generate_key("RSA", 2048)
ANOTHER = JWKRegistry.generate_key("RSA", 2048)
CURVE = JWKRegistry.generate_key("EC", "P-256")


def jwk(key: Any, **members: Any) -> dict[str, Any]:
    """A key as it is published, with these members and no others."""
    plain = {name: value for name, value in key.as_dict(private=False).items() if name != "kid"}
    return plain | members


# Keys as providers publish them, and the `kid` of a token that the first of SIGNING made.
PUBLISHED: dict[str, tuple[str | None, list[dict[str, Any]]]] = {
    "one id for signing and encryption": (
        "a",
        [jwk(ANOTHER, kid="a", use="enc", alg="RSA-OAEP"), jwk(SIGNING, kid="a", use="sig", alg="RS256")],
    ),
    "the same, the other way round": ("a", [jwk(SIGNING, kid="a", use="sig"), jwk(ANOTHER, kid="a", use="enc")]),
    "told apart by what they may do": (
        "a",
        [jwk(ANOTHER, kid="a", key_ops=["encrypt"]), jwk(SIGNING, kid="a", key_ops=["verify"])],
    ),
    "told apart by their algorithm": ("a", [jwk(ANOTHER, kid="a", alg="PS256"), jwk(SIGNING, kid="a", alg="RS256")]),
    "told apart by their kind": ("a", [jwk(CURVE, kid="a", use="sig"), jwk(SIGNING, kid="a", use="sig")]),
    "one id for two that sign": ("a", [jwk(ANOTHER, kid="a", use="sig"), jwk(SIGNING, kid="a", use="sig")]),
    "a token without an id, and a key for encryption": (
        None,
        [jwk(SIGNING, kid="a", use="sig"), jwk(ANOTHER, kid="b", use="enc")],
    ),
    "a token without an id, and keys of two kinds": (
        None,
        [jwk(CURVE, kid="e", use="sig"), jwk(SIGNING, kid="a", kty="RSA", use="sig")],
    ),
    "a token without an id, and two that sign": (None, [jwk(ANOTHER, kid="b"), jwk(SIGNING, kid="a")]),
    "the only key has no id": ("a", [jwk(SIGNING, use="sig")]),
    "one of two keys has no id": ("a", [jwk(ANOTHER, kid="b", use="sig"), jwk(SIGNING)]),
    "nothing has an id": (None, [jwk(ANOTHER, use="sig"), jwk(CURVE), jwk(SIGNING)]),
}
# Where the key that made it may not, or is not the one that is meant.
NOT_FOR_IT: dict[str, tuple[str | None, list[dict[str, Any]]]] = {
    "for encryption": ("a", [jwk(SIGNING, kid="a", use="enc")]),
    "for encryption, and no id": (None, [jwk(SIGNING, use="enc"), jwk(ANOTHER, use="sig")]),
    "for another algorithm": (None, [jwk(SIGNING, alg="RS512")]),
    "may not verify": ("a", [jwk(SIGNING, kid="a", key_ops=["wrapKey"])]),
    "of another id": ("a", [jwk(ANOTHER, kid="a"), jwk(SIGNING, kid="b")]),
    "not there": (None, [jwk(ANOTHER), jwk(CURVE)]),
}


def made(issuer: str, claims: dict[str, Any], kid: str | None) -> str:
    header = {"alg": "RS256", "typ": "JWT"} | ({"kid": kid} if kid else {})
    return jwt.encode(header, claims | {"iss": issuer}, SIGNING, algorithms=["RS256"])


@pytest.mark.parametrize("case", PUBLISHED)
def test_every_key_that_fits_is_tried(anytown: Provider, named: Naming, files: tuple[str, Path], case: str) -> None:
    issuer, file = files
    kid, keys = PUBLISHED[case]
    published_by(issuer, file, keys)
    named(anytown, issuer=issuer)

    assert signs_in(made(issuer, good(anytown), kid)).grants
    assert "its signature is not its issuer's" in refusal(made(issuer, good(anytown), kid)[:-8] + "AAAAAAAA")


@pytest.mark.parametrize("case", NOT_FOR_IT)
def test_a_key_that_does_not_fit_is_not_tried(
    anytown: Provider, named: Naming, files: tuple[str, Path], case: str
) -> None:
    issuer, file = files
    kid, keys = NOT_FOR_IT[case]
    published_by(issuer, file, keys)
    named(anytown, issuer=issuer)

    assert "its signature is not its issuer's" in refusal(made(issuer, good(anytown), kid))


def test_a_key_without_an_id_that_was_changed_is_found_within_a_minute(
    anytown: Provider, named: Naming, files: tuple[str, Path]
) -> None:
    issuer, file = files
    published_by(issuer, file, [jwk(ANOTHER)])
    named(anytown, issuer=issuer)
    token = made(issuer, good(anytown), None)
    refusal(token)

    published_by(issuer, file, [jwk(SIGNING)])

    assert "its signature" in refusal(token)
    with later(MINUTE):
        assert signs_in(token).grants


@pytest.mark.parametrize(
    ("algorithm", "kind", "of"),
    [("PS256", "RSA", 2048), ("ES256", "EC", "P-256"), ("ES512", "EC", "P-521"), ("Ed25519", "OKP", "Ed25519")],
)
def test_other_kinds_of_keys(
    anytown: Provider, named: Naming, files: tuple[str, Path], algorithm: str, kind: str, of: Any
) -> None:
    issuer, file = files
    key = JWKRegistry.generate_key(kind, of)
    file.with_name("keys").write_text(json.dumps({"keys": [key.as_dict(private=False)]}), encoding="utf-8")
    file.write_text(json.dumps({"issuer": issuer, "jwks_uri": f"{issuer}/.well-known/keys"}), encoding="utf-8")
    named(anytown, issuer=issuer)
    claims = good(anytown) | {"iss": issuer}

    assert signs_in(jwt.encode({"alg": algorithm}, claims, key, algorithms=[algorithm])).grants
    assert "its signature is not" in refusal(anytown.signed(claims, kid=None))
