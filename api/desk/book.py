"""A book at the desk: how a page carries it, which columns somebody mapped, and what publishing it would change."""

import base64
import csv
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.books.judging import judged
from api.books.layout import LAYOUTS, Place, heading_of
from api.books.reading import BookFault
from api.books.result import Compiled, in_order
from api.books.turning import turned
from api.books.writing import write_xlsx
from api.core.json_text import Json
from api.core.principal import Principal
from api.reading.details import detail
from api.record.document import record_document
from api.record.reader import read_now
from api.record.things import name
from api.settings import settings
from api.text.languages import REFERENCE
from api.workbench.checking import sentences_of
from api.workbench.loading import Loaded
from db.models.record import RecordHead
from db.queries import moments, versions

Files = Mapping[str, bytes]
Texts = Mapping[str, str]
_NAMES = 100_000  # bytes that the names of the files of a book may have


class NotCarried(Exception):  # noqa: N818 - it is answered with a sentence
    """What a page sent in place of a book cannot be read as one."""


class Mapped(NamedTuple):
    """A heading of somebody's own in a sheet, and the column of ours that they say it is; empty while they do not."""

    layout: str
    sheet: str
    heading: str
    column: str = ""
    near: str = ""  # the heading of ours that looks most like it


class Reads(NamedTuple):
    """A recommendation as residents would read it, and its sentence now, where they read one, and then, by language."""

    shown: Json
    now: Texts
    then: Texts

    @property
    def is_other(self) -> bool:
        return self.now != self.then


@dataclass(frozen=True)
class Looked:
    """What is to be said of a book: what is wrong with it, or what would be public."""

    done: Compiled
    loaded: Loaded | None = None  # None where something is wrong
    reads: Sequence[Reads] = ()

    @property
    def changes(self) -> int:
        return self.loaded.added + self.loaded.changed + self.loaded.withdrawn if self.loaded else 0

    @property
    def warnings(self) -> list[BookFault]:
        return in_order(self.done.warnings)

    def by_sheet(self, most: int) -> list[list[BookFault]]:
        """What is wrong, as many as are shown, sheet by sheet."""
        return [list(found) for _, found in groupby(self.faults[:most], lambda one: one.cell.sheet)]

    @property
    def faults(self) -> list[BookFault]:
        return in_order(self.done.faults)

    @property
    def digest(self) -> str:
        """Of all that somebody saw who looked at it: what would be loaded, and what residents would read."""
        told = [hashlib.sha256(self.done.document or b"").hexdigest(), self.loaded and self.loaded.sentence]
        read = [(one.shown["id"], one.now, one.then) for one in self.reads]
        shown = json.dumps([*told, read, [str(one) for one in self.warnings]])
        return hashlib.sha256(shown.encode()).hexdigest()


def carried(files: Files) -> str:
    """A book as a page carries it in a field, packed."""
    head = json.dumps([[file, len(content)] for file, content in files.items()]).encode()
    return base64.b64encode(zlib.compress(head + b"\n" + b"".join(files.values()))).decode()


def brought(field: str) -> dict[str, bytes]:
    """The book that a page carried; none where it carried none. Raises `NotCarried`."""
    if not field:
        return {}
    unpacking, most = zlib.decompressobj(), settings().max_sheet + _NAMES
    try:
        told = unpacking.decompress(base64.b64decode(field, validate=True), most)
        head, _, rest = told.partition(b"\n")
        lengths = [(str(file), int(length)) for file, length in json.loads(head)]
    except (ValueError, TypeError, RecursionError, zlib.error):
        raise NotCarried from None
    whole = sum(length for _, length in lengths) == len(rest) and all(length >= 0 for _, length in lengths)
    if not (unpacking.eof and whole and lengths):
        raise NotCarried
    found, at = {}, 0
    for file, length in lengths:
        found[file], at = rest[at : at + length], at + length
    return found


def mapping_of(mapped: Iterable[Mapped]) -> bytes | None:
    """The file that says which headings mean which of ours, as compiling reads it; None where nobody said any."""
    headings = {
        (layout.name, column.name): column.heading(REFERENCE) for layout in LAYOUTS for column in layout.columns
    }
    titles = {layout.name: layout.title(REFERENCE) for layout in LAYOUTS}
    rows = [
        (titles[one.layout], one.heading, headings[one.layout, one.column])
        for one in mapped
        if (one.layout, one.column) in headings
    ]
    kept = io.StringIO(newline="")
    csv.writer(kept, quoting=csv.QUOTE_ALL).writerows([("Sheet", "Heading", "Ours"), *rows])
    return kept.getvalue().encode() if rows else None


def to_map(done: Compiled, mapped: Sequence[Mapped]) -> list[Mapped]:
    """The headings that somebody mapped, and those that were not recognised besides."""
    known = {(one.layout, one.heading) for one in mapped}
    found = [one for one in done.unread if (one.layout, one.heading) not in known]
    return [*mapped, *(Mapped(one.layout, one.sheet, one.heading, near=one.near) for one in found)]


def columns_of(language: str) -> dict[str, dict[str, str]]:
    """The headings of each sheet, by the names of the columns, for somebody who reads a language."""
    return {
        layout.name: {column.name: heading_of(layout, Place(column.name), language) for column in layout.columns}
        for layout in LAYOUTS
    }


def look(session: Session, head: RecordHead, done: Compiled, principal: Principal) -> Looked:
    """What it would change that somebody publishes a book. That is done and undone; the caller holds the write lock."""
    now = sentences_of(session, done.assembly) if done.document is not None and done.assembly else {}
    savepoint = session.begin_nested()
    try:
        checked = judged(session, head, done, principal)
        if checked is None or checked.refused is not None:
            return Looked(done)
        graph = read_now(session).around(checked.sentences)
        shown = {id_: detail(session, graph, graph.nodes[id_]) for id_ in checked.sentences}
        reads = [Reads(shown[id_], now.get(id_, {}), then) for id_, then in checked.sentences.items()]
        return Looked(done, checked.loaded, reads)
    finally:
        savepoint.rollback()
        session.expire_all()


def assemblies(session: Session) -> list[tuple[str, Texts]]:
    """The assemblies whose records are here, by id, with their names."""
    moment = moments.current(session)
    graph = read_now(session).load(row.thing for row in versions.standing(session, moment.sequence, "assembly"))
    return [(id_, name(node)) for id_, node in sorted(graph.nodes.items()) if node.type == "assembly"]


def book_of(session: Session, assembly: str, language: str) -> bytes | None:
    """The record of an assembly as a workbook, for somebody who reads a language; None where it is not here."""
    moment = moments.current(session)
    held = versions.held(session, moment.sequence, [assembly])
    if not any(row.type == "assembly" and row.state == "standing" for row in held):
        return None
    found = turned(record_document(session, moment, assembly), language)
    return write_xlsx(found.pages, found.language)
