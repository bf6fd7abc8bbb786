"""What became of the wording of recommendations: a form that says which were split, joined, reworded or replaced."""

import secrets
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from api.core.problems import Problem
from api.core.routing import Router
from api.desk import item as items
from api.desk import lineage as traces
from api.desk.assemblies import AtAssembly
from api.desk.lineage import Traced, of_lineage, traced
from api.desk.offices import projects
from api.desk.pages import Page, signed_in_page
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page
from api.record.graph import as_kind
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.routers.desk.done import told
from api.routers.desk.wording import at_theirs, lines_of, listed, previewed
from api.routers.desk.written import Faults, Writing, ending, outcome, put_away
from api.schemas.base import Slug
from api.schemas.lineages import Lineage
from api.sign_in import sessions
from api.text.markup import words_as_html
from api.workbench import working_copies
from api.workbench.preview import compared
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy

router = Router(prefix=DESK, include_in_schema=False)


@dataclass(frozen=True)
class Line:
    """An assembly whose lineages somebody keeps, and the draft of one where it was opened."""

    at: AtAssembly
    draft: WorkingCopy | None = None

    @property
    def path(self) -> str:
        return f"{DESK}/lineages/{self.draft.thing}" if self.draft else f"{DESK}/assemblies/{self.at.id}/lineages/new"


@router.get("/assemblies/{id}/lineages/new")
def begin_lineage(session: ReadSession, desk: Desk, id: Slug) -> Response:
    """The form that says what became of a wording."""
    record = read_now(session)
    line = Line(at_theirs(record, desk, id))
    kept = Sent(sessions.kept_form(session, desk.principal.actor, line.path))
    done = told(desk.language, "kept_form" if kept.fields else "")
    return _form(record, desk, line, traced(kept, desk.language), done=done)


@router.post("/assemblies/{id}/lineages/new")
def send_lineage(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Look at it, go back to it, keep it, or publish it as far as somebody may."""
    record = begin(session)
    return _taken(request, record, desk, Line(at_theirs(record, desk, id)), form)


@router.get("/lineages/{id}")
def show_lineage(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """A draft of what became of a wording, to go on with; or where it waits."""
    record = read_now(session)
    line = _drafted(record, desk, id)
    kept = Sent(sessions.kept_form(session, desk.principal.actor, line.path))
    content = traced(kept, desk.language) if kept.fields else _of_draft(record, desk, line)
    return _form(record, desk, line, content, done=told(desk.language, "kept_form" if kept.fields else done))


@router.post("/lineages/{id}")
def send_lineage_draft(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """The same with a draft; or throw it away, or take it back from whoever was to release it."""
    record = begin(session)
    copy = working_copies.find(record, desk.principal, "lineage", id)
    return put_away(record, desk, form, copy) or _taken(request, record, desk, _drafted(record, desk, id), form)


def _drafted(record: RecordReader, desk: AtDesk, id_: str) -> Line:
    copy = working_copies.find(record, desk.principal, "lineage", id_)
    assembly = as_kind(facts_of(copy), Lineage).assembly
    return Line(at_theirs(record, desk, assembly), copy)


def _of_draft(record: RecordReader, desk: AtDesk, line: Line) -> Traced:
    assert line.draft is not None  # noqa: S101 - it was opened
    ids = [str(one["id"]) for one in lines_of(record, line.at.id)]
    return of_lineage(as_kind(facts_of(line.draft), Lineage), desk.language, ids)


def _taken(request: Request, record: RecordWriter, desk: AtDesk, line: Line, form: Sent) -> Response:
    """What became of the form of a lineage."""
    content = traced(form, desk.language)
    draft = line.draft.thing if line.draft else ""
    writing = Writing(
        path=line.path,
        listed=listed(line.at.id),
        drafts=f"{DESK}/lineages/{{id}}",
        faults=content.faults(desk.language),
        stage=lambda writer: traces.staged(writer, desk.principal, content, line.at.id, draft, form.number("revision")),
        form=lambda reader, status, faults: _form(reader, desk, line, content, status, faults=faults),
        preview=lambda writer, copy, faults: _preview(writer, desk, line, copy, content, form, faults),
        refused=lambda reader, problem: _refused(reader, desk, line, content, problem),
    )
    return outcome(request, record, desk, form, writing)


def _refused(record: RecordReader, desk: AtDesk, line: Line, content: Traced, problem: Problem) -> Response:
    if problem.name == "stale" and line.draft is not None:
        again = _drafted(record, desk, line.draft.thing)
        return _form(record, desk, again, content, 409, theirs=_of_draft(record, desk, again))
    faults = traces.placed(problem, desk.language)
    return _form(record, desk, line, content, problem.status, faults=faults)


def _form(
    record: RecordReader,
    desk: AtDesk,
    line: Line,
    content: Traced,
    status: int = 200,
    *,
    done: str = "",
    faults: Faults | None = None,
    theirs: Traced | None = None,
) -> Response:
    html = signed_in_page(
        "lineage",
        desk.seen,
        Page(line.path, done, faults or {}),
        assembly=line.at,
        listed=listed(line.at.id),
        lines=lines_of(record, line.at.id),
        projects=projects(record, desk.language),
        codes={field: items.codes(of, desk.language) for field, of in traces.CODED.items()},
        draft=line.draft,
        written=content,
        theirs=theirs,
        once=secrets.token_hex(16),
        i=words_as_html(desk.language, "item"),
        w=words_as_html(desk.language, "wording"),
    )
    return desk_page(html, desk.language, status)


def _preview(
    record: RecordWriter, desk: AtDesk, line: Line, copy: WorkingCopy, content: Traced, form: Sent, faults: Faults
) -> Response:
    end, found = ending(record, copy, form), compared(record, copy)
    fields = [(key, value) for key, value in content.fields.items() if value]
    fields += [("came_from", id_) for id_ in content.came_from] + [("became", id_) for id_ in content.became]
    fields += [("revision", form.one("revision"))] if line.draft else []
    return previewed(record, desk, line.path, found, fields, faults, end)
