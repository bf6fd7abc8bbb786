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
from api.schemas.base import MAX_TEXT, Slug, Text
from api.text.phrases import in_each_language, joined, phrase

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
        raise BadCell("formula", phrase("in_cell.formula"))
    if isinstance(content, Broken):
        raise BadCell("error-value", phrase("in_cell.error", error=content.shows))
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
        raise BadCell("date", wrong.args[0]) from None


def _text(_: Column, words: str) -> str:
    words = words if _CONTROLS.isdisjoint(words) else undone(words)
    if len(words) > MAX_TEXT:
        raise BadCell("too-long", phrase("in_cell.too_long", n=f"{len(words):,}", most=f"{MAX_TEXT:,}"))
    try:
        return _TEXT.validate_python(words)
    except ValidationError:
        raise BadCell("text", phrase("in_cell.text", pattern=phrase("fault.pattern_text"))) from None


def _slug(_: Column, words: str) -> str:
    try:
        return _SLUG.validate_python(words.lower())
    except ValidationError:
        raise BadCell("id", phrase("in_cell.id", words=words[:40], pattern=phrase("fault.pattern_id"))) from None


def _code(column: Column, words: str) -> str:
    name = column.codelist
    known = _known(name)
    if (code := known.get(fold(words)) or among(words, _shapes(name))) is not None:
        return code
    near = get_close_matches(fold(words[:40]), known, 1)
    codes = to_choose(name)
    labels = joined(", ", (in_each_language(code.label) for code in codes.values()))
    gaps = {"near": in_each_language(codes[known[near[0]]].label)} if near else {}
    raise BadCell(
        "unknown-code", phrase(f"in_cell.code{'_near' if near else ''}", words=words[:40], labels=labels, **gaps)
    )


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
