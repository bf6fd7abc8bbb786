"""A group asks for a link to answer about a declaration: the page says the same whoever has a mailbox here or not."""

from email.message import EmailMessage
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from api.core.problems import Problem
from api.core.routing import Router
from api.desk.offices import organisations
from api.desk.pages import Page, signed_out_page
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, Sent, SentForm, desk_page
from api.http.mailing import mailed
from api.record.reader import RecordReader, begin, read_now
from api.reminders.partner_mails import partner_mail
from api.routers.desk.by_link import names_in
from api.schemas.base import Slug
from api.settings import settings
from api.text.languages import first_of_ours
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench import partner_links

router = Router(prefix=f"{DESK}/pens/of", include_in_schema=False)
Lang = Annotated[str, Query(max_length=20)]


@router.get("/{id}")
def show_request(session: ReadSession, id: Slug, lang: Lang = "") -> Response:
    """Which organisation would answer, and where its link goes."""
    return _page(read_now(session), id, first_of_ours(lang), Sent())


@router.post("/{id}")
def ask_for_link(session: WriteSession, id: Slug, form: SentForm, lang: Lang = "") -> Response:
    """Send the link where the organisation has a mailbox of its own, and say the same where it has none."""
    record, language, mails = begin(session), first_of_ours(lang), list[EmailMessage]()
    partner = form.one("organisation")
    if partner not in organisations(record, language, but=partner_links.open_to_answers(record, id).by):
        session.rollback()
        faults = {"organisation": localizer(language).t("thing.need_this")}
        return _page(read_now(session), id, language, form, 422, faults)
    _is_mailed(id)
    if (sent := partner_links.ask_for(record, id, partner)) is not None:
        mails.append(partner_mail(record, sent))
    answer = _page(record, id, language, form, done=localizer(language).t("linkrequest.done"))
    answer.background = mailed(mails)
    return answer


def _is_mailed(id_: str) -> None:
    """Raises 404 where no mail is sent from here, so that no page of a declaration leads here."""
    if not settings().smtp_url:
        raise Problem("not-found", f"There is nothing to ask for about '{id_}' here.")


def _page(
    record: RecordReader,
    id_: str,
    language: str,
    sent: Sent,
    status: int = 200,
    faults: dict[str, str] | None = None,
    *,
    done: str = "",
) -> Response:
    _is_mailed(id_)
    own = partner_links.open_to_answers(record, id_)
    html = signed_out_page(
        "link_request",
        language,
        Page(f"{DESK}/pens/of/{id_}", done, faults or {}),
        {},
        declared=own,
        **names_in(record, own),
        organisations=organisations(record, language, but=own.by),
        chosen=sent.one("organisation"),
        contact=settings().contact,
        q=words_as_html(language, "linkrequest"),
        p=words_as_html(language, "personal"),
    )
    return desk_page(html, language, status)
