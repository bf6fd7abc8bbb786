"""From a record document back to a book: what its sheets hold, and, by name, what no book can carry."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.books.compiling import compiled
from api.books.defaults import VOTES, vote_labels
from api.books.fields import ITEM, Field, Path, cells_of, field_at
from api.books.files import document_of
from api.books.layout import ABOUT, LAYOUTS, POSTS, SOURCES, Layout, Place
from api.books.naming import ALL, Names, names_of
from api.books.sources import cited, distinct, short_names
from api.books.values import written
from api.readers.sheet import fold
from api.text.languages import default, nearest

Thing = Mapping[str, Any]
_PLAIN = re.compile(r"[^\s;,]+")
_DASH = "–"
_OF_BOOK = {"organisation", "recommendation", "response", "project", "update"}  # whose language is the book's


@dataclass
class Page:
    """One sheet of a book as it is to be written: its rows, by the place of each column."""

    layout: Layout
    rows: list[dict[Place, str | date]] = field(default_factory=list)

    @property
    def places(self) -> list[Place]:
        """The columns that some row fills: in the order of the layout, then what has no words of its own."""
        used = dict.fromkeys(place for row in self.rows for place in row)
        order = {column.name: number for number, column in enumerate(self.layout.columns)}
        return sorted(used, key=lambda one: self._order(one, order))

    def _order(self, place: Place, order: Mapping[str, int]) -> tuple[object, ...]:
        """Columns as the layout has them, all of one item beside each other; then what has no words of its own."""
        own = order.get(place.name, len(order))
        return (self._group(place.name, order), place.number, own, place.name, place.language)

    def _group(self, name: str, order: Mapping[str, int]) -> int:
        """Where the first column of what can be numbered together stands; of any other, where it does."""
        if name not in order:
            return len(order)
        root = {path.partition("/#")[0] for path in self.layout.column(name).paths.values() if "/#" in path}
        same = (
            order[one.name]
            for one in self.layout.columns
            if any(path.partition("/#")[0] in root and "/#" in path for path in one.paths.values())
        )
        return min(same, default=order[name])


@dataclass
class Turned:
    """A book made of a document, for somebody who reads a language; and what it does not carry, in words."""

    pages: list[Page]
    language: str
    lost: list[str] = field(default_factory=list)


def turned(document: bytes, reader: str = "") -> Turned:
    """The book of a record document, for somebody who reads a language; the document's own unless said.

    Raises a problem where it is no record document.
    """
    content = document_of(document)
    turning = _Turning(content["things"], content["assembly"], reader)
    pages = turning.pages()
    _leave_out(pages, turning)
    found = Turned(pages, turning.reader)
    found.lost = list(_lost(turning, pages))
    return found


def pages_of(things: Sequence[Thing], assembly: str, reader: str) -> list[Page]:
    """The sheets of an assembly for somebody who reads a language, without dashes for what follows from the rest."""
    return _Turning(things, assembly, reader).pages()


class _Turning:
    """The things of one assembly's document that a book can carry, and how each is named there."""

    def __init__(self, things: Sequence[Thing], assembly: str, reader: str = "") -> None:
        types = {type_ for layout in LAYOUTS for type_ in layout.types}
        self.all = things
        self.carried = [one for one in things if one["type"] in types and one["type"] != "assembly"]
        self.carried += [one for one in things if one["id"] == assembly]
        (own,) = (one for one in things if one["id"] == assembly)
        self.language = own.get("language") or default()
        self.reader = reader or nearest(self.language)
        self.names = Names()
        self.types = {one["id"]: one["type"] for one in things}
        for one in things:
            if one["type"] != "tombstone":
                self.names.add(one["type"], one["id"], *names_of(one))
        self.called = {one["id"]: self._called(one) for one in self.carried}
        self.sources = self._sources(own)
        self.short = short_names(self.sources)
        self.documents = own.get("documents", [])

    def _called(self, thing: Thing) -> str:
        """What a thing goes by in a cell: its reference or its name, where that means no other; else its id."""
        texts = thing.get("name", {})
        name = thing.get("reference") or texts.get(self.language) or next(iter(texts.values()), "")
        plain = _PLAIN.fullmatch(name) if thing["type"] == "recommendation" else name and ";" not in name
        alone = self.names.find((thing["type"],), name) == [thing["id"]]
        return name if plain and alone and "\n" not in name and fold(name) not in ALL else str(thing["id"])

    def _sources(self, own: Thing) -> list[dict[str, Any]]:
        """The sources that are named: documents of the assembly first, in their order, because their rows keep it."""
        found = list(own.get("documents", []))
        for thing in self.carried:
            for path, value in cells_of(thing["type"], thing):
                if self._is_source(thing["type"], path):
                    found += value if isinstance(value, list) else [value]
        return found

    @staticmethod
    def _is_source(type_: str, path: Path) -> bool:
        field_ = _field(type_, path)
        return field_ is not None and field_.kind == "source"

    def pages(self) -> list[Page]:
        return [Page(layout, list(self._rows(layout))) for layout in LAYOUTS]

    def _rows(self, layout: Layout) -> Iterator[dict[Place, str | date]]:
        if layout is SOURCES:
            yield from self._source_rows()
            return
        things = [one for one in self.carried if one["type"] in layout.types]
        for thing in sorted(things, key=lambda one: _order(layout, one)):
            yield dict(self._cells(layout, thing))

    def _source_rows(self) -> Iterator[dict[Place, str | date]]:
        marked = {cited(one, self.short) for one in self.documents}
        for source in distinct(self.sources):
            name = cited(source, self.short)
            row: dict[Place, str | date] = {Place("source"): name}
            if name in marked:
                row[Place("of_assembly")] = written(Field((), "yes"), value=True, language=self.reader)
            yield row | dict(self._cells(SOURCES, {"type": "source", **source}))

    def _cells(self, layout: Layout, thing: Thing) -> Iterator[tuple[Place, str | date]]:
        type_ = thing["type"]
        votes = dict(_plain_votes(thing))
        yield from ((Place(name), value) for name, value in votes.items())
        for path, value in cells_of(type_, thing):
            field_ = _field(type_, path)
            if votes and path[:1] == ("votes",) and path[2] in {"who", "kind", "results"}:
                continue
            if path in {("type",), ("documents",)} or field_ is None or not self._said(layout, thing, path):
                continue
            place = self.place(layout, type_, path, value)
            if field_.kind == "texts":
                for tag, text in value.items():
                    yield place._replace(language="" if tag == self.language else tag), text
            else:
                yield place, self._written(field_, value)

    def _said(self, layout: Layout, thing: Thing, path: Path) -> bool:
        """Whether a cell has to say a field: the assembly and the language of most follow from the book."""
        if path == ("language",) and layout is not ABOUT:
            return thing["type"] not in _OF_BOOK or thing["language"] != self.language
        own = thing.get("assembly") if path == ("assembly",) else None
        return own is None or own not in self.called or layout is ABOUT

    def _written(self, field_: Field, value: Any) -> str | date:
        several = value if isinstance(value, list) else [value]
        if field_.kind == "source":
            value = [cited(one, self.short) for one in several] if field_.several else cited(value, self.short)
        elif field_.kind == "ref":
            value = [self.called.get(one, one) for one in several] if field_.several else self.called.get(value, value)
        elif field_.kind == "date" and field_.several:
            value = [one["value"] for one in several]
        return written(field_, value, self.reader)

    def place(self, layout: Layout, type_: str, path: Path, value: Any) -> Place:
        """The column of a field; of two that may be, the one for what it names."""
        numbers = [step for step in path if isinstance(step, int)]
        shape = tuple(ITEM if isinstance(step, int) else step for step in path)
        names = [
            column.name
            for column in layout.columns
            if column.own is None and (own := column.field(type_)) is not None and own.path == shape
        ]
        if not names or len(numbers) > 1:
            return Place("/".join(str(step + 1) if isinstance(step, int) else step for step in path))
        first = value[0] if isinstance(value, list) and value else value
        named = "project" if isinstance(first, str) and self.types.get(first) == "project" else ""
        name = named if named in names else next((one for one in names if one != "project"), names[0])
        return Place(name, numbers[0] + 1 if numbers else 1)


