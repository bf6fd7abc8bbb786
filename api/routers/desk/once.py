"""A form of the desk acts once, however often it is sent: what it made is kept with what it asked."""

from fastapi import Request

from api.http.desk import ONCE, AtDesk, Sent
from api.record.reader import RecordReader
from api.workbench import idempotency


def made_before(request: Request, record: RecordReader, desk: AtDesk, form: Sent) -> str | None:
    """The ids of what the same form made before; None of a new one. A form that only looks is never kept."""
    asked = idempotency.request_hash(request.url.path, form.own)
    return idempotency.made_before(record.session, desk.principal.actor, form.one(ONCE) or None, asked)


def remember(request: Request, record: RecordReader, desk: AtDesk, form: Sent, *things: str) -> None:
    """Keep what a form made."""
    asked = idempotency.request_hash(request.url.path, form.own)
    idempotency.remember(record.session, desk.principal.actor, form.one(ONCE) or None, asked, " ".join(things))
