"""What a provider says over HTTP: where its keys are, which they are, and whether a token still stands.

Answers are kept, so that signing in neither waits for the provider nor ends when it is away, and nobody can make us
ask it more than once a minute by sending tokens with made-up keys. Where somebody has to wait, they hold no thread, and
whoever wants to know the same waits for the same question.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key
from pydantic import BaseModel, ValidationError

from api.core.fetching import NotFetched, fetched
from api.core.json_text import Json
from api.core.shared_loop import on_shared_loop, together
from api.settings.providers import BrowserClient, Introspection, is_safe
from db.clock import now

FRESH = timedelta(hours=1)  # after this the keys are asked for again
KEPT = timedelta(days=1)  # and after this they are no longer believed
PAUSE = timedelta(minutes=1)  # between two times we ask, whatever the reason
STANDS = timedelta(seconds=3)  # for how long an answer about one token holds
MAX_INTROSPECTIONS = 50  # of tokens that one issuer is asked about at the same time; beyond them it is too slow
MAX_ANSWER = 1_000_000
TIMEOUT = 5.0  # seconds for one whole answer, from looking up its name on

log = structlog.get_logger("assembly_tracker")


class Unavailable(Exception):  # noqa: N818 - a state of the provider
    """The provider cannot be asked, or what it answers cannot be used."""


class _Document(BaseModel):
    issuer: str
    jwks_uri: str
    introspection_endpoint: str | None = None
    authorization_endpoint: str | None = None
    token_endpoint: str | None = None


class _KeySet(BaseModel):
    keys: list[Json]


class _State(BaseModel):
    active: bool


class Tokens(BaseModel):
    """What a provider gives for a code: who signed in, and beside it a token for its own addresses or for ours."""

    id_token: str
    access_token: str = ""


class _Held(NamedTuple):
    document: _Document
    keys: tuple[Key, ...]
    at: datetime


class Published:
    """What one issuer publishes, as far as we know. It is read anywhere, and changed on the shared loop only."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._held: _Held | None = None
        self._asked_at: datetime | None = None
        self._renewals: dict[str, asyncio.Future[None]] = {}  # one at most
        self._states: dict[bytes, tuple[datetime, bool]] = {}
        self._introspections: dict[bytes, asyncio.Future[bool]] = {}

    async def signed(self, kid: str | None, by: Callable[[Key], bool]) -> bool | None:
        """Whether one of its keys made a signature that names `kid`, as `by` says of each; None where none is meant.

        It is asked for its keys again before anything but yes is said. Raises Unavailable.
        """
        held = self._held
        if held and _within(FRESH, held.at, now()) and _signed(kid, by, held.keys):
            return True
        return await on_shared_loop(self._sought(kid, by))

    async def still_stands(self, token: str, us: Introspection) -> bool:
        """Whether the provider says that the token is active. Raises Unavailable."""
        return await on_shared_loop(self._state(token, us))

    async def signs_in_at(self) -> str:
        """The address where people sign in at the provider. Raises Unavailable."""
        document = (await on_shared_loop(self._current())).document
        address = document.authorization_endpoint or ""
        if not is_safe(address):
            raise Unavailable("it does not say where people sign in")
        return address

    async def tokens(self, form: Mapping[str, str], us: BrowserClient) -> Tokens:
        """The tokens that a code stands for. Raises Unavailable, also where the code is not accepted."""
        return await on_shared_loop(self._exchanged(form, us))

    async def _exchanged(self, form: Mapping[str, str], us: BrowserClient) -> Tokens:
        document = (await self._current()).document
        if document.token_endpoint is None:
            raise Unavailable("it does not say where codes are exchanged")
        ours = (us.client_id, us.client_secret.get_secret_value())
        try:
            answer = await _fetched(document.token_endpoint, data={**form, "client_id": us.client_id}, auth=ours)
            return Tokens.model_validate_json(answer)
        except ValidationError:
            raise Unavailable("what it gives for a code cannot be read") from None

    async def _sought(self, kid: str | None, by: Callable[[Key], bool]) -> bool | None:
        found = _signed(kid, by, (await self._current()).keys)
        if not found:
            await self._ask_again()
            found = _signed(kid, by, (await self._current()).keys)
        return found

    async def _state(self, token: str, us: Introspection) -> bool:
        name, moment = hashlib.sha256(token.encode()).digest(), now()
        self._states = {key: state for key, state in self._states.items() if _within(STANDS, state[0], moment)}
        if name in self._states:
            return self._states[name][1]
        if name not in self._introspections and len(self._introspections) >= MAX_INTROSPECTIONS:
            raise Unavailable("it was asked about too many tokens and has not answered")

        async def ask() -> bool:
            active = await _introspected(token, us, (await self._current()).document)
            self._states[name] = (moment, active)
            return active

        return await together(self._introspections, name, ask)

    async def _current(self) -> _Held:
        """Whoever has keys to go on with does not wait for somebody else's question."""
        if not self._holds(FRESH) and not (self._holds(KEPT) and self._renewals):
            await self._ask_again()
        if self._held is None or not self._holds(KEPT):
            raise Unavailable("its keys are not known")
        return self._held

    def _holds(self, span: timedelta) -> bool:
        return self._held is not None and _within(span, self._held.at, now())

    async def _ask_again(self) -> None:
        """Wait for the question that is under way, or ask it where we may."""
        if self._renewals or self._asked_at is None or not _within(PAUSE, self._asked_at, now()):
            await together(self._renewals, self._issuer, self._renew)

    async def _renew(self) -> None:
        self._asked_at = now()
        try:
            self._held = await _asked(self._issuer)
        except Unavailable as error:
            log.warning("provider_unavailable", issuer=self._issuer, reason=str(error))


