"""The ids of a book's things: that of its Id column, else the one that the record has for it, else a new one."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain, count, product
from typing import Any

from api.books.items import Item
from api.books.naming import slug
from api.books.reading import BookFault
from api.readers.sheet import fold
from api.schemas.base import SLUG_PATTERN
from api.text.phrases import phrase

# No vowels, so that six letters never spell a word.
_LETTERS = "bcdfghjklmnpqrstvwxz"
_ALIKE = 0.9
_MOST, _MOST_ASKED = 200, 50  # that are compared with each row; rows that are told which is the likest
_TOLD_APART = 300  # letters of a text by which two are compared
_LONGEST, _LONGEST_TAIL = 80, 40
_COUNCIL = {"council", "cyngor", "city", "county", "borough", "district", "the", "of", "y", "yr", "sir", "dinas"}
Key = tuple[str, ...]
Thing = Mapping[str, Any]


def keys(thing: Thing) -> list[Key]:
    """What a thing is known by from one load to the next: what has a name, by its name in any language."""
    if thing["type"] == "recommendation" and "reference" in thing:
        return [(fold(thing["reference"]),)]
    if thing["type"] in _NAMED:
        names = {*thing.get("name", {}).values(), *thing.get("title", {}).values()}
        return [(_value(thing, "organisation"), fold(name)) for name in sorted(names)]
    return [_KEYS[thing["type"]](thing)]


def _value(thing: Thing, *path: str) -> str:
    for step in path[:-1]:
        thing = thing.get(step, {})
    return str(thing.get(path[-1], ""))


_NAMED = {"assembly", "organisation", "post", "project", "recommendation"}
_KEYS: Mapping[str, Callable[[Thing], Key]] = {
    "response": lambda one: (*_subject(one), _value(one, "by"), _value(one, "date", "value")),
    "contribution": lambda one: (_value(one, "project"), *_subject(one)),
    "accountability": lambda one: (
        *(_value(one, "about"), _value(one, "organisation"), _value(one, "post"), _value(one, "role")),
        _value(one, "begins", "value"),
    ),
    "update": lambda one: (
        *(_value(one, "about"), _value(one, "said_by", "organisation"), _value(one, "said_by", "post")),
        _value(one, "date", "value"),
    ),
    "lineage": lambda one: (",".join(one.get("came_from", ())), ",".join(one.get("became", ())), _value(one, "kind")),
}


def near(thing: Thing, other: Thing) -> bool:
    """Whether a thing may be another under a new name, date or reference, which only who wrote it knows."""
    match thing["type"]:
        case "recommendation" | "assembly":
            return True
        case "organisation" | "post" | "project":
            pairs = product(_words(thing), _words(other))
            return any(SequenceMatcher(None, one, two).ratio() >= _ALIKE for one, two in pairs)
        case "response" | "update":
            return keys(thing)[0][:-1] == keys(other)[0][:-1]
        case "contribution" | "accountability":
            return keys(thing)[0][0] == keys(other)[0][0]
    return False


def _subject(thing: Thing) -> Key:
    """What it is about: recommendations, a theme, or the whole."""
    several = [thing["recommendation"]] if "recommendation" in thing else thing.get("recommendations", [])
    return ",".join(sorted(several)), fold(thing.get("theme", ""))


def first(texts: Mapping[str, str] | None) -> str:
    return next(iter((texts or {}).values()), "")


def _words(thing: Thing) -> set[str]:
    """Its names or titles."""
    return {fold(one) for one in (thing.get("name") or thing.get("title") or {}).values()}


class Ids:
    """The ids that are taken, and the things that the record has, each of which one row at most is.

    Of `before` the things of this record; `known` are others, which a row is only where it goes by the same name.
    """

    def __init__(self, before: Sequence[Thing], known: Sequence[Thing]) -> None:
        self.before = {thing["id"]: thing for thing in before if thing["type"] in _NAMED | _KEYS.keys()}
        self._gone = {thing["id"] for thing in before if thing["type"] == "tombstone"}
        self.taken: dict[str, Item] = {}
        self._asked = 0
        self._ever = {thing["id"] for thing in (*before, *known)}
        self._by_key: dict[tuple[str, Key], list[Thing]] = defaultdict(list)
        for thing in (*self.before.values(), *(one for one in known if one["id"] not in self.before)):
            for one in keys(thing):
                self._by_key[thing["type"], one].append(thing)

    def give(self, items: Sequence[Item], make: Callable[[Item], Iterator[str]]) -> Iterator[BookFault]:
        """Give each item of one sort its id; `make` says which it would have if it is new, the best first."""
        for item in [one for one in items if one.id]:
            yield from self._own(item)
        for item in [one for one in items if not one.id and not one.asked]:
            if found := self._same(item):
                self._take(item, found)
                yield from self._moved(item)
        rest = [one for one in items if not one.id]
        free = [one for one in self.before.values() if rest and one["type"] == rest[0].type]
        free = [one for one in free if one["id"] not in self.taken]
        for item in rest:
            thing = item.thing()
            alike = [] if item.asked else [one for one in free[:_MOST] if near(thing, one)]
            if alike:
                yield self._ask(item, alike)
            if not item.asked and item.type not in _KEYS and (gone := next(make(item))) in self._gone:
                detail = phrase("in_book.was_withdrawn", gone=gone, heading=phrase("book.id"))
                yield BookFault(item.at, "was-withdrawn", detail)
            new = next(id_ for id_ in make(item) if id_ not in self.taken and id_ not in self._ever)
            self._take(item, new)

    def _take(self, item: Item, id_: str) -> None:
        item.facts["id",] = id_
        self.taken[id_] = item

    def _own(self, item: Item) -> Iterator[BookFault]:
        cell = item.cell("id")
        if not re.fullmatch(SLUG_PATTERN, item.id):
            yield BookFault(cell, "id", phrase("in_book.id", words=item.id, pattern=phrase("fault.pattern_id")))
        elif (other := self.taken.get(item.id)) is not None:
            detail = phrase("in_book.id_twice", row=other.at.row, sheet=other.at.sheet)
            yield BookFault(cell, "id-twice", detail)
        self.taken.setdefault(item.id, item)

    def _same(self, item: Item) -> str | None:
        """What the record has of this, if it surely is the same: of several that go by one key, the likest."""
        thing = item.thing()
        found = [one for key in keys(thing) for one in self._by_key.get((item.type, key), ())]
        found = [one for one in found if one["id"] not in self.taken]
        return str(max(found, key=lambda one: _likeness(thing, one))["id"]) if found else None

    def _moved(self, item: Item) -> Iterator[BookFault]:
        """Whether a number is now that of what had another: then all of them may have moved."""
        title = _words(item.thing())
        had = self.before.get(item.id)
        if item.type != "recommendation" or had is None or not title or _words(had) & title:
            return
        others = [one for one in self.before.values() if one["type"] == item.type and _words(one) & title]
        if others:
            number, id_ = others[0].get("reference", "–"), others[0]["id"]
            told = {"number": number, "title": first(had["title"]), "id": id_}
            detail = phrase("in_book.moved", heading=phrase("book.id"), **told)
            yield BookFault(item.cell("reference"), "same-or-new", detail)

    def _ask(self, item: Item, alike: Sequence[Thing]) -> BookFault:
        self._asked += 1
        compared = alike if self._asked <= _MOST_ASKED else alike[:1]
        likest = max(compared, key=lambda one: _likeness(item.thing(), one))
        id_, called = likest["id"], likest.get("reference")
        one = phrase("in_book.numbered", id=id_, number=called) if called else id_
        detail = phrase("in_book.same_or_new", one=one, id=id_, heading=phrase("book.id"))
        return BookFault(item.at, "same-or-new", detail)


def _likeness(thing: Thing, other: Thing) -> float:
    return SequenceMatcher(None, _telling(thing), _telling(other)).ratio()


def _telling(thing: Thing) -> str:
    """The text by which a reader would know it again, in each language that it is in."""
    texts: Mapping[str, str] = next(
        (thing[field] for field in ("summary", "title", "reasons", "name") if field in thing), {}
    )
    return "\n".join(texts[tag][:_TOLD_APART] for tag in sorted(texts))


def lettered(parent: str, *words: str) -> Iterator[str]:
    """The parent's id and six letters made from words, the same at each load."""
    number = 0
    while True:
        digest = hashlib.sha256("\n".join((*words, str(number))).encode()).digest()
        yield f"{parent}-{''.join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:6])}"
        number += 1


def named(parent: str, *words: str) -> Iterator[str]:
    """An id made from a name: the first of these words that gives one, then with a number."""
    most = min(_LONGEST_TAIL, _LONGEST - len(parent) - 4)
    tails = [tail for one in words if (tail := slug(one, most))] or ["item"]
    for tail in chain(tails, (f"{tails[0]}-{number}" for number in count(2))):
        yield _begun(f"{parent}-{tail}" if parent else tail)


def of_organisation(name: str) -> Iterator[str]:
    """An id made from an organisation's name: `anytown` of Anytown Council."""
    words = name.split()
    council = {"council", "cyngor"} & {fold(word) for word in words}
    short = " ".join(word for word in words if fold(word) not in _COUNCIL)
    return named("", short if council and any(map(str.isalpha, short)) else name, name)


def _begun(id_: str) -> str:
    """An id begins with a letter, and has three."""
    found = id_ if id_[:1].isalpha() else f"the-{id_}"
    return found if len(found) >= 3 else f"{found}-organisation"  # noqa: PLR2004
