"""The change feed: every publication in order."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import JSONResponse, Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.dependencies import ReadSession
from api.record.publications import publication_answer
from api.schemas.answers import Changes
from api.schemas.queries import ChangesQuery
from db.queries import moments, publications

router = Router(prefix="/v1/changes", tags=["Changes"])


@router.get("", responses=documented("bad-query"), response_model=Changes)
def list_changes(session: ReadSession, query: Annotated[ChangesQuery, Query()]) -> Response:
    """Every publication after a sequence, in order and with none skipped.

    Keep the last sequence you have and ask again after it. `head` is the last there is. The hashes let you check that
    nothing was rewritten. A row with `erases` says that the body of another is gone: take it out of any copy you keep.
    """
    rows = publications.after(session, query.after, query.limit)
    head = moments.current(session).sequence
    return JSONResponse({"items": [publication_answer(row) for row in rows], "head": head})
