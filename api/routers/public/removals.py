"""What was taken out of the record: erased, or without some words."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import paged
from api.http.dependencies import AtMoment, ReadSession
from api.http.paging import page_of
from api.reading.removals import removal
from api.schemas.answers import Removals
from api.schemas.examples import REMOVALS
from api.schemas.queries import PagedAtMoment
from db.queries import publications

router = Router(prefix="/v1/removals", tags=["Changes"])


@router.get("", responses={**paged(REMOVALS), **documented("bad-query", "bad-cursor")}, response_model=Removals)
def list_removals(
    request: Request, session: ReadSession, moment: AtMoment, query: Annotated[PagedAtMoment, Query()]
) -> Response:
    """List what was taken out of the record, the last first: which publication, when, on what ground, who decided it.

    Whoever keeps a copy of anything here is asked to look at this from time to time, and to take the same out of it.
    `/v1/changes` has each of these too, in its place, for whoever follows that.
    """
    page = page_of(query, "removals", list="removals", as_of=request.query_params.get("as_of"))
    moment = page.moment(moment)
    found = publications.removals(session, moment.sequence, page.after, page.enough)
    return page.answer(
        request, found, lambda row: [row.sequence], lambda shown: [removal(row) for row in shown], moment
    )
