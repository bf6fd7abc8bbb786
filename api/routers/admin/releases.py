"""Releasing many at once, and the lists to work from."""

from typing import Annotated, Literal

from fastapi import Body, Query, Request, Response
from pydantic import Field

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import PAGED, example
from api.http.dependencies import ReadSession, WriteSession
from api.http.working_answers import REPEATS, Once, page_answer, several_once
from api.record.reader import RecordWriter, read_now
from api.schemas.actions import Releases
from api.schemas.examples import RELEASES
from api.schemas.kinds import WORKERS, AnyWorking
from api.schemas.workbench import PageQuery
from api.sign_in.auth import CurrentPrincipal
from api.workbench import release, worklist
from api.workbench.working_copies import find_any
from db.models.workbench import WorkingCopy

router = Router(prefix="/v1/admin", tags=["Workbench"])


class WorklistQuery(PageQuery):
    """The parameters of the lists to work from."""

    view: Literal["mine", "waiting", "draft", "returned", "scheduled"] = Field(
        "mine", description="Which list.", examples=["waiting"]
    )


@router.get(
    "/worklist",
    responses=PAGED | documented("bad-query", "bad-cursor", "key-missing", "wrong-role"),
    response_model=AnyWorking,
)
def list_work(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[WorklistQuery, Query()]
) -> Response:
    """What to work on, of every kind: `mine`, what I made or changed; `waiting`, what others submitted and I may
    release; `draft`; `returned`, what came back with a note; `scheduled`, what waits for its time.

    What is due, and what is overdue, is at `/v1/admin/due`.
    """
    principal.may(*WORKERS)
    record = read_now(session)
    return page_answer(
        request,
        record,
        query,
        lambda after, limit: worklist.waiting(record, principal, query.view, query.state, after, limit),
    )


@router.post(
    "/releases",
    status_code=201,
    responses=documented(*REPEATS),
    response_model=AnyWorking,
)
def release_many(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    body: Annotated[Releases, Body(openapi_examples=example(RELEASES))],
    once: Once = None,
) -> Response:
    """Release several working copies, of whatever kind, in one moment: all of them or none."""
    principal.may(*WORKERS)

    def act(record: RecordWriter) -> list[WorkingCopy]:
        found = [find_any(record, principal, id_) for id_ in dict.fromkeys(body.things)]
        release.release(record, principal, found, release.Asked())
        return found

    return several_once(request, session, principal, once, body.model_dump(), act)
