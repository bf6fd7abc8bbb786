"""What other sites show of the record: a whole document for a frame, or a fragment for a server to include.

Both are made of the same parts (`embed_parts.html`), so that there is one way to show a status. Nothing in them loads
anything or runs.
"""

from collections.abc import Mapping

from api.core.json_text import Json
from api.embeds.assemblies import assembly
from api.embeds.context import EmbedContext
from api.embeds.contrast import is_dark, scheme
from api.embeds.declarations import declaration
from api.embeds.engagements import engagement
from api.embeds.naming import embedded
from api.embeds.options import discovery_link, embed_at, page_at
from api.embeds.recommendations import recommendation
from api.pages.environment import rendered
from api.pages.plain import one_line
from api.text.languages import Language, others, said
from api.text.localizer import localizer

_ROOM = 300
_CONTENTS = {
    "recommendations": recommendation,
    "engagements": engagement,
    "assemblies": assembly,
    "declarations": declaration,
}


def plain_title(own: Json, plural: str, language: Language) -> str:
    """The title or name of a thing as text on one line, for what is always new and has no room for markup."""
    if plural == "declarations":
        return localizer(language).t("panel.title")
    return one_line(
        said(own["title" if plural == "recommendations" else "name"], language, own.get("language")).text, _ROOM
    )


def shown(composed: Json, plural: str, showing: EmbedContext, *, framed: bool) -> str:
    """The document for a frame, or the fragment."""
    item = embedded(composed["own"], plural, showing.language, showing.base)
    content = _CONTENTS[plural](composed, showing)
    elsewhere = {other: item._replace(language=other) for other in others(showing.language)}
    return rendered(
        "embed.html" if framed else "fragment.html",
        showing=showing,
        language=showing.language,
        t=showing.t,
        title=plain_title(composed["own"], plural, showing.language),
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
