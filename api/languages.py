"""In which language somebody is answered, and what a text of the record is in it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from api.rules.telling import LANGUAGES, tag_for

Language = Literal["en", "cy"]


class Said(NamedTuple):
    """A text in one language, with the tag of the language it is in."""

    text: str
    language: str


def preferred(accept: str) -> Language:
    """The language of ours that an `Accept-Language` header likes best (RFC 9110, section 12.5.4); else English.

    A header that cannot be read likes nothing.
    """
    ranges = [_weighed(part) for part in accept.split(",")]
    liked = sorted((weighed for weighed in ranges if weighed[0]), key=lambda weighed: -weighed[0])
    for _, tag in liked:
        if tag.partition("-")[0] == "cy":
            return "cy"
        if tag == "*" or tag.partition("-")[0] == "en":
            return "en"
    return "en"


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.strip().lower().partition(";")
    try:
        return (float(weight.strip().removeprefix("q=")) if weight else 1.0), tag.strip()
    except ValueError:
        return 0.0, tag


def said(texts: Mapping[str, str], language: str, original: str | None = None) -> Said:
    """A text for somebody who reads this language: in it where it can be, else in the original, else as it is."""
    tag = tag_for(dict(texts), language, original)
    return Said(texts[tag], tag)


def words_in(language: str, table: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The words of a page in one language, out of a table that has them in English and Welsh."""
    return {name: both[LANGUAGES.index(language)] for name, both in table.items()}
