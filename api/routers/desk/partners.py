"""What a partner's link opens: five stages and two sentences to answer for itself, and a way to decline."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from api.core import urls
from api.core.codelists import codes_of
from api.core.problems import Problem
from api.core.routing import Router
from api.desk import pens
from api.desk.filled import Faults, faults_of
from api.desk.pages import Page, signed_out_page
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, Sent, SentForm, desk_page
from api.record.reader import RecordReader, begin, read_now
from api.routers.desk.by_link import ended_page, names_in
from api.text.languages import first_of_ours, said
from api.text.markup import words_as_html
from api.workbench import partner_links
from api.workbench.by_link import NotWantedError
from api.workbench.partner_links import Wanted
from db.vocabulary import CODELISTS, QUESTIONS

router = Router(prefix=f"{DESK}/pens", include_in_schema=False)
Lang = Annotated[str, Query(max_length=20)]


@router.get("/{secret}")
def show_questions(session: ReadSession, secret: str, lang: Lang = "") -> Response:
    """What is asked, with what was answered before. It only reads: scanners of mail follow links."""
    record = read_now(session)
    try:
        asked = partner_links.wanted(record, secret)
    except NotWantedError as ended:
        return ended_page(ended, lang)
    return _page(
        record,
        secret,
        asked,
        first_of_ours(lang, asked.partner.language),
        _typed(record, asked, first_of_ours(lang, asked.partner.language)),
    )


@router.post("/{secret}")
def take_answers(request: Request, session: WriteSession, secret: str, form: SentForm, lang: Lang = "") -> Response:
    """Publish what a partner answers, take that back, or keep that it would rather not answer."""
    record = begin(session)
    try:
        asked = partner_links.wanted(record, secret)
    except NotWantedError as ended:
        return ended_page(ended, lang)
    language, do = first_of_ours(lang, asked.partner.language), form.one("do")
    by = (request.client.host if request.client else "", request.state.request_id)
    faults = Faults(language)
    facts = pens.facts_of(form, language, faults)
    if not facts and not faults:
        faults.say("all", "partner.need_answer")
    if do == "publish" and faults:
        return _page(read_now(session), secret, asked, language, form, 422, faults)
    try:
        if do == "decline":
            partner_links.decline(record, secret)
        elif do == "take_back":
            partner_links.take_back(record, secret, *by)
        else:
            partner_links.answer(record, secret, facts, *by)
    except Problem as problem:
        session.rollback()
        reader = read_now(session)
        told = faults_of(problem, language, lambda fault: pens.place_of(fault, facts))
        return _page(reader, secret, partner_links.wanted(reader, secret), language, form, problem.status, told)
    became = {"decline": "declined", "take_back": "taken_back"}.get(do, "published")
    page = Page(f"{DESK}/pens/{secret}")
    words, public = words_as_html(language, "partner"), urls.page("declaration", asked.declaration.id)
    return desk_page(
        signed_out_page("partner_done", language, page, {}, w=words, became=became, public=public), language
    )


def _typed(record: RecordReader, asked: Wanted, language: str) -> Sent:
    """What stands of what was answered before, as it would be typed."""
    before = partner_links.answered(record, asked)
    return Sent(pens.typed_of(before, language)) if before is not None else Sent()


def _page(
    record: RecordReader,
    secret: str,
    asked: Wanted,
    language: str,
    sent: Sent,
    status: int = 200,
    faults: dict[str, str] | None = None,
) -> Response:
    html = signed_out_page(
        "partner",
        language,
        Page(f"{DESK}/pens/{secret}", "", faults or {}),
        {},
        asked=asked,
        **names_in(record, asked.declaration),
        stages=pens.STAGES,
        pens=CODELISTS["pen"],
        sentences={one: QUESTIONS[one] for one in pens.SENTENCES},
        shown=pens.SHOWN,
        kinds={code: said(one.label, language) for code, one in codes_of("evidence_kind").items()},
        sent=sent,
        stands=partner_links.answered(record, asked) is not None,
        w=words_as_html(language, "partner"),
        i=words_as_html(language, "item"),
    )
    return desk_page(html, language, status)
