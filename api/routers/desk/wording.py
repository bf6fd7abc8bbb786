"""What a convenor says of the members' text: a correction of a copy, a translation, and what became of a wording."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from api.core.json_text import Json
from api.core.problems import Problem
from api.core.routing import Router
from api.desk import item as items
from api.desk import wording as forms
from api.desk.assemblies import AtAssembly, at_assembly
from api.desk.pages import Page, signed_in_page
from api.desk.previews import changes
from api.desk.today import drafts_of
from api.desk.wording import Wording, of_recommendation, own_words, wording
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page
from api.reading.lists import lines
from api.record.graph import as_kind, standing_as
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.record.things import answers
from api.routers.desk.done import told
from api.routers.desk.written import Faults, Writing, ending, outcome, put_away
from api.schemas.base import Slug
from api.schemas.recommendations import Recommendation
from api.sign_in import sessions
from api.text.markup import words_as_html
from api.text.phrases import phrase
from api.workbench import working_copies, worklist
from api.workbench.preview import Compared, compared
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy
from db.queries.entries import page
from db.queries.filters import Filters

router = Router(prefix=DESK, include_in_schema=False)
MOST = 1_000
_OPEN = ("draft", "translating", "submitted", "scheduled")


@dataclass(frozen=True)
class Item:
    """A recommendation whose wording somebody transcribes, and its working copy."""

    at: AtAssembly
    copy: WorkingCopy
    public: Recommendation  # as it stands

    @property
    def path(self) -> str:
        return f"{DESK}/items/{self.copy.thing}/wording"


def listed(assembly: str) -> str:
    """The address of what the members of an assembly asked for."""
    return f"{DESK}/assemblies/{assembly}/wording"


@router.get("/assemblies/{id}/wording")
def show_wording(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """What the members asked for, item by item, and what became of its wording."""
    record = read_now(session)
    at = at_theirs(record, desk, id)
    kinds = ("recommendation", "lineage")
    copies = [copy for kind in kinds for copy in worklist.of_type(record, desk.principal, kind, id, _OPEN, None, MOST)]
    tie = [("lineage", "assembly"), ("lineage", "in_assembly")]
    graph = record.naming([id], tie)
    found = [graph.nodes[one] for one in sorted(graph.naming([id], tie))]
    record.load_named_around([node.facts for node in found])
    html = signed_in_page(
        "wordings",
        desk.seen,
        Page(listed(id), told(desk.language, done)),
        assembly=at,
        lines=lines_of(record, id),
        lineages=answers(record.graph, found),
        drafts=drafts_of(record, copies),
        w=words_as_html(desk.language, "wording"),
        i=words_as_html(desk.language, "item"),
    )
    return desk_page(html, desk.language)


@router.get("/items/{id}/wording")
def show_item(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """The words of one recommendation: the members' own as they stand, and the form for the others."""
    record = read_now(session)
    item = _item(record, desk, id)
    kept = Sent(sessions.kept_form(session, desk.principal.actor, item.path))
    content = wording(kept, desk.language) if kept.fields else _typed(desk, item)
    return _form(desk, item, content, done=told(desk.language, "kept_form" if kept.fields else done))


