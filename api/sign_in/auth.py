"""Who is asking: keys, what they are granted, and what that covers."""

import hashlib
import secrets
from collections.abc import Callable, Hashable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from api.core.limits import TooMany
from api.core.principal import Principal
from api.core.problems import KINDS, Problem
from api.core.routing import Call, Later, in_one_call
from api.sign_in.accounts import bounded, keep, known
from api.sign_in.oidc import SignedIn, signed_in
from api.sign_in.people import meant_or_new
from db.clock import now
from db.models.access import AccessGrant, Account, Actor, Key
from db.queries.access import is_good
from db.session import begin_write, reading, writing
from db.unavailable import DatabaseUnavailableError
from db.vocabulary import Grant, Role

# What each role is held for: types of things. An administrator's covers the instance.
COVERS: dict[Role, tuple[str, ...]] = {
    Role.admin: (),
    Role.editor: ("organisation",),
    Role.officer: ("post",),
    Role.convenor: ("assembly",),
    Role.panel: ("assembly", "organisation"),
    Role.keeper: ("project",),
    Role.record_keeper: ("assembly", "organisation"),
}


def secret_hash(secret: str) -> str:
    """Keys are random and long, so that a plain hash keeps them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_key(session: Session, role: Role, covers: list[str], holder: str, days: int) -> str:
    """Make a key for whoever has this name, or for nobody, and return its secret, which is kept nowhere."""
    person = meant_or_new(session, holder, None, ("holder", "person")).id if holder.strip() else None
    return new_key(session, role, covers, person, days)[1]


def new_key(session: Session, role: Role, covers: list[str], person: int | None, days: int) -> tuple[Key, str]:
    """Make a key for the person of this number, or for nobody; return it as it is kept, and its secret."""
    secret = f"at_{secrets.token_urlsafe(32)}"
    created_at = now()
    actor = Actor(kind="key", person=person)
    session.add(actor)
    session.flush()
    key = Key(
        id=actor.id,
        secret_hash=secret_hash(secret),
        created_at=created_at,
        expires_at=created_at + timedelta(days=days),
    )
    session.add(key)
    session.add_all(
        AccessGrant(actor=actor.id, role=role.value, covers=thing)
        for thing in (sorted(set(covers)) if COVERS[role] else [""])
    )
    session.flush()
    return key, secret


_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="Key",
    description="A key made with `assembly-tracker keys create`, or the access token of somebody who signed in.",
)


async def _principal(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Later[Principal]:
    secret = credentials.credentials if credentials else ""
    person = await signed_in(secret) if "." in secret else None  # waits for a provider, and holds nothing meanwhile

    def ask(call: Call) -> Principal:
        if person:
            spend(request, (person.issuer, person.subject))
            actor, grants = account_of(call.engine, person, reads=request.method in {"GET", "HEAD"})
        else:
            actor, grants = with_key(call.engine, secret, lambda whose: spend(request, whose))
        return principal_of(request, actor, grants)

    principal = request.state.principal = Later(ask, first=True)
    return principal


def principal_of(request: Request, actor: Actor, grants: frozenset[Grant]) -> Principal:
    """Whoever makes a request, as the services know them."""
    address = request.client.host if request.client else ""
    return Principal(actor.id, grants, actor.holder, address, request.state.request_id)


def spend(request: Request, whose: Hashable) -> None:
    """Count a request against what one key or account may ask for. Raises the refusal where that is too much."""
    try:
        left = request.app.state.limits.account.spend(whose)
    except TooMany as refused:
        request.state.quotas.append(refused.quota)
        raise
    request.state.quotas += [left] if left else []


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent, and of which media type they say it is."""

    media_type: str
    content: bytes


