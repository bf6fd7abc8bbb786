"""What a facilitator's link opens: sheets to print, what came back to enter, and to publish it. And what the code on a
sheet opens for whoever holds it: the same questions to answer by oneself. Neither needs an account.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from api.core import urls
from api.core.codelists import codes_of
from api.core.problems import Problem
from api.core.routing import Router
from api.desk.pages import Page, signed_out_page
from api.http.clients import client_host, network
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, Sent, SentForm, desk_page, see
from api.record.reader import RecordReader, begin, read_now
from api.record.things import name
from api.routers.desk.by_link import ended_page, names_in
from api.schemas.declarations import Declaration
from api.status.gathered import CAPACITIES, SENTENCES, STAGES
from api.text.catalogue import spoken
from api.text.languages import first_of_ours, said
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench import gathering
from api.workbench.by_link import NotWantedError
from api.workbench.gathering import Entered, OneSheet, Opened
from db.vocabulary import PENS

router = Router(prefix=f"{DESK}/sheets", include_in_schema=False)
of_people = Router(prefix=f"{DESK}/sheet", include_in_schema=False)
Lang = Annotated[str, Query(max_length=20)]
OWN = f"{DESK}/sheet"
_SIDES = 2  # languages that have room on one page


@router.get("/{secret}")
def show_gathering(session: ReadSession, secret: str, lang: Lang = "", entered: int = 0) -> Response:
    """How many sheets came back, with forms to enter one and to publish. It only reads: scanners follow links."""
    return _gathering(read_now(session), secret, lang, entered=entered)


@router.get("/{secret}/print")
def print_sheets(session: ReadSession, secret: str, lang: Lang = "") -> Response:
    """The sheets of this link, one on each page, in two languages."""
    record = read_now(session)
    try:
        found = gathering.opened(record, secret)
    except NotWantedError as ended:
        return ended_page(ended, lang)
    language = _language(lang, found)
    own = found.facilitator.language
    tags = sorted(spoken("own_sheet", "partner"), key=lambda tag: tag != own)[:_SIDES]
    about = record.node(found.declaration.about)
    html = signed_out_page(
        "sheets_printed",
        language,
        Page(f"{DESK}/sheets/{secret}/print"),
        {},
        sheets=gathering.printed(found.link, secret),
        address=urls.public(OWN),
        sides=[(tag, words_as_html(tag, "own_sheet"), words_as_html(tag, "partner")) for tag in tags],
        own=words_as_html(language, "own_sheet"),
        codes_of=codes_of,
        in_language=said,
        titles={one.text: one.language for tag in tags if about and (one := said(name(about), tag))},
        **_about(record, found),
    )
    return desk_page(html, language)


@router.post("/{secret}")
def take_sheet(request: Request, session: WriteSession, secret: str, form: SentForm, lang: Lang = "") -> Response:
    """Enter a sheet that came back, or publish all that did."""
    record = begin(session)
    by = (request.client.host if request.client else "", request.state.request_id)
    try:
        language = _language(lang, gathering.opened(record, secret))
        if form.one("do") == "publish":
            gathering.publish(record, secret, form.one("text"), language, *by)
            return _done(record, secret, language)
        gathering.enter(record, secret, form.number("number"), _entered(form))
    except NotWantedError as ended:
        return ended_page(ended, lang)
    except Problem as problem:
        session.rollback()
        return _gathering(read_now(session), secret, lang, problem.status, form=form, faults=_faults(problem, language))
    return see(f"{DESK}/sheets/{secret}?lang={language}&entered={form.number('number')}")


@of_people.get("")
def ask_for_code(lang: Lang = "") -> Response:
    """Where somebody types the code that is on their sheet."""
    return _own(first_of_ours(lang))


@of_people.post("")
def take_own(request: Request, session: WriteSession, form: SentForm, lang: Lang = "") -> Response:
    """Show what the sheet with a code asks, or keep what is answered. Codes cannot be tried one after the other."""
    request.app.state.limits.codes.spend(network(client_host(request.scope)))
    language, code = first_of_ours(lang), form.one("code")
    record = begin(session)
    try:
        found = gathering.sheet_of(record, code)
        if form.one("do") != "answer":
            return _own(language, record, found, Sent({"code": [code]}))
        gathering.answer(record, code, _entered(form))
    except NotWantedError as ended:
        told = {"code": localizer(language).t(f"own_sheet.no_code_{ended.why}")}
        return _own(language, sent=form, status=422, faults=told)
    except Problem as problem:
        session.rollback()
        reader = read_now(session)
        found = gathering.sheet_of(reader, code)
        return _own(language, reader, found, form, problem.status, _faults(problem, language))
    words = words_as_html(language, "own_sheet")
    page = signed_out_page("sheet_done", language, Page(OWN), {}, s=words, facilitator=found.facilitator)
    return desk_page(page, language)


def _entered(form: Sent) -> Entered:
    asked = {one: code for one in (*STAGES, *SENTENCES) if (code := form.one(one))}
    return Entered(form.one("answers_as"), asked, form.one("replaces") == "yes")


def _faults(problem: Problem, language: str) -> dict[str, str]:
    """What is wrong, beside its field; and `all` where it is with none."""
    found = {one.pointer.split("/")[1] or "all": one.said(language) for one in problem.errors}
    return found or {"all": localizer(language).t("answer.refused", detail=problem.said(language))}


def _language(lang: str, found: Opened) -> str:
    return first_of_ours(lang, found.facilitator.language)


def _about(record: RecordReader, found: Opened | OneSheet) -> dict[str, object]:
    """What a sheet is about, and what it asks."""
    declaration: Declaration = found.declaration
    return {
        "declaration": declaration,
        "facilitator": found.facilitator,
        **names_in(record, declaration),
        "stages": tuple(STAGES),
        "pens": PENS,
        "sentences": SENTENCES,
        "capacities": CAPACITIES,
    }


def _gathering(
    record: RecordReader,
    secret: str,
    lang: str,
    status: int = 200,
    *,
    entered: int = 0,
    form: Sent | None = None,
    faults: Mapping[str, str] | None = None,
) -> Response:
    try:
        found = gathering.opened(record, secret)
    except NotWantedError as ended:
        return ended_page(ended, lang)
    language = _language(lang, found)
    kept = any(one.number == entered for one in found.back)
    done = localizer(language).t("gathering.done_entered", number=entered) if kept else ""
    html = signed_out_page(
        "gathering",
        language,
        Page(f"{DESK}/sheets/{secret}", done, faults or {}),
        {},
        found=found,
        numbers=localizer(language).list([str(one.number) for one in found.back]),
        address=urls.public(OWN),
        sent=form or Sent({"text": [_sentence(record, found, language)]}),
        g=words_as_html(language, "gathering"),
        s=words_as_html(language, "own_sheet"),
        w=words_as_html(language, "partner"),
        **_about(record, found),
    )
    return desk_page(html, language, status)


def _sentence(record: RecordReader, found: Opened, language: str) -> str:
    """What the facilitator wrote beside what is public."""
    before = record(found.published.testimony) if found.published else None
    text = getattr(before, "text", None)
    return said(text, language).text if text else ""


def _done(record: RecordReader, secret: str, language: str) -> Response:
    found = gathering.opened(record, secret)
    words, public = words_as_html(language, "gathering"), urls.page("declaration", found.declaration.id)
    page = Page(f"{DESK}/sheets/{secret}")
    see_it = words_as_html(language, "partner")
    return desk_page(signed_out_page("gathering_done", language, page, {}, g=words, w=see_it, public=public), language)


def _own(
    language: str,
    record: RecordReader | None = None,
    found: OneSheet | None = None,
    sent: Sent | None = None,
    status: int = 200,
    faults: Mapping[str, str] | None = None,
) -> Response:
    """The page that asks for a code; the questions, once it is known."""
    html = signed_out_page(
        "own_sheet",
        language,
        Page(OWN, "", faults or {}),
        {},
        found=found,
        sent=sent or Sent(),
        s=words_as_html(language, "own_sheet"),
        w=words_as_html(language, "partner"),
        **(_about(record, found) if record and found else {}),
    )
    return desk_page(html, language, status)
