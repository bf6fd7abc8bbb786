"""What one cell says of a field, and how a field is written in a cell."""

import re
from collections.abc import Sequence
from datetime import date

from api.books.fields import Field
from api.core.codelists import codes_of
from api.readers.cells import BadCell, value_of
from api.readers.grid import Content
from api.readers.sheet import Column, fold
from api.schemas.base import MAX_COUNT
from api.schemas.coding import CODE_PATTERN
from api.text.catalogue import ever_spoken
from api.text.languages import said
from api.text.localizer import localizer
from api.text.phrases import phrase

# What people write where there is nothing to write. It says that a field is left out, whatever it would be otherwise.
BLANK = frozenset("-–—")
_PART = re.compile("[;\n]")
_TRAILING = re.compile(r"[ \t\u00a0]+(?=\n|$)")
_PRINTED = {"(votes_for)", "(votes_against)", "(votes_abstained)", "reference", "votes", "members", "figures"}
_NUMBER = re.compile(r"[0-9]{1,3}(?:[ ,.][0-9]{3})+|[0-9]+")
_AMBIGUOUS = re.compile(r"\s*([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ](?:[0-9]{2}|[0-9]{4})\s*")

Value = str | int | bool | list[str]


def is_blank(content: Content | None) -> bool:
    return content is None or (isinstance(content, str) and content.strip() in BLANK)


def read(field: Field, content: Content) -> Value | None:
    """The value of a cell; of what names something, the words that stand there. None where it is empty.

    Raises `BadCell`.
    """
    if field.kind != "date":
        _as_typed(field, content)
    if field.several:
        words = _words(content)
        if words is None or fold(words) in _all_words("none"):
            return None if words is None else []
        if field.kind == "items":
            raise BadCell("none", phrase("in_book.only_none", none=phrase("book.none")))
        return [str(one) for part in parts(words) if (one := _one(field, part)) is not None]
    return _one(field, content)


def _as_typed(field: Field, content: Content) -> None:
    """Refuse what a spreadsheet made something else of than was typed. Raises `BadCell`."""
    if isinstance(content, date):
        detail = phrase("in_book.made_a_date", day=f"{content:%d/%m/%Y}")
        raise BadCell("made-a-date", detail)
    if field.path[0] in _PRINTED and isinstance(content, float) and not content.is_integer():
        raise BadCell("made-a-number", phrase("in_book.made_a_number", number=f"{content:g}"))


def parts(words: str) -> list[str]:
    """The several things that stand in one cell: on a line each, else with semicolons between them."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    return lines if len(lines) > 1 else [part.strip() for part in _PART.split(words) if part.strip()]


def _one(field: Field, content: Content) -> Value | None:
    if field.kind == "date":
        found = value_of(Column(field.path[-1], "date", 0), content)
        return found if isinstance(found, str) else None
    words = _words(content)
    if words is None:
        return None
    if field.kind == "code":
        return _code(field, words)
    if field.kind == "yes":
        return _yes(words)
    return _count(words) if field.kind == "count" else words


def _words(content: Content | None) -> str | None:
    """The text of a cell, without what stands unseen at the ends of its lines."""
    found = value_of(Column("text", "text", 0), content)
    return _TRAILING.sub("", found) if isinstance(found, str) else None


def _code(field: Field, words: str) -> str | None:
    if field.codelist == "basis" and (answer := _answer(words)) is not None:
        return "verbatim" if answer else "paraphrase"
    try:
        found = value_of(Column(field.path[-1], "code", 0, codelist=field.codelist), words)
    except BadCell:
        if not field.is_open or not re.fullmatch(CODE_PATTERN, words):
            raise
        return words
    return found if isinstance(found, str) else None


def _yes(words: str) -> bool:
    answer = _answer(words)
    if answer is None:
        raise BadCell(
            "yes-or-no", phrase("in_book.yes_or_no", words=words[:40], yes=phrase("book.yes"), no=phrase("book.no"))
        )
    return answer


def _answer(words: str) -> bool | None:
    plain = fold(words)
    if plain in _all_words("yes") | {"y", "true", "x", "✓", "✔"}:
        return True
    return False if plain in _all_words("no") | {"n", "false"} else None


def _all_words(name: str) -> set[str]:
    return {fold(localizer(tag).words("book")[name]) for tag in ever_spoken()}


def _count(words: str) -> int:
    plain = words.removesuffix(".0")
    if not _NUMBER.fullmatch(plain) or int(re.sub("[ ,.]", "", plain)) > MAX_COUNT:
        raise BadCell("count", phrase("in_book.count", words=words[:40]))
    return int(re.sub("[ ,.]", "", plain))


def ambiguous(content: Content | None) -> bool:
    """Whether a date was read with its day first that Americans would read with its month first."""
    match = _AMBIGUOUS.fullmatch(content) if isinstance(content, str) else None
    return match is not None and match[1] != match[2] and int(match[1]) <= 12 and int(match[2]) <= 12  # noqa: PLR2004


def written(field: Field, value: object, language: str) -> str | date:
    """A value as a cell of a book has it, for somebody who reads this language."""
    if isinstance(value, list):
        return _listed([str(written(field, one, language)) for one in value], language)
    if field.kind == "code" and isinstance(value, str) and value in codes_of(field.codelist):
        return said(codes_of(field.codelist)[value].label, language).text
    if field.kind == "yes":
        return localizer(language).words("book")["yes" if value else "no"]
    if field.kind == "date" and isinstance(value, str) and re.fullmatch(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", value):
        return date.fromisoformat(value)
    return str(value)


def _listed(words: Sequence[str], language: str) -> str:
    if not words:
        return localizer(language).words("book")["none"]
    return ("\n" if any(";" in one for one in words) else "; ").join(words)
