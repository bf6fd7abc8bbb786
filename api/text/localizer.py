"""What is said in one language, as plain text: the one way to words, names, dates and numbers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup

from api.text import dates
from api.text.catalogue import Message, Messages, locale, messages
from api.text.dates import When
from api.text.languages import Said, languages, said

_WELSH_VOWELS = frozenset("aeiouwyâêîôûŵŷAEIOUWYÂÊÎÔÛŴŶ")
_Text = TypeVar("_Text", str, Markup)


class Words(dict[str, _Text]):
    """The words of one group, by the rest of their keys: `words("page")["skip"]` is `page.skip`.

    Of a record that somebody compiled (`found`), `page.skip_found` is said instead where there is such a key: what was
    not found, never what was not done.
    """

    def __init__(
        self, localizer: "Localizer", group: str, put: Callable[[Message, str], _Text], *, found: bool = False
    ) -> None:
        super().__init__()
        self._localizer = localizer
        self._group = f"{group}."
        self._found = found
        self._put: Callable[[Message, str], _Text] = put
        for name in (key.removeprefix(self._group) for key in localizer.messages if key.startswith(self._group)):
            self[name] = put(self._message(name), self._message(name).text)

    def __missing__(self, name: str) -> _Text:
        message = self._message(name)
        return self._put(message, message.text)

    def plural(self, name: str, number: int, /, **gaps: object) -> _Text:
        """The words for a number of something; the number itself goes into `{n}`."""
        message = self._message(name)
        return self._put(message, message.at(number)).format(n=self._localizer.number(number), **gaps)

    def _message(self, name: str) -> Message:
        key = self._group + name
        found = f"{key}_found"
        return self._localizer.messages[found if self._found and found in self._localizer.messages else key]


@dataclass(frozen=True)
class Localizer:
    """Says things in one language; what it has no words for, in another (see `catalogue.py`)."""

    language: str

    @property
    def messages(self) -> Messages:
        """All words by key, each with the language it is in."""
        return messages(self.language)

    def t(self, key: str, /, **gaps: object) -> str:
        """The words for a key, their gaps filled."""
        return self.messages[key].text.format(**gaps)

    def said(self, key: str, /, **gaps: object) -> Said:
        """The words for a key, their gaps filled, with the language that they are in."""
        return Said(self.t(key, **gaps), self.messages[key].language)

    def plural(self, key: str, number: int, /, **gaps: object) -> str:
        """The words for a number of something; the number itself goes into `{n}`."""
        return self.messages[key].at(number).format(n=self.number(number), **gaps)

    def words(self, group: str, *, found: bool = False) -> Words[str]:
        """All words of a group, such as those of feeds; `found` where they are said of a compiled record."""
        return _words(self, group, found)

    def text(self, texts: Mapping[str, str], original: str | None = None) -> Said:
        """A text of the record, or a name or label, with the language it is in."""
        return said(texts, self.language, original)

    def day(self, day: date) -> str:
        """`7 October 2019`."""
        return dates.bare(day.isoformat(), self.language)

    def date(self, when: When) -> str:
        """A date of the record by itself: `7 October 2019`, `autumn 2019`, `“late 2021 or early 2022”`."""
        return dates.bare(when, self.language)

    def on(self, when: When) -> str:
        """`on 7 October 2019`, `in autumn 2019`."""
        return dates.on(when, self.language)

    def by(self, when: When) -> str:
        """`by 7 October 2019`, `by the end of autumn 2019`."""
        return dates.by(when, self.language)

    def list(self, texts: Sequence[str]) -> str:
        """`“Streets”, “Parks” and “Food”`."""
        listed = format_list(list(texts), locale=locale(self.language))
        if self.language != "cy":
            return listed
        # The CLDR leaves it to us which form of “and” Welsh has before the last: `ac` before a vowel.
        return re.sub(r"\ba\(c\) (?=\W*(\w))", lambda found: "ac " if found[1] in _WELSH_VOWELS else "a ", listed)

    def number(self, number: int) -> str:
        """`1,234`."""
        return str(number) if 0 <= number < 1000 else format_decimal(number, locale=locale(self.language))  # noqa: PLR2004


@lru_cache
def localizer(language: str) -> Localizer:
    """Who says things in this language."""
    return Localizer(language)


@lru_cache
def _words(localizer: Localizer, group: str, found: bool) -> Words[str]:
    return Words(localizer, group, lambda _, words: words, found=found)


def own_name(language: str) -> str:
    """What a language calls itself: `Cymraeg`."""
    return locale(language).get_language_name() or language


def called(language: str, reader: str) -> str:
    """What a language is called in the reader's: `Welsh` of `cy` in English; its tag where it has no name there."""
    return str(locale(reader).languages.get(language.partition("-")[0], language))


def in_each(key: str, /, **gaps: object) -> dict[str, str]:
    """The words for a key in every language of this instance that has them."""
    found = {language: messages(language)[key] for language in languages()}
    return {message.language: message.text.format(**gaps) for message in found.values()}
