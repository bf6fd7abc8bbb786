"""The status of a recommendation, and its history."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.responses import Response

from api.core.gaps import written
from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import PAGED
from api.http.dependencies import AtMoment, ReadSession
from api.http.narrowing import Narrowing, narrowing
from api.http.things import found, history_page
from api.reading.statuses import kept_statuses
from api.schemas.answers import History
from api.schemas.base import Slug
from api.schemas.queries import HistoryQuery, StatusQuery
from api.schemas.status import Status
from api.status.composed import status_answer, why_answer

router = Router(prefix="/v1/recommendations", tags=["Recommendations"])
Id = Annotated[Slug, Path(description="The id of a recommendation.", examples=["camden-climate-2019-8"])]


@router.get(
    "/{id}/status",
    responses=documented("bad-query", "not-found", "withdrawn", "erased"),
    response_model=Status,
)
def get_recommendation_status(
    session: ReadSession,
    moment: AtMoment,
    id: Id,
    query: Annotated[StatusQuery, Query()],
    narrow: Annotated[Narrowing, Depends(narrowing(Status))],
) -> Response:
    """The status of one recommendation: the four answers, the dates and the sentence, in a fixed shape.

    What was answered, what has happened, whether it is on time, and who says so; and one plain sentence that says it
    all, by language. About 1 KB, and promised for ever: fields are only added. With `why=true` it says what each piece
    of the sentence stands on.
    """
    if not query.why and (kept := kept_statuses(session, moment, [id])):
        return narrow.of_answer(Response(kept[id], media_type="application/json"))
    graph, node = found(session, moment, "recommendation", id)
    whole = status_answer(graph, node.id) | (why_answer(graph, node.id) if query.why else {})
    return narrow.of_answer(Response(written(whole), media_type="application/json"))


@router.get(
    "/{id}/history",
    responses={**PAGED, **documented("bad-query", "bad-cursor", "not-found")},
    response_model=History,
)
def get_recommendation_history(
    request: Request,
    session: ReadSession,
    moment: AtMoment,
    id: Id,
    query: Annotated[HistoryQuery, Query()],
) -> Response:
    """Every publication about a recommendation, newest first; those of what was withdrawn or erased too."""
    return history_page(request, session, moment, "recommendation", id, query)
