"""A record that comes in from a spreadsheet: the book to fill in, what is wrong with it, what would be public."""

import secrets
from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.books.judging import compiled_here
from api.books.template import template
from api.core.problems import Problem
from api.core.routing import Router
from api.desk import book as books
from api.desk.book import Looked, Mapped, NotCarried
from api.desk.pages import Page, signed_in_page
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, ONCE, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.readers.tables import XLSX
from api.routers.desk.done import told
from api.schemas.base import Slug
from api.settings import settings
from api.sign_in import sessions
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.text.phrases import said_in
from api.workbench import audit, idempotency
from api.workbench.documents import parse
from api.workbench.loading import load_document
from db.models.record import RecordHead
from db.session import begin_write
from db.vocabulary import Role

PATH = f"{DESK}/book"
router = Router(prefix=PATH, include_in_schema=False)
_MOST_TOLD = 100
_MOST_MAPPED = 200


@router.get("")
def show_start(
    session: ReadSession, desk: Desk, done: str = "", of: Annotated[Slug | None, Query()] = None
) -> Response:
    """The book to download, and the form to send it; after one was published, where it can be read."""
    desk.principal.may(Role.record_keeper)
    kept = Sent(sessions.kept_form(session, desk.principal.actor, PATH))
    said = told(desk.language, "kept_form" if kept.one("carried") else done)
    return _start(session, desk, kept, done=said, of=of or "")


@router.get("/template.xlsx")
def download_template(desk: Desk) -> Response:
    """The book to fill in, in the language of the desk."""
    desk.principal.may(Role.record_keeper)
    return _workbook(template(desk.language), "template.xlsx")


@router.get("/{assembly}.xlsx")
def download_book(session: ReadSession, desk: Desk, assembly: Slug) -> Response:
    """The record of an assembly as a book, to change and send back."""
    desk.principal.may(Role.record_keeper)
    content = books.book_of(session, assembly, desk.language)
    if content is None:
        raise Problem("not-found", f"No assembly '{assembly}' is published here.")
    return _workbook(content, f"{assembly}.xlsx")


@router.post("")
def send_book(session: WriteSession, desk: Desk, form: SentForm) -> Response:
    """What is wrong with a book, or what would be public; and publish exactly what was looked at."""
    desk.principal.may(Role.record_keeper)
    files, fault = _files(form, desk.language)
    if not files or fault:
        words = localizer(desk.language)
        return _start(session, desk, form, faults={"book": fault or words.t("bring.need_file")})
    mapped = _mapped(form)
    done = compiled_here(session, files, mapping=books.mapping_of(mapped))
    head = begin_write(session)
    asked = idempotency.request_hash(PATH, form.own)
    before = idempotency.made_before(session, desk.principal.actor, form.one(ONCE) or None, asked)
    if before is not None:
        return see(f"{PATH}?done=brought&of={before}")
    looked = books.look(session, head, done, desk.principal)
    if form.one("do") == "publish" and looked.changes and looked.digest == form.one("looked"):
        _publish(session, head, desk, looked)
        idempotency.remember(session, desk.principal.actor, form.one(ONCE) or None, asked, done.assembly)
        return see(f"{PATH}?done=brought&of={done.assembly}")
    session.rollback()
    return _looked(desk, form, files, mapped, looked)


def _publish(session: Session, head: RecordHead, desk: AtDesk, looked: Looked) -> None:
    """Load what was looked at, as any other document. The caller holds the lock under which it was judged."""
    assert looked.done.document is not None  # noqa: S101 - else something is wrong with it
    loaded = load_document(session, head, parse(looked.done.document), desk.principal)
    audit.note(session, desk.principal, "load", "assembly", loaded.assembly, reason=loaded.sentence)
    sessions.drop_form(session, desk.principal.actor, PATH)


def _files(form: Sent, language: str) -> tuple[dict[str, bytes], str]:
    """The files that were sent, else those that the page carried; and what is wrong with them as files."""
    words, most = localizer(language), settings().max_sheet
    sent = [(name.replace("\\", "/").rpartition("/")[2], content) for name, content in form.files.get("book", ())]
    files = dict(sent)
    if len(files) < len(sent):
        names = [name for name, _ in sent]
        return files, words.t("bring.same_name", name=next(name for name in names if names.count(name) > 1))
    if sum(map(len, files.values())) > most:
        return files, words.t("bring.too_large", mb=f"{most / 1_000_000:g}")
    try:
        return files or books.brought(form.one("carried")), ""
    except NotCarried:
        return {}, words.t("bring.not_carried")


def _mapped(form: Sent) -> list[Mapped]:
    """Which headings somebody mapped to which columns."""
    found = []
    for number in range(_MOST_MAPPED):
        own = [form.one(f"{field}-{number}") for field in ("layout", "sheet", "heading", "ours")]
        found += [Mapped(*own)] if own[3] else []
    return found


def _start(
    session: Session,
    desk: AtDesk,
    form: Sent,
    *,
    done: str = "",
    of: str = "",
    faults: dict[str, str] | None = None,
) -> Response:
    """The page to begin at, with the book that was kept while somebody signed in again."""
    try:
        names: Sequence[str] = list(books.brought(form.one("carried")))
    except NotCarried:
        names = ()
    here = dict(books.assemblies(session))
    html = signed_in_page(
        "book_start",
        desk.seen,
        Page(PATH, done, faults or {}),
        **_shared(desk, form.one("carried") if names else "", names, _mapped(form)),
        assemblies=here,
        published=of if of in here and done else "",
    )
    return desk_page(html, desk.language, 422 if faults else 200)


def _looked(desk: AtDesk, form: Sent, files: dict[str, bytes], mapped: Sequence[Mapped], looked: Looked) -> Response:
    """What is wrong with a book, or what would be public, with the book carried on."""
    words = localizer(desk.language)
    wrong = looked.faults
    of_file = next((one for one in wrong if one.cell.sheet in files and not one.cell.row), None)
    faults = {"wrong": words.plural("bring.wrong", len(wrong))} if wrong else {}
    faults |= {"book": f"{of_file.cell.sheet}: {said_in(of_file.detail, desk.language).text}"} if of_file else {}
    other = not wrong and form.one("do") == "publish" and looked.changes
    html = signed_in_page(
        "book",
        desk.seen,
        Page(PATH, faults=faults),
        **_shared(desk, books.carried(files), list(files), books.to_map(looked.done, mapped)[:_MOST_MAPPED]),
        looked=looked,
        wrong=looked.by_sheet(_MOST_TOLD),
        more=len(wrong) - _MOST_TOLD,
        columns=books.columns_of(desk.language),
        changed_meanwhile=other,
        w=words_as_html(desk.language, "item"),
    )
    return desk_page(html, desk.language, 422 if wrong else 409 if other else 200)


def _shared(desk: AtDesk, carried: str, names: Sequence[str], mapped: Sequence[Mapped]) -> dict[str, object]:
    return {
        "carried": carried,
        "names": names,
        "mapped": mapped,
        "most": f"{settings().max_sheet / 1_000_000:g}",
        "once": secrets.token_hex(16),
        "b": words_as_html(desk.language, "bring"),
    }


def _workbook(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=XLSX, headers=headers)
