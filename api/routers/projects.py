"""Projects: the list, and one with what is said about it."""

from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.responses import JSONResponse

from api.compose.projects import detail
from api.dependencies import AtMoment, ReadSession
from api.openapi import PAGED
from api.problems import documented
from api.routers.lists import list_page
from api.routers.things import found
from api.routing import Router
from api.schemas.answers import ProjectDetail, ProjectPage
from api.schemas.base import Slug
from api.schemas.queries import ProjectQuery

router = Router(prefix="/v1/projects", tags=["Projects"])
Id = Annotated[Slug, Path(description="The id of a project.", examples=["camden-cycle-network"])]


@router.get("", responses={**PAGED, **documented("bad-query", "bad-cursor")}, response_model=ProjectPage)
def list_projects(
    request: Request,
    session: ReadSession,
    moment: AtMoment,
    query: Annotated[ProjectQuery, Query()],
) -> Any:
    """List projects: what councils, partners and communities did, each credited to whoever leads it.

    Filters combine: a repeated one means any of its values, different ones mean all of them.
    """
    return list_page(request, session, moment, query)


@router.get(
    "/{id}", responses=documented("bad-query", "not-found", "withdrawn", "erased"), response_model=ProjectDetail
)
def get_project(session: ReadSession, moment: AtMoment, id: Id) -> Any:  # noqa: A002
    """One project: its own facts, what it contributes to, who answers for it, and its news."""
    return JSONResponse(detail(*found(session, moment, "project", id)))
