"""What tells programs what is here: every page, for search engines; and the API, by RFC 9727."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from fastapi import Response
from fastapi.responses import JSONResponse

from api.core import urls
from api.core.problems import Problem
from api.core.routing import Router
from api.http.dependencies import ReadSession
from api.pages.markdown import guides
from api.schemas.kinds import PAGES
from api.text.languages import default, languages
from db.queries import datasets

router = Router(include_in_schema=False)
_LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Addresses in one part of the sitemap, where 50,000 may be: so that a part is short enough to be kept.
_AT_ONCE = 10_000
# The pages that are of no thing of the record.
_ALONE = (
    *("/", "/owed", "/compare", "/codelists", "/head", "/personal-data", "/docs", "/docs/embeds", "/embed"),
    *("/open-data", "/open-data/dictionary", "/open-data/standard"),
)
# The things with a second page, of their files.
_WITH_FILES = frozenset({"assembly", "organisation"})


@router.get("/sitemap.xml")
def get_sitemap(session: ReadSession) -> Response:
    """The parts of the sitemap: first the pages of no thing, then all others."""
    parts = 1 + -(-datasets.pages_in_all(session) // _things_at_once())
    return _xml("sitemapindex", "sitemap", (f"/sitemap-{number}.xml" for number in range(1, parts + 1)))


@router.get("/sitemap-{number}.xml")
def get_sitemap_part(session: ReadSession, number: str) -> Response:
    """A part of the sitemap: each page once in each language."""
    known = int(number) if number.isdecimal() and len(number) < 6 else 0  # noqa: PLR2004 - an index has 50,000 at most
    if known == 1:
        return _urls([*_ALONE, *(f"/docs/{name}" for name in guides())])
    first = (known - 2) * _things_at_once()
    found = datasets.pages(session, first, _things_at_once()) if known else []
    if not found:
        raise Problem("not-found", "The sitemap has no such part; /sitemap.xml names those that there are.")
    return _urls(page for type_, id_ in found for page in _pages_of(type_, id_))


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


def _pages_of(type_: str, id_: str) -> Iterator[str]:
    yield f"/{PAGES[type_]}/{id_}"
    if type_ in _WITH_FILES:
        yield f"/open-data/{PAGES[type_]}/{id_}"


def _things_at_once() -> int:
    return _AT_ONCE // len(languages())


def _urls(pages: Iterable[str]) -> Response:
    """The address of each page in the first language, which is the one that names none, and in each other."""
    return _xml("urlset", "url", (urls.spoken(page, tag) for page in pages for tag in _tongues()))


def _tongues() -> list[str | None]:
    return [None if tag == default() else tag for tag in languages()]


def _xml(root: str, element: str, paths: Iterable[str]) -> Response:
    told = "".join(f"<{element}><loc>{escape(urls.public(path))}</loc></{element}>\n" for path in paths)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SITEMAP}">\n{told}</{root}>\n'
    return Response(body, media_type="application/xml")
