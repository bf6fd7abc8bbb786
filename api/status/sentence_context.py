"""How the record's own words and names go into a sentence in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from api.core.codelists import codes_of
from api.schemas.base import LangMap, PartialDate
from api.status.derived import Clock, Derived
from api.status.facts import Facts, checked_to, self_kept
from api.status.truncate import shortened
from api.text.dates import precision_of
from api.text.languages import base, said
from api.text.localizer import Words, called, localizer

_NAME_ROOM = 60
_GAP = "\N{OBJECT REPLACEMENT CHARACTER}"  # no text of the record holds one of these


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
        """`on 7 October 2019`, `in October 2019`, `in 2019`; `in “late 2021 or early 2022”` for a date that spans."""
        return localizer(self.language).on(when)

    def by(self, when: PartialDate) -> str:
        """`by 7 October 2019`, `by the end of October 2019`, `by the end of 2019`."""
        return localizer(self.language).by(when)

    def date(self, when: PartialDate) -> str:
        """`7 October 2019`, `October 2019`, `2019`; one that spans as it is printed, else from the one to the other."""
        return localizer(self.language).date(when)

    def name(self, organisation: str, *, inside: bool = False) -> str:
        """An organisation's name in this language, else in its own; its id where the record does not hold it.

        Inside a sentence it may have another form (“the French government”).
        """
        held = self.facts.organisations.get(organisation)
        if held is None:
            return organisation
        names = held.name_inside if inside and held.name_inside else held.name
        found = said(names, self.language, held.language)
        if names is held.name_inside and base(found.language) != self.language:
            found = said(held.name, self.language, held.language)
        return shortened(found.text, _NAME_ROOM)

    def named_again(self, organisation: str, named: frozenset[str], *, inside: bool = False) -> str:
        """“The council” where it is the only council named so far; else the name."""
        councils = {one for one in named if self._is_council(one)}
        if councils == {organisation}:
            return self.say("the_council_inside" if inside else "the_council")
        return self.name(organisation, inside=inside)

    def is_ours(self, organisation: str) -> bool:
        """Whether it is who keeps this record, found elsewhere: it speaks of itself as “we”."""
        return self.kind == "found" and organisation == self.facts.assembly.keeper.organisation

    def quoted(self, texts: LangMap, original: str | None) -> tuple[str, str, str]:
        """A recorded text for the middle of a sentence: opening mark, words, closing mark.

        It stands in quotation marks, with the name of its language, where the record does not hold it in this one.
        """
        text, tag = said(texts, self.language, original)
        text = " ".join(text.split())
        if text.endswith(".") and not text.endswith(".."):
            text = text[:-1].rstrip()
        if base(tag) != self.language:
            return "“", text, f"” ({called(tag, self.language)})"
        first, gap, rest = text.partition(" ")
        return "", first.lower() + gap + rest if first.lower() in _common(self.language) else text, ""

    def label(self, texts: LangMap, original: str | None) -> str:
        """Somebody else's own word, to be put in quotation marks."""
        return shortened(said(texts, self.language, original).text, _NAME_ROOM)

    def count(self, number: int) -> str:
        return localizer(self.language).number(number)

    def code(self, codelist: str, code: str) -> str:
        """The label of a code, as it stands inside a sentence."""
        label = said(codes_of(codelist)[code].label, self.language).text
        return label[:1].lower() + label[1:]

    def theme(self, theme: str) -> str:
        """A theme in quotation marks, as it is called in this language."""
        names = next((one.name for one in self.facts.assembly.themes or () if one.theme == theme), None)
        return f"“{said(names, self.language).text if names else theme}”"

    def list(self, texts: Sequence[str]) -> str:
        """`“Streets”, “Parks” and “Food”`."""
        return localizer(self.language).list(texts)

    def around(self, key: str, gap: str, **gaps: str) -> tuple[str, str]:
        """The words of a key before and after one of its gaps."""
        before, _, after = self.say(key, **gaps, **{gap: _GAP}).partition(_GAP)
        return before, after

    def _is_council(self, organisation: str) -> bool:
        held = self.facts.organisations.get(organisation)
        return held is not None and held.kind == "council"


@lru_cache
def _common(language: str) -> frozenset[str]:
    """Words with which a summary may go on in lower case; any other may be a name."""
    return frozenset(localizer(language).t("sentence.common").split())


def looked(context: SentenceContext) -> str:
    """When a compiler last looked, in brackets; nothing where the answering body keeps the record."""
    last = checked_to(context.facts)
    if context.kind == "own" or last is None:
        return ""
    when = to_the_month(last if last.first <= context.day else PartialDate(value=context.day.isoformat()))
    return context.say("looked", month=context.date(when), when=context.on(when))


def to_the_month(when: PartialDate) -> PartialDate:
    """A date without its day: as precise as a short sentence needs."""
    # Not checked again: before the year 1000 a date is known by its day or not at all.
    return PartialDate.model_construct(value=when.value[:7]) if _is_day(when) else when


def _is_day(when: PartialDate) -> bool:
    return when.until is None and precision_of(when.value) == "day"
