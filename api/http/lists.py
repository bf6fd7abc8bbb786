"""What the five lists share: one page at one moment, with a cursor to the next."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.http.paging import page_of
from api.reading.lists import written_lines
from api.schemas.queries import ListQuery
from db.queries import entries
from db.queries.moments import Moment


def list_page(request: Request, session: Session, moment: Moment, query: ListQuery) -> Response:
    """One page of a list. With a cursor, the moment is the cursor's, whatever has been published since."""
    asked = query.model_dump(exclude={"cursor", "limit", "total"}, mode="json")
    page = page_of(query, query.sort, list=query.listed, as_of=request.query_params.get("as_of"), **asked)
    moment = page.moment(moment)
    filters = query.filters()
    found = entries.page(session, filters, moment, sort=query.sort, after=page.after, limit=page.enough)
    total = {"total": entries.total(session, filters, moment)} if query.total else {}
    return page.answer(
        request,
        found,
        place=lambda entry: entries.place(entry, query.sort),
        lines=lambda shown: written_lines(session, moment, query.listed, shown),
        moment=moment,
        **total,
    )
