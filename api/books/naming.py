"""What the words in a book mean: things by their ids, references and names, and sources by their short names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any

from api.readers.sheet import fold
from api.schemas.base import SLUG_PATTERN

_RANGE = re.compile(r"([0-9]{1,4}) ?(?:-|–|to|i) ?([0-9]{1,4})")
# What people write for all recommendations together.
ALL = {"all", "all of them", "everything", "pob un", "y cyfan"}
_NEAR, _LONG = 0.9, 100
_MOST = 20  # names that are looked for among all others: beyond that there is one cause, and it was told


class Names:
    """The things that a book may name, by their sort and by whatever each is called."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}  # the sort of each id
        self._called: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._shown: dict[tuple[str, str], str] = {}
        self._looked = 0

    def add(self, type_: str, id_: str, *names: str) -> None:
        """Take a thing in, under its id and these names."""
        self._ids[id_] = type_
        for name in names:
            self._called[type_, fold(name)][id_] = None
            self._shown.setdefault((type_, fold(name)), name)

    def find(self, types: Collection[str], words: str) -> list[str]:
        """The ids of what goes by these words; several where the name is that of several."""
        if self._ids.get(words) in types:
            return [words]
        found = dict.fromkeys(id_ for type_ in types for id_ in self._called.get((type_, fold(words)), ()))
        return list(found)

    def near(self, types: Collection[str], words: str) -> str | None:
        """The name that comes nearest to these words, as it is written; None where none is near."""
        self._looked += 1
        if self._looked > _MOST:
            return None
        known = {name: shown for (type_, name), shown in self._shown.items() if type_ in types}
        close = get_close_matches(fold(words[:_LONG]), known, 1, _NEAR)
        return known[close[0]] if close else None

    def shown(self, types: Collection[str]) -> Iterator[str]:
        """What there is of these sorts, as it is written."""
        return (shown for (type_, _), shown in self._shown.items() if type_ in types)


def names_of(thing: Mapping[str, Any]) -> Iterator[str]:
    """What a thing goes by, beside its id: its reference where it has one, else its names."""
    if thing["type"] == "recommendation":
        yield from [thing["reference"]] if "reference" in thing else list(thing.get("title", {}).values())
        return
    for field in ("name", "official_name"):
        yield from thing.get(field, {}).values()
    for earlier in thing.get("earlier_names", ()):
        yield from earlier.get("name", {}).values()


def numbers(words: str, known: Collection[str]) -> list[str]:
    """References as people write several: `1, 2 and 5–7`, where each of them is known."""
    found: list[str] = []
    for part in re.split(r"[;,\n]| and | a | ac ", words):
        one = part.strip()
        run = _RANGE.fullmatch(one)
        if run and one not in known and int(run[1]) < int(run[2]):
            found += [str(number) for number in range(int(run[1]), int(run[2]) + 1)]
        elif one:
            found.append(one)
    return found


def is_id(words: str) -> bool:
    """Whether these words can be nothing but an id: with a hyphen in them and no capitals or spaces."""
    return "-" in words and re.fullmatch(SLUG_PATTERN, words) is not None


def slug(words: str, most: int = 40) -> str:
    """Words as part of an id: `Ŵy Valley 2.1` is `wy-valley-2-1`."""
    plain = unicodedata.normalize("NFKD", words.lower().replace("’", "").replace("'", ""))
    found = "-".join(re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode()))
    return found if len(found) <= most else (found[:most].rpartition("-")[0] or found[:most])


def one_of(words: Iterable[str], most: int = 6) -> str:
    """Some of many names, as a sentence lists them."""
    shown = list(islice(words, most + 1))
    return ", ".join(f"“{one}”" for one in shown[:most]) + (", …" if len(shown) > most else "")
