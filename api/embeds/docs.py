"""The page that says what is promised of everything that other sites show."""

from collections.abc import Mapping
from typing import Any

from api.core import urls
from api.embeds.contrast import DEFAULTS, NEEDED
from api.embeds.naming import embedded
from api.embeds.options import codes
from api.pages.site import site_page
from api.pages.view import View
from api.reading.samples import PLACEHOLDERS
from api.text.languages import Language, default, languages
from api.text.localizer import localizer
from api.text.markup import words_as_html

# Every parameter there is and the media that take it. A name that stands here keeps its meaning for ever.
PARAMETERS = (
    ("lang", ("embed", "fragment", "badge", "oembed")),
    ("heading", ("embed", "fragment")),
    ("show", ("embed", "fragment")),
    ("as_of", ("embed", "fragment", "badge")),
    ("ink", ("embed",)),
    ("paper", ("embed",)),
    ("accent", ("embed",)),
    ("url", ("oembed",)),
    ("maxwidth", ("oembed",)),
    ("maxheight", ("oembed",)),
    ("format", ("oembed",)),
)


def embeds_page(view: View, sample: Mapping[str, Any] | None) -> str:
    """The page, in one language; its codes are of a recommendation that this instance holds, where it holds one."""
    meanings = words_as_html(view.language, "parameter")
    tongues = {"languages": ", ".join(f"`{tag}`" for tag in languages()), "default": default()}
    return site_page(
        "embeds",
        view,
        e=words_as_html(view.language, "embedding"),
        base=view.base,
        host=urls.source(),
        codes=codes(embedded(sample or _placeholder(view.language), "recommendations", view.language, view.base)),
        parameters=[(name, media, meanings[name].format(**tongues)) for name, media in PARAMETERS],
        colours=DEFAULTS,
        needed=NEEDED,
    )


def _placeholder(language: Language) -> dict[str, Any]:
    """What stands in place of a recommendation where none is published yet."""
    name = {language: localizer(language).t("example.assembly")}
    return {
        "id": PLACEHOLDERS["recommendation"],
        "reference": "1",
        "kind": "recommendation",
        "assembly": {"name": name},
    }
