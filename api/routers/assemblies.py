"""Assemblies: the list, and one with what is said about it."""

from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse

from api.compose.assemblies import detail
from api.compose.record import record_document
from api.dependencies import AtMoment, ReadSession
from api.openapi import PAGED
from api.problems import documented
from api.routers.lists import list_page
from api.routers.things import found
from api.routing import Router
from api.schemas.answers import AssemblyDetail, AssemblyPage
from api.schemas.base import Slug
from api.schemas.queries import AssemblyQuery

RECORD_ANSWER = {
    "responses": {
        "200": {
            "description": "The record document; its schema is at `/v1/schemas/record.json`.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RecordDocument"}}},
        }
    }
}
router = Router(prefix="/v1/assemblies", tags=["Assemblies"])
Id = Annotated[Slug, Path(description="The id of an assembly.", examples=["camden-climate-2019"])]


@router.get("", responses={**PAGED, **documented("bad-query", "bad-cursor")}, response_model=AssemblyPage)
def list_assemblies(
    request: Request,
    session: ReadSession,
    moment: AtMoment,
    query: Annotated[AssemblyQuery, Query()],
) -> Any:
    """List assemblies, each with what sort it was and who commissioned it.

    Filters combine: a repeated one means any of its values, different ones mean all of them.
    """
    return list_page(request, session, moment, query)


@router.get(
    "/{id}", responses=documented("bad-query", "not-found", "withdrawn", "erased"), response_model=AssemblyDetail
)
def get_assembly(session: ReadSession, moment: AtMoment, id: Id) -> Any:  # noqa: A002
    """One assembly: its own facts, and what was said to it and about it as a whole."""
    return JSONResponse(detail(session, *found(session, moment, "assembly", id)))


@router.get(
    "/{id}/record",
    responses=documented("bad-query", "not-found", "withdrawn", "erased"),
    response_class=Response,
    openapi_extra=RECORD_ANSWER,
)
def get_assembly_record(session: ReadSession, moment: AtMoment, id: Id) -> Any:  # noqa: A002
    """The record document of one assembly: all that stands, own facts only, in the exchange format.

    Canonical JSON (RFC 8785): the same record gives the same bytes. It can be loaded into another tracker.
    """
    found(session, moment, "assembly", id)
    return Response(record_document(session, moment, id), media_type="application/json")
