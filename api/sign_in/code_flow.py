"""Signing in to the desk with a council account: the authorisation code flow of OpenID Connect, with PKCE.

What has to be the same when somebody comes back from the provider (state, nonce and verifier) is worked out from one
secret, which their browser keeps in a cookie meanwhile: nothing is stored here before somebody is known.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import replace
from urllib.parse import urlencode

from api.core.problems import Problem
from api.settings import settings
from api.settings.providers import BrowserClient, Provider
from api.sign_in.discovery import Unavailable, published
from api.sign_in.oidc import SignedIn, signed_in, signed_in_by_id_token, unavailable


def providers() -> list[tuple[Provider, BrowserClient]]:
    """The providers whose people sign in to the desk, with what we are to each, in the order of the settings."""
    return [(one, one.sign_in) for one in settings().oidc if one.sign_in is not None]


def state_of(secret: str) -> str:
    """What comes back with the answer to the request that began with this secret."""
    return _derived(secret, "state")


async def asks_at(provider: Provider, us: BrowserClient, secret: str, back_to: str) -> str:
    """Where a browser is sent to sign in at a provider, and from where it comes back. Raises the problem of one that
    does not answer.
    """
    try:
        address = await published(provider.issuer).signs_in_at()
    except Unavailable:
        raise unavailable() from None
    challenge = hashlib.sha256(_derived(secret, "verifier").encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": us.client_id,
        "redirect_uri": back_to,
        "scope": us.scope,
        "state": state_of(secret),
        "nonce": _derived(secret, "nonce"),
        "code_challenge": _text(challenge),
        "code_challenge_method": "S256",
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


async def came_back(provider: Provider, us: BrowserClient, secret: str, code: str, back_to: str) -> SignedIn:
    """Who signed in, given the code that a browser came back with. Raises the problem that says why nobody did.

    It waits for the provider; who calls this holds no connection or lock meanwhile.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_to,
        "code_verifier": _derived(secret, "verifier"),
    }
    try:
        given = await published(provider.issuer).tokens(form, us)
    except Unavailable:
        raise unavailable() from None
    person = await signed_in_by_id_token(given.id_token, provider.issuer, us.client_id, _derived(secret, "nonce"))
    return person if person.grants else await _by_access_token(person, given.access_token)


async def _by_access_token(person: SignedIn, token: str) -> SignedIn:
    """The same person with the roles of the access token that came beside: where providers say nothing of roles in ID
    tokens, and that one is for us. What else it says counts for nothing.
    """
    try:
        beside = await signed_in(token)
    except Problem as problem:
        if problem.name != "token-refused":
            raise
        return person
    same = (beside.issuer, beside.subject) == (person.issuer, person.subject)
    return replace(person, grants=beside.grants, roleless=beside.roleless) if same else person


def _derived(secret: str, what: str) -> str:
    return _text(hmac.new(secret.encode(), what.encode(), hashlib.sha256).digest())


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
