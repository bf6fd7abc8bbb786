"""What other sites show of the record: a whole document for a frame, or a fragment for a server to include.

Both are made of the same parts (`embed_parts.html`), so that there is one way to show a status. Nothing in them loads
anything or runs.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.languages import Language, said, words_in
from api.renderers.contrast import is_dark, scheme
from api.renderers.embed_assemblies import assembly
from api.renderers.embed_codes import Embedded, discovery_link, embed_at, page_at
from api.renderers.embed_recommendations import recommendation
from api.renderers.embed_words import WORDS
from api.renderers.pages import rendered
from api.renderers.plain import one_line
from api.renderers.showing import Showing
from api.rules.date_words import day_in_words
from api.rules.telling import LANGUAGES

_ROOM = 300


def embedded(composed: Mapping[str, Any], plural: str, language: Language, base: str) -> Embedded:
    """The same as what its codes are made of."""
    own = composed["own"]
    title = said(own["title" if plural == "recommendations" else "name"], language, own.get("language")).text
    told = composed["status"] if plural == "recommendations" else composed["summary"]
    sentence = (told if plural == "recommendations" else told["totals"])["sentence"][language]
    dated = f"{one_line(sentence, _ROOM)} {as_of(composed, plural, language)}"
    return Embedded(base, plural, own["id"], language, one_line(title, _ROOM), dated)


def as_of(composed: Mapping[str, Any], plural: str, language: Language) -> str:
    """Of which day it is, in words. What is pasted stays as it was, and so has to say."""
    told = composed["status"] if plural == "recommendations" else composed["summary"]
    return words_in(language, WORDS)["as_of"].format(day=day_in_words(date.fromisoformat(told["day"]), language))


def shown(composed: Mapping[str, Any], plural: str, showing: Showing, *, framed: bool) -> str:
    """The document for a frame, or the fragment."""
    item = embedded(composed, plural, showing.language, showing.base)
    content = recommendation(composed, showing) if plural == "recommendations" else assembly(composed, showing)
    other = next(language for language in LANGUAGES if language != showing.language)
    elsewhere = item._replace(language=other)
    return rendered(
        "embed.html" if framed else "fragment.html",
        showing=showing,
        language=showing.language,
        t=showing.t,
        item=item,
        plural=plural,
        content=content,
        page=page_at(item, showing.chosen),
        other=other,
        other_page=embed_at(elsewhere, showing.chosen) if framed else page_at(elsewhere, showing.chosen),
        discovery=discovery_link(item, showing.chosen),
        **_colours(showing.chosen.colours),
    )


def _colours(given: Mapping[str, str]) -> dict[str, Any]:
    colours = scheme(given)
    return {"colours": colours, "dark": colours is not None and is_dark(colours)}
