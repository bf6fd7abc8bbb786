"""What the tests of signing in share: somebody's post, what tokens say, and how they are refused."""

from collections.abc import Callable
from typing import Any

import pytest

from api.core.problems import Problem
from api.sign_in.oidc import SignedIn, signed_in
from tests.coroutines import run
from tests.signing_in.provider import Provider, decoded

Naming = Callable[..., None]

POST = "officer:anytown-head-of-streets"


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unchecked."""
    claims: dict[str, Any] = decoded(token.split(".")[1])
    return claims


def good(provider: Provider) -> dict[str, Any]:
    """The claims of a token that signs somebody in."""
    return claims_of(provider.token(POST))


def signs_in(token: str) -> SignedIn:
    """Who this token signs in, on an event loop of its own."""
    return run(signed_in(token))


def refusal(token: str) -> str:
    """Why this token is refused."""
    with pytest.raises(Problem) as refused:
        signs_in(token)
    assert refused.value.name == "token-refused", refused.value.detail
    return refused.value.detail
