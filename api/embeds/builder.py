"""The page where somebody who cannot code picks what to show, sees it, and copies its code."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from api.core import urls
from api.embeds.options import Codes, provider
from api.pages.site import site_page
from api.pages.view import View
from api.text.languages import Language, default
from api.text.localizer import localizer
from api.text.markup import words_as_html

# What we say of each system that others have their sites in: by its name, the key of the words.
SYSTEMS = {
    "LocalGov Drupal": "localgov_drupal",
    "WordPress": "wordpress",
    "Drupal": "drupal",
    "Umbraco": "umbraco",
    "Jadu, Contensis": "jadu_contensis",
    "HTML": "html",
}
FORMS = ("frame", "link", "badge", "fragment", "oembed")
# Written by `python -m tests.browser.audit`, when it finds nothing.
_AUDIT = Path(__file__).parent.parent / "pages" / "audit.json"


@dataclass(frozen=True)
class Built:
    """What somebody chose so far, and what it makes."""

    item: str = ""
    q: str = ""
    language: Language = field(default_factory=default)
    heading: int = 2
    form: str = "frame"
    show: str = "counts"
    colours: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[str] = ()
    name: str = ""
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


def embed_builder_page(view: View, built: Built, choices: Mapping[str, object]) -> str:
    """The page with its form, and what was made so far."""
    day, axe = audit()
    b, notes = words_as_html(view.language, "builder"), words_as_html(view.language, "system")
    return site_page(
        "embed_builder",
        view,
        b=b,
        built=built,
        choices=choices,
        forms=FORMS,
        host=urls.source(),
        provider=json.dumps(provider(view.base), indent=2),
        systems=[(name, notes[key]) for name, key in SYSTEMS.items()],
        statement=b["statement_text"].format(day=localizer(view.language).day(day), axe=axe),
    )


@lru_cache
def audit() -> tuple[date, str]:
    """When the embeds were last tested automatically without a failure, and with which version of axe."""
    told = json.loads(_AUDIT.read_text(encoding="utf-8"))
    return date.fromisoformat(told["day"]), told["axe"]
