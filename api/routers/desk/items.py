"""What somebody writes about: an item and its form, what residents would read, and drafts that were kept."""

import secrets
from dataclasses import dataclass
from email.message import EmailMessage

from fastapi import Request
from fastapi.responses import Response

from api.core.problems import Problem
from api.core.routing import Router
from api.desk import item as items
from api.desk.item import Item, item_of, said_since
from api.desk.pages import Page, signed_in_page
from api.desk.previews import EASY, changes
from api.desk.staging import moment_of, staged
from api.desk.writing import Written, of_update, placed, written
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, ONCE, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.publishing.policy import is_gated
from api.record.graph import as_kind
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.record.things import name
from api.reminders.reminders import held_until
from api.reminders.translation_mails import translation_mail
from api.routers.admin.translations import can_be_mailed, mailed
from api.routers.desk.done import told
from api.schemas.base import Slug
from api.schemas.updates import Update
from api.sign_in import sessions
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench import idempotency, release, translation, translation_rules, working_copies
from api.workbench.confirmations import confirm
from api.workbench.preview import compared
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy

router = Router(prefix=DESK, include_in_schema=False)
_RELEASES = {"publish", "submit", "schedule", "translate"}
_STATES = {"clean": "published", "submitted": "submitted", "scheduled": "scheduled", "translating": "translating"}


@dataclass(frozen=True)
class Desked:
    """What a form is about: an item, and the draft on it where one was opened."""

    about: str
    draft: WorkingCopy | None = None

    @property
    def path(self) -> str:
        return f"{DESK}/drafts/{self.draft.thing}" if self.draft else f"{DESK}/items/{self.about}"


