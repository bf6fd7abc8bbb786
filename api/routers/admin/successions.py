"""After an election or a reorganisation: promises marked, and who or what follows whom."""

from typing import Annotated

from fastapi import Body, Path, Request, Response

from api.core.json_text import Json
from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import example
from api.http.dependencies import WriteSession
from api.http.working_answers import REPEATS, Once, several_once
from api.record.reader import RecordWriter
from api.schemas.actions import PromiseMark, Succession
from api.schemas.base import Slug
from api.schemas.examples import PLAN_SUCCESSION, PROMISE, SUCCESSION
from api.schemas.forms import whole_date
from api.schemas.kinds import BY_TYPE
from api.sign_in.auth import CurrentPrincipal
from api.workbench import actions, release
from db.models.workbench import WorkingCopy

router = Router(prefix="/v1/admin")
AssemblyId = Annotated[Slug, Path(description="The id of an assembly.", examples=["anytown-streets-2025"])]
OrganisationId = Annotated[Slug, Path(description="The id of an organisation.", examples=["anytown"])]
ProjectId = Annotated[Slug, Path(description="The id of a plan.", examples=["anytown-streets-plan-2023"])]
Number = Annotated[
    int, Path(ge=0, le=200, description="Which of its promises, from 0, in the order they stand in.", examples=[0])
]


def _makes(type_: str) -> Json:
    kind = BY_TYPE[type_]
    return {
        "tags": [f"Workbench: {kind.plural}"],
        "status_code": 201,
        "responses": documented(*REPEATS),
        "response_model": kind.page,
    }


@router.post("/assemblies/{id}/promises/{number}/standing", **_makes("assembly"))
def mark_promise(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: AssemblyId,
    number: Number,
    body: Annotated[PromiseMark, Body(openapi_examples=example(PROMISE))],
    once: Once = None,
) -> Response:
    """Mark a promise reaffirmed, changed or dropped, or kept with the source that shows it, as the organisation that
    made it or its successor. The promise stays as it was made; what was said of it later stands beside it.
    """

    def act(record: RecordWriter) -> list[WorkingCopy]:
        later = {**body.model_dump(exclude_none=True, exclude={"publish"}), "date": whole_date(body.date)}
        return _released(record, principal, actions.mark_promise(record, principal, id, number, later), body.publish)

    return several_once(request, session, principal, once, body.model_dump(), act)


@router.post("/organisations/{id}/succession", **_makes("organisation"))
def succeed_organisation(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: OrganisationId,
    body: Annotated[Succession, Body(openapi_examples=example(SUCCESSION))],
    once: Once = None,
) -> Response:
    """Say which organisation takes over from this one, and when; several may share what it did."""

    def act(record: RecordWriter) -> list[WorkingCopy]:
        copy = actions.succeeded(record, principal, id, body.successor, whole_date(body.on))
        return _released(record, principal, copy, body.publish)

    return several_once(request, session, principal, once, body.model_dump(), act)


@router.post("/projects/{id}/succession", **_makes("project"))
def succeed_project(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: ProjectId,
    body: Annotated[Succession, Body(openapi_examples=example(PLAN_SUCCESSION))],
    once: Once = None,
) -> Response:
    """End a plan or project on a day and say which one follows it."""

    def act(record: RecordWriter) -> list[WorkingCopy]:
        on = whole_date(body.on)
        patch = {"successor": body.successor, "ends": on, "stage": "ended"}
        return _released(record, principal, actions.changed(record, principal, "project", id, patch), body.publish)

    return several_once(request, session, principal, once, body.model_dump(), act)


def _released(record: RecordWriter, principal: CurrentPrincipal, copy: WorkingCopy, publish: bool) -> list[WorkingCopy]:
    if publish:
        release.release(record, principal, [copy], release.Asked())
    return [copy]
