"""What a panel, or another body that judges, makes of it: a list of what may be judged, and one form for a verdict."""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from api.core.json_text import Json
from api.core.problems import Problem
from api.core.routing import Router
from api.desk import item as items
from api.desk import judging as forms
from api.desk.assemblies import AtAssembly, at_assembly
from api.desk.judging import Judgement, ToJudge, judgement, of_verdict, placed, staged, to_judge
from api.desk.pages import Page, signed_in_page
from api.desk.previews import changes
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page
from api.reading.details import detail
from api.record.graph import as_kind, standing_as
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.routers.desk.done import told
from api.routers.desk.written import Faults, Writing, ending, outcome, put_away
from api.schemas.base import Slug
from api.schemas.organisations import Organisation
from api.schemas.verdicts import Verdict
from api.sign_in import sessions
from api.status.assessors import BY_ITSELF, BY_KIND
from api.text.markup import words_as_html
from api.text.phrases import phrase
from api.workbench import working_copies
from api.workbench.preview import compared
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy

router = Router(prefix=DESK, include_in_schema=False)


class Judging(BaseModel):
    """As whom it is judged, what, and what was done just now."""

    by: str = ""
    about: str = ""
    done: str = ""


@dataclass(frozen=True)
class Desked:
    """What a form is about: an assembly, as a body judges it, and the draft where one was opened."""

    at: AtAssembly
    by: str
    says_itself: bool  # what it is to what it judges: its kind does not
    found: ToJudge
    draft: WorkingCopy | None = None

    @property
    def path(self) -> str:
        return f"{DESK}/verdicts/{self.draft.thing}" if self.draft else f"{self.listed.partition('?')[0]}/new"

    @property
    def listed(self) -> str:
        """The address of the list."""
        return f"{DESK}/assemblies/{self.at.id}/verdicts?by={self.by}"


@router.get("/assemblies/{id}/verdicts")
def show_verdicts(session: ReadSession, desk: Desk, id: Slug, asked: Annotated[Judging, Query()]) -> Response:
    """Everything of an assembly that somebody may judge, with what they judged of it before."""
    desked = _desked(read_now(session), desk, id, asked.by)
    html = signed_in_page(
        "verdicts",
        desk.seen,
        Page(desked.listed.partition("?")[0], told(desk.language, asked.done), {}, desked.listed),
        assembly=desked.at,
        by=desked.by,
        found=desked.found,
        w=words_as_html(desk.language, "verdicts"),
        a=words_as_html(desk.language, "answers"),
    )
    return desk_page(html, desk.language)


@router.get("/assemblies/{id}/verdicts/new")
def begin_verdict(session: ReadSession, desk: Desk, id: Slug, asked: Annotated[Judging, Query()]) -> Response:
    """The form of a verdict on one recommendation, on a theme, or on the whole."""
    record = read_now(session)
    kept = Sent(sessions.kept_form(session, desk.principal.actor, f"{DESK}/assemblies/{id}/verdicts/new"))
    desked = _desked(record, desk, id, kept.one("by") or asked.by)
    if kept.fields:
        content = judgement(kept, desk.language)
        return _form(record, desk, desked, content, done=told(desk.language, "kept_form"))
    return _form(record, desk, desked, forms.begun(asked.about, desked.by, desk.language, desked.found.last))


