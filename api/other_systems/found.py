"""What was found of engagements in another system, before any of it is ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from api.core.faults import Fault
from api.readers.dates import read_date
from api.readers.markup import text_of
from api.schemas.base import MAX_TEXT, Address

CODED = ("topic", "audience", "place")  # what sites have codes of their own for
MOST_HTML = 1_000_000  # letters of a text, tags among them
MAX_LINE = 500
_AS_WRITTEN = re.compile(r"([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})(?:T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?")
_ADDRESS: TypeAdapter[str] = TypeAdapter(Address)


class Code(NamedTuple):
    """A code of the site's own, and what the site calls it."""

    code: str
    label: str


@dataclass(frozen=True)
class Found:
    """One engagement: by what the other system knows it, and what it says of it. Texts are of one language."""

    at: str  # where it stands: a row, or a pointer
    scheme: str  # whose number it is: the site's host
    number: str
    named: str  # what an id can be made of
    facts: Mapping[str, Any]
    form: str  # as the system calls it; empty where it does not say
    codes: Mapping[str, Sequence[Code]]
    places: Mapping[str, str] = field(default_factory=dict)  # where each field stands
    language: str = ""  # of its texts, where it says so

    def where(self, name: str) -> str:
        """Where a field stands; where the engagement does, if it has no place of its own."""
        return self.places.get(name, self.at)


@dataclass
class Read:
    """All that was read: what is right, what is wrong, by its place, and what somebody has to know of the rest."""

    system: str
    found: list[Found] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    own_codes: bool = False  # whether our own codes may stand where the site's would


class Told:
    """One engagement of a JSON answer, as it is read: its values, each with its place, and what is wrong with them."""

    def __init__(self, at: str, values: Mapping[str, Any], number: str) -> None:
        self.at, self.values, self.number = at, values, number
        self.faults: list[Fault] = []

    def wrong(self, name: str, rule: str, detail: str) -> None:
        """Something is wrong with a value."""
        self.faults.append(Fault(f"{self.at}/{name}" if name else self.at, rule, detail, seen(self.number) or None))

    def needs(self, name: str, value: str, detail: str) -> None:
        """Something is wrong where there is no value, unless that is known already."""
        if not value and not any(one.pointer == f"{self.at}/{name}" for one in self.faults):
            self.wrong(name, "required", detail)

    def words(self, name: str) -> str:
        """A text as it stands; empty where there is none, or what stands there is none."""
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        self.wrong(name, "string-type", "here stands a text")
        return ""

    def text(self, name: str, words: str | None = None, most: int = MAX_TEXT) -> str:
        """A text without tags, or what is wrong with it."""
        raw = self.words(name) if words is None else words
        if len(raw) > MOST_HTML:
            self.wrong(name, "too-long", f"it has {len(raw):,} letters; at most {MOST_HTML:,} are read")
            return ""
        found = text_of(raw)
        if len(found) > most:
            self.wrong(name, "too-long", f"it has {len(found):,} letters; there is room for {most:,}")
            return ""
        return found

    def line(self, name: str, words: str | None = None) -> str:
        """A text of one line."""
        return " ".join(self.text(name, words, MAX_LINE).split())

    def day(self, name: str) -> str | None:
        """A whole day, year first as these systems write it. Another order is not guessed at."""
        words = self.words(name).strip()
        if not words:
            return None
        if not (found := _AS_WRITTEN.fullmatch(words)):
            self.wrong(name, "date", f"{quoted(words)} is no date with the year first, as 2027/02/28")
            return None
        try:
            return read_date(words if "T" in words else date(*map(int, found.groups())).isoformat())
        except ValueError:
            self.wrong(name, "date", f"{quoted(words)}: there is no such day")
            return None

    def address(self, name: str) -> str:
        """An address of the web; empty where there is none."""
        words = self.words(name).strip()
        if words and not is_address(words):
            self.wrong(name, "address", f"{quoted(words)} is no address of the web")
            return ""
        return words

    def codes(self, name: str) -> list[Code]:
        """The site's codes in a list: as texts, or as objects that say `id` and `name`."""
        value = self.values.get(name)
        if value is None or value == "":
            return []
        found = [_code(one) for one in value] if isinstance(value, list) else [None]
        if None in found:
            self.wrong(name, "codes", "here stands a list of codes, each with its id and its name")
        return list(dict.fromkeys(one for one in found if one is not None and one.code))


def _code(value: object) -> Code | None:
    code, label = (value.get("id"), value.get("name")) if isinstance(value, Mapping) else (value, value)
    if not isinstance(code, str) or len(code) > MAX_LINE:
        return None
    name = " ".join(text_of(label).split()) if isinstance(label, str) and len(label) <= MAX_LINE else ""
    return Code(code.strip(), name or code.strip())


def seen(words: str) -> str:
    """The beginning of somebody's words, as a terminal can show them: no marks that move or hide what stands there."""
    return "".join(filter(str.isprintable, words[:80]))


def quoted(words: str) -> str:
    """The same in quotation marks."""
    return f"“{seen(words)}”"


def is_address(words: str) -> bool:
    """Whether these words are an address of the web."""
    try:
        return bool(urlsplit(_ADDRESS.validate_python(words)).hostname)
    except (ValidationError, ValueError):
        return False


def host_of(address: str) -> str:
    """The host of an address; empty where there is none."""
    return (urlsplit(address).hostname or "") if address and is_address(address) else ""
