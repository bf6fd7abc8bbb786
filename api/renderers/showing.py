"""How a text, a name, a code, a date or a number of the record is put into words for other sites."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from api.compose.codelists import codelist, codes_of
from api.languages import Language, Said, said, words_in
from api.renderers.embed_codes import DEFAULT, Chosen
from api.renderers.embed_words import WORDS
from api.renderers.plain import one_line, without_direction
from api.rules import date_words
from api.rules.date_words import day_in_words
from api.schemas.base import PartialDate


@dataclass(frozen=True)
class Showing:
    """Who is shown it, and how: the language, where this instance is, and what the site chose."""

    language: Language
    base: str
    chosen: Chosen = DEFAULT
    t: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "t", words_in(self.language, WORDS))

    def say(self, key: str, **gaps: object) -> Markup:
        """The words for `key`, their gaps filled; what is filled in is escaped."""
        return Markup(self.t[key]).format(**gaps)  # noqa: S704 - our own words

    def name(self, thing: Mapping[str, Any]) -> Markup:
        """The name of a thing that is referred to, kept apart from what stands around it."""
        return self.apart(said(thing["name"], self.language))

    def apart(self, text: Said) -> Markup:
        """A text of the record: isolated, and marked where it is in another language than the rest."""
        tag = Markup("") if self._own(text) else Markup(' lang="{}"').format(text.language)
        return Markup("<bdi{}>{}</bdi>").format(tag, without_direction(text.text))

    def only(self, text: Said) -> str:
        """That a text is not in the reader's language, in words; empty where it is."""
        if self._own(text):
            return ""
        key = f"only_{text.language.partition('-')[0]}"
        return self.t.get(key, self.t["only_other"])

    def label(self, list_: str, code: str) -> str:
        return label(list_, code, self.language)

    def days(self, number: int) -> str:
        return days(number, self.language)

    def on(self, value: str) -> str:
        """A date as precise as it is known: `on 7 October 2019`, `in 2019`."""
        return date_words.on(PartialDate(value=value), self.language)

    def by(self, value: str) -> str:
        """`by 7 October 2019`, `by the end of 2019`."""
        return date_words.by(PartialDate(value=value), self.language)

    def _own(self, text: Said) -> bool:
        return text.language.partition("-")[0] == self.language


def label(list_: str, code: str, language: str) -> str:
    """The word for a code."""
    known = codes_of(list_).get(code)
    return known.label[language].replace("'", "’") if known else code


def list_title(list_: str, language: str) -> str:
    """What a codelist is about."""
    return codelist(list_).title[language].replace("'", "’")


def days(number: int, language: str) -> str:
    """A number of days in words."""
    if language == "cy":
        return "2 ddiwrnod" if number == 2 else f"{number:,} diwrnod"  # noqa: PLR2004 - two softens what it counts
    return "1 day" if number == 1 else f"{number:,} days"


def reference(given: str, language: str, of: str = "") -> tuple[str, bool]:
    """The assembly's own reference, after what it is of where it is a bare number; and whether it has words itself."""
    text = one_line(given, 40)
    worded = re.search(r"[^\W\d_]{3}", text) is not None
    return (text if worded or not of else f"{label('recommendation_kind', of, language)} {text}"), worded


def marked_reference(given: str, language: str | None, showing: Showing, of: str = "") -> Markup:
    text, worded = reference(given, showing.language, of)
    return showing.apart(Said(text, language or "en")) if worded else escape(text)


def foot(assembly: Mapping[str, Any], day: str, looked: str | None, showing: Showing) -> dict[str, Markup]:
    """On which day it was so, who keeps the record and when they last looked."""
    shown_on = day_in_words(date.fromisoformat(day), showing.language)
    keeper = assembly["keeper"]
    last = looked or keeper.get("checked_to", {}).get("value")
    who = showing.name(keeper["organisation"])
    kept = (
        showing.say("kept_found", who=who, when=showing.on(last))
        if keeper["capacity"] != "answering_body" and last
        else showing.say("kept_own", who=who)
    )
    return {"day": showing.say("stood" if showing.chosen.as_of else "as_of", day=shown_on), "kept": kept}
