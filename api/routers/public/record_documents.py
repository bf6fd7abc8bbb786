"""The record document of an assembly or an engagement."""

from typing import Annotated

from fastapi import Path, Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.dependencies import AtMoment, ReadSession
from api.http.things import found
from api.record.document import record_document
from api.schemas.base import Slug

RECORD_ANSWER = {
    "responses": {
        "200": {
            "description": "The record document; its schema is at `/v1/schemas/record.json`.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RecordDocument"}}},
        }
    }
}
router = Router(prefix="/v1")


@router.get(
    "/assemblies/{id}/record",
    tags=["Assemblies"],
    responses=documented("bad-query", "not-found", "withdrawn", "erased"),
    response_class=Response,
    openapi_extra=RECORD_ANSWER,
)
def get_assembly_record(
    session: ReadSession,
    moment: AtMoment,
    id: Annotated[Slug, Path(description="The id of an assembly.", examples=["camden-climate-2019"])],
) -> Response:
    """The record document of one assembly: all that stands, own facts only, in the exchange format.

    Canonical JSON (RFC 8785): the same record gives the same bytes. It can be loaded into another tracker.
    """
    found(session, moment, "assembly", id)
    return Response(record_document(session, moment, id), media_type="application/json")


@router.get(
    "/engagements/{id}/record",
    tags=["Engagements"],
    responses=documented("bad-query", "not-found", "withdrawn", "erased"),
    response_class=Response,
    openapi_extra=RECORD_ANSWER,
)
def get_engagement_record(
    session: ReadSession,
    moment: AtMoment,
    id: Annotated[Slug, Path(description="The id of an engagement.", examples=["anytown-bus-survey"])],
) -> Response:
    """The record document of one engagement: it, what is about it, and what that names, in the exchange format.

    Canonical JSON (RFC 8785): the same record gives the same bytes. It can be loaded into another tracker.
    """
    found(session, moment, "engagement", id)
    return Response(record_document(session, moment, id), media_type="application/json")
