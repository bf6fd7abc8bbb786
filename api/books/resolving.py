"""Ids for the words by which the rows of a book name things."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from api.books.fields import Field, Path
from api.books.items import Item
from api.books.naming import ALL, Names, is_id, names_of, numbers, one_of
from api.books.reading import BookFault
from api.readers.sheet import fold
from api.text.phrases import Phrase, either, joined, phrase

# Makes what nothing describes; gives its id, or None where it told why not.
Make = Callable[[Item, Path, str], str | None]
_BY_ID = {"response", "update", "verdict", "reply", "tally"}
_WHERE = {"post": "book.sheet_posts", "project": "book.sheet_projects"}


class Naming:
    """The names that a book may use, and what is wrong with those that it does."""

    def __init__(self, faults: list[BookFault]) -> None:
        self.names = Names()
        self._faults = faults

    def know(self, things: Iterable[Mapping[str, Any]], *types: str) -> None:
        """Take in what the record has of these sorts."""
        for thing in things:
            if thing["type"] in types:
                self.names.add(thing["type"], thing["id"], *names_of(thing))

    def put_ids(self, item: Item, types: tuple[str, ...] = (), make: Make | None = None) -> None:
        """Put ids where an item names things of these sorts, or of any."""
        for path, (field, words) in list(item.names.items()):
            if types and field.types != types:
                continue
            del item.names[path]
            given = self._each(field, words if isinstance(words, list) else [words])
            if given is None:
                continue
            found = [self._id(item, path, field, one, make) for one in given]
            kept = [one for one in dict.fromkeys(found) if one is not None]
            if kept:
                item.facts[path] = kept if field.several else kept[0]
            else:
                item.wrong.add(path)

    def _each(self, field: Field, words: list[str]) -> list[str] | None:
        """The names in a cell, one by one; None where it means all recommendations, which nothing names."""
        if "recommendation" not in field.types:
            return words
        if fold(words[0]) in ALL:
            return None
        known = set(self.names.shown(["recommendation"])) if field.several else set()
        return [
            one for part in words for one in (numbers(part, known) if field.several and part not in known else [part])
        ]

    def _id(self, item: Item, path: Path, field: Field, words: str, make: Make | None) -> str | None:
        found = self.names.find(field.types, words)
        if len(found) > 1:  # of posts with one name, that of the organisation beside it
            own = [item.facts.get(place) for place in (("organisation",), ("by",), ("said_by", "organisation"))]
            found = [one for one in found if any(one.startswith(f"{id_}-") for id_ in own if id_)] or found
        if len(found) == 1:
            return found[0]
        if not found and (is_id(words) or set(field.types) & _BY_ID):
            return words
        if not found and make is not None:
            return make(item, path, words)
        several = phrase("in_book.may_be", words=words, ids=either(found)) if found else None
        detail = several or self._unknown(field, words)
        self._faults.append(BookFault(item.cell(*path), "several" if found else "unknown-name", detail))
        return None

    def _unknown(self, field: Field, words: str) -> Phrase:
        near = self.names.near(field.types, words)
        what = either([phrase(f"in_book.{one}") for one in field.types])
        if near:
            told = phrase("in_book.unknown_near", words=words, what=what, near=near)
        else:
            there = one_of(self.names.shown(field.types)) or phrase("book.none")
            told = phrase("in_book.unknown", words=words, what=what, there=there)
        where = next((_WHERE[one] for one in field.types if one in _WHERE), None)
        if where is None:
            return told
        return joined(" " if near else ". ", [told, phrase("in_book.described", sheet=phrase(where))])
