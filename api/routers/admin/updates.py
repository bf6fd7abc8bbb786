"""Updates on the workbench."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from api.auth import Asker
from api.compose import working
from api.dependencies import ReadSession, WriteSession
from api.openapi import answered, example, header, link
from api.problems import Problem, documented
from api.schemas.base import Slug
from api.schemas.examples import CREATE, PATCH, UPDATES, WITHDRAWAL
from api.schemas.workbench import (
    IdempotencyKey,
    UpdateCreate,
    UpdatePatch,
    Withdrawal,
    WorkingUpdate,
    WorkingUpdates,
)
from api.services import idempotency, updates
from db.models.workbench import WorkingCopy
from db.session import begin_write

router = APIRouter(prefix="/v1/admin", tags=["Workbench"])
RecommendationId = Annotated[Slug, Path(description="The id of a recommendation.", examples=["anytown-streets-2025-3"])]
UpdateId = Annotated[Slug, Path(description="The id of an update.", examples=["anytown-streets-2025-3-bcdfgh"])]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag you last read.")]
Once = Annotated[
    IdempotencyKey | None,
    Header(alias="Idempotency-Key", description="Makes the request safe to repeat for seven days."),
]
_TAG = {"ETag": header("The revision, for `If-Match`.", always=True)}
# What may be done next with an update that was just answered.
_NEXT = {
    "get_working_update": link("get_working_update", "Read it again.", **{"path.id": "body#/id"}),
    "change_update": link(
        "change_update", "Change its working copy.", **{"path.id": "body#/id", "header.If-Match": "header.ETag"}
    ),
    "publish_update": link(
        "publish_update", "Publish its working copy.", **{"path.id": "body#/id", "header.If-Match": "header.ETag"}
    ),
    "withdraw_update": link(
        "withdraw_update", "Take it back.", **{"path.id": "body#/id", "header.If-Match": "header.ETag"}
    ),
}
_MADE: dict[int | str, dict[str, Any]] = {201: {"headers": _TAG, "links": _NEXT}}
_FOUND: dict[int | str, dict[str, Any]] = {200: {"headers": _TAG, "links": _NEXT}}
_READ = ("bad-query", "key-missing", "wrong-role", "not-yours", "not-found")
_WRITE = (
    *_READ,
    "bad-json",
    "conflict",
    "idempotency-key-reused",
    "stale",
    "too-large",
    "wrong-media-type",
    "invalid-body",
)


@router.get(
    "/updates",
    responses={**answered(UPDATES), **documented("key-missing")},
    response_model=WorkingUpdates,
)
def list_working_updates(session: ReadSession, asker: Asker) -> Any:
    """The updates this key may see on the workbench, latest change first."""
    copies = updates.working_copies(session, asker)
    return JSONResponse({"items": working.answers(session, copies), "next": None})


@router.get("/recommendations/{id}/updates", responses=documented(*_READ), response_model=WorkingUpdates)
def list_working_updates_of_recommendation(session: ReadSession, asker: Asker, id: RecommendationId) -> Any:  # noqa: A002
    """The updates about one recommendation that this key may see on the workbench."""
    copies = updates.working_copies(session, asker, about=id)
    return JSONResponse({"items": working.answers(session, copies), "next": None})


@router.post(
    "/recommendations/{id}/updates",
    status_code=201,
    responses={
        201: {"headers": {**_TAG, "Location": header("Where its working copy is.", always=True)}, "links": _NEXT},
        **documented(*_WRITE),
    },
    response_model=WorkingUpdate,
)
def create_update(
    request: Request,
    session: WriteSession,
    asker: Asker,
    id: RecommendationId,  # noqa: A002
    body: Annotated[UpdateCreate, Body(openapi_examples=example(CREATE))],
    once: Once = None,
) -> Any:
    """Say what changed about a recommendation that one of your posts answers for.

    With `publish` it is public at once, or submitted where a second person releases at your organisation.
    """
    head = begin_write(session)
    asked = idempotency.request_hash(request.url.path, body.model_dump(exclude_unset=True))
    made = idempotency.made_before(session, asker.key, once, asked)
    if made is None:
        copy = updates.create(session, head, asker, "recommendation", id, body)
        if body.publish:
            updates.release(session, head, asker, copy)
        idempotency.remember(session, asker.key, once, asked, copy.thing)
    else:
        copy = updates.visible(session, asker, made)
    return _answer(session, copy, 201, Location=f"/v1/admin/updates/{copy.thing}")


@router.get("/updates/{id}", responses={**_FOUND, **documented(*_READ)}, response_model=WorkingUpdate)
def get_working_update(session: ReadSession, asker: Asker, id: UpdateId) -> Any:  # noqa: A002
    """One update as it is being worked on, and what is public of it. Its ETag is for `If-Match`."""
    return _answer(session, updates.visible(session, asker, id))


@router.patch(
    "/updates/{id}",
    responses={**_FOUND, **documented(*_WRITE, "if-match-missing")},
    response_model=WorkingUpdate,
)
def change_update(
    session: WriteSession,
    asker: Asker,
    id: UpdateId,  # noqa: A002
    body: Annotated[UpdatePatch, Body(media_type="application/merge-patch+json", openapi_examples=example(PATCH))],
    if_match: Annotated[str, Header(alias="If-Match", description="The ETag you last read.")],
) -> Any:
    """Change the working copy of an update. What is public of it stays as it is until you publish again."""
    head = begin_write(session)
    copy = updates.visible(session, asker, id)
    _matched(copy, if_match)
    updates.change(session, head, asker, copy, body.model_dump(exclude_unset=True))
    return _answer(session, copy)


@router.post(
    "/updates/{id}/publication",
    status_code=201,
    responses={**_MADE, **documented(*_WRITE)},
    response_model=WorkingUpdate,
)
def publish_update(
    request: Request,
    session: WriteSession,
    asker: Asker,
    id: UpdateId,  # noqa: A002
    if_match: IfMatch = None,
    once: Once = None,
) -> Any:
    """Publish the working copy of an update; or submit it, or release what another key submitted."""
    head = begin_write(session)
    copy = updates.visible(session, asker, id)
    asked = idempotency.request_hash(request.url.path, None)
    if idempotency.made_before(session, asker.key, once, asked) is None:
        _matched(copy, if_match)
        updates.release(session, head, asker, copy)
        idempotency.remember(session, asker.key, once, asked, copy.thing)
    return _answer(session, copy, 201)


@router.post(
    "/updates/{id}/withdrawal",
    status_code=201,
    responses={**_MADE, **documented(*_WRITE)},
    response_model=WorkingUpdate,
)
def withdraw_update(
    request: Request,
    session: WriteSession,
    asker: Asker,
    id: UpdateId,  # noqa: A002
    body: Annotated[Withdrawal, Body(openapi_examples=example(WITHDRAWAL))],
    if_match: IfMatch = None,
    once: Once = None,
) -> Any:
    """Take back a public update, saying why. Its history stays; its address says when, who and why."""
    head = begin_write(session)
    copy = updates.visible(session, asker, id)
    asked = idempotency.request_hash(request.url.path, body.model_dump())
    if idempotency.made_before(session, asker.key, once, asked) is None:
        _matched(copy, if_match)
        updates.withdraw(session, head, asker, copy, body.reason)
        idempotency.remember(session, asker.key, once, asked, copy.thing)
    return _answer(session, copy, 201)


def _answer(session: Session, copy: WorkingCopy, status: int = 200, **headers: str) -> Response:
    return JSONResponse(working.answers(session, [copy])[0], status, {"ETag": _etag(copy), **headers})


def _etag(copy: WorkingCopy) -> str:
    return f'"{copy.revision}"'


def _matched(copy: WorkingCopy, if_match: str | None) -> None:
    tags = {tag.strip() for tag in ("*" if if_match is None else if_match).split(",")}
    if not tags & {"*", _etag(copy)}:
        raise Problem("stale", f"It is at revision {copy.revision} now.", headers={"ETag": _etag(copy)})
