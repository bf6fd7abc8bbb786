"""The cookies of the desk, which are sent to nothing but the desk: one holds a session, one the language it is read in.

The second says in which language somebody is refused what no session was asked for: a page that is not there, a
server that fails, a session that is over.
"""

from fastapi import Request
from fastapi.responses import Response

from api.core import urls
from api.settings import settings
from api.text.languages import languages

_YEAR = 365 * 24 * 3600


def cookie_name() -> str:
    """The cookie of a session: only over HTTPS, but on this machine, where there is none."""
    return "__Secure-desk" if settings().base_url.startswith("https:") else "desk"


def with_cookie(response: Response, name: str, value: str, seconds: int, at: str = urls.DESK) -> Response:
    """The answer with a cookie of the desk; an empty value takes it away."""
    response.set_cookie(
        name,
        value,
        max_age=seconds if value else 0,
        path=urls.local(at),
        secure=settings().base_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


def with_language(response: Response, language: str) -> Response:
    """The answer with the language in which this browser reads the desk."""
    return with_cookie(response, _language_cookie(), language, _YEAR)


def language_of(request: Request) -> str:
    """The language in which this browser reads the desk; empty where that is not known."""
    kept = request.cookies.get(_language_cookie(), "")
    return kept if kept in languages() else ""


def _language_cookie() -> str:
    return f"{cookie_name()}-language"
