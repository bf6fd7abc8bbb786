"""Posts and people: who holds each post, handing one over, and inviting somebody by mail to act for one."""

import secrets
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from api.core.json_text import Json
from api.core.problems import Problem, refused
from api.core.routing import Router
from api.desk import posts
from api.desk.filled import Faults, faults_of, field_of
from api.desk.pages import Page, signed_in_page
from api.desk.sign_in_mail import invitation
from api.desk.typed import taken
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.http.mailing import mailed
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.record.things import name
from api.routers.desk.done import told
from api.routers.desk.once import made_before, remember
from api.schemas.access import AccountCreate
from api.schemas.actions import PostHandover
from api.schemas.base import Slug
from api.settings import settings
from api.sign_in.links import Minted, mint
from api.text.markup import words_as_html
from api.workbench import access, accounts, mail_languages
from api.workbench.access import Ended, Who
from api.workbench.release_rules import absence, set_absence
from db.clock import today
from db.vocabulary import Role

router = Router(prefix=f"{DESK}/posts", include_in_schema=False)
# Where what the services say against each of the two forms of a post stands on it; what else they say is of the whole.
_HANDOVER = {name: name for name in ("person", "to", "on", "mailbox", "until")} | {
    "to_person": "to",
    "holder": "mailbox",
}
_ABSENCE = {"until": "away"}
_INVITATION = {"holder": "holder", "mailbox": "invited", "until": "invited_until"}


@router.get("")
def show_posts(session: ReadSession, desk: Desk) -> Response:
    """The posts of the organisations that somebody edits, or for which they act, and who holds each."""
    desk.principal.may(Role.editor, Role.officer)
    record = read_now(session)
    found, untold = posts.posts_of(record, desk.principal), posts.untold(record, desk.principal)
    may_make = desk.principal.is_admin or Role.editor in desk.principal.roles
    return _page(desk, "posts", Page(f"{DESK}/posts"), posts=found, untold=untold, may_make=may_make)


