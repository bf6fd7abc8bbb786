"""People sign in with a token of a provider that this instance names: an access token that is a signed JWT.

The signature is checked with the provider's published keys, asymmetric ones only; where a token says its key may be
found (`jwk`, `jku`, `x5u`) is never looked at. What the token grants is bounded twice. Here by name: an issuer grants
nothing but what begins with the id of an organisation it signs people in for. That lets `anytown` reach for a post
of `anytown-north`, so whoever calls this holds each grant against the record as well: the post, project or assembly
must belong to one of `organisations`.
"""

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from joserfc.errors import ClaimError, ExpiredTokenError, JoseError, MissingClaimError
from joserfc.jwk import Key
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact
from joserfc.jwt import JWTClaimsRegistry

from api.core.json_text import Json
from api.core.problems import Problem
from api.settings import settings
from api.settings.providers import Provider, at_path
from api.sign_in.discovery import Unavailable, published
from db.clock import now
from db.vocabulary import Grant

MAX_TOKEN = 16_384
MAX_NAME = 200
MAX_SUBJECT = 255

_REGISTRY = JWSRegistry(
    algorithms=["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"],
    strict_check_header=False,  # what is not known is ignored, as RFC 7515 has it; `crit` is refused below
)
_REGISTRY.max_header_length = 4096  # a certificate may be in it
_ACCESS = {"at+jwt", "application/at+jwt"}
_TYPES = {"jwt", *_ACCESS}
_ID_TOKENS = {"at_hash", "c_hash", "s_hash"}
_WRONG_CLAIM = {
    "aud": "it is for another audience",
    "nbf": "it is not valid yet",
    "iat": "it is not valid yet",
}


@dataclass(frozen=True)
class SignedIn:
    """Somebody who signed in: who says so, under which subject, and what they may do until when.

    `name` and `login` are private. `organisations` are those whose people the issuer signs in. `roleless` says why,
    should they hold no role here.
    """

    issuer: str
    subject: str
    name: str
    login: str
    grants: frozenset[Grant]
    organisations: frozenset[str]
    ends_at: datetime
    roleless: str = ""


async def signed_in(token: str) -> SignedIn:
    """Who this access token signs in. Raises the problem that says why it does not.

    Waits without a thread, as its provider may be slow; who calls this holds no connection or lock meanwhile.
    """
    with _asking():
        parts, claims, provider = await _signed(token)
        _check_kind(parts.headers(), claims)
        _check_claims(claims, provider.audience)
        known = published(provider.issuer)
        if provider.introspection and not await known.still_stands(token, provider.introspection):
            raise _refused("its issuer says that it stands no longer")
    return _person(claims, provider)


async def signed_in_by_id_token(token: str, issuer: str, client_id: str, nonce: str) -> SignedIn:
    """Who this ID token signs in, which answers a request of ours with this nonce (OpenID Connect Core 3.1.3.7).

    Raises and waits as `signed_in` does.
    """
    with _asking():
        parts, claims, provider = await _signed(token)
        if provider.issuer != issuer:
            raise _refused("it is from another issuer than the one that was asked")
        _check_is_id_token(parts.headers(), claims)
        _check_claims(claims, client_id)
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != client_id:
            raise _refused("it was given to somebody else")
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise _refused("it answers another request")
    return _person(claims, provider)


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except Unavailable:
        raise unavailable() from None


def unavailable() -> Problem:
    """The provider somebody wants to sign in with does not answer."""
    return Problem(
        "sign-in-unavailable",
        "The provider you signed in with does not answer just now. Try again in a minute.",
        headers={"Retry-After": "60"},
    )


async def _signed(token: str) -> tuple[CompactSignature, Json, Provider]:
    """A token whose signature is its issuer's, which this instance names; its claims are still to be judged."""
    parts = _parts(token)
    _check_header(parts.headers())
    claims = _claims(parts)
    provider = _provider(claims)
    good = await published(provider.issuer).signed(parts.headers().get("kid"), partial(_signed_by, parts))
    if good is None:
        raise _refused("it is signed with a key that its issuer does not publish")
    if not good:
        raise _refused("its signature is not its issuer's")
    return parts, claims, provider


def _refused(why: str) -> Problem:
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return Problem("token-refused", f"The token is not accepted: {why}.", headers=headers)


def _parts(token: str) -> CompactSignature:
    if len(token) > MAX_TOKEN:
        raise _refused(f"it is longer than {MAX_TOKEN:,} characters")
    try:
        return extract_compact(token.encode(), registry=_REGISTRY)
    except (JoseError, ValueError, RecursionError):
        raise _refused("it is not a signed JWT") from None


