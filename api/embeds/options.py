"""The codes that put one of our things into somebody else's page: link, frame, badge, include and oEmbed.

Pure, and the only place that writes such an address or snippet. What it has once given must work for ever.
"""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from api.core import urls
from api.text.languages import Language, languages

PROVIDER = "Assembly Tracker"
COLOURS = ("ink", "paper", "accent")
WIDTH = 600  # where a site says nothing; a frame of our own snippet takes all the room there is
OFFERED = (
    "recommendations",
    "assemblies",
    "engagements",
    "declarations",
)  # what oEmbed answers for, and codes are made of
_HEIGHTS = {"recommendations": 640, "engagements": 460, "declarations": 760, "counts": 760, "list": 760}
_OEMBED = "application/json+oembed"


class Embedded(NamedTuple):
    """What is embedded, in the language it is embedded in."""

    base: str  # the address of this instance
    plural: str  # of what sort of thing it is: one of `OFFERED`
    id: str
    language: Language
    name: str  # plain and on one line: all the words that are pasted with it (`naming.py`)


class Chosen(NamedTuple):
    """What a site may choose. Everything else is ours."""

    heading: int = 2
    show: str = "counts"  # of an assembly: `counts` or `list`
    colours: Mapping[str, str] = {}  # any of `ink`, `paper` and `accent`
    as_of: str | None = None


class Codes(NamedTuple):
    """Everything that can be pasted."""

    link: Markup
    iframe: Markup
    badge: Markup
    fragment: Markup  # a line for a server that knows ESI; its address is what any other include takes
    page_address: str
    embed_address: str
    fragment_address: str
    badge_address: str
    oembed_address: str


DEFAULT = Chosen()


def codes(item: Embedded, chosen: Chosen = DEFAULT) -> Codes:
    """Every code for one thing."""
    page, frame, part, badge = (at(item, chosen) for at in (page_at, embed_at, fragment_at, badge_at))
    size = Markup('width="100%" height="{}"').format(height(item, chosen))
    sandbox = Markup('loading="lazy" sandbox="allow-top-navigation-by-user-activation"')
    beside = Markup('<p lang="{}">{}</p>').format(item.language, _link(item, chosen))
    return Codes(
        link=_link(item, chosen),
        iframe=Markup('<iframe src="{}" title="{}" lang="{}" {} {}></iframe>\n{}').format(
            frame, item.name, item.language, size, sandbox, beside
        ),
        badge=Markup('<a href="{}"><img src="{}" alt="{}"></a>').format(page, badge, item.name),
        fragment=Markup('<esi:include src="{}"/>').format(part),
        page_address=page,
        embed_address=frame,
        fragment_address=part,
        badge_address=badge,
        oembed_address=oembed_at(item, chosen),
    )


def oembed_html(item: Embedded, chosen: Chosen, width: int, height: int) -> Markup:
    """The frame, and the link for whoever shows no frames.

    The frame comes first: WordPress keeps a quotation only before it, and then hides the frame until a script in it
    reports its height. Only attributes that every known consumer keeps are used.
    """
    return Markup('<iframe src="{}" width="{}" height="{}" title="{}"></iframe><blockquote>{}</blockquote>').format(
        embed_at(item, chosen), width, height, item.name, _link(item, chosen)
    )


def discovery_link(item: Embedded, chosen: Chosen = DEFAULT) -> Markup:
    """The element for a page's head by which WordPress and others find out how to embed it."""
    return Markup('<link rel="alternate" type="{}" href="{}" title="{}">').format(
        _OEMBED, oembed_at(item, chosen), item.name
    )


def height(item: Embedded, chosen: Chosen) -> int:
    """How high a frame should be. What is longer scrolls."""
    return _HEIGHTS[chosen.show if item.plural == "assemblies" else item.plural]


def page_at(item: Embedded, chosen: Chosen = DEFAULT) -> str:
    """The page of the thing."""
    return _at(item, "", "", {"as_of": chosen.as_of})


def embed_at(item: Embedded, chosen: Chosen = DEFAULT) -> str:
    """What a frame shows."""
    return _at(item, "/embed", "", {**_form(item, chosen), **chosen.colours})


def fragment_at(item: Embedded, chosen: Chosen = DEFAULT) -> str:
    """What a server includes."""
    return _at(item, "/fragment", "", _form(item, chosen))


def badge_at(item: Embedded, chosen: Chosen = DEFAULT) -> str:
    """The picture with the short status."""
    return _at(item, "/badge", ".svg", {"as_of": chosen.as_of})


def oembed_at(item: Embedded, chosen: Chosen = DEFAULT) -> str:
    """Where oEmbed answers for the thing. With choices, it is asked about the embed and not about the page."""
    plain = chosen._replace(as_of=None) == DEFAULT
    return f"{item.base}/oembed?{urlencode({'url': page_at(item, chosen) if plain else embed_at(item, chosen)})}"


def provider(base: str) -> dict[str, object]:
    """The entry of this instance in a list of providers, as Drupal and others read it."""
    paths = [f"{before}/{plural}/*" for before in ("", "/embed") for plural in OFFERED]
    schemes = [base + urls.spoken(path, language) for language in (None, *languages()) for path in paths]
    endpoint = {"schemes": schemes, "url": f"{base}/oembed", "discovery": True, "formats": ["json"]}
    return {"provider_name": PROVIDER, "provider_url": base, "endpoints": [endpoint]}


def _link(item: Embedded, chosen: Chosen) -> Markup:
    return Markup('<a href="{}">{}</a>').format(page_at(item, chosen), item.name)


def _at(item: Embedded, before: str, after: str, chosen: Mapping[str, object]) -> str:
    """An address of the thing in its language, with what was chosen."""
    query = urlencode({name: value for name, value in chosen.items() if value is not None})
    path = urls.spoken(f"{before}/{item.plural}/{item.id}{after}", item.language)
    return f"{item.base}{path}?{query}" if query else item.base + path


def _form(item: Embedded, chosen: Chosen) -> dict[str, object]:
    show = chosen.show if item.plural == "assemblies" and chosen.show != DEFAULT.show else None
    heading = chosen.heading if chosen.heading != DEFAULT.heading else None
    return {"show": show, "heading": heading, "as_of": chosen.as_of}
