"""What other sites show of the record: a whole document for a frame, or a fragment for a server to include.

Both are made of the same parts (`embed_parts.html`), so that there is one way to show a status. Nothing in them loads
anything or runs.
"""

from collections.abc import Mapping

from api.core.json_text import Json
from api.embeds.assemblies import assembly
from api.embeds.context import EmbedContext
from api.embeds.contrast import is_dark, scheme
from api.embeds.options import Embedded, discovery_link, embed_at, page_at
from api.embeds.recommendations import recommendation
from api.pages.environment import rendered
from api.pages.plain import one_line
from api.text.languages import Language, others, said
from api.text.localizer import localizer

_ROOM = 300


def embedded(composed: Json, plural: str, language: Language, base: str) -> Embedded:
    """What the embed codes of a recommendation or an assembly are made of, from all that its page tells."""
    own = composed["own"]
    title = said(own["title" if plural == "recommendations" else "name"], language, own.get("language")).text
    told = composed["status"] if plural == "recommendations" else composed["summary"]
    sentence = (told if plural == "recommendations" else told["totals"])["sentence"]
    dated = f"{one_line(said(sentence, language).text, _ROOM)} {as_of(composed, plural, language)}"
    return Embedded(base, plural, own["id"], language, one_line(title, _ROOM), dated)


def as_of(composed: Json, plural: str, language: Language) -> str:
    """Of which day it is, in words. What is pasted stays as it was, and so has to say."""
    told = composed["status"] if plural == "recommendations" else composed["summary"]
    return localizer(language).t("embed.as_of", day=localizer(language).date(told["day"]))


def shown(composed: Json, plural: str, showing: EmbedContext, *, framed: bool) -> str:
    """The document for a frame, or the fragment."""
    item = embedded(composed, plural, showing.language, showing.base)
    content = recommendation(composed, showing) if plural == "recommendations" else assembly(composed, showing)
    elsewhere = {other: item._replace(language=other) for other in others(showing.language)}
    return rendered(
        "embed.html" if framed else "fragment.html",
        showing=showing,
        language=showing.language,
        t=showing.t,
        item=item,
        plural=plural,
        content=content,
        page=page_at(item, showing.chosen),
        others={tag: (embed_at if framed else page_at)(other, showing.chosen) for tag, other in elsewhere.items()},
        discovery=discovery_link(item, showing.chosen),
        **_colours(showing.chosen.colours),
    )


def _colours(given: Mapping[str, str]) -> Json:
    colours = scheme(given)
    return {"colours": colours, "dark": colours is not None and is_dark(colours)}
