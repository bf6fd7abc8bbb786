"""Today: what waits for whoever is signed in, and “nothing new, still true” for one item or for many."""

import secrets

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.core.problems import Problem
from api.core.routing import Router
from api.desk.pages import Page, signed_in_page
from api.desk.today import today_of
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, ONCE, AtDesk, Desk, SentForm, desk_page, see
from api.record.reader import begin, read_now
from api.routers.desk.done import told
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench import idempotency
from api.workbench.confirmations import confirm
from db.vocabulary import Role

router = Router(prefix=DESK, include_in_schema=False)


@router.get("")
def show_today(session: ReadSession, desk: Desk, done: str = "") -> Response:
    """What waits for somebody today."""
    return _today(session, desk, done=told(desk.language, done))


@router.post("")
def still_true(request: Request, session: WriteSession, desk: Desk, form: SentForm) -> Response:
    """Say of what was ticked that nothing is new and all still true: of all of it in one moment, or of none."""
    things = form.all("thing")
    if not things:
        raise Problem("conflict", localizer(desk.language).t("desk.nothing_ticked"))
    record = begin(session)
    asked = idempotency.request_hash(request.url.path, things)
    if idempotency.made_before(session, desk.principal.actor, form.one(ONCE) or None, asked) is None:
        made = confirm(record, desk.principal, things, {}, publish=True)
        idempotency.remember(
            session, desk.principal.actor, form.one(ONCE) or None, asked, " ".join(copy.thing for copy in made)
        )
    return see(f"{DESK}?done=confirmed")


def _today(session: Session, desk: AtDesk, status: int = 200, *, done: str = "") -> Response:
    record = read_now(session)
    html = signed_in_page(
        "today",
        desk.seen,
        Page(DESK, done),
        work=today_of(record, desk.principal),
        today=record.moment.day,
        a=words_as_html(desk.language, "answers"),
        i=words_as_html(desk.language, "item"),
        owes=bool(desk.principal.is_admin or desk.principal.roles & {Role.officer, Role.editor}),
        once=secrets.token_hex(16),
    )
    return desk_page(html, desk.language, status)
