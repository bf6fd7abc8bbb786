"""Words in our English, for programs, that can be said in the language of whoever reads them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Self

from api.text.catalogue import english
from api.text.languages import REFERENCE, Said, said
from api.text.localizer import localizer


class Phrase(str):
    """A text in our English that knows how it is said in any language."""

    __slots__ = ("said",)
    said: Callable[[str], str]

    def __new__(cls, said: Callable[[str], str], english: str | None = None) -> Self:
        """Of what says it in a language; `english` where programs read something else than people."""
        made = super().__new__(cls, said(REFERENCE) if english is None else english)
        made.said = said
        return made


def phrase(key: str, /, **gaps: object) -> Phrase:
    """The words for a key of the catalogues; what fills their gaps is said in the same language, where it can be."""

    def filled(language: str) -> str:
        words = english(key) if language == REFERENCE else localizer(language).messages[key].text
        return words.format(**_filled(gaps, language))

    return Phrase(filled)


def phrases(key: str, number: int, /, **gaps: object) -> Phrase:
    """The words for a number of something; the number itself goes into `{n}`."""

    def filled(language: str) -> str:
        ours = language == REFERENCE
        words = english(key, number) if ours else localizer(language).messages[key].at(number)
        return words.format(n=localizer(language).number(number), **_filled(gaps, language))

    return Phrase(filled)


def joined(between: str, texts: Iterable[str]) -> Phrase:
    """Several texts as one, with the same between them in each language."""
    kept = list(texts)
    return Phrase(lambda language: between.join(said_in(one, language).text for one in kept))


def either(texts: Sequence[str]) -> Phrase:
    """One or another of these, as a sentence says it."""
    first, *rest = texts
    return reduce(lambda one, other: phrase("in_words.either", one=one, other=other), rest, joined("", [first]))


def in_each_language(texts: Mapping[str, str]) -> Phrase:
    """A text of the record or a label, which is in several languages."""
    return Phrase(lambda language: said(texts, language).text)


def said_in(text: str, language: str) -> Said:
    """A text in a language where it can be said in it; in English, as it is, where it cannot."""
    if isinstance(text, Phrase) and language != REFERENCE:
        return Said(text.said(language), language)
    return Said(text, REFERENCE)


def _filled(gaps: dict[str, object], language: str) -> dict[str, object]:
    return {name: said_in(one, language).text if isinstance(one, str) else one for name, one in gaps.items()}
