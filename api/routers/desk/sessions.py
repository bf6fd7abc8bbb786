"""The sessions of whoever is signed in, each to be ended; as what they act; and the languages of their mails."""

from typing import Annotated

from fastapi import Path
from fastapi.responses import Response

from api.core.problems import Problem
from api.core.routing import Router
from api.desk.offices import offices
from api.desk.pages import Page, signed_in_page
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, Desk, SentForm, desk_page, see
from api.record.reader import begin, read_now
from api.routers.desk.done import told
from api.sign_in import sessions
from api.text.markup import words_as_html
from api.workbench import audit
from api.workbench.mail_languages import choose_by_form, offered, own, theirs
from db.session import begin_write

router = Router(prefix=f"{DESK}/sessions", include_in_schema=False)


@router.get("")
def show_sessions(session: ReadSession, desk: Desk, done: str = "") -> Response:
    """Where somebody is signed in with this key or account, and what they may do."""
    record = read_now(session)
    html = signed_in_page(
        "sessions",
        desk.seen,
        Page(f"{DESK}/sessions", told(desk.language, done)),
        sessions=sessions.good(session, desk.principal.actor),
        own=desk.session.number,
        mailboxes=theirs(record, desk.principal),
        offered=offered(),
        m=words_as_html(desk.language, "mails"),
        offices=offices(record, desk.session.grants, desk.language),
    )
    return desk_page(html, desk.language)


@router.post("/mails")
def choose_languages(session: WriteSession, desk: Desk, form: SentForm) -> Response:
    """Say in which languages a mailbox of theirs is written to."""
    mailbox = own(begin(session), desk.principal, form.one("mailbox"))
    choose_by_form(session, mailbox, form.one("mails"))
    return see(f"{DESK}/sessions?done=mails_chosen")


@router.post("/{number}")
def end_session(session: WriteSession, desk: Desk, number: Annotated[int, Path(ge=1, le=2**53 - 1)]) -> Response:
    """End one of them."""
    begin_write(session)
    if sessions.end(session, number, desk.principal.actor) is None:
        raise Problem("not-found", f"There is no session {number} here that goes on.")
    audit.note(session, desk.principal, "end_session", desk.session.actor.kind, str(desk.session.actor.id))
    return see(f"{DESK}/sessions?done=ended")
