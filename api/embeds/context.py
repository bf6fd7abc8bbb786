"""How a text, a name, a code, a date or a number of the record is put into words for other sites."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from api.core.codelists import codelist, codes_of, words_for
from api.core.json_text import Json
from api.embeds.options import DEFAULT, Chosen
from api.pages.plain import breakable_words, one_line, without_direction
from api.record.things import compiler_of, keeper_of
from api.text.dates import When
from api.text.languages import Language, Said, base, default, said
from api.text.localizer import Words, localizer
from api.text.markup import words_as_html


@dataclass(frozen=True)
class EmbedContext:
    """Who is shown it, and how: the language, where this instance is, and what the site chose."""

    language: Language
    base: str
    chosen: Chosen = DEFAULT
    compiler: str | None = None  # who compiled the record that is shown: there it says “we”, and what was not found

    @property
    def t(self) -> Words[Markup]:
        """The words of what is shown inside other sites."""
        return words_as_html(self.language, "embed", found=self.compiler is not None)

    def of(self, whole: Json) -> "EmbedContext":
        """The same for what is shown of the record of one assembly or engagement."""
        return replace(self, compiler=compiler_of(whole))

    def say(self, key: str, **gaps: object) -> Markup:
        """The words for `key`, their gaps filled; what is filled in is escaped."""
        return self.t[key].format(**gaps)

    def name(self, thing: Json) -> Markup:
        """The name of a thing that is referred to, kept apart from what stands around it."""
        return self.apart(said(thing["name"], self.language))

    def apart(self, text: Said) -> Markup:
        """A text of the record: isolated, and marked where it is in another language than the rest."""
        tag = Markup("") if self._own(text) else Markup(' lang="{}"').format(text.language)
        return Markup("<bdi{}>{}</bdi>").format(tag, breakable_words(without_direction(text.text)))

    def told(self, texts: Mapping[str, str]) -> Markup:
        """What we say of it ourselves, marked where we do not say it in this language."""
        text = said(texts, self.language)
        tag = Markup("{}") if self._own(text) else Markup('<span lang="{}">{{}}</span>').format(text.language)
        return tag.format(breakable_words(text.text))

    def only(self, text: Said) -> Markup:
        """That a text is not in the reader's language, in words; empty where it is."""
        if self._own(text):
            return Markup("")
        key = f"only_{base(text.language)}"
        return self.t.get(key, self.t["only_other"])

    def label(self, list_: str, code: str) -> Markup:
        """The word for a code; a code that is younger than this page stands as it is."""
        known = code in codes_of(list_)
        return self.told(words_for(list_, code, found=self.compiler is not None)) if known else escape(code)

    def list_title(self, list_: str) -> Markup:
        """What a codelist is about."""
        return self.told(codelist(list_).title)

    def days(self, number: int) -> Markup:
        return self.t.plural("days", number)

    def on(self, when: When) -> str:
        """A date as precise as it is known: `on 7 October 2019`, `in 2019`."""
        return localizer(self.language).on(when)

    def by(self, when: When) -> str:
        """`by 7 October 2019`, `by the end of 2019`."""
        return localizer(self.language).by(when)

    def _own(self, text: Said) -> bool:
        return base(text.language) == self.language


def label(list_: str, code: str, language: str) -> str:
    """The word for a code, where no markup can stand."""
    known = codes_of(list_).get(code)
    return said(known.label, language).text if known else code


def reference(given: str, language: str, of: str = "") -> tuple[str, bool]:
    """The assembly's own reference, after what it is of where it is a bare number; and whether it has words itself."""
    text = one_line(given, 40)
    if not text and of:
        return label("recommendation_kind", of, language), False
    worded = re.search(r"[^\W\d_]{3}", text) is not None
    return (text if worded or not of else f"{label('recommendation_kind', of, language)} {text}"), worded


def marked_reference(given: str, language: str | None, showing: EmbedContext, of: str = "") -> Markup:
    text, worded = reference(given, showing.language, of)
    return showing.apart(Said(text, language or default())) if worded else escape(text)


def foot(whole: Json, day: str, looked: str | None, showing: EmbedContext) -> dict[str, Markup]:
    """On which day it was so, who keeps the record and when they last looked."""
    shown_on = localizer(showing.language).date(day)
    keeper = keeper_of(whole)
    last = looked or keeper.get("checked_to")
    who = showing.name(keeper["organisation"])
    kept = (
        showing.say("kept_found", who=who, when=showing.on(last))
        if keeper["capacity"] != "answering_body" and last
        else showing.say("kept_own", who=who)
    )
    return {"day": showing.say("stood" if showing.chosen.as_of else "as_of", day=shown_on), "kept": kept}
