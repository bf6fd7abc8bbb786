"""The sessions of whoever is signed in, each to be ended; and as what they act."""

from typing import Annotated

from fastapi import Path
from fastapi.responses import Response

from api.core.problems import Problem
from api.core.routing import Router
from api.desk.offices import offices
from api.desk.pages import Page, signed_in_page
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, Desk, desk_page, see
from api.record.reader import read_now
from api.routers.desk.done import told
from api.sign_in import sessions
from api.workbench import audit
from db.session import begin_write

router = Router(prefix=f"{DESK}/sessions", include_in_schema=False)


@router.get("")
def show_sessions(session: ReadSession, desk: Desk, done: str = "") -> Response:
    """Where somebody is signed in with this key or account, and what they may do."""
    html = signed_in_page(
        "sessions",
        desk.seen,
        Page(f"{DESK}/sessions", told(desk.language, done)),
        sessions=sessions.good(session, desk.principal.actor),
        own=desk.session.number,
        offices=offices(read_now(session), desk.session.grants, desk.language),
    )
    return desk_page(html, desk.language)


@router.post("/{number}")
def end_session(session: WriteSession, desk: Desk, number: Annotated[int, Path(ge=1, le=2**53 - 1)]) -> Response:
    """End one of them."""
    begin_write(session)
    if sessions.end(session, number, desk.principal.actor) is None:
        raise Problem("not-found", f"There is no session {number} here that goes on.")
    audit.note(session, desk.principal, "end_session", desk.session.actor.kind, str(desk.session.actor.id))
    return see(f"{DESK}/sessions?done=ended")
