"""For an administrator: keys, accounts, people and sessions. For whoever answers for a record: who did what."""

import secrets
from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import Response

from api.core.json_text import Json
from api.core.problems import Problem
from api.core.routing import Router
from api.desk import administration
from api.desk.filled import Faults, faults_of, field_of
from api.desk.pages import Page, signed_in_page
from api.desk.posts import in_order
from api.desk.typed import taken
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.record.reader import RecordReader, begin, read_now
from api.routers.desk.done import told
from api.routers.desk.once import made_before, remember
from api.routers.desk.posts import invited
from api.schemas.access import AccountCreate, KeyCreate
from api.settings import settings
from api.sign_in import sessions
from api.sign_in.auth import COVERS
from api.sign_in.links import mint
from api.text.markup import words_as_html
from api.workbench import access, accounts, audit
from api.workbench.access import Who
from db.models.access import Actor
from db.session import begin_write
from db.vocabulary import Role

router = Router(prefix=f"{DESK}/admin", include_in_schema=False)
trail = Router(prefix=f"{DESK}/trail", include_in_schema=False)
_MOST = 2**53 - 1
Number = Annotated[int, Path(ge=1, le=_MOST)]
After = Annotated[int, Query(ge=0, le=_MOST)]
_DAYS = 365


@router.get("")
def show_admin(desk: Desk) -> Response:
    """What there is to look after."""
    desk.principal.may()
    return _page(desk, "admin", Page(f"{DESK}/admin"))


@router.get("/keys")
def show_keys(session: ReadSession, desk: Desk, after: After = 0, done: str = "") -> Response:
    """Every key: whose it is, what it may do and until when; never the keys themselves."""
    desk.principal.may()
    found, more = administration.keys(read_now(session), after, desk.language)
    return _list(desk, "keys", found, more, told(desk.language, done))


@router.get("/keys/new")
def begin_key(session: ReadSession, desk: Desk, role: str = "") -> Response:
    """The form of a new key, once it is said what it is to do."""
    return _new(read_now(session), desk, "keys", role)


@router.post("/keys/new")
def make_key(request: Request, session: WriteSession, desk: Desk, form: SentForm) -> Response:
    """Make a key. Its secret is on the page that answers, and nowhere else."""
    desk.principal.may()
    record = begin(session)
    if made_before(request, record, desk, form) is not None:
        return see(f"{DESK}/admin/keys?done=shown_once")
    days = form.one("days")
    body = _asked(form) | {"days": int(days) if days.isascii() and days.isdigit() and len(days) < len("10000") else 0}
    try:
        asked = taken(KeyCreate, body)
        key, secret = access.make_key(
            session, desk.principal, Role(asked.role), asked.covers, Who(asked.holder), asked.days
        )
    except Problem as problem:
        session.rollback()
        return _new(read_now(session), desk, "keys", form.one("role"), form, problem)
    remember(request, record, desk, form, f"key {key.id}")
    return _page(desk, "admin_key", Page(f"{DESK}/admin/keys"), key=key, secret=secret, holder=asked.holder)


@router.post("/keys/{number}/revocation")
def revoke_key(session: WriteSession, desk: Desk, number: Number) -> Response:
    """End a key at once; what it made stays."""
    desk.principal.may()
    begin_write(session)
    access.revoke_key(session, desk.principal, number)
    return see(f"{DESK}/admin/keys?done=revoked")


@router.get("/accounts")
def show_accounts(session: ReadSession, desk: Desk, after: After = 0, done: str = "") -> Response:
    """Everybody who signs in, and what they may do."""
    desk.principal.may()
    found, more = administration.accounts(read_now(session), after, desk.language)
    return _list(desk, "accounts", found, more, told(desk.language, done))


@router.get("/accounts/new")
def begin_account(session: ReadSession, desk: Desk, role: str = "") -> Response:
    """The form that invites somebody by mail, once it is said what they are to do."""
    return _new(read_now(session), desk, "accounts", role)


@router.post("/accounts/new")
def invite(request: Request, session: WriteSession, desk: Desk, form: SentForm) -> Response:
    """Let somebody sign in by links to a mailbox, and mail them the first."""
    desk.principal.may()
    record, mailbox = begin(session), form.one("mailbox")
    if made_before(request, record, desk, form) is not None:
        return see(f"{DESK}/admin/accounts?done=invited")
    try:
        until = {"until": form.one("until")} if form.one("until") else {}
        asked = taken(AccountCreate, _asked(form) | {"mailbox": mailbox} | until)
        role, who = Role(asked.role), Who(asked.holder)
        accounts.invite(session, desk.principal, asked.mailbox, role, asked.covers, who, asked.until)
    except Problem as problem:
        session.rollback()
        return _new(read_now(session), desk, "accounts", form.one("role"), form, problem)
    remember(request, record, desk, form, f"account {mailbox}")
    minted = mint(session, mailbox)
    return invited(see(f"{DESK}/admin/accounts?done=invited"), record, asked.covers[0], mailbox, minted)


