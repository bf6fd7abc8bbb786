"""oEmbed: how a page that somebody linked to is shown in theirs."""

import re
from datetime import date
from typing import Annotated, NamedTuple
from urllib.parse import parse_qsl

from fastapi import Query
from pydantic import StringConstraints
from sqlalchemy.orm import Session

from api.core import urls
from api.core.json_text import Json
from api.core.problems import Problem, documented
from api.core.routing import Router
from api.embeds import options
from api.embeds.contrast import COLOUR_PATTERN
from api.embeds.naming import embedded
from api.embeds.options import COLOURS, PROVIDER, Chosen
from api.http.contract import answered
from api.http.dependencies import AskedLanguage, ReadSession, past
from api.pages.plain import one_line
from api.record.things import host_of
from api.routers.public.embeds import composed
from api.schemas.base import SLUG_PATTERN
from api.schemas.examples import OEMBED, OEMBED_PROVIDERS
from api.schemas.oembed import OEmbed, OEmbedProvider
from api.settings import settings
from api.text.languages import Language, languages, said
from db.queries import moments

router = Router(prefix="/oembed", tags=["Embedding"])
CACHE_AGE = 3600
_PATH = re.compile(rf"(?:/embed)?/({'|'.join(options.OFFERED)})/([a-z0-9-]{{3,80}})")
_MOST = 100_000
Pixels = Annotated[int, Query(ge=1, le=_MOST)]


class Asked(NamedTuple):
    """What one of our addresses stands for."""

    plural: str
    id: str
    language: Language
    chosen: Chosen


@router.get(
    "",
    responses={**answered(OEMBED), **documented("bad-query", "not-found", "format-not-supported")},
    response_model=OEmbed,
)
def get_oembed(
    session: ReadSession,
    language: AskedLanguage,
    url: Annotated[
        str,
        StringConstraints(max_length=2000),
        Query(
            description="The address of the page of a recommendation, an assembly, another engagement or a declaration"
            " here, or of its embed, in any language; an embed's with what it takes, such as `heading`.",
            examples=["http://127.0.0.1:8000/recommendations/camden-climate-2019-8"],
        ),
    ],
    maxwidth: Annotated[Pixels, Query(description="The most pixels the frame may be wide.")] = _MOST,
    maxheight: Annotated[Pixels, Query(description="The most pixels the frame may be high.")] = _MOST,
    format: Annotated[str, Query(description="`json`; any other is answered with 501.", examples=["json"])] = "json",
) -> OEmbed:
    """How to show a recommendation, an assembly, another engagement or a declaration in another page (oEmbed 1.0,
    type `rich`).

    An address that is not one of ours, or whose thing is not there any more, is answered with 404. Where `url`
    says no language, `lang` here decides.
    """
    if format != "json":
        raise Problem("format-not-supported", "This address answers with JSON only.")
    asked = _asked(url, language)
    what = _there(session, asked)
    item = embedded(what["own"], asked.plural, asked.language, settings().base_url)
    author = (
        what["own"]["by"]
        if asked.plural == "declarations"
        else host_of(what["assembly" if "assembly" in what else "own"])
    )
    width = min(options.WIDTH, maxwidth)
    height = min(options.height(item, asked.chosen), maxheight)
    return OEmbed(
        type="rich",
        version="1.0",
        title=item.name,
        author_name=one_line(said(author["name"], asked.language).text),
        author_url=author["url"],
        provider_name=PROVIDER,
        provider_url=settings().base_url,
        cache_age=CACHE_AGE,
        html=str(options.oembed_html(item, asked.chosen, width, height)),
        width=width,
        height=height,
    )


@router.get("/provider.json", responses=answered(OEMBED_PROVIDERS), response_model=list[OEmbedProvider])
def list_oembed_providers() -> list[dict[str, object]]:
    """A list of providers with one entry, this instance, in the form of oembed.com's list.

    Paste the entry where a system asks for a provider (Drupal's module `oembed_providers`, WordPress plugins), or give
    it this address.
    """
    return [options.provider(settings().base_url)]


def _asked(url: str, language: Language) -> Asked:
    """What is asked about. Raises 404 for an address that is none of ours."""
    given = urls.own(url)
    found = _PATH.fullmatch(given.path) if given else None
    if given is None or found is None or not re.fullmatch(SLUG_PATTERN, found[2]):
        raise _unknown()
    query = dict(parse_qsl(given.query))
    as_of = query.get("as_of")
    if as_of is not None and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", as_of):
        raise _unknown()
    colours = {name: query[name].removeprefix("#") for name in COLOURS if re.match(COLOUR_PATTERN, query.get(name, ""))}
    chosen = Chosen(
        heading=int(query["heading"]) if query.get("heading") in {"2", "3", "4", "5", "6"} else 2,
        show="list" if query.get("show") == "list" else "counts",
        colours=colours,
        as_of=as_of,
    )
    tongue = given.language or next((tag for tag in languages() if tag == query.get("lang")), language)
    return Asked(found[1], found[2], tongue, chosen)


def _there(session: Session, asked: Asked) -> Json:
    """What is shown of it. What was withdrawn or erased is not there, nor what was not yet: oEmbed knows only 404."""
    try:
        as_of = asked.chosen.as_of
        moment = moments.at_end_of(session, past(date.fromisoformat(as_of))) if as_of else moments.current(session)
        return composed(session, moment, asked.plural, asked.id, asked.chosen.show)
    except (Problem, ValueError) as refused:
        raise refused if getattr(refused, "since", None) else _unknown() from None


def _unknown() -> Problem:
    return Problem(
        "not-found",
        "That is not the address of a recommendation, an assembly, an engagement or a declaration published here.",
    )