def _check_header(header: Json) -> None:
    algorithm = header.get("alg")
    if algorithm == "none":
        raise _refused("it is not signed")
    if str(algorithm).startswith("HS"):
        raise _refused("it is signed with a shared secret, not with its issuer's private key")
    if algorithm not in (_REGISTRY.allowed or ()):
        raise _refused("it is signed with an algorithm that is not accepted")
    if {"crit", "b64"} & header.keys():
        raise _refused("its header asks for an extension that is not known")
    if str(header.get("typ", "JWT")).lower() not in _TYPES:
        raise _refused("it is another kind of token")


def _claims(parts: CompactSignature) -> Json:
    try:
        claims = json.loads(parts.payload or b"")
    except (ValueError, RecursionError):
        claims = None
    if not isinstance(claims, dict):
        raise _refused("it holds no claims")
    return claims


def _provider(claims: Json) -> Provider:
    """The named issuer the token says it is from, which its signature has yet to show."""
    provider = next((each for each in settings().oidc if each.issuer == claims.get("iss")), None)
    if provider is None:
        raise _refused("its issuer is not one that people sign in with here")
    if provider.tid and claims.get("tid") != provider.tid:
        raise _refused("it is from another tenant")
    return provider


def _signed_by(parts: CompactSignature, key: Key) -> bool:
    """Whether the key made the signature; not one whose use, kind or algorithm does not fit."""
    try:
        return validate_compact(parts, key, registry=_REGISTRY)
    except (JoseError, ValueError):
        return False


def _check_kind(header: Json, claims: Json) -> None:
    """Providers sign other tokens with the same keys; only an access token that its bearer may bear signs in.

    That it is one is said in its header (RFC 9068), by Keycloak in `typ`, by Cognito in `token_use`, or nowhere. What
    only an ID token has tells: hashes of what came with it, and a `nonce`, which some access tokens have as well. That
    its audience is a client tells nothing, as with Entra both tokens may have the same.
    """
    other = claims.get("typ", "Bearer") != "Bearer" or claims.get("token_use", "access") != "access"
    says_access = str(header.get("typ")).lower() in _ACCESS or bool({"typ", "token_use"} & claims.keys())
    if other or _ID_TOKENS & claims.keys() or ("nonce" in claims and not says_access):
        raise _refused("it is an ID or a refresh token; send the access token")
    if "events" in claims:
        raise _refused("it is another kind of token")
    if "cnf" in claims:
        raise _refused("it is bound to a key of its holder; ask the provider for a plain bearer token")


def _check_is_id_token(header: Json, claims: Json) -> None:
    other = claims.get("typ", "ID") != "ID" or claims.get("token_use", "id") != "id"
    if other or str(header.get("typ", "")).lower() in _ACCESS or "events" in claims or "cnf" in claims:
        raise _refused("it is no ID token")


def _check_claims(claims: Json, audience: str) -> None:
    rules = JWTClaimsRegistry(
        now=int(now().timestamp()),
        leeway=settings().oidc_leeway,
        aud={"essential": True, "value": audience},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        rules.validate(claims)
    except ExpiredTokenError:
        raise _refused("it has expired; sign in again") from None
    except MissingClaimError as error:
        raise _refused(f"it does not say {error.claim}") from None
    except ClaimError as error:
        raise _refused(_WRONG_CLAIM.get(error.claim, f"its {error.claim} cannot be used")) from None
    if not (claims["sub"].isascii() and claims["sub"].isprintable() and len(claims["sub"]) <= MAX_SUBJECT):
        raise _refused("its sub cannot be used")


def _person(claims: Json, provider: Provider) -> SignedIn:
    subject = str(claims["sub"])
    login = _text(claims.get("preferred_username")) or _text(claims.get("email")) or subject
    values = at_path(claims, provider.roles_claim)
    roles = values if isinstance(values, list) else [values]
    try:
        ends_at = datetime.fromtimestamp(claims["exp"], UTC)
    except (OverflowError, ValueError, OSError):
        raise _refused("its exp cannot be used") from None
    return SignedIn(
        issuer=provider.issuer,
        subject=subject,
        name=_text(claims.get("name")) or login,
        login=login,
        grants=(grants := provider.grants(value for value in roles if isinstance(value, str))),
        roleless=_roleless(provider, values, grants),
        organisations=frozenset(provider.organisations),
        ends_at=ends_at,
    )


def _roleless(provider: Provider, values: object, grants: frozenset[Grant]) -> str:
    """Why somebody has no role, as they are told. Of what the token holds nothing is repeated."""
    claim = f"claim `{provider.roles_claim}`"
    if values is None:
        return f"your token has no {claim}, which would say your role"
    if not grants:
        return f"nothing in your token's {claim} is a role that your provider may grant here"
    return (
        f"no role in your token's {claim} holds here: what it covers is not your council's in this record, or it was"
        " taken from you"
    )


def _text(value: object) -> str:
    """A claim as text that can be kept and shown; empty where it is none."""
    if not isinstance(value, str):
        return ""
    return "".join(letter for letter in value if letter.isprintable()).strip()[:MAX_NAME]
