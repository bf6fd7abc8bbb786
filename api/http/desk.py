"""What every address of the desk shares: who is signed in, forms that only its own pages can have made, and its pages.

The desk alone has cookies. One holds the secret of a session and is sent to nothing but the desk; each form carries a
token that only a page of that session can hold, and comes from our own origin, as the browser says. What somebody
sends whose session is over is kept until they have signed in again.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from api.core import urls
from api.core.principal import Principal
from api.core.problems import KINDS, Problem
from api.core.routing import Call, Later
from api.desk.pages import Seen
from api.http.cookies import cookie_name, language_of, with_cookie, with_language
from api.http.middleware import most_of_body
from api.http.negotiation import only_itself
from api.settings import settings
from api.settings.providers import is_safe
from api.sign_in.auth import principal_of, spend
from api.sign_in.sessions import LONGEST, SignedInHere, form_token, found, keep_form

DESK = urls.DESK
SIGN_IN = f"{DESK}/sign-in"
ONCE, TOKEN = "once", "token"  # fields that every form of the desk has beside its own
_FIELDS, _FILES = 5_000, 50
_HEADERS = {
    # The origin of a form is told as long as no address is told to others.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SignInNeeded(Exception):  # noqa: N818 - it is answered with the way to sign in
    """Nobody is signed in who asks for a page of the desk, or sends a form of it; `back` is the page they are at."""

    def __init__(self, back: str, *, kept: bool = False) -> None:
        super().__init__(back)
        self.back = back
        self.kept = kept  # whether what they typed was kept


@dataclass(frozen=True)
class Sent:
    """A form as it came: the values of each field, in order, and the files of each, by name, that were chosen."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[tuple[str, bytes]]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The value of a field, without what is around it; empty where there is none."""
        return next(iter(self.fields.get(name, ())), "").strip()

    def number(self, name: str) -> int:
        """The number in a field; 0 where there is none."""
        text = self.one(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**53)) else 0

    def all(self, name: str) -> list[str]:
        """Every value of a field, each once."""
        return list(dict.fromkeys(value for one in self.fields.get(name, ()) if (value := one.strip())))

    @property
    def own(self) -> dict[str, list[str]]:
        """What somebody typed or chose: without what every form has."""
        return {name: list(values) for name, values in self.fields.items() if name not in {ONCE, TOKEN}}


@dataclass(frozen=True)
class AtDesk:
    """Somebody at the desk: who they are, their session, and the token of its forms."""

    principal: Principal
    session: SignedInHere
    token: str

    @property
    def language(self) -> str:
        return self.session.language

    @property
    def seen(self) -> Seen:
        """As pages have it."""
        return Seen(self.principal, self.token, self.session.ends_at, self.language)


def is_safe_here() -> bool:
    """Whether people can sign in here at all: over HTTPS, or on this machine."""
    return is_safe(settings().base_url)


def signed_in_answer(secret: str, back: str, language: str) -> Response:
    """Sends somebody who just signed in to the page they were at, with the cookies of their session."""
    answer = with_cookie(see(back), cookie_name(), secret, int(LONGEST.total_seconds()))
    return with_language(answer, language)


def see(path: str) -> Response:
    """Leads on to another page of the desk, after something was done."""
    return RedirectResponse(urls.local(path), 303)


def own_page(asked: str) -> str:
    """A page of the desk that somebody wants to go to; the first where it is none, or leads anywhere else."""
    try:
        parts = urlsplit(asked)
    except ValueError:
        return DESK
    plain = asked.isascii() and asked.isprintable() and "\\" not in asked and not parts.scheme and not parts.netloc
    inside = (parts.path == DESK or parts.path.startswith(f"{DESK}/")) and not parts.path.startswith(SIGN_IN)
    return asked if plain and inside and ".." not in parts.path else DESK


def desk_page(html: str, language: str, status: int = 200) -> HTMLResponse:
    """A page of the desk as it is sent: nobody keeps it, frames it or finds it."""
    headers = {"Content-Security-Policy": only_itself(html), "Content-Language": language}
    return HTMLResponse(html, status, _HEADERS | headers)


async def sent(request: Request) -> Sent:
    """The form of a request. Raises 403 where it does not come from a page of ours, 415 where it is no form."""
    if request.method != "POST":
        return Sent()
    _from_our_origin(request)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        raise Problem("wrong-media-type", "A page of the desk sends a form.")
    fields: dict[str, list[str]] = {}
    files: dict[str, list[tuple[str, bytes]]] = {}
    most = most_of_body(request.scope["path"])
    async with request.form(max_files=_FILES, max_fields=_FIELDS, max_part_size=most) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:  # else none was chosen
                    files.setdefault(name, []).append((value.filename, await value.read()))
            else:
                fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    if any("\ufffd" in one for values in fields.values() for one in values):
        raise Problem("form-refused", "Some letters in it cannot be read: a form of the desk is sent in UTF-8.")
    return Sent(fields, files)


def _from_our_origin(request: Request) -> None:
    ours = urlsplit(settings().base_url)
    if request.headers.get("origin") != f"{ours.scheme}://{ours.netloc}":
        told = f"The desk is at {urls.public(DESK)}: a form that was opened at another address is not taken."
        raise Problem("form-refused", told)


SentForm = Annotated[Sent, Depends(sent)]


async def _at_desk(request: Request, form: SentForm) -> Later[AtDesk]:
    """Who is signed in; `SignInNeeded` where nobody is. 403 where a form is not of their session."""
    secret = request.cookies.get(cookie_name(), "")
    back = _page_of(request)
    posted = request.method == "POST"
    if posted and secret and not hmac.compare_digest(form.one(TOKEN).encode(), form_token(secret).encode()):
        raise Problem("form-refused", KINDS["form-refused"].meaning)

    def ask(call: Call) -> AtDesk:
        here = found(call.engine, secret) if secret else None
        if here is None:
            raise SignInNeeded(back, kept=bool(posted and secret) and keep_form(call.engine, secret, back, form.own))
        spend(request, here.actor.id)
        request.state.language = here.language
        return AtDesk(principal_of(request, here.actor, here.grants), here, form_token(secret))

    later = request.state.principal = Later(ask, first=True)
    return later


def _page_of(request: Request) -> str:
    """The page of the desk that is asked for, or that shows the form which was sent."""
    path, query = request.url.path, request.url.query
    address = path if path.startswith(DESK) else urls.path(path)
    if request.method != "POST":
        return own_page(f"{quote(address)}{'?' if query else ''}{query}")
    return own_page(quote(address.removesuffix("/preview")))


Desk = Annotated[AtDesk, Depends(_at_desk)]


def to_sign_in(request: Request, needed: SignInNeeded) -> Response:
    """Leads to the page on which people sign in, in the language they had, and from there to where they were."""
    kept = "&kept=yes" if needed.kept else ""
    kept += f"&lang={language_of(request)}" if language_of(request) else ""
    return see(f"{SIGN_IN}?next={quote(needed.back, safe='/')}{kept}")
