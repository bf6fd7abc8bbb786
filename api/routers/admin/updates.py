"""Updates, made at the address of what they are about: the officer's five minutes."""

from typing import Annotated, Any

from fastapi import Body, Path, Query, Request, Response

from api.core.json_text import Json
from api.core.problems import Problem, documented
from api.core.routing import Router
from api.http.contract import PAGED, example
from api.http.dependencies import ReadSession, WriteSession
from api.http.working_answers import REPEATS, Once, page_answer, several_once
from api.record.reader import RecordWriter, read_now
from api.routers.admin.things import create_thing, made
from api.schemas.actions import Confirmation, Confirmations, Correction, NewDate
from api.schemas.base import Slug
from api.schemas.examples import CONFIRMATION, CONFIRMATIONS, CORRECTION, NEW_DATE
from api.schemas.forms import whole_date
from api.schemas.kinds import BY_TYPE
from api.schemas.workbench import PageQuery
from api.sign_in.auth import CurrentPrincipal
from api.text.localizer import in_each
from api.workbench import working_copies, worklist
from api.workbench.confirmations import confirm, confirming
from api.workbench.working_copies import published_update
from db.models.workbench import WorkingCopy

router = Router(prefix="/v1/admin", tags=["Workbench: updates"])
KIND = BY_TYPE["update"]
Said = Annotated[KIND.create, Body(openapi_examples=example(KIND.example))]  # type: ignore[name-defined]
MAKES: Json = {
    "status_code": 201,
    "responses": {**made(KIND, located=True), **documented(*REPEATS)},
    "response_model": KIND.working,
}
LISTS: Json = {
    "responses": PAGED | documented("bad-query", "bad-cursor", "key-missing", "wrong-role", "not-found"),
    "response_model": KIND.page,
}
RecommendationId = Annotated[Slug, Path(description="The id of a recommendation.", examples=["anytown-streets-2025-3"])]
UpdateId = Annotated[Slug, Path(description="The id of an update.", examples=["anytown-streets-2025-1-fxjqgh"])]
ProjectId = Annotated[Slug, Path(description="The id of a project.", examples=["anytown-play-streets"])]
AssemblyId = Annotated[Slug, Path(description="The id of an assembly.", examples=["anytown-streets-2025"])]


@router.get("/recommendations/{id}/updates", **LISTS)
def list_working_updates_of_recommendation(
    request: Request,
    session: ReadSession,
    principal: CurrentPrincipal,
    id: RecommendationId,
    query: Annotated[PageQuery, Query()],
) -> Response:
    """The updates about one recommendation that this key may work on."""
    return about(request, session, principal, "recommendation", id, query)


@router.get("/projects/{id}/updates", **LISTS)
def list_working_updates_of_project(
    request: Request,
    session: ReadSession,
    principal: CurrentPrincipal,
    id: ProjectId,
    query: Annotated[PageQuery, Query()],
) -> Response:
    """The updates about one project that this key may work on."""
    return about(request, session, principal, "project", id, query)


@router.get("/assemblies/{id}/updates", **LISTS)
def list_working_updates_of_assembly(
    request: Request,
    session: ReadSession,
    principal: CurrentPrincipal,
    id: AssemblyId,
    query: Annotated[PageQuery, Query()],
) -> Response:
    """The reports on the whole of one assembly that this key may work on."""
    return about(request, session, principal, "assembly", id, query)


@router.post("/recommendations/{id}/updates", **MAKES)
def create_update(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: RecommendationId,
    body: Said,
    once: Once = None,
) -> Response:
    """Say what changed about a recommendation that one of your posts answers for.

    With `publish` it is public at once, or submitted where a second person releases at your organisation.
    """
    return said(request, session, principal, "recommendation", id, body, once)


@router.post("/projects/{id}/updates", **MAKES)
def create_project_update(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: ProjectId,
    body: Said,
    once: Once = None,
) -> Response:
    """Say what is new about a project: as the people who run it, or as a post that answers for it."""
    return said(request, session, principal, "project", id, body, once)


