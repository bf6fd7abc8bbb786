"""What every address of the workbench shares: the ETag of a working copy, `If-Match`, and requests safe to repeat."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import Header, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from api.core import etags, urls
from api.core.principal import Principal
from api.core.problems import Problem
from api.http.paging import page_of
from api.record.reader import RecordReader, RecordWriter, begin
from api.schemas.workbench import IdempotencyKey, PageQuery
from api.workbench import composed, idempotency, working_copies, worklist
from db.models.workbench import WorkingCopy
from db.queries.pages import Place

LAST_READ = {
    "alias": "If-Match",
    "description": "The ETag you last read, or `*` for whichever it is.",
    "examples": ["*"],
}
# The refusals of an address that reads one thing, of one that takes a body, and of one that is safe to repeat.
READS = ("bad-query", "key-missing", "wrong-role", "not-yours", "not-found")
BODIES = ("bad-json", "conflict", "too-large", "wrong-media-type", "invalid-body")  # what a body can be refused for
WRITES = (*READS, *BODIES)
REPEATS = (*WRITES, "idempotency-key-reused", "clock-in-doubt")
IfMatch = Annotated[str | None, Header(**LAST_READ)]
Once = Annotated[
    IdempotencyKey | None,
    Header(alias="Idempotency-Key", description="Makes the request safe to repeat for seven days."),
]


def working_answer(record: RecordReader, copy: WorkingCopy, status: int = 200, **headers: str) -> Response:
    """A working copy with its ETag."""
    return JSONResponse(composed.answers(record, [copy])[0], status, {"ETag": etag(copy), **headers})


def etag(copy: WorkingCopy) -> str:
    """The revision as an ETag."""
    return etags.written(copy.revision)


def matched(copy: WorkingCopy, if_match: str | None) -> None:
    """Raises 412 where `If-Match` names no revision, or another one."""
    if if_match is not None and not etags.names(if_match, copy.revision):
        told = f"It is at revision {copy.revision} now, and `If-Match` says {if_match[:100]}."
        raise Problem("stale", told, headers={"ETag": etag(copy)})


def once_only(
    request: Request,
    session: Session,
    principal: Principal,
    type_: str,
    once: str | None,
    asked: object,
    act: Callable[[RecordWriter], WorkingCopy],
    *,
    located: str | None = None,
) -> Response:
    """Do what is asked, or nothing where the same request did it before; answer the working copy as it is now."""
    record, made, before = _done(request, session, principal, once, asked, lambda record: [act(record)])
    # Sending back may have taken what was acted on out of their sight.
    copy = made[0] if before is None else working_copies.find(record, principal, type_, before[0])
    headers = {"Location": urls.local(f"{located}/{copy.thing}")} if located else {}
    return working_answer(record, copy, 201, **headers)


def several_once(
    request: Request,
    session: Session,
    principal: Principal,
    once: str | None,
    asked: object,
    act: Callable[[RecordWriter], Sequence[WorkingCopy]],
) -> Response:
    """Act on several working copies, or on none where the same request did before; answer them in their order."""
    record, made, before = _done(request, session, principal, once, asked, act)
    if before is not None:
        found = [copy for id_ in before if (copy := session.get(WorkingCopy, id_)) is not None]
        made = working_copies.visible(record, principal, found)  # somebody may have lost since what they did then
    return JSONResponse({"items": composed.answers(record, made), "next": None}, 201)


def _done(
    request: Request,
    session: Session,
    principal: Principal,
    once: str | None,
    asked: object,
    act: Callable[[RecordWriter], Sequence[WorkingCopy]],
) -> tuple[RecordWriter, Sequence[WorkingCopy], list[str] | None]:
    """The record, and the working copies acted on; or where that was done before, the ids of those it was done to."""
    record = begin(session)
    hashed = idempotency.request_hash(request.url.path, asked)
    before = idempotency.made_before(session, principal.actor, once, hashed)
    if before is not None:
        return record, [], before.split()
    made = act(record)
    idempotency.remember(session, principal.actor, once, hashed, " ".join(copy.thing for copy in made))
    return record, made, None


def page_answer(
    request: Request,
    record: RecordReader,
    query: PageQuery,
    read: Callable[[Place | None, int], Sequence[WorkingCopy]],
) -> Response:
    """A page of working copies, of which `read` gives so many after a place."""
    page = page_of(query, "changed", **query.model_dump(exclude={"cursor", "limit"}), path=request.url.path)
    found = read(page.after, page.enough)
    return page.answer(request, found, worklist.place, lambda shown: composed.answers(record, shown), record.moment)
