"""What is looked for when somebody searches: their words, what means the same, and the other beginnings of Welsh words.

The words are in `search_words.toml`, which whoever writes may edit. They are folded and stemmed as those of texts are.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from db.words import split, stem

_FILE = Path(__file__).with_name("search_words.toml")
WELSH = "cy"
_SHORTEST = 3  # letters of a word that is looked for with other beginnings
# How a Welsh word begins, and how it may begin where another word stands before it: soft, nasal, aspirate.
_BEGINNINGS = {
    "c": ("g", "ngh", "ch"),
    "p": ("b", "mh", "ph"),
    "t": ("d", "nh", "th"),
    "g": ("", "ng"),
    "b": ("f", "m"),
    "d": ("dd", "n"),
    "ll": ("l",),
    "m": ("f",),
    "rh": ("r",),
}
_LETTERS = ("ngh", "mh", "nh", "ch", "ph", "th", "ng", "dd", "ff", "ll", "rh")  # that are written with several signs
_BEFORE_G_FELL = frozenset("aeiouwylrn")  # what a word may begin with that began with `g`


class Word(NamedTuple):
    """A word that is looked for: as it is kept, in each form that it may have; these with all that means the same."""

    own: frozenset[str]
    alike: frozenset[str]


def wanted(text: str, language: str) -> list[Word]:
    """The words of a text that somebody searches for in a language, each once.

    Words that tell nothing apart are left out, unless there is no other.
    """
    every = list(dict.fromkeys(split(text)))
    telling = [word for word in every if word not in _small()] or every
    return list(dict.fromkeys(_word(word, language) for word in telling))


def _word(word: str, language: str) -> Word:
    own = frozenset(map(stem, beginnings(word) if language == WELSH else [word]))
    return Word(own, own.union(*(_same().get(one, frozenset()) for one in own)))


def beginnings(word: str) -> set[str]:
    """A Welsh word as it begins in other places: `cath` of `gath`, and all that either may become. One that is very
    short has only itself.
    """
    if len(word) < _SHORTEST:
        return {word}
    return {other for plain in {word, *_unchanged(word)} for other in (plain, *_changed(plain))}


def _changed(word: str) -> Iterator[str]:
    first = _first(word)
    for begins in _BEGINNINGS.get(first, ()):
        yield begins + word.removeprefix(first)


def _unchanged(word: str) -> Iterator[str]:
    """The words of which this one may be what they become."""
    first = _first(word)
    for plain, changed in _BEGINNINGS.items():
        if first in changed:
            yield plain + word.removeprefix(first)
    if word[0] in _BEFORE_G_FELL and first not in {"ll", "rh", "ng", "nh", "ngh"}:
        yield f"g{word}"


def _first(word: str) -> str:
    """The letter that a Welsh word begins with, which may be written with several signs."""
    return next((letter for letter in _LETTERS if word.startswith(letter)), word[0])


@cache
def _read() -> Any:
    return tomllib.loads(_FILE.read_text("utf-8"))


@cache
def _small() -> frozenset[str]:
    """The words that tell nothing apart, in any language."""
    return frozenset(word for words in _read()["small"].values() for word in split(words))


@cache
def _same() -> dict[str, frozenset[str]]:
    """By each word of the table, in every form that it may have, all that mean the same."""
    found: dict[str, frozenset[str]] = {}
    for row in _read()["same"]:
        of_row = frozenset(stem(form) for language, words in row.items() for form in _forms(words, language))
        for word in of_row:
            found[word] = found.get(word, frozenset()) | of_row
    return found


def _forms(words: str, language: str) -> Iterator[str]:
    for word in split(words):
        yield word
        if language == WELSH and len(word) >= _SHORTEST:
            yield from _changed(word)
