"""The page that the link of a reminder opens. The secret in its address is the key; opening it changes nothing."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.core.problems import Problem
from api.core.refusals import from_database
from api.core.routing import Router
from api.desk.previews import Change, changes
from api.http.dependencies import ReadSession, WriteEngine
from api.http.negotiation import only_itself
from api.record.reader import begin, read_now
from api.reminders.answer_page import AnswerItem, answer_page, ended_page
from api.reminders.answering import answer_page_of
from api.reminders.mailed_answers import LinkEndedError, Saying, answer, looked, opened, unanswered
from api.text.languages import default, languages
from api.text.localizer import localizer
from api.workbench import composed
from api.workbench.clock_words import as_problem
from api.workbench.mail_languages import choose_by_form
from db.clock import today
from db.doubt import ClockInDoubt
from db.session import reading, writing
from db.unavailable import DatabaseUnavailableError
from db.vocabulary import CODELISTS

# A page for people, and so in no contract; what is said through it goes the way of any other update.
router = Router(prefix="/v1/admin/answers", include_in_schema=False)

_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
}
_LONGEST_NUMBER = 4
_LONGEST_NAME = 200
Sent = Annotated[str, Form()]
Refusal = Problem | ClockInDoubt | DatabaseUnavailableError


@router.get("/{secret}")
def open_answers(session: ReadSession, secret: str, lang: str = "") -> HTMLResponse:
    """What the reminder asked about, each with a form. It only reads: scanners of mail follow links."""
    try:
        unanswered(opened(read_now(session), secret))
        return _shown(session, secret, lang)
    except LinkEndedError as ended:
        return _ended(ended)


@router.post("/{secret}")
def take_answer(
    request: Request,
    engine: WriteEngine,
    secret: str,
    number: Sent = "",
    still_true: Sent = "",
    draft: Sent = "",
    summary: Sent = "",
    progress: Sent = "",
    works: Sent = "",
    build_on: Sent = "",
    build_on_date: Sent = "",
    next_update_due: Sent = "",
    due: Sent = "",
    reason: Sent = "",
    why: Sent = "",
    who: Sent = "",
    look: Sent = "",
    mails: Sent = "",
    lang: str = "",
) -> HTMLResponse:
    """Say it: public at once, or as far as the organisation's rules of release and its holds let it; or only look at
    what residents would read. Or say in which languages the mailbox is written to.
    """
    if mails:
        return _mails_chosen(engine, secret, mails, lang)
    sent = {"summary": summary, "progress": progress, "next_update_due": next_update_due.strip()}
    sent |= {"works": works, "build_on": build_on, "build_on_date": build_on_date.strip()}
    moved = {"due": due.strip(), "reason": reason, "why": " ".join(why.split())}
    said = {name: " ".join(text.split()) for name, text in sent.items()}
    again: Json = {"said": {**sent, **moved, "number": _number(number), "still_true": still_true, "who": who}}
    try:
        item, lang = _asked(engine, secret, _number(number), lang)
        if draft:
            saying, faults = Saying(draft=draft), _faults_of_draft(lang, item, draft)
        elif still_true and item.past:
            saying, faults = Saying(True, "", lang, **moved), _faults_of_date(lang, moved)
        elif still_true and not item.needs_words:
            saying, faults = Saying(still_true=True), {}
        elif works.strip() and not (said["summary"] or progress or item.past or item.needs_words):
            # Whoever says only what works says that all else is as it was.
            saying, faults = Saying(True, "", lang, **said), _faults(lang, item, {**said, "summary": works}, moved)
        else:
            saying, faults = Saying(False, "", lang, **said, **moved), _faults(lang, item, said, moved)
        saying = replace(saying, who=" ".join(who.split())[:_LONGEST_NAME])
        if faults:
            return _shown_again(engine, secret, lang, 422, faults=faults, **again)
        if look:
            return _shown_again(engine, secret, lang, changes=_looked(engine, secret, item.number, saying), **again)
        return _shown_again(engine, secret, lang, done=_done(request, engine, secret, item, saying, lang))
    except LinkEndedError as ended:
        return _ended(ended)
    except (Problem, ClockInDoubt, DatabaseUnavailableError) as refusal:
        return _not_taken(engine, secret, lang, refusal, **again)


def _mails_chosen(engine: Engine, secret: str, value: str, lang: str) -> HTMLResponse:
    """The page again, once it is kept in which languages its mailbox is written to."""
    try:
        with writing(engine) as session:
            record = begin(session)
            choose_by_form(session, opened(record, secret)[0].recipient, value)
        done = localizer(_language(lang) or default()).t("desk.done_mails_chosen")
        return _shown_again(engine, secret, lang, done=done)
    except LinkEndedError as ended:
        return _ended(ended)


def _looked(engine: Engine, secret: str, number: int, saying: Saying) -> list[Change]:
    """What residents would read. All that was done to find out is undone."""
    with writing(engine) as session:
        record = begin(session)
        found = changes(record, looked(record, secret, number, saying))
        session.rollback()
    return found


def _not_taken(engine: Engine, secret: str, lang: str, refusal: Refusal, **again: Any) -> HTMLResponse:
    """The page again with what was written, and why it was not taken."""
    if isinstance(refusal, ClockInDoubt):
        faults = {"summary": localizer(lang).t("answer.clock_in_doubt")}
        return _shown_again(engine, secret, lang, as_problem(refusal).status, faults=faults, **again)
    problem = from_database(refusal, reads=False) if isinstance(refusal, DatabaseUnavailableError) else refusal
    if problem.name in {"not-yours", "not-found"}:
        return _ended(LinkEndedError("moved"))
    shown = _shown_again(engine, secret, lang, problem.status, faults=_refused(lang, problem), **again)
    shown.headers.update(problem.headers)
    return shown


def _asked(engine: Engine, secret: str, number: int, lang: str) -> tuple[AnswerItem, str]:
    """What an answer is about, and the language of the page. Raises `LinkEndedError`."""
    with reading(engine) as session:
        record = read_now(session)
        every = opened(record, secret)
        about = next((one.about for one in every if one.number == number and one.used_at is None), None)
        if about is None:
            raise LinkEndedError("used" if any(one.number == number for one in every) else "unknown")
        tokens = unanswered([one for one in every if one.about == about])
        page = answer_page_of(record, tokens, _language(lang))
        return page.items[0], page.language


def _done(request: Request, engine: Engine, secret: str, item: AnswerItem, saying: Saying, lang: str) -> str:
    """Say it, and tell what became of it."""
    address = request.client.host if request.client else ""
    with writing(engine) as session:
        record = begin(session)
        (copy,) = answer(
            record,
            secret,
            {item.number: saying},
            address=address,
            request=request.state.request_id,
        )
        at = composed.answers(record, [copy])[0].get("publish_at")
        day = localizer(lang).day(datetime.fromisoformat(at).date()) if at else ""
        return localizer(lang).t(f"answer.{copy.state}", title=item.title, day=day)


def _faults(lang: str, item: AnswerItem, said: dict[str, str], moved: dict[str, str]) -> dict[str, str]:
    """What is missing or cannot be, by field, in words. A new date with its reason says enough by itself."""
    words, found = localizer(lang).words("answer"), _faults_of_date(lang, moved) if any(moved.values()) else {}
    if not said["summary"] and not any(moved.values()):
        found["summary"] = words["need_summary_answer" if item.needs_words else "need_summary"]
    if said["next_update_due"] and not _is_to_come(said["next_update_due"]):
        found["next_update_due"] = words["need_day"]
    if said["build_on_date"] and not _is_to_come(said["build_on_date"]):
        found["build_on_date"] = words["need_day"]
    elif said["build_on_date"] and not said["build_on"]:
        found["build_on"] = localizer(lang).t("item.need_build_on")
    return found


def _faults_of_date(lang: str, moved: dict[str, str]) -> dict[str, str]:
    """What is missing of a new date and of why it is late; a reason that is none of the list is said in words."""
    words, found = localizer(lang).words("answer"), {}
    if not _is_to_come(moved["due"]):
        found["due"] = words["need_day"]
    if moved["reason"] not in CODELISTS["delay_reason"]:
        found["reason"] = words["need_reason"]
    elif moved["reason"] == "other" and not moved["why"]:
        found["why"] = words["need_why"]
    return found


def _faults_of_draft(lang: str, item: AnswerItem, revision: str) -> dict[str, str]:
    """Whether what a reply drafted is still what the page showed."""
    same = item.draft is not None and str(item.draft.revision) == revision
    return {} if same else {"summary": localizer(lang).t("answer.draft_changed")}


def _is_to_come(text: str) -> bool:
    try:
        return date.fromisoformat(text) > today()
    except ValueError:
        return False


def _refused(lang: str, problem: Problem) -> dict[str, str]:
    """What the record says against it, beside the field it is about."""
    faults = [(fault.pointer.split("/")[1:2], fault.detail) for fault in problem.errors] or [([], problem.detail)]
    known = ("progress", "works", "build_on", "next_update_due", "due")
    return {
        place[0] if place and place[0] in known else "summary": localizer(lang).t("answer.refused", detail=detail)
        for place, detail in faults
    }


def _shown_again(engine: Engine, secret: str, lang: str, status: int = 200, **more: Any) -> HTMLResponse:
    with reading(engine) as session:
        return _shown(session, secret, lang, status, **more)


def _shown(session: Session, secret: str, lang: str, status: int = 200, **more: Any) -> HTMLResponse:
    record = read_now(session)
    tokens = opened(record, secret)
    page = answer_page_of(record, tokens, _language(lang), **more)
    return _page(status, answer_page(page), page.language)


def _ended(ended: LinkEndedError) -> HTMLResponse:
    return _page(404 if ended.why == "unknown" else 410, ended_page(ended.why), ", ".join(languages()))


def _page(status: int, page: str, language: str) -> HTMLResponse:
    headers = {"Content-Security-Policy": only_itself(page), "Content-Language": language}
    return HTMLResponse(page, status, _HEADERS | headers)


def _language(lang: str) -> str | None:
    return lang if lang in languages() else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else 0
