"""What works: what somebody other than the doer says, or the doer shows."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import PAGED
from api.http.dependencies import AtMoment, ReadSession
from api.http.paging import page_of
from api.reading import works
from api.schemas.works import WorksPage, WorksQuery

router = Router(prefix="/v1/works", tags=["Works"])


@router.get("", responses={**PAGED, **documented("bad-query", "bad-cursor")}, response_model=WorksPage)
def list_works(
    request: Request, session: ReadSession, moment: AtMoment, query: Annotated[WorksQuery, Query()]
) -> Response:
    """List what works, newest first: what somebody other than the doer says, or what the doer shows.

    Each with who says so, what made it possible, since when, and whom to ask. It has no other order, and no count.
    """
    asked = query.model_dump(exclude={"cursor", "limit"}, mode="json")
    page = page_of(query, "works", works="works", as_of=request.query_params.get("as_of"), **asked)
    moment = page.moment(moment)
    found = works.listed(session, moment, query.filters(), query.enabler, after=page.after, limit=page.enough)
    return page.answer(request, found, works.place, lambda shown: [told for _, told in shown], moment)
