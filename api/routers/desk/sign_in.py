"""Signing in to the desk: with a council account, by a link to a mailbox, or with a key; and signing out."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from email.message import EmailMessage
from functools import partial
from hmac import compare_digest
from typing import Annotated
from urllib.parse import quote

import structlog
from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from api.core import urls
from api.core.mail import send
from api.core.problems import Problem
from api.core.routing import Call, Router, in_one_call
from api.desk.offices import offices
from api.desk.pages import Page, signed_out_page
from api.desk.sign_in_mail import sign_in_mail
from api.http.cookies import cookie_name, language_of, with_cookie, with_language
from api.http.dependencies import ReadSession, WriteEngine, WriteSession
from api.http.desk import (
    DESK,
    SIGN_IN,
    Desk,
    SentForm,
    desk_page,
    is_safe_here,
    own_page,
    see,
    signed_in_answer,
)
from api.record.reader import read_now
from api.settings import settings
from api.sign_in import code_flow, links, sessions
from api.sign_in.auth import account_of, grants_of, live_key, principal_of
from api.sign_in.links import Minted, mint
from api.sign_in.oidc import SignedIn
from api.text.languages import first_of_ours, languages
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench import audit
from api.workbench.mail_languages import choose_by_form, chosen, offered
from db.clock import now
from db.models.access import Account, Actor
from db.session import begin_write, writing

router = Router(prefix=SIGN_IN, include_in_schema=False)
log = structlog.get_logger("assembly_tracker")
_MINUTES = 10  # in which somebody comes back from their provider
_WAY = f"{SIGN_IN}/account"
Back = Annotated[str, Query(alias="next", max_length=2_000)]
Lang = Annotated[str, Query(max_length=20)]


@router.get("")
def show_sign_in(
    request: Request, next: Back = "", lang: Lang = "", kept: str = "", signed_out: str = "", provider: str = ""
) -> Response:
    """The ways to sign in that this instance has."""
    done, language = "signed_out" if signed_out else "kept" if kept else "", first_of_ours(lang or language_of(request))
    wrong = {"all": localizer(language).t("desk.provider_failed")} if provider else {}
    return _ways(language, own_page(next), done=done, faults=wrong)


@router.post("/key")
def sign_in_with_key(request: Request, engine: WriteEngine, form: SentForm) -> Response:
    """With a key, typed once: the session then stands in for it."""
    language, back = first_of_ours(form.one("lang")), own_page(form.one("next"))
    found = live_key(engine, form.one("key")) if is_safe_here() else None
    if found is None:
        return _ways(language, back, 422, faults={"key": localizer(language).t("desk.no_such_key")})
    _, actor, grants = found
    if not grants:
        return _ways(language, back, 422, faults={"key": localizer(language).t("desk.no_such_key")})
    with writing(engine) as session:
        begin_write(session)
        return _begun(request, session, actor, language, back)


@router.post("/mail")
def send_link(engine: WriteEngine, form: SentForm) -> Response:
    """Send a link to a mailbox, where it has an account. Whether it has is told to nobody but the mailbox."""
    language, back, mailbox = first_of_ours(form.one("lang")), own_page(form.one("next")), form.one("mailbox")
    if "@" not in mailbox.strip("@") or not settings().smtp_url:
        return _ways(language, back, 422, faults={"mailbox": localizer(language).t("desk.need_mailbox")})
    with writing(engine) as session:
        begin_write(session)
        minted = mint(session, mailbox)
        mail = sign_in_mail(session, minted) if minted else None
    answer = _on_its_way(language, back, mailbox)
    if minted and mail:
        answer.background = BackgroundTask(_mailed, minted, mail)
    return answer


@router.post("/code")
def sign_in_with_code(request: Request, session: WriteSession, form: SentForm) -> Response:
    """With the code that stands beside the link. A wrong one is counted."""
    language, back, mailbox = first_of_ours(form.one("lang")), own_page(form.one("next")), form.one("mailbox")
    begin_write(session)
    account = links.spend_code(session, mailbox, form.one("code")) if is_safe_here() else None
    if account is None:
        faults = {"code": localizer(language).t("desk.no_such_code")}
        return _on_its_way(language, back, mailbox, 422, faults)
    return _begun_as(request, session, account, language, back)


@router.get("/link/{secret}")
def open_link(session: ReadSession, secret: str, next: Back = "", lang: Lang = "", mails: str = "") -> Response:
    """What a mailed link opens. It only reads: scanners of mail follow links."""
    return _pressing(session, secret, first_of_ours(lang), own_page(next), mails=mails)


@router.post("/link/{secret}/mails")
def choose_languages(session: WriteSession, secret: str, form: SentForm, lang: Lang = "") -> Response:
    """Say in which languages the mailbox of a link is written to, which spends nothing of it."""
    begin_write(session)
    for account in links.opened(session, secret):
        choose_by_form(session, account.subject, form.one("mails"))
    return see(f"{SIGN_IN}/link/{secret}?lang={first_of_ours(lang)}&mails=chosen")


@router.post("/link/{secret}")
def sign_in_by_link(request: Request, session: WriteSession, secret: str, form: SentForm) -> Response:
    """The press on the page of a link, which uses it up."""
    language, back = first_of_ours(form.one("lang")), own_page(form.one("next"))
    begin_write(session)
    account = links.spend(session, secret, form.number("account")) if is_safe_here() else None
    if account is None:
        return _pressing(session, secret, language, back, 410)
    return _begun_as(request, session, account, language, back)


@router.get("/account")
async def begin_with_account(provider: int = 0, next: Back = "", lang: Lang = "") -> Response:
    """Leads to a provider, where somebody signs in with their council account."""
    known = code_flow.providers()
    if not is_safe_here() or not 0 <= provider < len(known):
        return see(SIGN_IN)
    secret, back = secrets.token_urlsafe(32), own_page(next)
    address = await code_flow.asks_at(*known[provider], secret, urls.public(f"{_WAY}/return"))
    kept = ".".join([secret, str(provider), urlsafe_b64encode(back.encode()).decode(), first_of_ours(lang)])
    answer = RedirectResponse(address, 303)
    return with_cookie(answer, _pending_cookie(), kept, _MINUTES * 60, SIGN_IN)


@router.get("/account/return")
async def come_back(request: Request, code: str = "", state: str = "") -> Response:
    """Where a provider sends somebody back to: signed in, where it answers the request that this browser began."""
    known, pending = code_flow.providers(), request.cookies.get(_pending_cookie(), "").split(".")
    if len(pending) != 4 or not pending[1].isdigit() or int(pending[1]) >= len(known):  # noqa: PLR2004 - as written above
        return see(f"{SIGN_IN}?provider=failed")
    secret, provider, back, lang = pending
    request.state.language = first_of_ours(lang)
    if not compare_digest(state.encode(), code_flow.state_of(secret).encode()) or not code:
        return with_cookie(
            see(f"{SIGN_IN}?provider=failed&lang={first_of_ours(lang)}"), _pending_cookie(), "", 0, SIGN_IN
        )
    person = await code_flow.came_back(*known[int(provider)], secret, code, urls.public(f"{_WAY}/return"))
    page = own_page(urlsafe_b64decode(back).decode("ascii", "replace"))
    begun = partial(_begin_account, request, person=person, language=first_of_ours(lang), back=page)
    answer = await in_one_call(request, begun, writes=True)
    return with_cookie(answer, _pending_cookie(), "", 0, SIGN_IN)


def _begin_account(request: Request, call: Call, person: SignedIn, language: str, back: str) -> Response:
    actor, _ = account_of(call.engine, person, reads=False)
    with writing(call.engine) as session:
        begin_write(session)
        return _begun(request, session, actor, language, back)


def _begun_as(request: Request, session: Session, account: Account, language: str, back: str) -> Response:
    request.state.language = language
    account.seen_at, account.ends_at = now(), now() + sessions.LONGEST
    actor = session.get_one(Actor, account.id)
    if not grants_of(session, actor.id):
        raise Problem("wrong-role", localizer("en").t("desk.may_nothing"))
    return _begun(request, session, actor, language, back)


def _begun(request: Request, session: Session, actor: Actor, language: str, back: str) -> Response:
    """A session with a secret of its own: the one that this browser had before ends."""
    before = request.cookies.get(cookie_name(), "")
    if before:
        sessions.end_by_secret(session, before)
    secret = sessions.begin(session, actor.id, language)
    principal = principal_of(request, actor, grants_of(session, actor.id))
    audit.note(session, principal, "sign_in", actor.kind, str(actor.id))
    return signed_in_answer(secret, back, language)


def _mailed(minted: Minted, mail: EmailMessage) -> None:
    outcome = send(settings().smtp_url, mail)
    if outcome.state != "sent":
        log.warning("link not sent", account=minted.account, why=outcome.why)


def _ways(
    language: str, back: str, status: int = 200, *, done: str = "", faults: dict[str, str] | None = None
) -> Response:
    said = localizer(language).t(f"desk.{done}") if done else ""
    html = signed_out_page(
        "sign_in",
        language,
        Page(SIGN_IN, said, faults or {}),
        {"next": back if back != DESK else ""},
        next=back,
        safe=is_safe_here(),
        providers=[
            (f"{urls.local(_WAY)}?provider={number}&next={quote(back)}&lang={language}", us.name)
            for number, (_, us) in enumerate(code_flow.providers())
        ],
        mails=bool(settings().smtp_url),
    )
    return desk_page(html, language, status)


def _on_its_way(
    language: str, back: str, mailbox: str, status: int = 200, faults: dict[str, str] | None = None
) -> Response:
    page = Page(f"{SIGN_IN}/mail", "", faults or {})
    html = signed_out_page("sign_in_code", language, page, {}, next=back, mailbox=mailbox)
    return desk_page(html, language, status)


def _pressing(
    session: Session, secret: str, language: str, back: str, status: int = 200, *, mails: str = ""
) -> Response:
    """The page with the press; 410 where the link is good no longer."""
    record, opened = read_now(session), links.opened(session, secret)
    found = [
        (
            account.id,
            session.get_one(Actor, account.id).holder,
            offices(record, grants_of(session, account.id), language),
        )
        for account in opened
    ]
    page = Page(f"{SIGN_IN}/link/{secret}", localizer(language).t("desk.done_mails_chosen") if mails and found else "")
    html = signed_out_page(
        "sign_in_link",
        language,
        page,
        {"next": back if back != DESK else ""},
        next=back,
        found=found,
        mailboxes=[chosen(session, one.subject) for one in opened],
        offered=offered(),
        m=words_as_html(language, "mails"),
    )
    return desk_page(html, language, status if found and status == 200 else 410)  # noqa: PLR2004


def _pending_cookie() -> str:
    return f"{cookie_name()}-sign-in"


mine = Router(prefix=DESK, include_in_schema=False)


@mine.post("/sign-out")
def sign_out(session: WriteSession, desk: Desk) -> Response:
    """End this session, and let the browser forget what it showed."""
    begin_write(session)
    sessions.end(session, desk.session.number)
    audit.note(session, desk.principal, "sign_out", desk.session.actor.kind, str(desk.session.actor.id))
    answer = with_cookie(see(f"{SIGN_IN}?signed_out=yes&lang={desk.language}"), cookie_name(), "", 0)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@mine.post("/language")
def choose_language(session: WriteSession, desk: Desk, form: SentForm) -> Response:
    """Go on in another language: of this session, and of those that begin as it ends."""
    begin_write(session)
    if form.one("lang") in languages():
        sessions.speak(session, desk.session.number, form.one("lang"))
        return with_language(see(own_page(form.one("back"))), form.one("lang"))
    return see(own_page(form.one("back")))
