"""A grid of cells, whichever sort of file it came from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from api.readers.sheet import SheetRefused, refused
from api.text.phrases import phrase
from db.letters import without_invisible

MAX_LETTERS = 10_000_000


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula. It is named, never worked out."""


@dataclass(frozen=True)
class Broken:
    """A cell that shows an error, such as `#NAME?`."""

    shows: str


Content = str | float | date | Formula | Broken
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"})


@dataclass(frozen=True)
class GridRow:
    """A row with its number in the file and what its cells hold, by column number from 0; empty ones are absent."""

    number: int
    cells: Mapping[int, Content]


class Grid(Protocol):
    """Rows of cells, and what the sheet they are on is called; empty in a file that has no sheets."""

    @property
    def name(self) -> str: ...

    def rows(self) -> Iterator[GridRow]:
        """Every row, empty ones too. Raises `SheetRefused` where the file is damaged."""
        ...


def filled(rows: Iterable[GridRow]) -> Iterator[GridRow]:
    """The rows in which something can be seen, with the cells in which it can."""
    for row in rows:
        cells = {at: content for at, content in row.cells.items() if _shows(content)}
        if cells:
            yield GridRow(row.number, cells)


def _shows(content: Content) -> bool:
    return not isinstance(content, str) or bool(without_invisible(content).strip())


def bounded(rows: Iterable[GridRow], most: int) -> Iterator[GridRow]:
    """The rows that are not empty. Raises `SheetRefused` at the first that is too many, without reading on."""
    letters_ = 0
    for count, row in enumerate(filled(rows)):
        if count > most:  # the headings are a row too
            raise refused("too-many-rows", phrase("in_file.many_rows", most=f"{most:,}"))
        # Many cells may name one long text, so this is not bounded by what was unpacked.
        letters_ += sum(len(content) for content in row.cells.values() if isinstance(content, str))
        if letters_ > MAX_LETTERS:
            raise refused("too-much-text", phrase("in_file.many_letters", most=f"{MAX_LETTERS:,}"))
        yield row


def neither() -> SheetRefused:
    return refused("not-a-sheet", phrase("in_file.neither"))


def letters(column: int) -> str:
    """A column as a spreadsheet names it: A for 0, AA for 26."""
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def number(name: str) -> int:
    """The number of the column with this name."""
    found = 0
    for letter in name:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1


def runs(numbers: Sequence[int]) -> str:
    """`5, 7–9`: row numbers in words, the first ten of them."""
    found: list[list[int]] = []
    for one in numbers:
        if found and one == found[-1][1] + 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in found[:10]]
    return ", ".join(shown) + (", …" if len(found) > len(shown) else "")