def _plain_votes(thing: Thing) -> Iterator[tuple[str, str]]:
    """The votes for and against, where there was one vote of the members with such results and no others."""
    votes = thing.get("votes", ())
    if len(votes) != 1 or votes[0]["who"] != "members":
        return
    labels = {json.dumps(vote_labels(name), sort_keys=True): name for name in VOTES}
    found = {labels.get(json.dumps(one["label"], sort_keys=True), ""): one["value"] for one in votes[0]["results"]}
    kind = "percent" if any("%" in value for value in found.values()) else "counts"
    if "" not in found and len(found) == len(votes[0]["results"]) and kind == votes[0]["kind"]:
        yield from found.items()


def _field(type_: str, path: Path) -> Field | None:
    return field_at(type_, tuple(ITEM if isinstance(step, int) else step for step in path))


def _order(layout: Layout, thing: Thing) -> tuple[object, ...]:
    if thing["type"] == "recommendation":
        return (thing.get("position", 10**9), thing["id"])
    if layout is POSTS:
        return (thing.get("organisation", thing["id"]), thing["type"], thing["id"])
    return (str(thing.get("date", {}).get("value", "")), thing["id"])


def _compiled(pages: Sequence[Page], turning: _Turning) -> list[dict[str, Any]]:
    """What the book says once it is read, as things."""
    from api.books.writing import write_csv

    files = write_csv(pages, turning.reader)
    done = compiled(files)
    things: list[dict[str, Any]] = done.things
    return things


def _leave_out(pages: Sequence[Page], turning: _Turning) -> None:
    """Put a dash wherever reading the book would say more than the document does."""
    made = {one["id"]: one for one in _compiled(pages, turning)}
    for page in pages:
        if page.layout is SOURCES:
            continue
        things = sorted(
            (one for one in turning.carried if one["type"] in page.layout.types),
            key=lambda one: _order(page.layout, one),
        )
        for row, thing in zip(page.rows, things, strict=True):
            own = {path for path, _ in cells_of(thing["type"], thing)}
            for path, value in cells_of(thing["type"], made.get(thing["id"], {})):
                if path not in own and path[0] not in {"type", "assembly"}:
                    row.setdefault(turning.place(page.layout, thing["type"], path, value), _DASH)


def _lost(turning: _Turning, pages: Sequence[Page]) -> Iterator[str]:
    """What of a document its book does not carry, by name."""
    other = Counter(one["type"] for one in turning.all if one not in turning.carried)
    yield from (f"{many} × {type_}: no sheet has it" for type_, many in sorted(other.items()))
    made = {one["id"]: one for one in _compiled(pages, turning)}
    for thing in turning.carried:
        again = made.get(thing["id"], {})
        for name in sorted(thing.keys() | again.keys()):
            if thing.get(name) != again.get(name):
                yield f"{thing['id']}: {name}"