@router.post("/items/{id}/wording")
def send_item(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Look at it, go back to it, keep it, or publish it as far as somebody may."""
    record = begin(session)
    item = _item(record, desk, id)
    away = put_away(record, desk, form, item.copy)
    if away is not None:
        return away
    content = wording(form, desk.language)
    writing = Writing(
        path=item.path,
        listed=listed(item.at.id),
        drafts=f"{DESK}/items/{{id}}/wording",
        faults=content.faults(item.public, desk.language),
        stage=lambda writer: forms.staged(writer, desk.principal, content, id, form.number("revision")),
        form=lambda _, status, faults: _form(desk, item, content, status, faults=faults),
        preview=lambda writer, copy, faults: _preview(writer, desk, item, copy, content, form, faults),
        refused=lambda reader, problem: _refused(reader, desk, item, content, problem),
    )
    return outcome(request, record, desk, form, writing)


def at_theirs(record: RecordReader, desk: AtDesk, assembly: str) -> AtAssembly:
    """An assembly whose words somebody transcribes. Raises 403 where they are not theirs to."""
    at = at_assembly(record, desk.principal, assembly)
    if not at.wording:
        raise Problem("not-yours", phrase("refusal.convenor_transcribes", assembly=assembly))
    return at


def lines_of(record: RecordReader, assembly: str) -> list[Json]:
    """The recommendations of an assembly, in its order, as lists have them."""
    asked = Filters("recommendation", {"assembly": [assembly]})
    found = page(record.session, asked, record.moment, sort="order", after=None, limit=MOST)
    return lines(record.session, record.moment, found)


def _item(record: RecordReader, desk: AtDesk, id_: str) -> Item:
    public = standing_as(record, id_, Recommendation)
    if public is None:
        raise Problem("not-found", f"There is no recommendation '{id_}' here.")
    at = at_theirs(record, desk, public.assembly)
    copy = working_copies.find(record, desk.principal, "recommendation", id_)
    return Item(at, copy, public)


def _typed(desk: AtDesk, item: Item) -> Wording:
    facts = as_kind(facts_of(item.copy), Recommendation)
    return of_recommendation(facts, desk.language, is_draft=item.copy.state != "clean")


def _refused(record: RecordReader, desk: AtDesk, item: Item, content: Wording, problem: Problem) -> Response:
    """The form with what was typed, and why it was not taken, beside the field."""
    again = _item(record, desk, item.copy.thing)
    if problem.name == "stale":
        return _form(desk, again, content, 409, theirs=_typed(desk, again))
    return _form(desk, again, content, problem.status, faults=forms.placed(problem, desk.language))


def _form(
    desk: AtDesk,
    item: Item,
    content: Wording,
    status: int = 200,
    *,
    done: str = "",
    faults: Faults | None = None,
    theirs: Wording | None = None,
) -> Response:
    html = signed_in_page(
        "wording",
        desk.seen,
        Page(item.path, done, faults or {}),
        assembly=item.at,
        listed=listed(item.at.id),
        recommendation=item.public,
        own={one: own_words(item.public, one) for one in forms.WORDS},
        draft=item.copy,
        written=content,
        theirs=theirs,
        bases=items.codes("basis", desk.language),
        once=secrets.token_hex(16),
        i=words_as_html(desk.language, "item"),
        w=words_as_html(desk.language, "wording"),
    )
    return desk_page(html, desk.language, status)


def _preview(
    record: RecordWriter, desk: AtDesk, item: Item, copy: WorkingCopy, content: Wording, form: Sent, faults: Faults
) -> Response:
    """What residents would read; all that was done to find out is undone."""
    revision = form.number("revision")
    end, found = ending(record, copy, form), compared(record, copy)
    fields = [(key, value) for key, value in content.fields.items() if value] + [("revision", str(revision))]
    return previewed(record, desk, item.path, found, fields, faults, end)


def previewed(
    record: RecordWriter,
    desk: AtDesk,
    path: str,
    found: Compared,
    fields: list[tuple[str, str]],
    faults: Faults,
    end: Mapping[str, object],
) -> Response:
    """What residents would read of the members' text; what was typed goes on as `fields`."""
    changed = changes(record, found)
    record.session.rollback()
    html = signed_in_page(
        "wording_preview",
        desk.seen,
        Page(path, faults=dict(faults)),
        changes=changed,
        thing=found.thing,
        nature=found.nature,
        fields=fields,
        words=words_as_html(desk.language, "wording"),
        w=words_as_html(desk.language, "item"),
        **end,
    )
    return desk_page(html, desk.language, 422 if faults else 200)
