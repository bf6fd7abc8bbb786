"""What the front answers without the framework where nobody asked before: a status that is kept."""

import re
from datetime import date

from sqlalchemy import Engine

from api.core.headers import NO_SNIFFING, OPEN
from api.front.answers import OK, Answer
from api.settings import settings
from api.status.kept import filled, made_by
from db.queries import kept
from db.queries.moments import Head

_STATUS = re.compile(r"/v1/recommendations/([a-z0-9-]{3,80})/status")
_HEADERS = [
    (name.lower().encode(), value.encode())
    for name, value in {"Content-Type": "application/json", **NO_SNIFFING, **OPEN}.items()
]


def status_of(path: str, query: bytes) -> str | None:
    """The id of the recommendation whose status is asked for, and nothing else; None of any other address."""
    found = None if query else _STATUS.fullmatch(path)
    return found[1] if found else None


def kept_answer(engine: Engine, id_: str, head: Head, day: date) -> Answer | None:
    """The status that is kept of a recommendation for a day; None where none is, or the record does not end so."""
    found = kept.status_now(engine, id_, day, made_by())
    if found is None or found.body is None or found[:3] != (head.sequence, head.hash, head.index_version):
        return None
    return Answer(OK, _HEADERS, filled(found.body, day, settings().base_url))
