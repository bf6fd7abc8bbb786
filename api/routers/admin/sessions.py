"""Sessions of the desk: whoever is signed in there ends theirs, an administrator anybody's."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from api.core.problems import Problem, documented
from api.core.routing import Router
from api.http.contract import answered, paged
from api.http.dependencies import ReadSession, WriteSession
from api.http.paging import page_of
from api.schemas.access import SessionAnswer, Sessions
from api.schemas.examples import SESSION, SESSIONS
from api.schemas.queries import Paged
from api.sign_in import sessions
from api.sign_in.auth import CurrentPrincipal
from api.workbench import access, audit
from db.models.access import Actor
from db.models.desk import DeskSession
from db.publications import moment_text
from db.session import begin_write

router = Router(prefix="/v1/admin/sessions", tags=["Workbench"])
Number = Annotated[int, Path(ge=1, le=2**53 - 1, description="The number of a session.", examples=[1])]


@router.get(
    "",
    responses={**paged(SESSIONS), **documented("bad-query", "bad-cursor", "key-missing")},
    response_model=Sessions,
)
def list_sessions(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[Paged, Query()]
) -> Response:
    """Who is signed in to the desk now: with this key or account; for an administrator, everybody."""
    page = page_of(query, "number", list="sessions", of=principal.actor)
    mine = None if principal.is_admin else principal.actor
    found = sessions.good(session, mine, page.after, page.enough)
    actors = access.actors_of(session, {one.actor for one in found})
    return page.answer(
        request, found, lambda one: [one.id], lambda shown: [_answer(one, actors[one.actor]) for one in shown]
    )


@router.post(
    "/{number}/ending",
    status_code=201,
    responses={**answered(SESSION, status=201), **documented("bad-query", "key-missing", "not-found")},
    response_model=SessionAnswer,
    response_model_exclude_unset=True,
)
def end_session(session: WriteSession, principal: CurrentPrincipal, number: Number) -> dict[str, object]:
    """End a session at once: one of this key or account; for an administrator, anybody's."""
    begin_write(session)
    row = sessions.end(session, number, None if principal.is_admin else principal.actor)
    if row is None:
        raise Problem("not-found", f"There is no session {number} here that goes on.")
    actor = session.get_one(Actor, row.actor)
    audit.note(session, principal, "end_session", actor.kind, str(actor.id))
    return _answer(row, actor)


def _answer(row: DeskSession, actor: Actor) -> dict[str, object]:
    found = {
        "number": row.id,
        "actor": row.actor,
        "holder": actor.holder,
        "person": actor.person,
        "began_at": moment_text(row.began_at),
        "seen_at": moment_text(row.seen_at),
    }
    return {name: value for name, value in found.items() if value is not None}
