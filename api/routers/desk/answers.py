"""What an organisation answers to an assembly: a grid of its recommendations, and one form for what is ticked."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.core.problems import Problem
from api.core.routing import Router
from api.desk import answering as forms
from api.desk import item as items
from api.desk.answering import Answering, answering, of_response, placed, staged, to_revise
from api.desk.answers import Grid, Row, grid_of
from api.desk.assemblies import AtAssembly, assemblies_of, at_assembly
from api.desk.offices import organisations, posts_of
from api.desk.pages import Page, signed_in_page
from api.desk.previews import Change, changes
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.record.graph import as_kind, standing_as
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.routers.desk.done import told
from api.routers.desk.written import RELEASES, Faults, Writing, ending, outcome, put_away
from api.schemas.base import Slug
from api.schemas.recommendations import Recommendation
from api.schemas.responses import Response as Given
from api.sign_in import sessions
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.text.phrases import phrase
from api.workbench import working_copies
from api.workbench.preview import compared
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy

router = Router(prefix=DESK, include_in_schema=False)
IN_FULL = 3  # of the previews of several
_MOST = 200


class Ticking(BaseModel):
    """What is ticked, by whom it is answered, and what was done just now."""

    thing: list[str] = Field([], max_length=1_000)
    tick: str = ""
    by: str = ""
    done: str = ""


@dataclass(frozen=True)
class Desked:
    """What a form is about: an assembly, as an organisation answers it, and the draft where one was opened."""

    at: AtAssembly
    by: str
    grid: Grid
    draft: WorkingCopy | None = None

    @property
    def path(self) -> str:
        return f"{DESK}/answers/{self.draft.thing}" if self.draft else f"{DESK}/assemblies/{self.at.id}/answers/new"

    @property
    def listed(self) -> str:
        """The address of the grid."""
        return f"{DESK}/assemblies/{self.at.id}/answers?{urlencode({'by': self.by})}"


@router.get("/assemblies")
def list_assemblies(session: ReadSession, desk: Desk) -> Response:
    """The assemblies that somebody works on."""
    html = signed_in_page(
        "assemblies",
        desk.seen,
        Page(f"{DESK}/assemblies"),
        assemblies=assemblies_of(read_now(session), desk.principal),
        i=words_as_html(desk.language, "item"),
        a=words_as_html(desk.language, "answers"),
    )
    return desk_page(html, desk.language)


@router.get("/assemblies/{id}/answers")
def show_answers(session: ReadSession, desk: Desk, id: Slug, asked: Annotated[Ticking, Query()]) -> Response:
    """Every recommendation of an assembly, with what was answered and what is owed; some of them ticked."""
    record = read_now(session)
    desked = _desked(record, desk, id, asked.by)
    return _grid(desk, desked, desked.grid.ticked(asked.thing, asked.tick), done=told(desk.language, asked.done))


@router.get("/assemblies/{id}/answers/new")
def begin_answer(session: ReadSession, desk: Desk, id: Slug, asked: Annotated[Ticking, Query()]) -> Response:
    """The form to answer what is ticked; of what was answered before, with that in it."""
    record = read_now(session)
    kept = Sent(sessions.kept_form(session, desk.principal.actor, f"{DESK}/assemblies/{id}/answers/new"))
    if kept.fields and set(asked.thing) <= set(kept.all("thing")):
        desked = _desked(record, desk, id, kept.one("by"))
        content = answering(kept, desk.language, kept.all("thing"))
        return _form(record, desk, desked, content, done=told(desk.language, "kept_form"))
    desked = _desked(record, desk, id, asked.by)
    rows = desked.grid.of(asked.thing)
    if not rows:
        words = localizer(desk.language)
        return _grid(desk, desked, set(), 422, faults={"all": words.t("desk.nothing_ticked")})
    return _form(record, desk, desked, _begun(desk, desked, rows))


@router.post("/assemblies/{id}/answers/new")
def send_answer(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Look at what was answered as residents would, go back to it, keep it, or publish it as far as somebody may."""
    record = begin(session)
    return _taken(request, record, desk, _desked(record, desk, id, form.one("by")), form)


