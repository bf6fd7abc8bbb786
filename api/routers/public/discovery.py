"""What tells programs what is here: every page, for search engines; and the API, by RFC 9727."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from fastapi import Response
from fastapi.responses import JSONResponse

from api.core import urls
from api.core.problems import Problem
from api.core.routing import Router
from api.http.dependencies import ReadSession
from api.pages import sitemap

router = Router(include_in_schema=False)
_LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_DIGITS = 5  # an index has 50,000 parts at most


@router.get("/sitemap.xml")
def get_sitemap(session: ReadSession) -> Response:
    """Where the parts of the sitemap are."""
    numbers = sitemap.parts(session)
    return _xml("sitemapindex", "sitemap", (urls.public(f"/sitemap/{number}.xml") for number in numbers))


@router.get("/sitemap/{number}.xml")
def get_sitemap_part(session: ReadSession, number: str) -> Response:
    """A part of the sitemap: each page once in each language."""
    known = number.isdecimal() and len(number) <= _MOST_DIGITS
    found = [*sitemap.part(session, int(number))] if known else []
    if not found:
        raise Problem("not-found", "The sitemap has no such part; /sitemap.xml names those that there are.")
    return _xml("urlset", "url", found)


@router.get(urls.API_CATALOG)
def get_api_catalog() -> Response:
    """Where the API is, and where it is described."""
    described = {
        "service-desc": [{"href": urls.public("/openapi.json"), "type": "application/json"}],
        "service-doc": [{"href": urls.public("/docs"), "type": "text/html"}],
        "service-meta": [{"href": urls.public("/open-data/catalogue.ttl"), "type": "text/turtle"}],
        "status": [{"href": urls.public("/readyz"), "type": "application/json"}],
    }
    found = {"linkset": [{"anchor": urls.api(""), **described}]}
    return JSONResponse(found, media_type=_LINKSET)


def _xml(root: str, element: str, addresses: Iterable[str]) -> Response:
    told = "".join(f"<{element}><loc>{escape(address)}</loc></{element}>\n" for address in addresses)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SITEMAP}">\n{told}</{root}>\n'
    return Response(body, media_type="application/xml")
