"""Signing off: asking another post to check an update, its answer, and what waits for one."""

from typing import Annotated

from fastapi import Body, Path, Query, Request, Response

from api.core.json_text import Json
from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import example, paged
from api.http.dependencies import ReadSession, WriteSession
from api.http.paging import page_of
from api.http.working_answers import REPEATS, WRITES, Once, once_only
from api.record.reader import RecordWriter, begin, read_now
from api.routers.admin.things import made
from api.schemas import actions
from api.schemas.base import Slug
from api.schemas.examples import SIGN_OFF, SIGN_OFF_ASK, SIGN_OFF_REFUSAL, SIGN_OFF_REQUESTS
from api.schemas.kinds import BY_TYPE
from api.schemas.queries import Paged
from api.sign_in.auth import CurrentPrincipal
from api.workbench import release, sign_offs
from db.models.workbench import SignOffRequest, WorkingCopy
from db.publications import moment_text

router = Router(prefix="/v1/admin", tags=["Workbench: updates"])
KIND = BY_TYPE["update"]
UpdateId = Annotated[Slug, Path(description="The id of an update.", examples=["anytown-streets-2025-1-fxjqgh"])]


@router.get(
    "/sign-offs",
    responses={**paged(SIGN_OFF_REQUESTS), **documented("bad-query", "bad-cursor", "key-missing", "wrong-role")},
    response_model=actions.SignOffRequests,
)
def list_sign_offs(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[Paged, Query()]
) -> Response:
    """What your posts were asked to sign off, what is open first; and what you asked others to, with their answers."""
    page = page_of(query, "open", list="sign-offs")
    found = sign_offs.requests(read_now(session), principal, page.after, page.enough)
    return page.answer(request, found, sign_offs.place, lambda shown: [_answer(one) for one in shown])


@router.post(
    "/updates/{id}/sign-off-request",
    status_code=201,
    responses=documented(*WRITES),
    response_model=actions.SignOffRequest,
    response_model_exclude_unset=True,
)
def ask_sign_off(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: UpdateId,
    body: Annotated[actions.SignOffAsk, Body(openapi_examples=example(SIGN_OFF_ASK))],
) -> dict[str, object]:
    """Ask a post outside the line of the one that said it to check a public update."""
    return _answer(sign_offs.ask(begin(session), principal, id, body.post))


@router.post(
    "/updates/{id}/sign-off",
    status_code=201,
    responses={**made(KIND, located=True), **documented(*REPEATS)},
    response_model=KIND.working,
)
def sign_off(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: UpdateId,
    body: Annotated[actions.SignOff | None, Body(openapi_examples=example(SIGN_OFF))] = None,
    once: Once = None,
) -> Response:
    """Say that your post, which was asked, has checked an update. It is public as your post's own statement, and counts
    until what it signed off is changed.
    """
    asked = body or actions.SignOff()

    def act(record: RecordWriter) -> WorkingCopy:
        copy = sign_offs.sign_off(record, principal, id, asked.post, asked.summary)
        if asked.publish:
            release.release(record, principal, [copy], release.Asked())
        return copy

    given = asked.model_dump(exclude_unset=True)
    return once_only(request, session, principal, "update", once, given, act, located=f"/v1/admin/{KIND.plural}")


@router.post(
    "/updates/{id}/sign-off-refusal",
    status_code=201,
    responses=documented(*WRITES),
    response_model=actions.SignOffRequest,
    response_model_exclude_unset=True,
)
def refuse_sign_off(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: UpdateId,
    body: Annotated[actions.SignOffRefusal, Body(openapi_examples=example(SIGN_OFF_REFUSAL))],
) -> dict[str, object]:
    """Do not sign an update off, with a note for whoever asked. Nothing public changes."""
    return _answer(sign_offs.refuse(begin(session), principal, id, body.post, body.note))


def _answer(one: SignOffRequest) -> Json:
    state = "open" if one.answered_at is None else "refused" if one.note else "signed_off"
    found = {"update": one.thing, "post": one.post, "asked_at": moment_text(one.asked_at), "state": state}
    return found | ({"note": one.note} if one.note else {})
