"""Asking the other side to answer about a declaration: partners by links to mailboxes, and people who took part."""

import secrets

from fastapi import Request
from fastapi.responses import Response

from api.core.problems import Problem
from api.core.routing import Router
from api.desk.filled import Faults, faults_of, field_of
from api.desk.offices import organisations
from api.desk.pages import Page, signed_in_page
from api.desk.typed import taken
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.http.mailing import can_be_mailed, mailed
from api.record.reader import RecordReader, begin, read_now
from api.record.things import name
from api.reminders.gathering_mails import gathering_mail
from api.reminders.partner_mails import partner_mail
from api.routers.desk.done import told
from api.routers.desk.once import made_before, remember
from api.schemas.actions import MOST_SHEETS, PartnerAsk, SheetsAsk
from api.schemas.base import Slug
from api.text.languages import said
from api.text.markup import words_as_html
from api.workbench import by_link, gathering, own_mailboxes, partner_links
from api.workbench.partner_links import Invitation

router = Router(prefix=f"{DESK}/partners", include_in_schema=False)


@router.get("/{id}")
def show_invitations(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """Whom whoever declared had written to, and the form that asks another."""
    return _page(read_now(session), desk, id, done=told(desk.language, done))


@router.post("/{id}/sheets")
def ask_for_sheets(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Mail a facilitator the link by which it gives out sheets to people who took part."""
    record, done = begin(session), f"{DESK}/partners/{id}?done=sheets_asked"
    if made_before(request, record, desk, form) is not None:
        return see(done)
    typed = {field: form.one(f"sheets.{field}") for field in ("facilitator", "mailbox")}
    many = {"sheets": form.number("sheets.sheets")} if form.one("sheets.sheets") else {}
    try:
        asked = taken(SheetsAsk, {field: value for field, value in typed.items() if value} | many)
        can_be_mailed("facilitator")
        sent = gathering.ask(record, desk.principal, id, asked.facilitator, asked.mailbox, asked.sheets)
    except Problem as problem:
        session.rollback()
        if problem.name not in {"conflict", "invalid-body"}:
            raise
        faults = faults_of(problem, desk.language, lambda fault: f"sheets.{field_of(fault)}", needed={"required"})
        return _page(read_now(session), desk, id, problem.status, form=form, faults=faults)
    remember(request, record, desk, form, id)
    answer = see(done)
    answer.background = mailed([gathering_mail(record, sent)])
    return answer


@router.post("/{id}")
def invite(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Say first whether a mailbox is the partner's own; then mail it the link."""
    record, looks = begin(session), form.one("do") != "send"
    if not looks and made_before(request, record, desk, form) is not None:
        return see(f"{DESK}/partners/{id}?done=partner_asked")
    try:
        asked = taken(PartnerAsk, {field: form.one(field) for field in ("partner", "mailbox") if form.one(field)})
        can_be_mailed("partner")
        if looks:
            meant = partner_links.invitation(record, desk.principal, id, asked.partner, asked.mailbox)
            session.rollback()
            return _page(read_now(session), desk, id, form=form, meant=meant)
        sent = partner_links.ask(record, desk.principal, id, asked.partner, asked.mailbox)
    except Problem as problem:
        session.rollback()
        if problem.name not in {"conflict", "invalid-body"}:
            raise
        faults = faults_of(problem, desk.language, field_of, needed={"required"})
        return _page(read_now(session), desk, id, problem.status, form=form, faults=faults)
    remember(request, record, desk, form, id)
    answer = see(f"{DESK}/partners/{id}?done=partner_asked")
    answer.background = mailed([partner_mail(record, sent)])
    return answer


def _page(
    record: RecordReader,
    desk: AtDesk,
    id_: str,
    status: int = 200,
    *,
    done: str = "",
    form: Sent | None = None,
    faults: Faults | None = None,
    meant: Invitation | None = None,
) -> Response:
    own, invited = partner_links.invited(record, desk.principal, id_)
    sheets = gathering.asked_for(record.session, id_)
    others = [one.partner for one in invited] + [one.facilitator for one in sheets]
    nodes = record.load([own.about, own.by, *others]).nodes
    html = signed_in_page(
        "invitations",
        desk.seen,
        Page(f"{DESK}/partners/{id_}", done, faults or {}),
        id=id_,
        names={one: said(name(nodes[one]), desk.language) for one in nodes},
        declared=own,
        invited=invited,
        sheets=sheets,
        most_sheets=MOST_SHEETS,
        most=by_link.MOST,
        partners=organisations(record, desk.language, but=own.by),
        typed=form or Sent(),
        meant=meant,
        published=own_mailboxes.published_by(record, meant.partner.id) if meant else [],
        once=secrets.token_hex(16),
        a=words_as_html(desk.language, "asking"),
    )
    return desk_page(html, desk.language, status)
