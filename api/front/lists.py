"""What pages of lists are made of, while the record ends in one way and a day lasts: read once, and given to each page
that has it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Engine

from api.http.lists import digest
from api.http.paging import Page
from api.reading.lists import whole
from api.status.kept import made_by
from db.publications import moment_text
from db.queries import kept, standing
from db.queries.filters import Filters
from db.queries.kept import LineNow
from db.queries.moments import Head

_OF_A_LINE = 400  # bytes that one takes beside what stands in it
_SIZES = 10_000  # that are remembered


class Line(NamedTuple):
    """A line as it is answered, and what stands for it in the tag of a page."""

    whole: bytes
    digest: bytes


class Lists:
    """Pages of lists of the record as it ends so, on a day; of lines it remembers at most so many bytes.

    Several threads may ask at once: then a line is read twice. Where there is no room it begins anew.
    """

    def __init__(self, head: Head, day: date, most: int) -> None:
        self.most = most
        self._head = head
        self._day = day
        self._lines: dict[str, Line] = {}
        self.bytes = 0
        self._sizes: standing.Sizes = {}

    def places(self, engine: Engine, filters: Filters, sort: str, page: Page) -> list[Any] | None:
        """The places of what is on a page in the order of lists, with one more where there is another page. None where
        the record does not end so any more, or the database cannot be asked.
        """
        if len(self._sizes) > _SIZES:
            self._sizes = {}
        asked = engine, self._head, filters, self._day, self._sizes
        return standing.places(*asked, sort=sort, after=page.after, limit=page.enough)

    def lines(self, engine: Engine, things: Sequence[str]) -> list[Line] | None:
        """The line of each of these; None where one is not kept, and for the same reasons."""
        known = self._lines
        rest = [id_ for id_ in things if id_ not in known]
        if rest:
            known = self._read(engine, rest) | {id_: known[id_] for id_ in things if id_ in known}
        found = [known[id_] for id_ in things if id_ in known]
        return found if len(found) == len(things) else None

    def _read(self, engine: Engine, things: Sequence[str]) -> dict[str, Line]:
        rows = kept.lines_now(engine, things, self._day, made_by(), self._head)
        found = {row.thing: _line(row, self._day) for row in rows}
        for id_, line in found.items():
            taken = len(line.whole) + len(id_) + _OF_A_LINE
            if self.bytes + taken > self.most:
                self._lines, self.bytes = {}, 0
            self._lines[id_] = line
            self.bytes += taken
        return found


def _line(row: LineNow, day: date) -> Line:
    at = row.updated_at
    text = f"{at[:10]}T{at[11:]}Z" if isinstance(at, str) else moment_text(at)  # as SQLite has it, and as we write it
    line = whole(row.line, row.status, text, day)
    return Line(line, digest(line))
