"""Removing words from what is public: which, and on what ground; what would be left; and then for good."""

import json

from fastapi.responses import Response

from api.core.codelists import codes_of
from api.core.faults import Fault
from api.core.problems import Problem
from api.core.routing import Router
from api.desk.filled import Faults, faults_of, field_of
from api.desk.pages import Page, signed_in_page
from api.desk.things import choices_of
from api.desk.typed import taken
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.privacy.words_removed import judged, may_begin, passages_with, remove_words
from api.record.reader import RecordReader, begin, read_now
from api.record.things import name
from api.routers.desk.done import told
from api.schemas.base import Slug
from api.schemas.workbench import WordsRemovalCreate
from api.sign_in import sessions
from api.text.languages import said
from api.text.markup import words_as_html

router = Router(prefix=f"{DESK}/removals", include_in_schema=False)


@router.get("")
def find_thing(desk: Desk, thing: str = "") -> Response:
    """On to the form of the thing whose id somebody gave."""
    desk.principal.may()
    return see(f"{DESK}/removals/{thing.strip()}" if thing.strip() else f"{DESK}/admin")


@router.get("/{id}")
def show_removal(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """Which words are to go."""
    kept = Sent(sessions.kept_form(session, desk.principal.actor, f"{DESK}/removals/{id}"))
    return _page(read_now(session), desk, id, kept, done=told(desk.language, "kept_form" if kept.fields else done))


@router.post("/{id}")
def send_removal(session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Look at what would be left, or remove the words for good."""
    record = begin(session)
    may_begin(record, desk.principal, id)
    try:
        asked = _asked(record, id, form)
        if form.one("do") == "remove":
            remove_words(record, desk.principal, asked)
            sessions.drop_form(session, desk.principal.actor, f"{DESK}/removals/{id}")  # which has the words
            return see(f"{DESK}/removals/{id}?done=words_removed")
        left = {row.sequence: json.loads(rest) for row, _, rest in judged(record, desk.principal, asked).taken}
    except Problem as problem:
        session.rollback()
        if problem.name not in {"conflict", "invalid-body"}:
            raise
        faults = faults_of(problem, desk.language, _place)
        return _page(read_now(session), desk, id, form, problem.status, faults=faults)
    texts = {one.field: facts[one.field] for facts in left.values() for one in asked.passages if one.field in facts}
    return _page(record, desk, id, form, texts=texts, many=len(left))


def _asked(record: RecordReader, id_: str, form: Sent) -> WordsRemovalCreate:
    """What the form asks: each line of it wherever in the thing it stands."""
    lines = [line.strip() for text in form.fields.get("words", ()) for line in text.splitlines() if line.strip()]
    passages = [one.model_dump(exclude_none=True) for one in passages_with(record.session, id_, lines)]
    body = {"thing": id_, "passages": passages, "ground": form.one("ground")}
    return taken(WordsRemovalCreate, body | ({"by": form.one("by")} if form.one("by") else {}))


def _place(fault: Fault) -> str:
    field = field_of(fault)
    return "words" if field == "passages" else field if field in {"ground", "by"} else ""


def _page(
    record: RecordReader,
    desk: AtDesk,
    id_: str,
    form: Sent,
    status: int = 200,
    *,
    done: str = "",
    faults: Faults | None = None,
    texts: dict[str, object] | None = None,
    many: int = 0,
) -> Response:
    may_begin(record, desk.principal, id_)
    node = record.node(id_)
    html = signed_in_page(
        "removal",
        desk.seen,
        Page(f"{DESK}/removals/{id_}", done, faults or {}),
        thing=id_,
        type=record.types([id_])[id_],
        name=name(node) if node else None,
        words=next(iter(form.fields.get("words", ())), ""),
        ground=form.one("ground"),
        by=form.one("by"),
        organisations=choices_of(record, ("organisation",), {}, desk.language) if desk.principal.is_admin else None,
        texts=texts,
        many=many,
        grounds={code: said(text.label, desk.language) for code, text in codes_of("erasure_ground").items()},
        r=words_as_html(desk.language, "removal"),
    )
    return desk_page(html, desk.language, status)
