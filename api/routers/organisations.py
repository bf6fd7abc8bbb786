"""Organisations: the list, and one with what is said about it."""

from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.responses import JSONResponse

from api.compose.organisations import organisation_detail
from api.dependencies import AtMoment, ReadSession
from api.openapi import PAGED
from api.problems import documented
from api.routers.lists import list_page
from api.routers.things import found
from api.routing import Router
from api.schemas.answers import OrganisationDetail, OrganisationPage
from api.schemas.base import Slug
from api.schemas.queries import OrganisationQuery

router = Router(prefix="/v1/organisations", tags=["Organisations"])
Id = Annotated[Slug, Path(description="The id of an organisation.", examples=["camden"])]


@router.get(
    "",
    responses={**PAGED, **documented("bad-query", "bad-cursor")},
    response_model=OrganisationPage,
)
def list_organisations(
    request: Request,
    session: ReadSession,
    moment: AtMoment,
    query: Annotated[OrganisationQuery, Query()],
) -> Any:
    """List organisations: whoever commissions, answers, delivers or judges."""
    return list_page(request, session, moment, query)


@router.get(
    "/{id}", responses=documented("bad-query", "not-found", "withdrawn", "erased"), response_model=OrganisationDetail
)
def get_organisation(session: ReadSession, moment: AtMoment, id: Id) -> Any:  # noqa: A002
    """One organisation: its own facts, and its replies to what is said of it."""
    return JSONResponse(organisation_detail(*found(session, moment, "organisation", id)))
