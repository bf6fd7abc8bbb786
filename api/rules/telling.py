"""How the record's own words and names go into a sentence in one language."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.rules import words_cy, words_en
from api.rules.facts import Facts
from api.rules.findings import Clock, Known
from api.rules.fitting import shortened
from api.rules.horizon import self_kept
from api.schemas.base import LangMap

LANGUAGES: tuple[Literal["en"], Literal["cy"]] = ("en", "cy")
_WORDS = {"en": words_en.WORDS, "cy": words_cy.WORDS}
_COMMON = {"en": words_en.COMMON, "cy": words_cy.COMMON}
_NAME_ROOM = 60


@dataclass(frozen=True)
class Telling:
    """What is to be told, in which language; `kind` picks the words of a council's own or of a compiled record."""

    known: Known
    clock: Clock
    day: date
    language: str

    @property
    def facts(self) -> Facts:
        return self.known.facts

    @property
    def kind(self) -> str:
        return "own" if self_kept(self.facts) else "found"

    def say(self, key: str, **gaps: str) -> str:
        """The words for `key`, their gaps filled."""
        return _WORDS[self.language][key].format(**gaps)

    def name(self, organisation: str) -> str:
        """An organisation's name in this language, else in its own; its id where the record does not hold it."""
        held = self.facts.organisations.get(organisation)
        return shortened(chosen(held.name, self.language, held.language)[0], _NAME_ROOM) if held else organisation

    def named_again(self, organisation: str, named: frozenset[str], *, inside: bool = False) -> str:
        """“The council” where it is the only council named so far; else the name."""
        councils = {one for one in named if self._is_council(one)}
        if councils == {organisation}:
            return self.say("the_council_inside" if inside else "the_council")
        return self.name(organisation)

    def words(self, texts: LangMap, original: str | None) -> tuple[str, str, str]:
        """A recorded text for the middle of a sentence: opening mark, words, closing mark.

        It stands in quotation marks where the record does not hold it in this language.
        """
        text, foreign = chosen(texts, self.language, original)
        text = " ".join(text.split())
        if text.endswith(".") and not text.endswith(".."):
            text = text[:-1].rstrip()
        if foreign:
            return "“", text, "”"
        first, gap, rest = text.partition(" ")
        return "", first.lower() + gap + rest if first.lower() in _COMMON[self.language] else text, ""

    def label(self, texts: LangMap, original: str | None) -> str:
        """Somebody else's own word, to be put in quotation marks."""
        return shortened(chosen(texts, self.language, original)[0], _NAME_ROOM)

    def count(self, number: int) -> str:
        return f"{number:,}"

    def _is_council(self, organisation: str) -> bool:
        held = self.facts.organisations.get(organisation)
        return held is not None and held.kind == "council"


def chosen(texts: LangMap, language: str, original: str | None) -> tuple[str, bool]:
    """The text in this language, and whether it is in another: then the original, else English, else any."""
    tag = tag_for(texts, language, original)
    return texts[tag], tag.partition("-")[0] != language


def tag_for(texts: LangMap, language: str, original: str | None) -> str:
    """In which of its languages a text is given to somebody who reads this one."""
    own = [tag for tag in sorted(texts) if tag.partition("-")[0] == language]
    return next((tag for tag in (*own, original or "en", "en") if tag in texts), min(texts))
