"""What the five lists share: one page at one moment, with a cursor to the next."""

import hashlib
from collections.abc import Iterable

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.core import etags
from api.http.paging import Page, next_link, page_of, whole
from api.reading.lists import written_lines
from api.schemas.queries import ListQuery
from db.queries import entries, places
from db.queries.moments import Moment


def list_page(request: Request, session: Session, moment: Moment, query: ListQuery) -> Response:
    """One page of a list. With a cursor, the moment is the cursor's, whatever has been published since."""
    page = page_of_list(query, request.query_params.get("as_of"))
    moment = page.moment(moment)
    filters = places.widened(session, query.filters())
    found = entries.page(session, filters, moment, sort=query.sort, after=page.after, limit=page.enough)
    total = {"total": entries.total(session, filters, moment)} if query.total else {}
    path, asked = request.url.path, request.query_params.multi_items()
    next_ = page.next(path, asked, found, lambda entry: entries.place(entry, query.sort), moment)
    lines = written_lines(session, moment, found[: page.limit])
    tag = tag_of(map(digest, lines), whole(b"", next_, **total))
    headers = {**next_link(next_), "ETag": etags.written(tag)}
    return Response(whole(b",".join(lines), next_, **total), headers=headers, media_type="application/json")


def digest(line: bytes) -> bytes:
    """What stands for a line in the tag of a page, so that who gives a line again need not read it for that."""
    return hashlib.sha256(line).digest()


def tag_of(digests: Iterable[bytes], around: bytes) -> str:
    """The tag of a page, from the digests of its lines and what is around them."""
    return hashlib.sha256(b"".join([*digests, around])).hexdigest()[:32]


def page_of_list(query: ListQuery, as_of: str | None) -> Page:
    """The page of a list that somebody asks for. Raises a problem for a cursor that belongs to another question."""
    asked = query.model_dump(exclude={"cursor", "limit", "total"}, mode="json")
    return page_of(query, query.sort, list=query.listed, as_of=as_of, **asked)
