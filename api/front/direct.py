"""What the front answers without the framework where nobody asked before: a status that is kept, and pages of lists."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from api.core import etags
from api.core.headers import NO_SNIFFING, OPEN
from api.core.problems import Problem
from api.front.answers import OK, Answer
from api.front.kept import Edition
from api.http.lists import list_page, page_of_list, tag_of
from api.http.paging import Asked, next_link, whole
from api.schemas.kinds import LISTED
from api.schemas.listed import query_of
from api.schemas.queries import ListQuery
from api.settings import settings
from api.status.kept import filled, made_by
from db.queries import kept, moments
from db.queries.moments import Moment
from db.session import reading
from db.unavailable import DatabaseUnavailableError

# Answers from what a database holds, if the record ends as in this edition; None where the route is to answer.
Find = Callable[[Engine, Edition], Answer | None]
_STATUS = re.compile(r"/v1/recommendations/([a-z0-9-]{3,80})/status")
_LISTS = {f"/v1/{kind.plural}": query_of(kind) for kind in LISTED}
# What may take long to find is limited and waited for there; what is left of an answer is known there alone.
ANY = "/v1/recommendations"  # an address that is answered here, where the application has its side
_FOR_ROUTES = frozenset({"as_of", "q", "total", "fields", "lang", "place"})
_MORE = [(name.lower().encode(), value.encode()) for name, value in {**NO_SNIFFING, **OPEN}.items()]
_HEADERS = [(b"content-type", b"application/json"), *_MORE]


def finder(path: str, query: bytes) -> Find | None:
    """What finds the answer to an address; None where only its route does."""
    if path in _LISTS:
        given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        asked = _asked(_LISTS[path], given)
        return partial(_page, path, given, asked) if asked else None
    found = None if query else _STATUS.fullmatch(path)
    return partial(_status, found[1]) if found else None


def route(path: str) -> str:
    """The route to which an address belongs that was found here."""
    return path if path in _LISTS else "/v1/recommendations/{id}/status"


def _status(id_: str, engine: Engine, edition: Edition) -> Answer | None:
    found = kept.status_now(engine, id_, edition.day, made_by(), edition.head)
    return Answer(OK, _HEADERS, filled(found, edition.day, settings().base_url)) if found else None


def _asked(model: type[ListQuery], given: Asked) -> ListQuery | None:
    """The parameters of a list as its route understands them; None where it is to answer."""
    read: dict[str, object] = {}
    for name, value in given:
        if name in _FOR_ROUTES:
            return None
        known = model.model_fields.get(name)
        if known is not None and isinstance(known.default, list):
            read[name] = [*read.get(name, []), value]  # type: ignore[misc]
        else:
            read[name] = value
    try:
        return model.model_validate(read)
    except ValidationError:
        return None


def _page(path: str, given: Asked, query: ListQuery, engine: Engine, edition: Edition) -> Answer | None:
    in_order = query.sort.removeprefix("-") == "order" and query.updated_since is None
    if not in_order or not edition.head.is_listed:
        return _page_by_entries(path, given, query, engine, edition)
    try:
        page = page_of_list(query, None)
    except Problem:  # which its route tells of
        return None
    moment = Moment(edition.head.sequence, edition.day)
    if page.moment(moment) != moment:
        return None
    found = edition.lists.places(engine, query.filters(), query.sort, page)
    lines = None if found is None else edition.lists.lines(engine, [place[-1] for place in found[: page.limit]])
    if found is None or lines is None:
        return None
    next_ = page.next(path, given, found, list, moment)
    body = whole(b",".join(line.whole for line in lines), next_)
    tag = etags.written(tag_of((line.digest for line in lines), whole(b"", next_)))
    more = [(b"link", next_link(next_)["Link"].encode())] if next_ else []
    return Answer(OK, [*_HEADERS, *more, (b"etag", tag.encode())], body)


def _page_by_entries(path: str, given: Asked, query: ListQuery, engine: Engine, edition: Edition) -> Answer | None:
    """A page that is not found by listings alone."""
    asked = urlencode(given).encode()
    request = Request({"type": "http", "method": "GET", "path": path, "query_string": asked, "headers": []})
    try:
        with reading(engine) as session:
            seen, moment = moments.seen(session), moments.current(session)
            if seen != edition.head or moment.day != edition.day:
                return None
            answer = list_page(request, session, moment, query)
    except (Problem, DatabaseUnavailableError, SQLAlchemyError):  # which its route tells of
        return None
    return Answer(answer.status_code, [*answer.raw_headers, *_MORE], bytes(answer.body))
