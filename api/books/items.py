"""The rows of a book as things of the record: what each says field by field, and which cell says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from api.books.fields import ITEM, Field, Path
from api.books.layout import LINKS, POSTS, Layout, Place
from api.books.reading import BookFault, BookRow, BookSheet, Cell
from api.books.values import Value, ambiguous, is_blank, read
from api.readers.cells import BadCell
from api.readers.grid import Content
from api.text.phrases import phrase

_NEW = {"new", "newydd"}


@dataclass
class Item:
    """One thing that a row makes, field by field; what it names is words until it is known what they mean."""

    type: str
    at: Cell
    facts: dict[Path, Any] = field(default_factory=dict)
    cells: dict[Path, Cell] = field(default_factory=dict)
    names: dict[Path, tuple[Field, Any]] = field(default_factory=dict)  # what is still words
    left_out: set[Path] = field(default_factory=set)  # what the row says is not there
    wrong: set[Path] = field(default_factory=set)  # of what something is told already
    headings: Mapping[str, Cell] = field(default_factory=dict)  # where a field would stand
    asked: bool = False  # whether its row says that it is new

    @property
    def id(self) -> str:
        return str(self.facts.get(("id",), ""))

    def cell(self, *path: str | int) -> Cell:
        """Where a field stands; of one that the row leaves out, where it would."""
        place: Path = path
        while place:
            found = self.cells.get(place) or next((c for p, c in self.cells.items() if p[: len(place)] == place), None)
            if found is not None:
                return found
            wanted = "/".join(ITEM if isinstance(step, int) else step for step in place)
            named = (cell for name, cell in self.headings.items() if f"{name}/".startswith(f"{wanted}/"))
            if (heading := next(named, None)) is not None:
                return heading
            place = place[:-1]
        return self.at

    def has(self, *path: str | int) -> bool:
        """Whether a row says something of a field, or of a part of it, be it wrong."""
        return any(one[: len(path)] == path for one in (*self.facts, *self.names, *self.wrong))

    def default(self, value: Any, *path: str | int) -> bool:
        """Say a field, unless the row does, or says that there is none; whether that was done."""
        if value is None or self.has(*path) or path in self.left_out:
            return False
        self.facts[path] = value
        return True

    def texts(self, name: str) -> dict[str, str]:
        """A text that it has, by language."""
        return {str(path[1]): text for path, text in self.facts.items() if path[0] == name and len(path) > 1}

    def thing(self) -> dict[str, Any]:
        """The thing, as a record document has it."""
        found: dict[Any, Any] = {"type": self.type}
        for path, value in self.facts.items():
            if not str(path[0]).startswith("("):
                _put(found, path, value)
        return {name: _closed(value) for name, value in found.items()}

    def pointers(self) -> dict[str, Cell]:
        """The cells by where what they say stands in the thing, as a pointer."""
        numbers = _numbers(self.facts)
        return {
            "".join(f"/{numbers.get(path[: at + 1], step)}" for at, step in enumerate(path)): cell
            for path, cell in self.cells.items()
            if not str(path[0]).startswith("(")
        }


def _put(found: dict[Any, Any], path: Path, value: Any) -> None:
    *above, last = path
    for step in above:
        found = found.setdefault(step, {})
    found[last] = value


def _closed(value: Any) -> Any:
    """Numbered items as a list, without gaps."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(step, int) for step in value):
        return [_closed(value[step]) for step in sorted(value)]
    return {step: _closed(inner) for step, inner in value.items()}


def _numbers(facts: Mapping[Path, Any]) -> dict[Path, int]:
    """The number that each item has once the gaps are closed, by its path."""
    items = sorted({path[: at + 1] for path in facts for at, step in enumerate(path) if isinstance(step, int)}, key=str)
    found: dict[Path, int] = {}
    for path in sorted(items, key=lambda one: (str(one[:-1]), int(one[-1]))):
        found[path] = sum(other[:-1] == path[:-1] for other in found)
    return found


class Findings(NamedTuple):
    """What is found while the cells of a book are read."""

    faults: list[BookFault]
    dates: list[Cell]  # dates that were read with their day first, and may be read otherwise


def items_of(sheet: BookSheet, language: str, found: Findings) -> Iterator[Item]:
    """The items of a sheet, in the language of its book. What is wrong in their cells is added to what is found."""
    for row in sheet.rows:
        type_ = _type(sheet.layout, row)
        item = Item(type_, row.at, headings=_headings(sheet.layout, type_, row))
        for place, content in row.cells.items():
            field_ = sheet.layout.column(place.name).field(type_)
            cell = row.places[place]
            if field_ is not None:
                _say(item, field_, place._replace(language=place.language or language), content, cell, found)
            elif not is_blank(content):
                detail = phrase("in_book.not_here", what=phrase(f"in_book.a_{type_}"))
                found.faults.append(BookFault(cell, "not-here", detail))
        yield item


def _headings(layout: Layout, type_: str, row: BookRow) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for place, cell in row.places.items():
        field_ = layout.column(place.name).field(type_)
        if field_ is not None:
            found.setdefault("/".join(field_.path), cell)
    return found


def _type(layout: Layout, row: BookRow) -> str:
    """Which sort of row this is, by what stands in it."""
    filled = {place.name for place, content in row.cells.items() if not is_blank(content)}
    if layout is POSTS:
        return "post" if filled & {"post", "post_kind", "reports_to"} else "organisation"
    if layout is LINKS:
        if filled & {"organisation", "post"}:
            return "accountability"
        return "lineage" if filled & {"became", "members_view"} else "contribution"
    return layout.types[0]


def path_at(field_: Field, place: Place) -> Path:
    """The path of a field, with the number of the item that a column is of."""
    given = place.name.split("/")
    own = [int(step) - 1 for step in given if step.isdecimal()] or [place.number - 1] * field_.path.count(ITEM)
    numbers = iter(own)
    return tuple(next(numbers) if step == ITEM else step for step in field_.path)


def _say(item: Item, field_: Field, place: Place, content: Content, cell: Cell, found: Findings) -> None:
    """Take what a cell says into an item."""
    path = path_at(field_, place)
    item.cells[path] = cell
    if path == ("id",) and isinstance(content, str) and content.strip().casefold() in _NEW:
        item.asked = True
    elif is_blank(content):
        item.left_out.add(path)
    else:
        if field_.kind == "date" and ambiguous(content):
            found.dates.append(cell)
        try:
            value = read(field_, content)
        except BadCell as wrong:
            found.faults.append(BookFault(cell, wrong.rule, wrong.detail))
            item.wrong.add(path)
            return
        if value is not None:
            _put_value(item, field_, path, value, place.language, found)


def _put_value(item: Item, field_: Field, path: Path, value: Value, language: str, found: Findings) -> None:
    """Take a value into an item, as what the field is; what names something waits for its meaning."""
    if field_.kind in {"ref", "source"} and value != []:
        if path in item.names:
            detail = phrase("in_book.one_of")
            found.faults.append(BookFault(item.cells[path], "one-of", detail))
        item.names[path] = (field_, value)
    elif field_.kind == "texts" or (field_.kind == "date" and not field_.several):
        inner: Path = (*path, language if field_.kind == "texts" else "value")
        item.facts[inner] = value
        item.cells[inner] = item.cells[path]
    elif field_.kind == "date" and isinstance(value, list):
        item.facts[path] = [{"value": one} for one in value]
    else:
        item.facts[path] = value
