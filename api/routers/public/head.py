"""Where the record ends, to keep and to compare: nobody can rewrite what is before it without changing it."""

from typing import Annotated

from fastapi import Path, Query
from fastapi.responses import JSONResponse, Response

from api.core.problems import Problem, documented
from api.core.routing import Router
from api.http.contract import answered
from api.http.dependencies import ReadSession
from api.reading import head
from api.reading.head import HASH
from api.schemas.answers import EarlierHead, Head
from api.schemas.base import MAX_SEQUENCE
from api.schemas.examples import HEAD

router = Router(prefix="/v1/head", tags=["Changes"])
Sequence = Annotated[int, Path(ge=1, le=MAX_SEQUENCE, description="The number of a publication.", examples=[1])]


@router.get("", responses=answered(HEAD), response_model=Head)
def get_head(session: ReadSession) -> Response:
    """Where the record ends: the last sequence, and a hash that covers everything up to it.

    Keep both where nobody who writes here can change them. `/v1/head/{sequence}?hash=` says later whether the record
    still has them, and `/v1/changes` lets you work every hash out again. The page for people is `/head`.
    """
    return JSONResponse(head.head(session))


@router.get("/{sequence}", responses=documented("bad-query", "not-found"), response_model=EarlierHead)
def get_earlier_head(
    session: ReadSession,
    sequence: Sequence,
    hash: Annotated[
        str | None,
        Query(pattern=f"^{HASH}$", description="The hash that you kept for it, to learn whether it `stands`."),
    ] = None,
) -> Response:
    """Where the record ended with a publication; and whether a hash that somebody kept for it still stands.

    404 where the record ends before it and no hash is asked about.
    """
    found = head.kept(session, sequence)
    if found.ended is None and hash is None:
        raise Problem("not-found", f"The record ends before publication {sequence}.")
    return JSONResponse(head.kept_answer(found, hash))
