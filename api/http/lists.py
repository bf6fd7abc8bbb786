"""What lists share, as data and as pages: one page at one moment, with a cursor to the next."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.core import etags
from api.http.paging import Page, next_link, page_of, whole
from api.reading.lists import written_lines
from api.schemas.queries import ListQuery
from db.models.index import Entry
from db.queries import entries, places
from db.queries.filters import Filters
from db.queries.moments import Moment


class Listed(NamedTuple):
    """What a page of a list has, and one more where there is another page; read at a moment, under filters."""

    page: Page
    moment: Moment
    filters: Filters
    found: Sequence[Entry]
    sort: str

    @property
    def shown(self) -> Sequence[Entry]:
        """What is on it."""
        return self.found[: self.page.limit]

    @property
    def following(self) -> str | None:
        """The cursor of the next page; None where there is none."""
        return self.page.following(self.found, self.place, self.moment)

    def place(self, entry: Entry) -> list[object]:
        """Where an entry stands in the order of the list."""
        return entries.place(entry, self.sort)


def listed(session: Session, moment: Moment, query: ListQuery, as_of: str | None) -> Listed:
    """What is on one page of a list. With a cursor, the moment is the cursor's, whatever has been published since.
    Raises a problem for a cursor that belongs to another question.
    """
    page = page_of_list(query, as_of)
    moment = page.moment(moment)
    filters = places.widened(session, query.filters())
    found = entries.page(session, filters, moment, sort=query.sort, after=page.after, limit=page.enough)
    return Listed(page, moment, filters, found, query.sort)


def list_page(request: Request, session: Session, moment: Moment, query: ListQuery) -> Response:
    """One page of a list, as data."""
    found = listed(session, moment, query, request.query_params.get("as_of"))
    total = {"total": entries.total(session, found.filters, found.moment)} if query.total else {}
    path, asked = request.url.path, request.query_params.multi_items()
    next_ = found.page.next(path, asked, found.found, found.place, found.moment)
    lines = written_lines(session, found.moment, found.shown)
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
