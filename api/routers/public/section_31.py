"""The report on a request to take part, as section 31 of the Community Empowerment (Scotland) Act 2015 asks for it."""

from typing import Annotated

from fastapi import Depends, Path
from fastapi.responses import Response

from api.core.gaps import written
from api.core.problems import documented
from api.core.routing import Router
from api.http.dependencies import AtMoment, ReadSession
from api.http.narrowing import Narrowing, narrowing
from api.http.things import found
from api.reading.section_31 import section_31
from api.schemas.base import Slug
from api.schemas.section_31 import RequestReport

router = Router(prefix="/v1", tags=["Engagements"])


@router.get(
    "/engagements/{id}/section-31",
    responses=documented("bad-query", "not-found", "withdrawn", "erased"),
    response_model=RequestReport,
)
def get_section_31_report(
    session: ReadSession,
    moment: AtMoment,
    id: Annotated[Slug, Path(description="The id of a request.", examples=["anytown-school-gates-request"])],
    narrow: Annotated[Narrowing, Depends(narrowing(RequestReport))],
) -> Response:
    """The report on a request to take part: the four points that section 31 of the Community Empowerment (Scotland) Act
    2015 asks for, in the words of those who took part.

    What came of it; how the participation of whoever asked influenced that; how people are told of changes; and what
    those who took part say of it. Each with who says so and its date; what nobody said is said to be missing.
    """
    graph, node = found(session, moment, "engagement", id)
    return narrow.of_answer(Response(written(section_31(session, graph, node)), media_type="application/json"))
