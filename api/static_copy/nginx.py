"""What nginx has to be told of a copy beside its own rules, which are in the guides (`nginx-static.conf`): which
headers stand with what is at an address, which questions the application knows there, and how it refuses.
"""

import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from api.core import urls
from api.core.problems import KINDS, Problem
from api.static_copy.addresses import Part
from api.static_copy.asking import Answered, Asking
from api.static_copy.folder import MANIFEST
from api.static_copy.naming import ending_of
from api.text.languages import Language, default, languages

FILE = "nginx-maps.conf"
_FOLDER = "refusals/"
# The headers that are not the same with everything, by the variable that has them.
_HEADERS = {
    "language": "content-language",
    "policy": "content-security-policy",
    "referrer": "referrer-policy",
    "resource": "cross-origin-resource-policy",
}
_ABOUT = (
    "# Written by `assembly-tracker publish` for nginx-static.conf, which includes it. Reload nginx where it changes."
)
# Where a refusal has a medium of its own, and what such paths begin with.
_MEDIA = {"embed": "/embed/x/x", "fragment": "/fragment/x/x", "badge": "/badge/x/x.svg", "page": "/"}
_DATA = "/v1/x"


class Kind(NamedTuple):
    """What addresses have in common of which nginx is told the same: headers, and what can be asked there."""

    headers: tuple[str, ...] = ("",) * len(_HEADERS)
    parameters: frozenset[str] = frozenset()
    never: bool = False  # whether nothing is answered there, with a query or without


class Refusal(NamedTuple):
    """How a problem is told in a medium, in a language or in none."""

    problem: str
    medium: str
    language: Language | None
    answered: Answered

    @property
    def name(self) -> str:
        spoken = f".{self.language}" if self.language else ""
        return f"{self.medium}{spoken}{ending_of(self.answered.media_type)}"

    @property
    def file(self) -> str:
        return f"{_FOLDER}{self.problem}/{self.name}"


def refusals(ask: Asking) -> Iterator[Refusal]:
    """How it is told that there is nothing at an address, and that a copy cannot answer, in every medium."""
    live = f" {ask.copied.live} does." if ask.copied.live else ""
    for name, detail in {
        "not-found": KINDS["not-found"].meaning,
        "only-a-copy": f"This is a copy of {ask.copied.day}, which answers no questions.{live}",
    }.items():
        problem = Problem(name, detail)
        yield Refusal(name, "data", None, _of_any_request(ask.refused(_DATA, problem)))
        for language in languages():
            for medium, path in _MEDIA.items():
                yield Refusal(name, medium, language, ask.refused(urls.spoken(path, language), problem))


def _of_any_request(answered: Answered) -> Answered:
    """The same, without what is of one request."""
    answered.body.seek(0)
    told = {name: value for name, value in json.load(answered.body).items() if name not in {"instance", "request_id"}}
    return answered._replace(body=_bytes(json.dumps(told, ensure_ascii=False, separators=(",", ":"))))


class Rules:
    """What is gathered for nginx while a copy is written."""

    def __init__(self) -> None:
        self._parts: dict[Part, Kind] = {}
        self._rules: list[tuple[str, Kind]] = []
        self._refusals: dict[str, Refusal] = {}

    def give(self, part: Part, path: str, headers: Mapping[str, str]) -> None:
        """What is at an address of a part is sent with these headers."""
        kind = Kind(tuple(headers.get(name, "") for name in _HEADERS.values()), part.parameters)
        if self._parts.setdefault(part, kind) != kind or not re.fullmatch(_pattern(part.path), path):
            self._rules.append((re.escape(path), kind))

    def never(self, part: Part) -> None:
        """Nothing is answered at the addresses of a part."""
        self._parts[part] = Kind(never=True)

    def refuse(self, refusal: Refusal) -> None:
        """A refusal is told so in its medium."""
        self._refusals[refusal.name] = refusal

    def written(self) -> IO[bytes]:
        """The file that nginx includes."""
        known = [(re.escape(f"/{MANIFEST}"), Kind())]
        rules = [*known, *self._rules, *((_pattern(part.path), kind) for part, kind in self._parts.items())]
        numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kind for _, kind in rules), 1)}
        lines = [_ABOUT, *_map("$uri", "kind", {f"~^{rule}$": f"{numbers[kind]}" for rule, kind in rules}, "0")]
        for place, name in enumerate(_HEADERS):
            found = {f"{number}": kind.headers[place] for kind, number in numbers.items() if kind.headers[place]}
            lines += _map("$tracker_kind", name, found)
        asking = {rule: "1" for kind, number in numbers.items() for rule in _asking(kind, number)}
        lines += _map('"$tracker_kind $args"', "asks", asking)
        places = {f"~^{rule}": name for rule, name in self._places()}
        lines += _map("$uri", "refusal", places, f"page.{default()}.html")
        endings = {name: "" if name.startswith("badge") else Path(name).suffix for name in self._refusals}
        lines += _map("$tracker_refusal", "gone", endings)
        for name, header in _HEADERS.items():
            told = {one.name: one.answered.headers.get(header, "") for one in self._refusals.values()}
            lines += _map("$tracker_refusal", f"refusal_{name}", {one: value for one, value in told.items() if value})
        return _bytes("\n".join(lines) + "\n")

    def _places(self) -> Iterator[tuple[str, str]]:
        """Where each refusal is told, the most particular first."""
        yield "/(?:v1|oembed)(?:/|$)", "data.json"
        for medium in _MEDIA:
            for language in (*languages(), None):
                name = next(
                    one.name
                    for one in self._refusals.values()
                    if (one.medium, one.language) == (medium, language or default())
                )
                begins = f"/{medium}/" if medium != "page" else "(?:/|$)"
                yield (f"/{language}" if language else "") + begins, name


def _pattern(path: str) -> str:
    """A regular expression for the paths of a route."""
    return re.sub(r"\\{[^{}]*\\}", "[^/.]+", re.escape(path))


def _asking(kind: Kind, number: int) -> Iterator[str]:
    """What a query is like that asks for something; one that is written in code may ask for anything."""
    if kind.never:
        yield f"~^{number} "
    elif kind.parameters:
        yield f"~^{number} (?:.*&)?(?:{'|'.join(sorted(kind.parameters))})(?:[=&]|$)"
        yield f"~^{number} (?:.*&)?[^=&]*[%+]"


def _map(of: str, name: str, values: Mapping[str, str], default_: str = "") -> list[str]:
    rules = [f"    {_quoted(one)} {_quoted(value)};" for one, value in values.items()]
    return [f"map {of} $tracker_{name} {{", f"    default {_quoted(default_)};", *rules, "}"]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bytes(text: str) -> IO[bytes]:
    body = io.BytesIO(text.encode())
    body.seek(0, os.SEEK_END)
    return body
