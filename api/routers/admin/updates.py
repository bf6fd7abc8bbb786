"""Updates, made at the address of what they are about: the officer's five minutes."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Request, Response

from api.auth import Asker
from api.dependencies import WriteSession
from api.openapi import example
from api.problems import documented
from api.routers.admin.answers import Once
from api.routers.admin.things import create_thing, made
from api.schemas.base import Slug
from api.schemas.kinds import BY_TYPE

router = APIRouter(prefix="/v1/admin", tags=["Workbench: updates"])
KIND = BY_TYPE["update"]
_WRITE = (
    "bad-query",
    "key-missing",
    "wrong-role",
    "not-yours",
    "not-found",
    "bad-json",
    "conflict",
    "idempotency-key-reused",
    "too-large",
    "wrong-media-type",
    "invalid-body",
)
Said = Annotated[KIND.create, Body(openapi_examples=example(KIND.example))]  # type: ignore[name-defined]
MAKES: dict[str, Any] = {
    "status_code": 201,
    "responses": {**made(KIND, located=True), **documented(*_WRITE)},
    "response_model": KIND.working,
}
RecommendationId = Annotated[Slug, Path(description="The id of a recommendation.", examples=["anytown-streets-2025-3"])]
ProjectId = Annotated[Slug, Path(description="The id of a project.", examples=["anytown-play-streets"])]
AssemblyId = Annotated[Slug, Path(description="The id of an assembly.", examples=["anytown-streets-2025"])]


@router.post("/recommendations/{id}/updates", **MAKES)
def create_update(
    request: Request,
    session: WriteSession,
    asker: Asker,
    id: RecommendationId,  # noqa: A002
    body: Said,
    once: Once = None,
) -> Response:
    """Say what changed about a recommendation that one of your posts answers for.

    With `publish` it is public at once, or submitted where a second person releases at your organisation.
    """
    return said(request, session, asker, "recommendation", id, body, once)


@router.post("/projects/{id}/updates", **MAKES)
def create_project_update(
    request: Request,
    session: WriteSession,
    asker: Asker,
    id: ProjectId,  # noqa: A002
    body: Said,
    once: Once = None,
) -> Response:
    """Say what is new about a project: as the people who run it, or as a post that answers for it."""
    return said(request, session, asker, "project", id, body, once)


@router.post("/assemblies/{id}/updates", **MAKES)
def create_assembly_update(
    request: Request,
    session: WriteSession,
    asker: Asker,
    id: AssemblyId,  # noqa: A002
    body: Said,
    once: Once = None,
) -> Response:
    """Report on the whole of an assembly, as an organisation that commissioned it or promised it something."""
    return said(request, session, asker, "assembly", id, body, once)


def said(
    request: Request, session: WriteSession, asker: Asker, type_: str, about: str, body: Any, once: str | None
) -> Response:
    """An update about a thing of a type, as it was asked for."""
    asked = {"kind": body.kind, **body.model_dump(exclude_unset=True), "about": about}
    return create_thing(request, session, asker, KIND, asked, once, about_type=type_)
