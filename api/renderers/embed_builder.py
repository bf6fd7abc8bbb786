"""The page where somebody who cannot code picks what to show, sees it, and copies its code."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from api.compose import urls
from api.languages import Language, words_in
from api.renderers.builder_words import SYSTEMS, WORDS
from api.renderers.embed_codes import Codes, provider
from api.renderers.site import site_page
from api.renderers.view import View
from api.rules.date_words import day_in_words
from api.rules.telling import LANGUAGES

FORMS = ("frame", "link", "badge", "fragment", "oembed")
# Written by `python -m tests.browser.audit`, when it finds nothing.
_AUDIT = Path(__file__).parent.parent / "pages" / "audit.json"


@dataclass(frozen=True)
class Built:
    """What somebody chose so far, and what it makes."""

    item: str = ""
    q: str = ""
    language: Language = "en"
    heading: int = 2
    form: str = "frame"
    show: str = "counts"
    colours: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[str] = ()
    title: str = ""
    codes: Codes | None = None

    @property
    def code(self) -> str:
        """The code of the form that was chosen."""
        if self.codes is None:
            return ""
        of = {
            "frame": self.codes.iframe,
            "link": self.codes.link,
            "badge": self.codes.badge,
            "fragment": self.codes.fragment_address,
            "oembed": self.codes.page_address,
        }
        return str(of[self.form])


def embed_builder_page(view: View, built: Built, choices: Mapping[str, Any]) -> str:
    """The page with its form, and what was made so far."""
    place = LANGUAGES.index(view.language)
    day, axe = audit()
    b = {name: Markup(word) for name, word in words_in(view.language, WORDS).items()}  # noqa: S704 - our own words
    return site_page(
        "embed_builder",
        view,
        b=b,
        built=built,
        choices=choices,
        forms=FORMS,
        languages=LANGUAGES,
        host=urls.source(),
        provider=json.dumps(provider(view.base), indent=2),
        systems=[(name, notes[place]) for name, notes in SYSTEMS],
        statement=b["statement_text"].format(day=day_in_words(day, view.language), axe=axe),
    )


@lru_cache
def audit() -> tuple[date, str]:
    """When the embeds were last tested automatically without a failure, and with which version of axe."""
    told = json.loads(_AUDIT.read_text(encoding="utf-8"))
    return date.fromisoformat(told["day"]), told["axe"]
