"""What a book says of sources: each described once, and named by its short name, with a page, wherever it is used."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from api.books.items import Item
from api.books.naming import one_of
from api.books.reading import BookFault
from api.readers.sheet import fold
from api.schemas.base import ADDRESS_PATTERN
from api.text.phrases import phrase

_SHORT, _LONG, _MOST = 60, 100, 20
KEY, OF_ASSEMBLY = ("(source)",), ("(of_assembly)",)
_PAGE = re.compile(r"(.+?)[,:]? (?:pp?\.|pages?|td\.|tud\.|tudalen(?:nau)?) ?(.+)", re.IGNORECASE)


class Sources:
    """The sources of a book, by their short names, titles and addresses."""

    def __init__(self, items: Sequence[Item], faults: list[BookFault]) -> None:
        self._known: dict[str, dict[str, Any]] = {}
        self._shown: dict[str, str] = {}
        self._looked = 0
        self.documents: list[dict[str, Any]] = []
        for item in items:
            source = {name: value for name, value in item.thing().items() if name != "type"}
            names = [str(item.facts.get(KEY) or ""), source.get("title", ""), source.get("address", "")]
            if not source.get("title") and not source.get("address"):
                faults.append(BookFault(item.at, "source-unnamed", phrase("in_book.source_unnamed")))
            if names[0] and fold(names[0]) in self._known:
                faults.append(BookFault(item.cell(*KEY), "source-twice", phrase("in_book.source_twice", name=names[0])))
            for name in filter(None, names):
                self._known.setdefault(fold(name), source)
                self._shown.setdefault(fold(name), name)
            if item.facts.get(OF_ASSEMBLY):
                self.documents.append(source)
                faults += [
                    BookFault(item.cell(needed), "document", phrase(f"in_book.document_{needed}"))
                    for needed in ("title", "address")
                    if needed not in source
                ]

    def named(self, words: str) -> dict[str, Any] | str:
        """The source that words name, with the page they say; or a sentence that says what is wrong with them."""
        plain = words.strip()
        if (found := self._known.get(fold(plain))) is not None:
            return dict(found)
        if (paged := _PAGE.fullmatch(plain)) is not None and (found := self._known.get(fold(paged[1]))) is not None:
            return {**found, "page": paged[2].strip()}
        address, _, page = plain.partition(" ")
        if re.fullmatch(ADDRESS_PATTERN, address):
            paged = _PAGE.fullmatch(plain)
            return {"address": address} | ({"page": paged[2].strip()} if page and paged else {})
        near = self._near(paged[1] if paged else plain)
        gaps = {"words": plain[:60], "sheet": phrase("book.sheet_sources")}
        if near:
            return phrase("in_book.no_source_near", near=near, **gaps)
        return phrase("in_book.no_source", there=one_of(self._shown.values()) or phrase("book.none"), **gaps)

    def _near(self, words: str) -> str | None:
        """The source that comes nearest, for the first that are wrong: beyond those there is one cause."""
        self._looked += 1
        close = get_close_matches(fold(words[:_LONG]), self._known, 1) if self._looked <= _MOST else []
        return self._shown[close[0]] if close else None


def resolve(item: Item, sources: Sources) -> Iterator[BookFault]:
    """Put in an item the sources that it names."""
    for path, (field, words) in list(item.names.items()):
        if field.kind != "source":
            continue
        found = [sources.named(one) for one in (words if isinstance(words, list) else [words])]
        for one in found:
            if isinstance(one, str):
                yield BookFault(item.cell(*path), "unknown-source", one)
                item.wrong.add(path)
        kept = [one for one in found if not isinstance(one, str)]
        del item.names[path]
        if kept:
            item.facts[path] = kept if field.several else kept[0]


def short_names(sources: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """A short name for each source, by what it is without its page: its title where that is short and no other's."""
    once = _distinct(sources)
    titles = Counter(fold(one.get("title", "")) for one in once)
    found = {}
    for number, one in enumerate(once, 1):
        title = one.get("title", "")
        alone = title and titles[fold(title)] == 1 and len(title) <= _SHORT and not set(title) & set(";\n")
        found[_identity(one)] = title if alone else f"S{number}"
    return found


def _identity(source: Mapping[str, Any]) -> str:
    return repr(sorted((name, repr(value)) for name, value in source.items() if name != "page"))


def _distinct(sources: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({_identity(one): one for one in sources}.values())


def cited(source: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A source as a cell names it, with its page."""
    name = names[_identity(source)]
    return f"{name}, p. {source['page']}" if "page" in source else name


def distinct(sources: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each source once, without its page."""
    return [{name: value for name, value in one.items() if name != "page"} for one in _distinct(sources)]
