"""What somebody writes about: an item and its form, what residents would read, and drafts that were kept."""

import secrets
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from api.core.problems import Problem
from api.core.routing import Router
from api.desk import item as items
from api.desk import things
from api.desk.item import Item, item_of, said_since
from api.desk.pages import Page, signed_in_page
from api.desk.previews import changes
from api.desk.writing import Written, of_update, placed, staged, written
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.record.graph import as_kind
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.routers.desk.done import told
from api.routers.desk.once import made_before, remember
from api.routers.desk.written import RELEASES, Faults, Writing, ending, outcome, put_away
from api.schemas.base import Slug
from api.schemas.updates import Update
from api.sign_in import sessions
from api.text.markup import words_as_html
from api.workbench import working_copies
from api.workbench.confirmations import confirm
from api.workbench.preview import compared
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy

router = Router(prefix=DESK, include_in_schema=False)
# Where the drafts of other types are written.
ELSEWHERE = {
    "response": "answers/{id}",
    "verdict": "verdicts/{id}",
    "recommendation": "items/{id}/wording",
    "lineage": "lineages/{id}",
}


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
    """A draft, to go on with; or where it waits. One that is no update has its own page."""
    record = read_now(session)
    if (elsewhere := _elsewhere(record, working_copies.find_any(record, desk.principal, id))) is not None:
        return see(f"{DESK}/{elsewhere}")
    copy = working_copies.find(record, desk.principal, "update", id)
    update = as_kind(facts_of(copy), Update)
    item = item_of(record, desk.principal, update.about, desk.language)
    kept = sessions.kept_form(session, desk.principal.actor, f"{DESK}/drafts/{id}")
    content = written(Sent(kept), desk.language) if kept else of_update(update, desk.language)
    said = told(desk.language, "kept_form" if kept else done)
    return _form(record, desk, Desked(update.about, copy), item, content, done=said)


def _elsewhere(record: RecordReader, copy: WorkingCopy) -> str | None:
    """Where the form of a draft is that is no update; a recommendation that is not public yet has that of any thing."""
    new = copy.type == "recommendation" and record(copy.thing) is None
    own = ELSEWHERE.get(copy.type) if not new else None
    return own.format(id=copy.thing) if own else things.path_of(copy)


@router.post("/drafts/{id}")
def send_draft(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """The same with a draft; or throw it away, or take it back from whoever was to release it."""
    record = begin(session)
    copy = working_copies.find(record, desk.principal, "update", id)
    away = put_away(record, desk, form, copy)
    return away or _taken(request, record, desk, Desked(as_kind(facts_of(copy), Update).about, copy), form)


def _taken(request: Request, record: RecordWriter, desk: AtDesk, desked: Desked, form: Sent) -> Response:
    """What became of a form."""
    item = item_of(record, desk.principal, desked.about, desk.language)
    if form.one("do") == "confirm":
        return _confirmed(request, record, desk, desked, form, str(item.shown["type"]))
    content = written(form, desk.language)
    news = said_since(record, desked.about, form.number("seen")) if form.one("do") in RELEASES else []
    writing = Writing(
        path=desked.path,
        listed=DESK,
        drafts=f"{DESK}/drafts/{{id}}",
        faults=content.faults(desk.language, needs_date=item.past),
        stage=lambda writer: staged(
            writer, desk.principal, content, desked.about, form.one("draft"), form.number("revision")
        ),
        form=lambda reader, status, faults: _form(reader, desk, desked, item, content, status, faults=faults),
        preview=lambda writer, copy, faults: _preview(writer, desk, desked, copy, content, item, form, faults, news),
        refused=lambda reader, problem: _refused(reader, desk, desked, content, problem),
        was_overtaken=bool(news),
    )
    return outcome(request, record, desk, form, writing)


def _confirmed(
    request: Request, record: RecordWriter, desk: AtDesk, desked: Desked, form: Sent, type_: str
) -> Response:
    """“Nothing new, still true.”"""
    if made_before(request, record, desk, form) is None:
        (made,) = confirm(record, desk.principal, [desked.about], {}, publish=True, of=type_)
        remember(request, record, desk, form, made.thing)
    return see(f"{DESK}?done=confirmed")


def _refused(record: RecordReader, desk: AtDesk, desked: Desked, content: Written, problem: Problem) -> Response:
    """The form with what was typed, and why it was not taken, beside the field."""
    item = item_of(record, desk.principal, desked.about, desk.language)
    if problem.name == "stale":
        return _changed_meanwhile(record, desk, desked, item, content)
    return _form(record, desk, desked, item, content, problem.status, faults=placed(problem, desk.language))


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
    faults: Faults | None = None,
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
        codes=items.codes("progress", desk.language),
        reasons=items.labels("delay_reason", desk.language),
        evidence_kinds=items.labels("evidence_kind", desk.language),
        enablers=items.labels("enabler", desk.language),
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
    faults: Faults,
    news: list[dict[str, object]],
) -> Response:
    """What residents would read; all that was done to find out is undone."""
    seen, end = items.last_said(record, desked.about), ending(record, copy, form)
    found = compared(record, copy)
    changed = changes(record, found)
    record.session.rollback()
    html = signed_in_page(
        "preview",
        desk.seen,
        Page(desked.path, faults=dict(faults)),
        changes=changed,
        thing=found.thing,
        item=item,
        draft=desked.draft,
        written=content,
        news=news,
        seen=seen,
        w=words_as_html(desk.language, "item"),
        **end,
    )
    return desk_page(html, desk.language, 422 if faults else 409 if news else 200)
