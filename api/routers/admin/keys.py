"""Keys: made, listed and revoked by an administrator. A secret is shown once."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Body, Path, Query, Request, Response

from api.core.problems import Problem, documented
from api.core.routing import Router
from api.http.contract import answered, example, paged
from api.http.dependencies import ReadSession, WriteSession
from api.http.paging import page_of
from api.schemas.access import KeyAnswer, KeyCreate, Keys, NewKey
from api.schemas.examples import KEY, KEY_CREATE, KEYS
from api.schemas.queries import Paged
from api.sign_in.auth import CurrentPrincipal
from api.workbench import access
from api.workbench.access import Who
from db.models.access import AccessGrant, Actor, Key
from db.publications import moment_text
from db.session import begin_write
from db.vocabulary import Role

router = Router(prefix="/v1/admin/keys", tags=["Workbench"])
Number = Annotated[int, Path(ge=1, le=2**53 - 1, description="The number of a key.", examples=[1])]
_READ = ("bad-query", "key-missing", "wrong-role", "not-found")


@router.get(
    "",
    responses={**paged(KEYS), **documented("bad-query", "bad-cursor", "key-missing", "wrong-role")},
    response_model=Keys,
)
def list_keys(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[Paged, Query()]
) -> Response:
    """Every key: what it may do, what it covers, who holds it and until when; never the keys themselves."""
    principal.may()
    page = page_of(query, "number", list="keys")
    found = access.keys(session, page.after, page.enough)
    return page.answer(request, found, lambda key: [key.id], lambda shown: _answers(session, shown))


@router.post(
    "",
    status_code=201,
    responses=documented(
        "key-missing", "wrong-role", "bad-json", "conflict", "too-large", "wrong-media-type", "invalid-body"
    ),
    response_model=NewKey,
    response_model_exclude_unset=True,
)
def create_key(
    session: WriteSession,
    principal: CurrentPrincipal,
    body: Annotated[KeyCreate, Body(openapi_examples=example(KEY_CREATE))],
) -> dict[str, object]:
    """Make a key. Its secret is in this answer and nowhere else."""
    principal.may()
    begin_write(session)
    key, secret = access.make_key(
        session, principal, Role(body.role), body.covers, Who(body.holder, body.person), body.days
    )
    return {**_answers(session, [key])[0], "secret": secret}


@router.get(
    "/{number}",
    responses={**answered(KEY), **documented(*_READ)},
    response_model=KeyAnswer,
    response_model_exclude_unset=True,
)
def get_key(session: ReadSession, principal: CurrentPrincipal, number: Number) -> dict[str, object]:
    """One key, without its secret."""
    principal.may()
    return _found(session, number)


@router.post(
    "/{number}/revocation",
    status_code=201,
    responses=documented(*_READ, "conflict"),
    response_model=KeyAnswer,
    response_model_exclude_unset=True,
)
def revoke_key(session: WriteSession, principal: CurrentPrincipal, number: Number) -> dict[str, object]:
    """End a key at once; what it made stays."""
    principal.may()
    begin_write(session)
    access.revoke_key(session, principal, number)
    return _found(session, number)


def _found(session: ReadSession, number: int) -> dict[str, object]:
    key = session.get(Key, number)
    if key is None:
        raise Problem("not-found", f"There is no key {number}.")
    return _answers(session, [key])[0]


def _answers(session: ReadSession, keys: Sequence[Key]) -> list[dict[str, object]]:
    numbers = [key.id for key in keys]
    actors, kept = access.actors_of(session, numbers), access.granted_to(session, numbers)
    return [_answer(key, actors.get(key.id), kept[key.id]) for key in keys]


def _answer(key: Key, actor: Actor | None, kept: Sequence[AccessGrant]) -> dict[str, object]:
    """What it covers is what it still acts on; of a key that acts on nothing any more, what it did."""
    grants = [grant for grant in kept if grant.ended_at is None] or kept
    found = {
        "number": key.id,
        "role": grants[0].role,
        "covers": [grant.covers for grant in grants if grant.covers],
        "holder": actor.holder if actor else "",
        "person": actor.person if actor else None,
        "created_at": moment_text(key.created_at),
        "expires_at": moment_text(key.expires_at),
        "revoked_at": moment_text(key.revoked_at) if key.revoked_at else None,
        "last_used_on": key.last_used_on.isoformat() if key.last_used_on else None,
    }
    return {name: value for name, value in found.items() if value is not None}
