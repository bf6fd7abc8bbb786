"""What a translator's link opens: the text that was sent and that alone, with a place for it in the other language."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.core.problems import Problem
from api.core.routing import Router
from api.desk.pages import Page, signed_out_page
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, Sent, SentForm, desk_page, see
from api.record.graph import standing_as
from api.record.reader import begin, read_now
from api.record.things import name
from api.schemas.organisations import Organisation
from api.text.languages import first_of_ours
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench import translation
from api.workbench.mail_languages import choose_by_form, chosen, offered
from api.workbench.translation import NotWantedError

router = Router(prefix=f"{DESK}/translate", include_in_schema=False)
_LONGEST = 20_000
Lang = Annotated[str, Query(max_length=20)]


@router.get("/{secret}")
def show_text(session: ReadSession, secret: str, lang: Lang = "", mails: str = "") -> Response:
    """The text, and where to write it in the other language. It only reads: scanners of mail follow links."""
    return _page(session, secret, lang, mails=mails)


@router.post("/{secret}/mails")
def choose_languages(session: WriteSession, secret: str, form: SentForm, lang: Lang = "") -> Response:
    """Say in which languages the translators' mailbox is written to."""
    try:
        asked = translation.wanted(begin(session), secret)
    except NotWantedError as ended:
        return _ended(ended, lang)
    choose_by_form(session, asked.sent.recipient, form.one("mails"))
    return see(f"{DESK}/translate/{secret}?lang={first_of_ours(lang, asked.language)}&mails=chosen")


@router.post("/{secret}")
def take_text(request: Request, session: WriteSession, secret: str, form: SentForm, lang: Lang = "") -> Response:
    """The translation, of all that was sent or of nothing."""
    record = begin(session)
    try:
        asked = translation.wanted(record, secret)
    except NotWantedError as ended:
        return _ended(ended, lang)
    texts = {one.pointer: form.one(one.pointer) for one in asked.texts}
    words = localizer(first_of_ours(lang, asked.language))
    faults = {pointer: words.t("translate.need_text") for pointer, text in texts.items() if not text}
    if faults:
        return _page(session, secret, lang, 422, form=form, faults=faults)
    try:
        address = request.client.host if request.client else ""
        translation.give_back(record, secret, texts, address, request.state.request_id)
    except Problem as problem:
        session.rollback()
        told = {
            one.pointer.rpartition("/")[0]: words.t("answer.refused", detail=one.said(words.language))
            for one in problem.errors
        }
        return _page(
            session, secret, lang, problem.status, form=form, faults=told or {"all": problem.said(words.language)}
        )
    html = signed_out_page(
        "translated",
        first_of_ours(lang, asked.language),
        Page(f"{DESK}/translate/{secret}"),
        {},
        w=_words(lang, asked.language),
    )
    return desk_page(html, first_of_ours(lang, asked.language))


def _page(
    session: Session,
    secret: str,
    lang: str,
    status: int = 200,
    *,
    mails: str = "",
    form: Sent | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    record = read_now(session)
    try:
        asked = translation.wanted(record, secret)
    except NotWantedError as ended:
        return _ended(ended, lang)
    language = first_of_ours(lang, asked.language)
    about = record.node(asked.copy.about) if asked.copy.about else None
    organisation = standing_as(record, asked.copy.organisation, Organisation)
    html = signed_out_page(
        "translate",
        language,
        Page(
            f"{DESK}/translate/{secret}", localizer(language).t("desk.done_mails_chosen") if mails else "", faults or {}
        ),
        {},
        mailbox=chosen(session, asked.sent.recipient),
        offered=offered(),
        m=words_as_html(language, "mails"),
        asked=asked,
        about=name(about) if about else None,
        organisation=organisation.name if organisation else {},
        sent=form or Sent(),
        w=_words(lang, asked.language),
    )
    return desk_page(html, language, status)


def _ended(ended: NotWantedError, lang: str) -> Response:
    language = first_of_ours(lang)
    words = words_as_html(language, "translate")
    html = signed_out_page("translation_ended", language, Page(DESK), {}, why=ended.why, w=words)
    return desk_page(html, language, 404 if ended.why == "unknown" else 410)


def _words(lang: str, wanted: str) -> object:
    return words_as_html(first_of_ours(lang, wanted), "translate")