@router.get("/items/{id}/answer")
def answer_item(session: ReadSession, desk: Desk, id: Slug) -> Response:
    """Leads to the form that answers one item."""
    record = read_now(session)
    found = standing_as(record, id, Recommendation)
    if found is None:
        raise Problem("not-found", f"There is no recommendation '{id}' here.")
    at_assembly(record, desk.principal, found.assembly)
    return see(f"{DESK}/assemblies/{found.assembly}/answers/new?{urlencode({'thing': id})}")


@router.get("/answers/{id}")
def show_draft(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """A draft of an answer, to go on with; or where it waits."""
    record = read_now(session)
    copy, desked = _drafted(record, desk, id)
    kept = Sent(sessions.kept_form(session, desk.principal.actor, desked.path))
    content = _of_draft(desk, desked, copy)
    content = answering(kept, desk.language, kept.all("thing")) if kept.fields else content
    return _form(record, desk, desked, content, done=told(desk.language, "kept_form" if kept.fields else done))


@router.post("/answers/{id}")
def send_draft(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """The same with a draft; or throw it away, or take it back from whoever was to release it."""
    record = begin(session)
    copy, desked = _drafted(record, desk, id)
    return put_away(record, desk, form, copy) or _taken(request, record, desk, desked, form)


def _desked(record: RecordReader, desk: AtDesk, assembly: str, by: str, draft: WorkingCopy | None = None) -> Desked:
    """An assembly as one organisation answers it: the one that is asked for, else the first of theirs."""
    at = at_assembly(record, desk.principal, assembly)
    if not at.answering or (by and by not in at.answering):
        raise Problem("not-yours", phrase("refusal.editors_answers", by=by or at.id))
    body = by or next(iter(at.answering))
    return Desked(at, body, grid_of(record, desk.principal, assembly, body), draft)


def _drafted(record: RecordReader, desk: AtDesk, id_: str) -> tuple[WorkingCopy, Desked]:
    copy = working_copies.find(record, desk.principal, "response", id_)
    facts = as_kind(facts_of(copy), Given)
    return copy, _desked(record, desk, facts.assembly, facts.by, copy)


def _of_draft(desk: AtDesk, desked: Desked, copy: WorkingCopy) -> Answering:
    """A draft on the form again, with the items that it reaches."""
    things = [row.id for row in desked.grid.rows if copy.thing in {id_ for id_, _ in row.drafts}]
    facts = as_kind(facts_of(copy), Given)
    return of_response(facts, desk.language, facts.recommendations or things)


def _begun(desk: AtDesk, desked: Desked, rows: Sequence[Row]) -> Answering:
    """The form before anything was typed: with the answer that all of these have, where they have one by name."""
    things = [row.id for row in rows]
    given = {row.given.id: row.given.given for row in rows if row.given and row.given.alone}
    if len(given) == 1 and all(row.given and row.given.id in given for row in rows):
        return to_revise(next(iter(given.values())), desk.language, things)
    return Answering(dict.fromkeys(forms.names(), "") | {"by": desked.by}, desk.language, tuple(things))


def _taken(request: Request, record: RecordWriter, desk: AtDesk, desked: Desked, form: Sent) -> Response:
    """What became of a form."""
    content = answering(form, desk.language, [row.id for row in desked.grid.of(form.all("thing"))])
    if not content.things:
        return see(desked.listed)
    news = _answered_since(desked, content, form.number("seen")) if form.one("do") in RELEASES else []
    writing = Writing(
        path=desked.path,
        listed=desked.listed,
        drafts=f"{DESK}/answers/{{id}}",
        faults=content.faults(desked.grid, desk.language),
        stage=lambda writer: staged(
            writer,
            desk.principal,
            content,
            desked.at.id,
            desked.grid,
            desked.draft.thing if desked.draft else "",
            form.number("revision"),
        ),
        form=lambda reader, status, faults: _form(reader, desk, desked, content, status, faults=faults),
        preview=lambda writer, copy, faults: _preview(writer, desk, desked, copy, content, form, faults, news),
        refused=lambda reader, problem: _refused(reader, desk, desked, content, problem),
        beside=lambda writer: forms.answered_for(writer, desk.principal, content, desked.grid),
        was_overtaken=bool(news),
    )
    return outcome(request, record, desk, form, writing)


def _answered_since(desked: Desked, content: Answering, seen: int) -> list[Row]:
    """The items among these to which somebody answered after whoever answers now had looked."""
    rows = desked.grid.of(content.things)
    return [row for row in rows if any(one.sequence > seen for one in (row.given, *row.beside) if one)]


def _refused(record: RecordReader, desk: AtDesk, desked: Desked, content: Answering, problem: Problem) -> Response:
    """The form with what was typed, and why it was not taken, beside the field."""
    if problem.name == "stale" and desked.draft is not None:
        copy, again = _drafted(record, desk, desked.draft.thing)
        return _form(record, desk, again, content, 409, theirs=_of_draft(desk, again, copy))
    faults = placed(problem, desk.language)
    return _form(record, desk, desked, content, problem.status, faults=faults)


def _grid(
    desk: AtDesk,
    desked: Desked,
    ticked: set[str],
    status: int = 200,
    *,
    done: str = "",
    faults: Faults | None = None,
) -> Response:
    things = [row.id for row in desked.grid.of(ticked)]
    path = f"{DESK}/assemblies/{desked.at.id}/answers"
    html = signed_in_page(
        "answers",
        desk.seen,
        Page(path, done, faults or {}, f"{path}?{urlencode({'by': desked.by, 'thing': things}, doseq=True)}"),
        assembly=desked.at,
        by=desked.by,
        grid=desked.grid,
        ticked=ticked,
        w=words_as_html(desk.language, "answers"),
    )
    return desk_page(html, desk.language, status)


def _form(
    record: RecordReader,
    desk: AtDesk,
    desked: Desked,
    content: Answering,
    status: int = 200,
    *,
    done: str = "",
    faults: Faults | None = None,
    theirs: Answering | None = None,
) -> Response:
    query = "" if desked.draft else f"?{urlencode({'by': desked.by, 'thing': content.things}, doseq=True)}"
    rows = desked.grid.of(content.things)
    html = signed_in_page(
        "answer",
        desk.seen,
        Page(desked.path, done, faults or {}, f"{desked.path}{query}"),
        assembly=desked.at,
        listed=desked.listed,
        by=desked.by,
        rows=rows,
        revised=content.revised(rows),
        draft=desked.draft,
        written=content,
        theirs=theirs,
        seen=record.moment.sequence,
        codes={code: items.codes("response", desk.language)[code] for code in forms.CODES},
        rare=forms.RARE,
        organisations=organisations(record, desk.language, but=desked.by),
        posts=posts_of(record, desked.by, desk.language),
        once=secrets.token_hex(16),
        i=words_as_html(desk.language, "item"),
        a=words_as_html(desk.language, "answer"),
        w=words_as_html(desk.language, "answers"),
    )
    return desk_page(html, desk.language, status)


def _preview(
    record: RecordWriter,
    desk: AtDesk,
    desked: Desked,
    copy: WorkingCopy,
    content: Answering,
    form: Sent,
    faults: Faults,
    news: list[Row],
) -> Response:
    """What residents would read; all that was done to find out is undone."""
    seen, end = record.moment.sequence, ending(record, copy, form)
    found = compared(record, copy, _MOST)
    changed = changes(record, found)
    posts = posts_of(record, desked.by, desk.language)
    record.session.rollback()
    html = signed_in_page(
        "answer_preview",
        desk.seen,
        Page(desked.path, faults=faults),
        changes=_in_order(changed, desked.grid),
        theme_names=desked.grid.themes,
        numbers={row.id: row.number for row in desked.grid.rows},
        in_full=IN_FULL,
        thing=found.thing,
        post=posts.get(content.fields["accountable"]),
        unowned=content.unowned(desked.grid),
        draft=desked.draft,
        written=content,
        news=news,
        seen=seen,
        w=words_as_html(desk.language, "item"),
        words=words_as_html(desk.language, "answers"),
        **end,
    )
    return desk_page(html, desk.language, 422 if faults else 409 if news else 200)


def _in_order(found: Sequence[Change], grid: Grid) -> list[Change]:
    place: Mapping[str, int] = {row.id: number for number, row in enumerate(grid.rows)}
    return sorted(found, key=lambda one: place.get(one.id, len(place)))