@router.post("/assemblies/{id}/verdicts/new")
def send_verdict(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Look at it as residents would, go back to it, keep it, or publish it as far as somebody may."""
    record = begin(session)
    return _taken(request, record, desk, _desked(record, desk, id, form.one("by")), form)


@router.get("/verdicts/{id}")
def show_draft(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """A draft of a verdict, to go on with; or where it waits."""
    record = read_now(session)
    copy, desked = _drafted(record, desk, id)
    kept = Sent(sessions.kept_form(session, desk.principal.actor, desked.path))
    content = judgement(kept, desk.language) if kept.fields else _of_draft(desk, copy)
    return _form(record, desk, desked, content, done=told(desk.language, "kept_form" if kept.fields else done))


@router.post("/verdicts/{id}")
def send_draft(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """The same with a draft; or throw it away, or take it back from whoever was to release it."""
    record = begin(session)
    copy, desked = _drafted(record, desk, id)
    return put_away(record, desk, form, copy) or _taken(request, record, desk, desked, form)


def _desked(record: RecordReader, desk: AtDesk, assembly: str, by: str, draft: WorkingCopy | None = None) -> Desked:
    """An assembly as one body judges it: the one that is asked for, else the first of theirs."""
    at = at_assembly(record, desk.principal, assembly)
    if not at.judging or (by and by not in at.judging):
        raise Problem("not-yours", phrase("refusal.panels_verdicts", by=by or at.id))
    body = by or next(iter(at.judging))
    organisation = standing_as(record, body, Organisation)
    says_itself = organisation is None or organisation.kind not in BY_KIND
    return Desked(at, body, says_itself, to_judge(record, desk.principal, assembly, body), draft)


def _drafted(record: RecordReader, desk: AtDesk, id_: str) -> tuple[WorkingCopy, Desked]:
    copy = working_copies.find(record, desk.principal, "verdict", id_)
    facts = as_kind(facts_of(copy), Verdict)
    return copy, _desked(record, desk, facts.assembly, facts.by, copy)


def _of_draft(desk: AtDesk, copy: WorkingCopy) -> Judgement:
    return of_verdict(as_kind(facts_of(copy), Verdict), desk.language)


def _taken(request: Request, record: RecordWriter, desk: AtDesk, desked: Desked, form: Sent) -> Response:
    """What became of a form."""
    content = judgement(form, desk.language)
    writing = Writing(
        path=desked.path,
        listed=desked.listed,
        drafts=f"{DESK}/verdicts/{{id}}",
        faults=content.faults(desk.language, says_itself=desked.says_itself),
        stage=lambda writer: staged(
            writer,
            desk.principal,
            content,
            desked.at.id,
            desked.draft.thing if desked.draft else "",
            form.number("revision"),
        ),
        form=lambda reader, status, faults: _form(reader, desk, desked, content, status, faults=faults),
        preview=lambda writer, copy, faults: _preview(writer, desk, desked, copy, content, form, faults),
        refused=lambda reader, problem: _refused(reader, desk, desked, content, problem),
    )
    return outcome(request, record, desk, form, writing)


def _refused(record: RecordReader, desk: AtDesk, desked: Desked, content: Judgement, problem: Problem) -> Response:
    """The form with what was typed, and why it was not taken, beside the field."""
    if problem.name == "stale" and desked.draft is not None:
        copy, again = _drafted(record, desk, desked.draft.thing)
        return _form(record, desk, again, content, 409, theirs=_of_draft(desk, copy))
    faults = placed(problem, desk.language)
    return _form(record, desk, desked, content, problem.status, faults=faults)


def _form(
    record: RecordReader,
    desk: AtDesk,
    desked: Desked,
    content: Judgement,
    status: int = 200,
    *,
    done: str = "",
    faults: Faults | None = None,
    theirs: Judgement | None = None,
) -> Response:
    about = content.fields["about"]
    html = signed_in_page(
        "verdict",
        desk.seen,
        Page(desked.path, done, faults or {}, "" if desked.draft else f"{desked.path}?by={desked.by}&about={about}"),
        assembly=desked.at,
        listed=desked.listed,
        by=desked.by,
        shown=_judged(record, about),
        theme=about.removeprefix(forms.THEME) if about.startswith(forms.THEME) else "",
        draft=desked.draft,
        written=content,
        theirs=theirs,
        of=items.codes("verdict_of", desk.language),
        verdicts=items.codes("verdict", desk.language),
        counted=forms.COUNTED,
        ballot=forms.ballot(desk.language),
        assessors=BY_ITSELF if desked.says_itself else (),
        kinds=items.codes("assessor", desk.language),
        once=secrets.token_hex(16),
        i=words_as_html(desk.language, "item"),
        a=words_as_html(desk.language, "answers"),
        w=words_as_html(desk.language, "verdicts"),
    )
    return desk_page(html, desk.language, status)


def _judged(record: RecordReader, about: str) -> Json | None:
    """What is judged, as its own address answers it; None of a theme, or of the whole."""
    node = record.around([about]).nodes.get(about) if about else None
    return detail(record.session, record.graph, node) if node and node.type == "recommendation" else None


def _preview(
    record: RecordWriter,
    desk: AtDesk,
    desked: Desked,
    copy: WorkingCopy,
    content: Judgement,
    form: Sent,
    faults: Faults,
) -> Response:
    """What residents would read; all that was done to find out is undone."""
    end = ending(record, copy, form)
    found = compared(record, copy)
    changed = changes(record, found)
    record.session.rollback()
    html = signed_in_page(
        "verdict_preview",
        desk.seen,
        Page(desked.path, faults=dict(faults)),
        changes=[one for one in changed if one.id == content.fields["about"] or one.is_other],
        thing=found.thing,
        draft=desked.draft,
        written=content,
        w=words_as_html(desk.language, "item"),
        **end,
    )
    return desk_page(html, desk.language, 422 if faults else 200)
