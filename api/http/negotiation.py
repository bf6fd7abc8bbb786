"""How what people see is sent: its language, what it may load, who may frame it; and refusals in their medium."""

import base64
import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.core import urls
from api.core.problems import KINDS, Problem
from api.desk.pages import refused_page
from api.embeds.badges import note_badge
from api.embeds.context import EmbedContext
from api.embeds.notices import note, notice_of
from api.http.cookies import language_of
from api.http.copied import copied_for
from api.pages.site import refusal_page
from api.pages.view import View
from api.settings import settings
from api.text.languages import Language, default, languages

# Where a refusal stands in somebody else's page, in place of what was asked for.
EMBEDDED = ("/embed/", "/fragment/", "/badge/")
# Where a refusal is data, whoever asks; but for the page that a mail leads to.
ONE_MEDIUM = ("/v1/", "/oembed")
MAILED = "/v1/admin/answers/"
SVG = "image/svg+xml"


def page(html: str, language: str, status: int = 200, *, framed: bool = False) -> Response:
    """A page as it is sent. Only what is `framed` may be shown inside other sites."""
    headers = {
        "Content-Security-Policy": only_itself(html, framed=framed),
        "Content-Language": language,
        "Referrer-Policy": "no-referrer" if framed else "strict-origin-when-cross-origin",
    }
    return HTMLResponse(html, status, headers)


def picture(
    svg: str, language: str, status: int = 200, elsewhere: Mapping[Language, str] = MappingProxyType({})
) -> Response:
    """An SVG as it is sent, which is `elsewhere` in other languages. Any site may show it; nothing in it may run or
    load.
    """
    headers = {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Content-Language": language,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "no-referrer",
        **alternates(elsewhere, SVG),
    }
    return Response(svg, status, headers, media_type=SVG)


def alternates(addresses: Mapping[Language, str], media_type: str) -> dict[str, str]:
    """The header that leads to the same in other languages: for what has no head of its own to say so in."""
    links = [f'<{at}>; rel="alternate"; hreflang="{tag}"; type="{media_type}"' for tag, at in addresses.items()]
    return {"Link": ", ".join(links)} if links else {}


def data_in(answer: object, request: Request, language: Language) -> Response:
    """JSON as it is sent that is in a language, and leads to the same in the others."""
    own, path = urls.parted(request.url.path)
    view = View(language, settings().base_url, path, own is not None)
    headers = {"Content-Language": view.language, **alternates(view.elsewhere, "application/json")}
    return JSONResponse(answer, headers=headers)


def only_itself(html: str, *, framed: bool = False) -> str:
    """A content security policy under which a page has its own styles, scripts, frames and forms, and nothing else."""
    styles, scripts = (_hashes(html, element) for element in ("style", "script"))
    framers = "*" if framed else "'none'"
    asks = "'none'" if scripts == "'none'" else "'self'"
    return (
        f"default-src 'none'; style-src {styles}; script-src {scripts}; connect-src {asks}; img-src 'self'; "
        f"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {framers}"
    )


def _hashes(html: str, element: str) -> str:
    found = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
    return " ".join(f"'sha256-{_hash(text)}'" for text in found) or "'none'"


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def refusal(request: Request, problem: Problem) -> Response:
    """A problem in the medium asked for: a page for whoever reads pages, else as RFC 9457 has it."""
    _, path = urls.parted(request.url.path)
    if path.startswith(EMBEDDED):
        return _embedded(request, problem)
    is_data = path.startswith(ONE_MEDIUM) and not path.startswith(MAILED)
    headers = problem.headers if is_data else problem.headers | {"Vary": "Accept"}
    if not is_data and "text/html" in request.headers.get("accept", ""):
        view = _view_of(request)
        if path.startswith(urls.DESK):
            html = refused_page(view.language, view.path, problem, request.state.request_id)
            return _with(page(html, view.language, problem.status), headers)
        html = refusal_page(view, problem, KINDS[problem.name], request.state.request_id)
        return _with(page(html, view.language, problem.status), headers)
    body = problem.body(request.url.path, request.state.request_id)
    return JSONResponse(body, problem.status, headers, media_type="application/problem+json")


def _with(response: Response, headers: Mapping[str, str]) -> Response:
    response.headers.update(headers)
    return response


def _embedded(request: Request, problem: Problem) -> Response:
    """A problem where the thing would have stood, in the medium that stands there."""
    language = _view_of(request).language
    _, path = urls.parted(request.url.path)
    _, medium, plural, id_, *_ = [*path.split("/"), "", ""]
    told = notice_of(problem, plural, id_.removesuffix(".svg"), EmbedContext(language, settings().base_url))
    if medium == "badge":
        response = picture(note_badge(told, language), language, problem.status)
    else:
        framed = medium == "embed"
        response = page(note(told, language, framed=framed), language, problem.status, framed=framed)
    response.headers.update(problem.headers)
    return response


def _view_of(request: Request) -> View:
    """How somebody looks whose request may be wrong in any way, its language too."""
    own, path = urls.parted(request.url.path)
    spoken = getattr(request.state, "language", "") or request.query_params.get("lang")
    if path.startswith(urls.DESK):
        spoken = spoken or language_of(request)
    asked = own or next((tag for tag in languages() if tag == spoken), None)
    path = "/" + quote(path.lstrip("/"))  # two slashes would lead to another host
    return View(asked or default(), settings().base_url, path, asked is not None, copied=copied_for(request))
