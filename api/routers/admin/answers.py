"""What every address of the workbench shares: the ETag of a working copy, `If-Match`, and requests safe to repeat."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import Header, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from api import etags, pagination
from api.compose import urls, working
from api.principal import Principal
from api.problems import Problem
from api.routers.paging import next_address, next_link
from api.schemas.workbench import IdempotencyKey, PageQuery
from api.services import copies, idempotency, worklist
from db.models.record import RecordHead
from db.models.workbench import WorkingCopy
from db.queries.moments import Moment
from db.session import begin_write

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


def working_answer(session: Session, copy: WorkingCopy, status: int = 200, **headers: str) -> Response:
    """A working copy with its ETag."""
    return JSONResponse(working.answers(session, [copy])[0], status, {"ETag": etag(copy), **headers})


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
    asker: Principal,
    type_: str,
    once: str | None,
    asked: Any,
    act: Callable[[RecordHead], str],
    *,
    located: str | None = None,
) -> Response:
    """Do what is asked, or nothing where the same request did it before; answer the working copy as it is now."""
    head, (thing,), again = _done(request, session, asker, once, asked, lambda head: [act(head)])
    acted_on = (
        None if again else session.get(WorkingCopy, thing)
    )  # which sending back may have taken out of their sight
    copy = acted_on or copies.find(session, head.sequence, asker, type_, thing)
    headers = {"Location": urls.local(f"{located}/{thing}")} if located else {}
    return working_answer(session, copy, 201, **headers)


def several_once(
    request: Request,
    session: Session,
    asker: Principal,
    once: str | None,
    asked: Any,
    act: Callable[[RecordHead], Sequence[WorkingCopy]],
) -> Response:
    """The same for an act on several working copies, which are answered in their order."""
    head, things, again = _done(request, session, asker, once, asked, lambda head: [copy.thing for copy in act(head)])
    found = [copy for id_ in things if (copy := session.get(WorkingCopy, id_)) is not None]
    if again:  # somebody may have lost since what they did then
        theirs = {copy.thing for copy in copies.visible(session, head.sequence, asker, found)}
        found = [copy for copy in found if copy.thing in theirs]
    return JSONResponse({"items": working.answers(session, found), "next": None}, 201)


def _done(
    request: Request,
    session: Session,
    asker: Principal,
    once: str | None,
    asked: Any,
    act: Callable[[RecordHead], list[str]],
) -> tuple[RecordHead, list[str], bool]:
    """The head, the things acted on, and whether that was done before."""
    head = begin_write(session)
    hashed = idempotency.request_hash(request.url.path, asked)
    made = idempotency.made_before(session, asker.actor, once, hashed)
    if made is not None:
        return head, made.split(), True
    things = act(head)
    idempotency.remember(session, asker.actor, once, hashed, " ".join(things))
    return head, things, False


def page_answer(
    request: Request, session: Session, moment: Moment, query: PageQuery, found: Sequence[WorkingCopy]
) -> Response:
    """A page of working copies."""
    kept = [copy for copy in found if not query.state or copy.state in query.state]
    asked = pagination.fingerprint({**query.model_dump(exclude={"cursor", "limit"}), "path": request.url.path})
    shown, cursor = worklist.page(kept, moment, asked, query.cursor, query.limit)
    next_ = next_address(request, cursor) if cursor else None
    return JSONResponse({"items": working.answers(session, shown), "next": next_}, headers=next_link(next_))
