"""Counts."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import JSONResponse, Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.dependencies import AtMoment, ReadSession
from api.reading import summary
from api.schemas.answers import Summary
from api.schemas.queries import SummaryQuery
from db.queries import places

router = Router(prefix="/v1/summary", tags=["Recommendations"])


@router.get("", responses=documented("bad-query"), response_model=Summary)
def get_summary(session: ReadSession, moment: AtMoment, query: Annotated[SummaryQuery, Query()]) -> Response:
    """Count recommendations on each axis, under the same filters as the list; with headline totals.

    The axes count what the assemblies' own reports count; the rest is counted apart.
    """
    return JSONResponse(summary.summary(session, moment, places.widened(session, query.filters())))
