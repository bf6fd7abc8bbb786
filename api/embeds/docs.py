"""The page that says what is promised of everything that other sites show."""

from api.core import urls
from api.embeds.contrast import DEFAULTS, NEEDED
from api.embeds.options import Embedded, codes
from api.pages.site import site_page
from api.pages.view import View
from api.text.catalogue import whole
from api.text.languages import default, languages
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


def embeds_page(view: View) -> str:
    """The page, in one language; the codes in it are in that language too where it has the words of the example."""
    meanings = words_as_html(view.language, "parameter")
    tongues = {"languages": ", ".join(f"`{tag}`" for tag in languages()), "default": default()}
    return site_page(
        "embeds",
        view,
        e=words_as_html(view.language, "embedding"),
        base=view.base,
        host=urls.source(),
        codes=codes(_example(view)),
        parameters=[(name, media, meanings[name].format(**tongues)) for name, media in PARAMETERS],
        colours=DEFAULTS,
        needed=NEEDED,
    )


def _example(view: View) -> Embedded:
    language = whole(view.language, "example")
    words = localizer(language).words("example")
    title, sentence, badge = (words[name] for name in ("title", "sentence", "badge"))
    return Embedded(view.base, "recommendations", "anytown-streets-2025-3", language, title, sentence, badge)