@router.post("/assemblies/{id}/updates", **MAKES)
def create_assembly_update(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: AssemblyId,
    body: Said,
    once: Once = None,
) -> Response:
    """Report on the whole of an assembly, as an organisation that commissioned it or promised it something."""
    return said(request, session, principal, "assembly", id, body, once)


@router.post("/updates/{id}/correction", **MAKES)
def correct_update(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: UpdateId,
    body: Annotated[Correction, Body(openapi_examples=example(CORRECTION))],  # type: ignore[valid-type]
    once: Once = None,
) -> Response:
    """Correct what was said: a new update that names the old one, which stays readable."""
    working_copies.may_work_on(principal, "update")
    corrected = published_update(read_now(session), id)
    given: Any = body
    asked = {**given.model_dump(exclude_unset=True), "kind": "correction", "corrects": id, "about": corrected.about}
    return create_thing(request, session, principal, KIND, asked, once)


@router.post("/recommendations/{id}/confirmation", **MAKES)
def confirm_recommendation(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: RecommendationId,
    body: Annotated[Confirmation | None, Body(openapi_examples=example(CONFIRMATION))] = None,
    once: Once = None,
) -> Response:
    """Say that there is nothing new about a recommendation, and that what was said last is still true."""
    given = (body or Confirmation()).model_dump(exclude_unset=True)
    asked = {"publish": True, **confirming(id, given)}
    return create_thing(request, session, principal, KIND, asked, once, about_type="recommendation")


@router.post("/recommendations/{id}/date", **MAKES)
def move_date(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: RecommendationId,
    body: Annotated[NewDate, Body(openapi_examples=example(NEW_DATE))],
    once: Once = None,
) -> Response:
    """Move the date something is due, saying who set it and why it moved. The first date given stays for ever."""
    given = body.model_dump(exclude_unset=True)
    due = {name: given.pop(name) for name in ("date", "set_by", "promised") if name in given}
    due["date"] = whole_date(body.date)
    asked = {
        "summary": in_each("said.moved"),
        **given,
        "kind": "fact",
        "due": {"set_by": "responder", **due},
        "about": id,
    }
    return create_thing(request, session, principal, KIND, asked, once, about_type="recommendation")


@router.post(
    "/confirmations",
    status_code=201,
    responses=documented(*REPEATS),
    response_model=KIND.page,
)
def confirm_many(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    body: Annotated[Confirmations, Body(openapi_examples=example(CONFIRMATIONS))],
    once: Once = None,
) -> Response:
    """Say of many recommendations that nothing is new and all still true: of all of them, in one moment, or of none."""

    def act(record: RecordWriter) -> list[WorkingCopy]:
        given = body.model_dump(exclude_unset=True, exclude={"recommendations", "publish"})
        return confirm(record, principal, body.recommendations, given, publish=body.publish)

    return several_once(request, session, principal, once, body.model_dump(), act)


def about(
    request: Request, session: ReadSession, principal: CurrentPrincipal, type_: str, id_: str, query: PageQuery
) -> Response:
    """A page of the updates about a thing of a type."""
    working_copies.may_work_on(principal, "update")
    record = read_now(session)
    if record.types([id_]).get(id_) != type_:
        raise Problem("not-found", f"No {type_} '{id_}' is published here.")
    return page_answer(
        request,
        record,
        query,
        lambda after, limit: worklist.of_type(record, principal, "update", id_, query.state, after, limit),
    )


def said(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    type_: str,
    about: str,
    body: Any,
    once: str | None,
) -> Response:
    """An update about a thing of a type, as it was asked for."""
    asked = {"kind": body.kind, **body.model_dump(exclude_unset=True), "about": about}
    return create_thing(request, session, principal, KIND, asked, once, about_type=type_)
