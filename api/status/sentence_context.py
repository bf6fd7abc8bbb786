"""How the record's own words and names go into a sentence in one language."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from api.schemas.base import LangMap, PartialDate
from api.status.derived import Clock, Derived
from api.status.facts import Facts, self_kept
from api.status.truncate import shortened
from api.text.dates import precision_of
from api.text.languages import base, said
from api.text.localizer import Words, localizer

_NAME_ROOM = 60


@dataclass(frozen=True)
class SentenceContext:
    """What is to be told, in which language; `kind` picks the words of a council's own or of a compiled record."""

    derived: Derived
    clock: Clock
    day: date
    language: str

    @property
    def facts(self) -> Facts:
        return self.derived.facts

    @property
    def kind(self) -> str:
        return "own" if self_kept(self.facts) else "found"

    @property
    def words(self) -> Words[str]:
        """The words of the sentence."""
        return localizer(self.language).words("sentence")

    def say(self, key: str, **gaps: str) -> str:
        """The words for `key`, their gaps filled."""
        return self.words[key].format(**gaps)

    def on(self, when: PartialDate) -> str:
        """`on 7 October 2019`, `in October 2019`, `in 2019`."""
        return localizer(self.language).on(when.value)

    def by(self, when: PartialDate) -> str:
        """`by 7 October 2019`, `by the end of October 2019`, `by the end of 2019`."""
        return localizer(self.language).by(when.value)

    def date(self, when: PartialDate) -> str:
        """`7 October 2019`, `October 2019`, `2019`."""
        return localizer(self.language).date(when.value)

    def name(self, organisation: str) -> str:
        """An organisation's name in this language, else in its own; its id where the record does not hold it."""
        held = self.facts.organisations.get(organisation)
        return shortened(said(held.name, self.language, held.language).text, _NAME_ROOM) if held else organisation

    def named_again(self, organisation: str, named: frozenset[str], *, inside: bool = False) -> str:
        """“The council” where it is the only council named so far; else the name."""
        councils = {one for one in named if self._is_council(one)}
        if councils == {organisation}:
            return self.say("the_council_inside" if inside else "the_council")
        return self.name(organisation)

    def quoted(self, texts: LangMap, original: str | None) -> tuple[str, str, str]:
        """A recorded text for the middle of a sentence: opening mark, words, closing mark.

        It stands in quotation marks where the record does not hold it in this language.
        """
        text, tag = said(texts, self.language, original)
        text = " ".join(text.split())
        if text.endswith(".") and not text.endswith(".."):
            text = text[:-1].rstrip()
        if base(tag) != self.language:
            return "“", text, "”"
        first, gap, rest = text.partition(" ")
        return "", first.lower() + gap + rest if first.lower() in _common(self.language) else text, ""

    def label(self, texts: LangMap, original: str | None) -> str:
        """Somebody else's own word, to be put in quotation marks."""
        return shortened(said(texts, self.language, original).text, _NAME_ROOM)

    def count(self, number: int) -> str:
        return localizer(self.language).number(number)

    def _is_council(self, organisation: str) -> bool:
        held = self.facts.organisations.get(organisation)
        return held is not None and held.kind == "council"


@lru_cache
def _common(language: str) -> frozenset[str]:
    """Words with which a summary may go on in lower case; any other may be a name."""
    return frozenset(localizer(language).t("sentence.common").split())


def to_the_month(when: PartialDate) -> PartialDate:
    """The same date without its day: as precise as a short sentence needs."""
    # Not checked again: before the year 1000 a date is known by its day or not at all.
    return PartialDate.model_construct(value=when.value[:7]) if precision_of(when.value) == "day" else when
