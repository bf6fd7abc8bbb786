"""What the front answers without the framework where nobody asked before: a status that is kept, and pages of lists."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from api.core.headers import NO_SNIFFING, OPEN
from api.core.problems import Problem
from api.front.answers import OK, Answer
from api.http.lists import list_page
from api.schemas.kinds import LISTED
from api.schemas.listed import query_of
from api.schemas.queries import ListQuery
from api.settings import settings
from api.status.kept import filled, made_by
from db.queries import kept, moments
from db.queries.moments import Head
from db.session import reading
from db.unavailable import DatabaseUnavailableError

# Answers from what a database holds, where the record ends so and it is this day; None where the route is to answer.
Find = Callable[[Engine, Head, date], Answer | None]
_STATUS = re.compile(r"/v1/recommendations/([a-z0-9-]{3,80})/status")
_LISTS = {f"/v1/{kind.plural}": query_of(kind) for kind in LISTED}
_FOR_ROUTES = frozenset({"as_of", "q", "total"})  # what may take long to find is limited and waited for there
_MORE = [(name.lower().encode(), value.encode()) for name, value in {**NO_SNIFFING, **OPEN}.items()]
_HEADERS = [(b"content-type", b"application/json"), *_MORE]


def finder(path: str, query: bytes) -> Find | None:
    """What finds the answer to an address; None where only its route does."""
    if path in _LISTS:
        asked = _asked(_LISTS[path], query)
        return partial(_page, path, query, asked) if asked else None
    found = None if query else _STATUS.fullmatch(path)
    return partial(_status, found[1]) if found else None


def route(path: str) -> str:
    """The route to which an address belongs that was found here."""
    return path if path in _LISTS else "/v1/recommendations/{id}/status"


def _status(id_: str, engine: Engine, head: Head, day: date) -> Answer | None:
    found = kept.status_now(engine, id_, day, made_by())
    if found is None or found.body is None or found[:3] != (head.sequence, head.hash, head.index_version):
        return None
    return Answer(OK, _HEADERS, filled(found.body, day, settings().base_url))


def _asked(model: type[ListQuery], query: bytes) -> ListQuery | None:
    """The parameters of a list as its route understands them; None where it is to answer."""
    given: dict[str, object] = {}
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if name in _FOR_ROUTES:
            return None
        known = model.model_fields.get(name)
        if known is not None and isinstance(known.default, list):
            given[name] = [*given.get(name, []), value]  # type: ignore[misc]
        else:
            given[name] = value
    try:
        return model.model_validate(given)
    except ValidationError:
        return None


def _page(path: str, query: bytes, asked: ListQuery, engine: Engine, head: Head, day: date) -> Answer | None:
    request = Request({"type": "http", "method": "GET", "path": path, "query_string": query, "headers": []})
    try:
        with reading(engine) as session:
            seen, moment = moments.seen(session), moments.current(session)
            if seen != head or moment.day != day:
                return None
            answer = list_page(request, session, moment, asked)
    except (Problem, DatabaseUnavailableError, SQLAlchemyError):  # which its route tells of
        return None
    return Answer(answer.status_code, [*answer.raw_headers, *_MORE], bytes(answer.body))
