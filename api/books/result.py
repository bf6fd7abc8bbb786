"""What came of a book, and what there is to say about it, told of the cells of the book."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.books.items import Item
from api.books.layout import LAYOUTS, heading_at
from api.books.reading import BookFault, Cell, Unread
from api.core.faults import Fault
from api.text.catalogue import ever_spoken
from api.text.languages import REFERENCE
from api.text.phrases import Phrase, phrase, phrases, said_in


@dataclass
class Compiled:
    """What came of a book: its document where nothing is wrong, and what there is to say about it.

    `items` are the rows that made its things, by pointers into the document: with them what the record says of the
    document is told of the book (`in_book`).
    """

    document: bytes | None = None
    faults: list[BookFault] = field(default_factory=list)
    warnings: list[BookFault] = field(default_factory=list)
    missing: list[Phrase] = field(default_factory=list)
    read: list[Phrase] = field(default_factory=list)  # what of the book was recognised, and what was not read
    unread: list[Unread] = field(default_factory=list)
    assembly: str = ""
    things: list[dict[str, Any]] = field(default_factory=list)  # what it says, though something may be wrong with it
    items: dict[str, Item] = field(default_factory=dict)


def in_book(done: Compiled, faults: Iterable[Fault]) -> list[BookFault]:
    """What the record says of a document, told of the cells of the book that it was made from."""
    found = [BookFault(_cell(done, one), one.rule, _in_headings(done, one)) for one in faults]
    return list(dict.fromkeys(found))


def _in_headings(done: Compiled, fault: Fault) -> str:
    """What the record says, with the headings of columns for the names of fields."""
    item = done.items.get("/".join(fault.pointer.split("/")[:3]))
    type_ = "" if item is None else item.type

    def said(language: str) -> str:
        def heading(name: re.Match[str]) -> str:
            return f"“{said_in(heading_at(type_, (name[1],)), language).text}”"

        return re.sub("`([a-z_]+)`", heading, fault.said(language))

    return Phrase(said) if isinstance(fault.detail, Phrase) else said(REFERENCE)


def _cell(done: Compiled, fault: Fault) -> Cell:
    """The cell that a pointer into the document leads to; of what is not in the book, its id."""
    steps = fault.pointer.split("/")
    item = done.items.get("/".join(steps[:3]))
    if item is None:
        return Cell(fault.thing or phrase("in_book.document"), 0)
    place = "/" + "/".join(steps[3:])
    own = item.pointers()
    while place.strip("/"):
        if place in own:
            return own[place]
        place = place.rpartition("/")[0]
    return item.cell(*(int(step) if step.isdecimal() else step for step in steps[3:]))


def in_order(faults: Iterable[BookFault]) -> list[BookFault]:
    """Faults or warnings as they stand in the book: what is told of many rows of a column in the same words, once."""
    order = {layout.title(tag): at for at, layout in enumerate(LAYOUTS) for tag in ever_spoken()}
    return sorted(
        _gathered(list(faults)),
        key=lambda one: (order.get(one.cell.sheet, 0), one.cell.row, len(one.cell.column), one.cell.column),
    )


def _gathered(faults: Sequence[BookFault]) -> Iterator[BookFault]:
    """What is told of many rows of a column in the same words, once."""
    same: dict[tuple[str, str, str, str], list[BookFault]] = {}
    for one in dict.fromkeys(faults):
        same.setdefault((one.cell.sheet, one.cell.column, one.rule, one.detail), []).append(one)
    for (_, _, rule, detail), found in same.items():
        more = phrases("in_book.more_rows", len(found) - 1, detail=detail)
        yield BookFault(found[0].cell, rule, more if len(found) > 1 else detail)
