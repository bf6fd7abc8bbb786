"""What the five lists share: one page at one moment, with a cursor to the next."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from api import pagination
from api.compose.lists import lines
from api.routers.things import next_address, next_link
from api.schemas.queries import ListQuery
from db.queries import entries
from db.queries.moments import Moment


def list_page(request: Request, session: Session, moment: Moment, query: ListQuery) -> Response:
    """One page of a list. With a cursor, the moment is the cursor's, whatever has been published since."""
    asked = query.model_dump(exclude={"cursor", "limit", "total"}, mode="json")
    fingerprint = pagination.fingerprint({"list": query.listed, "as_of": request.query_params.get("as_of"), **asked})
    cursor = pagination.read(query.cursor, fingerprint, query.sort) if query.cursor is not None else None
    moment = cursor.moment if cursor else moment
    filters = query.filters()
    after = cursor.place if cursor else None
    found = entries.page(session, filters, moment, sort=query.sort, after=after, limit=query.limit)
    answer: dict[str, Any] = {"items": lines(session, moment, query.listed, found[: query.limit]), "next": None}
    if len(found) > query.limit:
        place = entries.place(found[query.limit - 1], query.sort)
        answer["next"] = next_address(request, pagination.written(pagination.Cursor(moment, place), fingerprint))
    if query.total:
        answer["total"] = entries.total(session, filters, moment)
    return JSONResponse(answer, headers=next_link(answer["next"]))