@router.post("/accounts/{number}/disabling")
def disable_account(session: WriteSession, desk: Desk, number: Number) -> Response:
    """Stop an account at once."""
    desk.principal.may()
    begin_write(session)
    accounts.disable_account(session, desk.principal, number)
    return see(f"{DESK}/admin/accounts?done=disabled")


@router.post("/accounts/{number}/enabling")
def enable_account(session: WriteSession, desk: Desk, number: Number) -> Response:
    """Let an account act again that was disabled here."""
    desk.principal.may()
    begin_write(session)
    accounts.enable_account(session, desk.principal, number)
    return see(f"{DESK}/admin/accounts?done=enabled")


@router.get("/people")
def show_people(session: ReadSession, desk: Desk, after: After = 0) -> Response:
    """Everybody who is known here, with the posts they hold and what of theirs acts."""
    desk.principal.may()
    found, more = administration.people(session, after)
    return _list(desk, "people", found, more)


@router.post("/people/{number}/departure")
def depart(session: WriteSession, desk: Desk, number: Number) -> Response:
    """Somebody leaves: all that is theirs ends at once, and what was ended and what still acts is told."""
    desk.principal.may()
    begin_write(session)
    ended, could = access.depart(session, desk.principal, number)
    acting = access.still_acting(session, could)
    return _page(desk, "admin_departed", Page(f"{DESK}/admin/people"), ended=in_order(ended), acting=acting)


@router.get("/sessions")
def show_sessions(session: ReadSession, desk: Desk, after: After = 0, done: str = "") -> Response:
    """Who is signed in now."""
    desk.principal.may()
    found, more = administration.signed_in(session, after)
    return _list(desk, "sessions", found, more, told(desk.language, done))


@router.post("/sessions/{number}/ending")
def end_session(session: WriteSession, desk: Desk, number: Number) -> Response:
    """End anybody's session at once."""
    desk.principal.may()
    begin_write(session)
    row = sessions.end(session, number)
    if row is None:
        raise Problem("not-found", f"There is no session {number} that is good.")
    audit.note(session, desk.principal, "end_session", session.get_one(Actor, row.actor).kind, str(row.actor))
    return see(f"{DESK}/admin/sessions?done=ended")


@trail.get("")
def show_trail(
    session: ReadSession,
    desk: Desk,
    thing: str = "",
    only: str = "",
    before: Annotated[int | None, Query(ge=1, le=_MOST)] = None,
) -> Response:
    """Who did what, the newest first; or who released what. An editor reads of their organisation."""
    desk.principal.may(Role.editor)
    releases = only == "releases"
    found, more = administration.done(
        read_now(session), desk.principal, thing.strip(), before, desk.language, releases=releases
    )
    return _page(desk, "trail", Page(f"{DESK}/trail"), found=found, more=more, thing=thing.strip(), releases=releases)


def _asked(form: Sent) -> Json:
    """What a form says of somebody's access, as the workbench takes it."""
    holder = {"holder": form.one("holder")} if form.one("holder") else {}
    return {"role": form.one("role"), "covers": form.all("covers"), **holder}


def _new(
    record: RecordReader,
    desk: AtDesk,
    what: str,
    role: str,
    sent: Sent | None = None,
    problem: Problem | None = None,
) -> Response:
    """The form of a new key, or of an invitation; before that, the roles to choose from."""
    desk.principal.may()
    roles = [one for one in Role if what == "keys" or one is not Role.admin]
    chosen = next((one for one in roles if one.value == role), None)
    return _page(
        desk,
        "admin_new",
        Page(f"{DESK}/admin/{what}/new", faults=_faults(problem, desk.language) if problem else {}),
        problem.status if problem else 200,
        what=what,
        roles=roles,
        role=chosen,
        covers=administration.what_covers(record, chosen, desk.language) if chosen else {},
        kinds=COVERS[chosen] if chosen else (),
        mails=bool(settings().smtp_url),
        days=_DAYS,
        sent=sent or Sent(),
        once=secrets.token_hex(16),
    )


def _faults(problem: Problem, language: str) -> Faults:
    return faults_of(problem, language, field_of, needed={"required", "covers"})


def _list(desk: AtDesk, what: str, found: object, more: int | None, done: str = "") -> Response:
    return _page(desk, f"admin_{what}", Page(f"{DESK}/admin/{what}", done), found=found, more=more)


def _page(desk: AtDesk, template: str, page: Page, status: int = 200, **gaps: object) -> Response:
    words = {"p": words_as_html(desk.language, "posts"), "a": words_as_html(desk.language, "admin")}
    return desk_page(signed_in_page(template, desk.seen, page, **words, **gaps), desk.language, status)