@router.get("/{id}")
def show_post(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """One post: who holds it and held it, who can act for it, and what can be done about that."""
    return _post(read_now(session), desk, id, done=told(desk.language, done))


@router.post("/{id}/handover")
def hand_over(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """End one person's time in a post and begin the next one's; and mail a link to whoever begins, where that is asked.

    What was ended, and what still acts, is told at once: it is kept nowhere.
    """
    record, at = begin(session), f"{DESK}/posts/{id}"
    if made_before(request, record, desk, form) is not None:
        return see(at)
    body: Json = {name: form.one(name) for name in ("to", "mailbox", "on", "until") if form.one(name)}
    body |= {"shares": True} if form.one("shares") else {}
    leaves = form.one("person")
    body |= {"person": int(leaves)} if leaves.isascii() and leaves.isdigit() and len(leaves) < len(str(2**53)) else {}
    try:
        asked = taken(PostHandover, body)
        held, successor = access.held_now(session, [id]).get(id, []), Who(asked.to)
        leaver, on = Who(number=asked.person), asked.on or today()
        if asked.shares:
            ended = access.share_post(record, desk.principal, id, successor=successor, on=on)
        else:
            ended = access.hand_over_post(record, desk.principal, id, leaver=leaver, successor=successor, on=on)
        if asked.mailbox:
            accounts.invite_successor(session, desk.principal, id, asked.mailbox, successor, asked.until)
    except Problem as problem:
        session.rollback()
        return _post(
            read_now(session), desk, id, problem.status, form=form, faults=_faults(problem, desk.language, _HANDOVER)
        )
    minted = mint(session, asked.mailbox) if asked.mailbox else None
    remember(request, record, desk, form, id)
    gone = [Ended("holding", person=one.whose) for one in held if one.ends is not None]
    answer = _told(record, desk, id, gone + ended, asked.mailbox or "")
    return invited(answer, record, id, asked.mailbox, minted) if asked.mailbox else answer


@router.post("/{id}/invitation")
def invite(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Let somebody act for a post who signs in by links to a mailbox, and mail them the first."""
    record, at = begin(session), f"{DESK}/posts/{id}"
    if made_before(request, record, desk, form) is not None:
        return see(f"{at}?done=invited")
    try:
        minted = _invite(record, desk, id, form)
    except Problem as problem:
        session.rollback()
        return _post(
            read_now(session), desk, id, problem.status, form=form, faults=_faults(problem, desk.language, _INVITATION)
        )
    remember(request, record, desk, form, id)
    return invited(see(f"{at}?done=invited"), record, id, form.one("invited"), minted)


@router.post("/{id}/absence")
def say_absence(session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Say until which day a post is away, or, with no day, that it is there again."""
    record, until = begin(session), posts.day_of(form.one("away"))
    try:
        if form.one("away") and until is None:
            raise refused("/until", "invalid-date", "fault.need_day")
        set_absence(record, desk.principal, id, until)
    except Problem as problem:
        session.rollback()
        return _post(
            read_now(session), desk, id, problem.status, form=form, faults=_faults(problem, desk.language, _ABSENCE)
        )
    return see(f"{DESK}/posts/{id}?done={'away' if until else 'there'}")


@router.post("/{id}/mails")
def choose_mails(session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """In which languages the mailbox of a post is written to."""
    record, wanted = begin(session), mail_languages.chosen_in_form(form.one("mails"))
    if wanted:
        mail_languages.choose_for_post(record, desk.principal, id, wanted)
    return see(f"{DESK}/posts/{id}?done=mails_chosen")


def _invite(record: RecordWriter, desk: AtDesk, post: str, form: Sent) -> Minted | None:
    """An account for a mailbox that may act for a post, and a link to sign in with. Raises what the workbench does."""
    mailbox, named = form.one("invited"), {"holder": form.one("holder"), "until": form.one("invited_until")}
    body: Json = {"mailbox": mailbox, "role": Role.officer.value, "covers": [post]}
    asked = taken(AccountCreate, body | {name: value for name, value in named.items() if value})
    accounts.may_invite(record, desk.principal, Role.officer, asked.covers)
    who = Who(asked.holder)
    accounts.invite(record.session, desk.principal, mailbox, Role.officer, asked.covers, who, asked.until)
    return mint(record.session, mailbox)


def invited(answer: Response, record: RecordReader, covers: str, mailbox: str, minted: Minted | None) -> Response:
    """The answer, after which the invitation goes out: nobody waits for a mail server."""
    what = name(record.load([covers]).nodes[covers])
    answer.background = mailed([invitation(record.session, mailbox.strip().lower(), minted, what)])
    return answer


def _faults(problem: Problem, language: str, places: Mapping[str, str]) -> Faults:
    return faults_of(problem, language, lambda one: places.get(field_of(one), ""), needed={"required"})


def _post(
    record: RecordReader,
    desk: AtDesk,
    id_: str,
    status: int = 200,
    *,
    done: str = "",
    form: Sent | None = None,
    faults: Faults | None = None,
) -> Response:
    return _page(
        desk,
        "post",
        Page(f"{DESK}/posts/{id_}", done, faults or {}),
        status,
        opened=posts.opened(record, desk.principal, id_),
        edits=posts.edits(record, desk.principal, id_),
        away=absence(record, desk.principal, id_),
        sent=form or Sent(),
        today=today(),
        mails=bool(settings().smtp_url),
        mailbox=mail_languages.of_post(record, desk.principal, id_),
        offered=mail_languages.offered(),
        m=words_as_html(desk.language, "mails"),
        once=secrets.token_hex(16),
    )


def _told(record: RecordReader, desk: AtDesk, id_: str, ended: list[Ended], mailbox: str) -> Response:
    return _page(
        desk,
        "post_handed_over",
        Page(f"{DESK}/posts/{id_}"),
        opened=posts.opened(record, desk.principal, id_),
        ended=posts.in_order(ended),
        mailbox=mailbox,
    )


def _page(desk: AtDesk, template: str, page: Page, status: int = 200, **gaps: object) -> Response:
    html = signed_in_page(template, desk.seen, page, p=words_as_html(desk.language, "posts"), **gaps)
    return desk_page(html, desk.language, status)