@router.get("/items/{id}")
def show_item(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """What was asked, answered and promised, what residents read now, and the form to say what changed."""
    record = read_now(session)
    item = item_of(record, desk.principal, id, desk.language)
    kept = sessions.kept_form(session, desk.principal.actor, f"{DESK}/items/{id}")
    content = written(Sent(kept), desk.language)
    return _form(record, desk, Desked(id), item, content, done=told(desk.language, "kept_form" if kept else done))


@router.post("/items/{id}")
def send_item(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Look at what was written as residents would, go back to it, keep it, or publish it as far as somebody may."""
    record = begin(session)
    return _taken(request, record, desk, Desked(id), form)


@router.get("/drafts/{id}")
def show_draft(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """A draft of an update, to go on with; or where it waits."""
    record = read_now(session)
    copy = working_copies.find(record, desk.principal, "update", id)
    update = as_kind(facts_of(copy), Update)
    item = item_of(record, desk.principal, update.about, desk.language)
    kept = sessions.kept_form(session, desk.principal.actor, f"{DESK}/drafts/{id}")
    content = written(Sent(kept), desk.language) if kept else of_update(update, desk.language)
    said = told(desk.language, "kept_form" if kept else done)
    return _form(record, desk, Desked(update.about, copy), item, content, done=said)


@router.post("/drafts/{id}")
def send_draft(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """The same with a draft; or throw it away, or take it back from whoever was to release it."""
    record = begin(session)
    copy = working_copies.find(record, desk.principal, "update", id)
    if form.one("do") == "discard":
        working_copies.discard(record, desk.principal, copy)
        return see(f"{DESK}?done=thrown_away")
    if form.one("do") == "take_back":
        release.send_back(record, desk.principal, copy, localizer(desk.language).t("item.taken_back"))
        return see(f"{DESK}/drafts/{id}")
    return _taken(request, record, desk, Desked(as_kind(facts_of(copy), Update).about, copy), form)


def _taken(request: Request, record: RecordWriter, desk: AtDesk, desked: Desked, form: Sent) -> Response:
    """What became of a form: of one that was sent before, what became of it then."""
    before = _before(request, record, desk, form)
    if before is not None:
        return see(before)
    item = item_of(record, desk.principal, desked.about, desk.language)
    if form.one("do") == "confirm":
        made = confirm(record, desk.principal, [desked.about], {}, publish=True, of=str(item.shown["type"]))
        _remember(request, record, desk, form, made[0])
        return see(f"{DESK}?done=confirmed")
    content = written(form, desk.language)
    faults = {} if form.one("do") == "change" else content.faults(desk.language, needs_date=item.past)
    if faults or form.one("do") == "change":
        return _form(record, desk, desked, item, content, 422 if faults else 200, faults=faults)
    try:
        return _acted(request, record, desk, desked, form, item, content)
    except Problem as problem:
        record.session.rollback()
        return _refused(read_now(record.session), desk, desked, content, problem)


def _acted(
    request: Request, record: RecordWriter, desk: AtDesk, desked: Desked, form: Sent, item: Item, content: Written
) -> Response:
    """Keep it, release it, or only show what residents would read. Raises what the workbench does."""
    does, faults = form.one("do"), {}
    at = moment_of(form.one("at_day"), form.one("at_time")) if does == "schedule" else None
    if does == "schedule" and at is None:
        faults["at_day"] = localizer(desk.language).t("item.need_time")
    news = said_since(record, desked.about, _number(form.one("seen"))) if does in _RELEASES else []
    copy = staged(record, desk.principal, content, desked.about, form.one("draft"), _number(form.one("revision")))
    if does not in {*_RELEASES, "save"} or faults or news:
        return _preview(record, desk, desked, copy, content, item, form, faults=faults, news=news)
    mails: list[EmailMessage] = []
    if does == "translate":
        can_be_mailed()
        asked = translation.send(record, desk.principal, copy, submit=form.one("then") == "submit")
        mails = [translation_mail(record, copy, one) for one in asked]
    elif does in _RELEASES:
        told = release.Asked(at, submit=does == "submit", one_language=form.one("one_language"))
        release.release(record, desk.principal, [copy], told)
    sessions.drop_form(record.session, desk.principal.actor, desked.path)
    _remember(request, record, desk, form, copy)
    answer = see(_after(does, copy))
    answer.background = mailed(mails)
    return answer


def _refused(record: RecordReader, desk: AtDesk, desked: Desked, content: Written, problem: Problem) -> Response:
    """The form with what was typed, and why it was not taken, beside the field."""
    item = item_of(record, desk.principal, desked.about, desk.language)
    if problem.name == "stale":
        return _changed_meanwhile(record, desk, desked, item, content)
    return _form(record, desk, desked, item, content, problem.status, faults=placed(problem, desk.language))


def _after(does: str, copy: WorkingCopy) -> str:
    if does == "save":
        return f"{DESK}/drafts/{copy.thing}?done=saved"
    return f"{DESK}?done={_STATES.get(copy.state, 'saved')}"


def _before(request: Request, record: RecordReader, desk: AtDesk, form: Sent) -> str | None:
    """Where the same form led to that was sent before; None of a new one. A form that only looks is never kept."""
    asked = idempotency.request_hash(request.url.path, form.own)
    thing = idempotency.made_before(record.session, desk.principal.actor, form.one(ONCE) or None, asked)
    if thing is None:
        return None
    copy = record.session.get(WorkingCopy, thing)
    return _after(form.one("do"), copy) if copy is not None else DESK


def _remember(request: Request, record: RecordReader, desk: AtDesk, form: Sent, copy: WorkingCopy) -> None:
    asked = idempotency.request_hash(request.url.path, form.own)
    idempotency.remember(record.session, desk.principal.actor, form.one(ONCE) or None, asked, copy.thing)


def _changed_meanwhile(record: RecordReader, desk: AtDesk, desked: Desked, item: Item, content: Written) -> Response:
    """The form with what was typed, and what somebody else made of the draft since: the next press goes ahead."""
    assert desked.draft is not None  # noqa: S101 - only drafts have revisions
    copy = working_copies.find(record, desk.principal, "update", desked.draft.thing)
    theirs = of_update(as_kind(facts_of(copy), Update), desk.language)
    return _form(record, desk, Desked(desked.about, copy), item, content, 409, theirs=theirs)


def _form(
    record: RecordReader,
    desk: AtDesk,
    desked: Desked,
    item: Item,
    content: Written,
    status: int = 200,
    *,
    done: str = "",
    faults: dict[str, str] | None = None,
    theirs: Written | None = None,
) -> Response:
    html = signed_in_page(
        "item",
        desk.seen,
        Page(desked.path, done, faults or {}),
        item=item,
        draft=desked.draft,
        written=content,
        theirs=theirs,
        codes=items.codes(desk.language),
        reasons=items.labels("delay_reason", desk.language),
        evidence_kinds=items.labels("evidence_kind", desk.language),
        today=record.moment.day,
        once=secrets.token_hex(16),
        w=words_as_html(desk.language, "item"),
        a=words_as_html(desk.language, "answer"),
    )
    return desk_page(html, desk.language, status)


def _preview(
    record: RecordWriter,
    desk: AtDesk,
    desked: Desked,
    copy: WorkingCopy,
    content: Written,
    item: Item,
    form: Sent,
    *,
    faults: dict[str, str],
    news: list[dict[str, object]],
) -> Response:
    """What residents would read; all that was done to find out is undone."""
    organisation = copy.organisation
    gated = is_gated(record, organisation)
    seen = items.last_said(record, desked.about)
    held = held_until(record.around([organisation]), [organisation])
    lacking = translation_rules.lacking(record, copy)
    found = compared(record, copy)
    graph = record.load(found.concerned)
    names = {id_: name(graph.nodes[id_]) for id_ in found.concerned if id_ in graph.nodes}
    record.session.rollback()
    html = signed_in_page(
        "preview",
        desk.seen,
        Page(desked.path, faults=faults),
        changes=changes(found, names),
        thing=found.thing,
        item=item,
        draft=desked.draft,
        written=content,
        gated=gated,
        held=held,
        lacking=lacking,
        news=news,
        seen=seen,
        easy=EASY,
        at_day=form.one("at_day"),
        at_time=form.one("at_time"),
        once=form.one(ONCE) or secrets.token_hex(16),
        w=words_as_html(desk.language, "item"),
    )
    return desk_page(html, desk.language, 422 if faults else 409 if news else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**53)) else 0
