"""The words of each language, read once from gettext catalogues.

A catalogue is `LANGUAGE.po`, here in `locale/` or in the folder of the instance (`TRACKER_LOCALE`), whose words go
before ours. Its keys are names (`page.skip`); the English words are in `en.po` like any other language's. What stands
in braces is filled in (`{who}`), and a key with plural forms has one for each that the language has, in `{n}`.

A language has no words for a key that is absent, empty, marked fuzzy, lacks a plural form, or has a gap that English
does not offer. Then the words are the default language's, else English, and say so by their `language`.
"""

import hashlib
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import PoFileError, read_po

from api.settings import OUR_CATALOGUES, settings
from api.text.languages import REFERENCE, default, languages


class Untranslated(UserWarning):
    """Something has no words in a language. The tests take this warning for an error."""


class Message(NamedTuple):
    """The words for one key: a form for each plural of their language, or one."""

    forms: tuple[str, ...]
    language: str
    form_of: Callable[[int], int]

    @property
    def text(self) -> str:
        """The words; of a message with plural forms, those of most numbers."""
        return self.forms[-1]

    def at(self, number: int) -> str:
        """The words for a number of something."""
        return self.forms[self.form_of(number)] if len(self.forms) > 1 else self.forms[0]


class Messages(dict[str, Message]):
    """Words by key. A key that nothing has words for stands for itself."""

    def __missing__(self, key: str) -> Message:
        warnings.warn(f"nothing has words for {key}", Untranslated, stacklevel=3)
        return Message((key,), "zxx", lambda _: 0)


@lru_cache
def messages(language: str) -> Messages:
    """What there is to say in one language, with the words of another where it has none."""
    found = Messages()
    for one in (REFERENCE, default(), language):
        found |= _own(one)
    foreign = sum(message.language != language for message in found.values())
    if foreign:
        warnings.warn(f"{language}.po has no words for {foreign} of {len(found)} keys", Untranslated, stacklevel=2)
    return found


@lru_cache
def locale(language: str) -> Locale:
    """How a language writes dates and numbers: the CLDR's, by the `Language` that its catalogue names."""
    named = (catalog.locale for catalog in reversed(catalogs(language)))
    return next(filter(None, named), None) or Locale.parse(language, sep="-")


@lru_cache
def spoken(*groups: str) -> tuple[str, ...]:
    """The languages of this instance that have all words of these groups themselves; English if none of them has."""
    prefixes = tuple(f"{group}." for group in groups)
    keys = {key for key in _own(REFERENCE) if key.startswith(prefixes)}
    return tuple(language for language in languages() if keys <= _own(language).keys()) or (REFERENCE,)


def whole(language: str, *groups: str) -> str:
    """The language itself where it has all words of these groups; else the first that has."""
    found = spoken(*groups)
    return language if language in found else found[0]


@lru_cache
def fingerprint() -> str:
    """A digest of all there is to say in the languages of this instance."""
    said = {language: {key: one.forms for key, one in _own(language).items()} for language in ever_spoken()}
    return hashlib.sha256(repr(said).encode()).hexdigest()


def ever_spoken() -> tuple[str, ...]:
    """The languages that something of ours may be in: those of this instance, and what is lent where all lack words."""
    return tuple(dict.fromkeys((*languages(), REFERENCE)))


def forget() -> None:
    """Read the catalogues anew: what is for tests and for whoever changes settings."""
    for cached in (messages, locale, spoken, fingerprint, catalogs, _own, _offered):
        cached.cache_clear()


@lru_cache
def catalogs(language: str) -> tuple[Catalog, ...]:
    """The catalogues of one language as they are in the files, the instance's own last.

    Raises ValueError where one cannot be read.
    """
    return tuple(map(read, settings().catalogues(language)))


def entries(catalog: Catalog) -> Iterator[tuple[str, Entry, tuple[str, ...]]]:
    """Each key, with its entry and its words: several where it has plural forms."""
    for entry in catalog:
        if entry.id:
            key = entry.id if isinstance(entry.id, str) else entry.id[0]
            yield key, entry, (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))


def gaps(texts: Iterable[str]) -> frozenset[str]:
    """The names of what is filled in. Raises ValueError for braces that are none."""
    return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None)


def fits(key: str, forms: Iterable[str]) -> bool:
    """Whether there is something to fill in wherever these words have a gap."""
    try:
        return gaps(forms) <= _offered()[key]
    except ValueError:
        return False


@lru_cache
def _own(language: str) -> Mapping[str, Message]:
    """What this language itself has words for, out of what English has words for."""
    found = {}
    for catalog in catalogs(language):
        form_of = c2py(str(catalog.plural_expr))
        for key, entry, forms in entries(catalog):
            if all(forms) and not entry.fuzzy and key in _offered() and fits(key, forms):
                found[key] = Message(forms, language, form_of)
    return found


@lru_cache
def _reference() -> Mapping[str, tuple[Entry, tuple[str, ...]]]:
    """Each key with its entry and its words in our own English."""
    return {key: (entry, forms) for key, entry, forms in entries(read(OUR_CATALOGUES / f"{REFERENCE}.po"))}


def english(key: str, number: int = 0) -> str:
    """Our own English, whatever an instance says instead: what programs read, and the contract."""
    return _reference()[key][1][0 if number == 1 else -1]


@lru_cache
def _offered() -> Mapping[str, frozenset[str]]:
    """What can be filled in for each key: the gaps of its English, and those that its note offers besides."""
    return {
        key: gaps(forms) | frozenset(re.findall(r"\{(\w+)\}", " ".join(entry.auto_comments)))
        for key, (entry, forms) in _reference().items()
    }


def read(file: Path) -> Catalog:
    """A catalogue as it is in its file. Raises ValueError where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return read_po(opened, abort_invalid=True)
    except (PoFileError, LookupError, ValueError) as error:
        raise ValueError(f"{file} is no catalogue: {error}") from None