def upload(*media_types: str) -> object:
    """The body of a request. It is not taken from anybody who is not known, nor of a type that is not among these."""

    async def uploaded(request: Request, principal: Annotated[Later[Principal], Depends(_principal)]) -> Upload:
        await in_one_call(request, principal.made, whole=False)
        given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if given not in media_types:
            raise Problem("wrong-media-type", f"Send the file as {', '.join(media_types)}.")
        return Upload(given, await request.body())

    return Depends(uploaded)


def with_key(opened: Engine, secret: str, spend: Callable[[int], None]) -> tuple[Actor, frozenset[Grant]]:
    """Whose key has this secret, and what they may do. Raises 401 where it is unknown, expired or revoked."""
    found = live_key(opened, secret)
    if found is None:
        raise Problem("key-missing", KINDS["key-missing"].meaning, headers={"WWW-Authenticate": "Bearer"})
    key, actor, grants = found
    spend(actor.id)
    if key.last_used_on != now().date():
        used = update(Key).where(Key.id == key.id).values(last_used_on=now().date())
        # Nobody waits for it: where it cannot be written just now, the next request notes it.
        with suppress(DatabaseUnavailableError), writing(opened, wait=False) as session:
            begin_write(session)
            session.execute(used)
    return actor, grants


def account_of(opened: Engine, person: SignedIn, *, reads: bool) -> tuple[Actor, frozenset[Grant]]:
    """The account of somebody who signed in, and what they may do; 403 where that is nothing, which says why.

    Who only reads does not wait for it to be noted that they were here.
    """
    with reading(opened) as session:
        granted = bounded(session, person)
        found = known(session, person, granted)
        session.expunge_all()
    if not found.noted and not found.disabled:
        with suppress(DatabaseUnavailableError) if reads else nullcontext(), writing(opened, wait=not reads) as session:
            begin_write(session)
            found = keep(session, person, granted)
    if found.disabled:
        raise Problem("token-refused", "The token is not accepted: the account was disabled here.")
    if not found.grants:
        raise Problem("wrong-role", f"You are signed in, but {person.roleless}.")
    return found.actor, found.grants


def live_key(opened: Engine, secret: str) -> tuple[Key, Actor, frozenset[Grant]] | None:
    """The key with this secret, whose it is and what it is granted; None where it is unknown, expired or revoked."""
    with reading(opened) as session:
        live = (AccessGrant.actor == Key.id) & is_good()
        rows = session.execute(
            select(Key, Actor, AccessGrant)
            .join(Actor, Actor.id == Key.id)
            .outerjoin(AccessGrant, live)
            .where(Key.secret_hash == secret_hash(secret))
        ).all()
        session.expunge_all()
        if not rows or rows[0].Key.revoked_at is not None or rows[0].Key.expires_at <= now():
            return None
        grants = [row.AccessGrant for row in rows if row.AccessGrant]
        return rows[0].Key, rows[0].Actor, frozenset(Grant(Role(one.role), one.covers) for one in grants)


def acting(session: Session, number: int) -> tuple[Actor, frozenset[Grant]] | None:
    """Who acts under this number, and what they may do now; None where their key or account is good no longer."""
    row = session.execute(
        select(Actor, Key, Account)
        .outerjoin(Key, Key.id == Actor.id)
        .outerjoin(Account, Account.id == Actor.id)
        .where(Actor.id == number)
    ).one_or_none()
    if row is None:
        return None
    good_key = row.Key is not None and row.Key.revoked_at is None and row.Key.expires_at > now()
    good_account = row.Account is not None and row.Account.disabled_at is None
    grants = grants_of(session, number) if good_key or good_account else frozenset[Grant]()
    return (row.Actor, grants) if grants else None


def grants_of(session: Session, actor: int) -> frozenset[Grant]:
    """What somebody is granted today, and was not taken away."""
    rows = session.execute(select(AccessGrant.role, AccessGrant.covers).where(AccessGrant.actor == actor, is_good()))
    return frozenset(Grant(Role(row.role), row.covers) for row in rows)


CurrentPrincipal = Annotated[Principal, Depends(_principal)]
