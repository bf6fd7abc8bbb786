"""The page that says what is promised of everything that other sites show."""

from api.compose import urls
from api.renderers.contrast import DEFAULTS, NEEDED
from api.renderers.embed_codes import Embedded, codes
from api.renderers.site import site_page
from api.renderers.view import View

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
MEANINGS = {
    "lang": (
        "`en` or `cy`. Without it the reader’s browser decides, and then it is English.",
        "`en` neu `cy`. Hebddo, porwr y darllenydd sy’n penderfynu, ac wedyn Saesneg.",
    ),
    "heading": (
        "The level of the title’s heading, 2 to 6, so that it fits into your page. Without it, 2.",
        "Lefel pennawd y teitl, 2 i 6, fel ei fod yn cyd-fynd â’ch tudalen. Hebddo, 2.",
    ),
    "show": (
        "Of an assembly: `counts` (the usual) or `list`, every recommendation with its status.",
        "Ar gyfer cynulliad: `counts` (yr arfer) neu `list`, pob argymhelliad gyda’i statws.",
    ),
    "as_of": (
        "A day that has passed, such as `2026-03-01`: what this record showed at its end.",
        "Diwrnod sydd wedi bod, megis `2026-03-01`: yr hyn a ddangosai’r cofnod hwn ar ei ddiwedd.",
    ),
    "ink": (
        "The colour of the text: three or six digits, such as `1d2327`.",
        "Lliw’r testun: tri neu chwe digid, megis `1d2327`.",
    ),
    "paper": ("The colour behind it.", "Y lliw y tu ôl iddo."),
    "accent": ("The colour of links and marks.", "Lliw dolenni a marciau."),
    "url": (
        "The address of a page or an embed of ours, with its own parameters.",
        "Cyfeiriad un o’n tudalennau neu o’n mewnosodiadau, gyda’i baramedrau ei hun.",
    ),
    "maxwidth": ("The most pixels the frame may be wide.", "Lled mwyaf y ffrâm, mewn picseli."),
    "maxheight": ("The most pixels the frame may be high.", "Uchder mwyaf y ffrâm, mewn picseli."),
    "format": (
        "`json`, which is also what comes without it. Any other is answered with 501.",
        "`json`, sef yr hyn a ddaw hebddo hefyd. Atebir unrhyw beth arall â 501.",
    ),
}
_EXAMPLE = {
    "en": ("Make the walk to school safe", "The status of this recommendation, in one sentence."),
    "cy": ("Gwneud y daith i’r ysgol yn ddiogel", "Statws yr argymhelliad hwn, mewn un frawddeg."),
}
_BADGE = {
    "en": "Recommendation 3: partly done, says the council",
    "cy": "Argymhelliad 3: wedi’i wneud yn rhannol, yn ôl y cyngor",
}


def embeds_page(view: View) -> str:
    """The page, in one language."""
    language, base = view.language, view.base
    title, sentence = _EXAMPLE[language]
    item = Embedded(base, "recommendations", "anytown-streets-2025-3", language, title, sentence, _BADGE[language])
    place = 1 if language == "cy" else 0
    return site_page(
        "embeds",
        view,
        base=base,
        host=urls.source(),
        codes=codes(item),
        parameters=[(name, media, MEANINGS[name][place]) for name, media in PARAMETERS],
        colours=DEFAULTS,
        needed=NEEDED,
    )
