"""What one cell says, in the shapes of the record; or what is wrong with it, and the fix, in a plain sentence."""

import re
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from api.core.codelists import to_choose
from api.readers.damage import Shapes, among, seen, shapes, undone
from api.readers.dates import from_number, read_date
from api.readers.grid import Broken, Content, Formula
from api.readers.sheet import Column, Value, fold, tidy
from api.schemas.base import MAX_TEXT, PATTERN_WORDS, SLUG_PATTERN, TEXT_PATTERN, Slug, Text

# No text may hold them; Windows-1252 makes them of bytes that are half a letter.
_CONTROLS = frozenset(map(chr, range(0x80, 0xA0)))
_TEXT, _SLUG = TypeAdapter(Text), TypeAdapter(Slug)


class BadCell(Exception):  # noqa: N818 - it is what it is called everywhere
    """Something wrong with a cell: the rule and a sentence."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(detail)
        self.rule, self.detail = rule, detail


def value_of(column: Column, content: Content | None) -> Value:
    """The value of a cell of this column; None where it is empty. Raises `BadCell`."""
    if content is None:
        return None
    if isinstance(content, Formula):
        raise BadCell("formula", "it holds a formula: put the words or the date themselves in the cell")
    if isinstance(content, Broken):
        raise BadCell("error-value", f"it shows the error {content.shows}: type the words or the date again")
    if column.kind == "date":
        return _date(content)
    words = tidy(seen(_in_words(content)))
    return _READERS[column.kind](column, words) if words else None


def _in_words(content: str | float | date) -> str:
    """What a spreadsheet made a number or a date, as somebody would have typed it."""
    if isinstance(content, date):
        return f"{content:%d/%m/%Y}"
    return content if isinstance(content, str) else f"{content:.15g}"


def _date(content: str | float | date) -> str | None:
    if isinstance(content, date):
        return content.isoformat()
    try:
        if isinstance(content, str):
            return read_date(content) if content.strip() else None
        return from_number(content)
    except ValueError as wrong:
        raise BadCell("date", str(wrong)) from None


def _text(_: Column, words: str) -> str:
    words = words if _CONTROLS.isdisjoint(words) else undone(words)
    if len(words) > MAX_TEXT:
        raise BadCell("too-long", f"it has {len(words):,} letters: a text has at most {MAX_TEXT:,}")
    try:
        return _TEXT.validate_python(words)
    except ValidationError:
        raise BadCell("text", f"{PATTERN_WORDS[TEXT_PATTERN]}: type it again") from None


def _slug(_: Column, words: str) -> str:
    try:
        return _SLUG.validate_python(words.lower())
    except ValidationError:
        raise BadCell(
            "id", f"“{words[:40]}” is not an id: {PATTERN_WORDS[SLUG_PATTERN]}. Copy it from the sheet you downloaded"
        ) from None


def _code(column: Column, words: str) -> str:
    name = column.codelist
    known = _known(name)
    if (code := known.get(fold(words)) or among(words, _shapes(name))) is not None:
        return code
    near = get_close_matches(fold(words[:40]), known, 1)
    codes = to_choose(name)
    labels = ", ".join(code.label["en"] for code in codes.values())
    meant = f"did you mean “{codes[known[near[0]]].label['en']}”? It is one of" if near else "it is one of"
    raise BadCell("unknown-code", f"“{words[:40]}” is not on the list: {meant} {labels}")


def _codes(column: Column, words: str) -> tuple[str, ...] | None:
    wanted = [part.strip() for part in re.split("[;,\n]", words) if part.strip()]
    return tuple(dict.fromkeys(_code(column, part) for part in wanted)) or None


@lru_cache
def _labels(name: str) -> dict[str, str]:
    """Each code by itself and by its labels in English and Welsh."""
    return {word: code for code, its in to_choose(name).items() for word in (code, *its.label.values())}


@lru_cache
def _known(name: str) -> dict[str, str]:
    """Each code by itself and by its labels, all of them folded."""
    return {fold(word): code for word, code in _labels(name).items()}


@lru_cache
def _shapes(name: str) -> Shapes:
    return shapes(_labels(name))


_READERS: dict[str, Callable[[Column, str], Value]] = {"text": _text, "slug": _slug, "code": _code, "codes": _codes}