_published: dict[str, Published] = {}


def published(issuer: str) -> Published:
    """What is kept about this issuer in this process: the same for every thread that asks."""
    return _published.setdefault(issuer, Published(issuer))


def _within(span: timedelta, since: datetime, moment: datetime) -> bool:
    return timedelta(0) <= moment - since < span


def _signed(kid: str | None, by: Callable[[Key], bool], keys: tuple[Key, ...]) -> bool | None:
    """Whether a key that may have this id signed, as `by` says of each; None where no key may have it.

    An id is a hint (RFC 7515, 4.1.4): several may have one, and a key or a token none.
    """
    meant = [key for key in keys if kid is None or key.kid is None or key.kid == kid]
    return any(map(by, meant)) if meant else None


async def _asked(issuer: str) -> _Held:
    """The discovery document, which must be this issuer's own, and the keys it leads to."""
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        document = _Document.model_validate_json(await _fetched(address))
        if document.issuer != issuer:
            raise Unavailable("its discovery document is of another issuer")
        keys = _KeySet.model_validate_json(await _fetched(document.jwks_uri)).keys
    except ValidationError as error:
        raise Unavailable(f"its {error.title.strip('_')} cannot be read") from None
    return _Held(document, tuple(key for key in map(_public, keys) if key), now())


def _public(described: Json) -> Key | None:
    """A key that can check a signature and not make one; None where it is of a kind we do not know."""
    if described.get("kty") not in {"RSA", "EC", "OKP"}:
        return None
    try:
        return JWKRegistry.import_key(described)
    except (JoseError, ValueError, KeyError, TypeError):
        return None


async def _introspected(token: str, us: Introspection, document: _Document) -> bool:
    if document.introspection_endpoint is None:
        raise Unavailable("it does not say where to ask whether a token still stands")
    form = {"token": token, "token_type_hint": "access_token"}
    ours = (us.client_id, us.client_secret.get_secret_value())
    try:
        return _State.model_validate_json(await _fetched(document.introspection_endpoint, data=form, auth=ours)).active
    except ValidationError:
        raise Unavailable("what it says about a token cannot be read") from None


async def _fetched(address: str, **form: Any) -> bytes:
    """The body of an answer. Raises `Unavailable` where there is none that can be trusted."""
    if not is_safe(address):
        raise Unavailable("it sends us to an address that is not https")
    try:
        return await fetched(address, seconds=TIMEOUT, most=MAX_ANSWER, **form)
    except NotFetched as why:
        raise Unavailable(str(why)) from None
