"""What a group's link opens: what asks the group, what came of it, and what the group says to that. No account."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.core.codelists import codes_of
from api.core.problems import Problem
from api.core.routing import Router
from api.desk.filled import Faults, faults_of
from api.desk.pages import Page, signed_out_page
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, Sent, SentForm, desk_page, see
from api.overlaps import our_group
from api.overlaps.our_group import AskedOf, OurGroup, UnknownLinkError
from api.record.graph import Graph
from api.record.reader import RecordReader, begin, read_now
from api.record.things import name
from api.status.engagement_answer import engagement_answer
from api.text.languages import first_of_ours, said
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench.mail_languages import choose_by_form, chosen, offered

router = Router(prefix=f"{DESK}/our-group", include_in_schema=False)
Lang = Annotated[str, Query(max_length=20)]
_DONE = ("answered", "terms", "mails")


@router.get("/{secret}")
def show_group(session: ReadSession, secret: str, lang: Lang = "", done: str = "") -> Response:
    """What asks the group. It only reads: scanners of mail follow links."""
    return _page(read_now(session), secret, lang, done=done)


@router.post("/{secret}")
def say(session: WriteSession, secret: str, form: SentForm, lang: Lang = "") -> Response:
    """Keep what the group says to one engagement, or on what terms it may be asked."""
    record, doing = begin(session), form.one("do")
    try:
        if doing == "terms":
            our_group.set_terms(record, secret, form.one("per_year"), form.one("terms"))
        else:
            about = form.one("engagement")
            our_group.answer(record, secret, about, form.one(f"{about}.answer"), form.one(f"{about}.text"))
    except UnknownLinkError:
        return _unknown(lang)
    except Problem as problem:
        session.rollback()
        about = form.one("engagement")
        faults = faults_of(
            problem, first_of_ours(lang), lambda fault: f"{about}{fault.pointer}".strip("/").replace("/", ".")
        )
        return _page(read_now(session), secret, lang, problem.status, form=form, faults=faults)
    return see(
        f"{DESK}/our-group/{secret}?lang={first_of_ours(lang)}&done={'terms' if doing == 'terms' else 'answered'}"
    )


@router.post("/{secret}/mails")
def choose_languages(session: WriteSession, secret: str, form: SentForm, lang: Lang = "") -> Response:
    """Say in which languages the group's mailbox is written to."""
    try:
        found = our_group.our_group(begin(session), secret)
    except UnknownLinkError:
        return _unknown(lang)
    choose_by_form(session, found.recipient, form.one("mails"))
    return see(f"{DESK}/our-group/{secret}?lang={first_of_ours(lang)}&done=mails")


def _page(
    record: RecordReader,
    secret: str,
    lang: str,
    status: int = 200,
    *,
    done: str = "",
    form: Sent | None = None,
    faults: Faults | None = None,
) -> Response:
    try:
        found = our_group.our_group(record, secret)
    except UnknownLinkError:
        return _unknown(lang)
    language = first_of_ours(lang)
    session: Session = record.session
    html = signed_out_page(
        "our_group",
        language,
        Page(
            f"{DESK}/our-group/{secret}",
            localizer(language).t(f"ourgroup.done_{done}") if done in _DONE else "",
            faults or {},
        ),
        {},
        group=found,
        sections=[(kind, [_told(record.graph, one, language) for one in of]) for kind, of in _sections(found)],
        answers={code: said(text.label, language) for code, text in codes_of("group_answer").items()},
        typed=form.one if form else None,
        mailbox=chosen(session, found.recipient),
        offered=offered(),
        m=words_as_html(language, "mails"),
        g=words_as_html(language, "ourgroup"),
    )
    return desk_page(html, language, status)


def _sections(found: OurGroup) -> list[tuple[str, list[AskedOf]]]:
    return [("coming", found.coming), ("past", found.past)]


def _told(graph: Graph, one: AskedOf, language: str) -> dict[str, object]:
    """An engagement, whose it is, and where it stands, in the page's language."""
    own = one.engagement
    return {
        "own": own,
        "by": said(name(graph.nodes[own.commissioned_by]), language),
        "sentence": engagement_answer(graph, own.id)["sentence"],
        "answer": one.answer,
    }


def _unknown(lang: str) -> Response:
    language = first_of_ours(lang)
    words = words_as_html(language, "ourgroup")
    return desk_page(signed_out_page("our_group_ended", language, Page(DESK), {}, g=words), language, 404)
