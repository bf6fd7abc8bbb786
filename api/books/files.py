"""A book, and record documents, as files on a disk."""

from pathlib import Path
from typing import Any

from api.core.json_text import Json
from api.core.problems import Problem
from api.record.graph import Lookup
from api.workbench.documents import parse, read, told

_NOTHING_STANDS: Lookup = lambda _: None  # noqa: E731


def files_of(book: Path) -> dict[str, bytes]:
    """The bytes of a book by the names of its files: of a workbook, or of all CSV files in a folder."""
    if not book.is_dir():
        return {book.name: book.read_bytes()}
    return {path.name: path.read_bytes() for path in sorted(book.iterdir()) if path.suffix.lower() == ".csv"}


def document_of(content: bytes) -> Json:
    """A record document with what is bare in it made whole. Raises a problem where it is none."""
    document = read(parse(content), _NOTHING_STANDS)
    if document.faults:
        first = told(document, document.faults)[0]
        raise Problem("invalid-body", f"It is no record document: {first.pointer}: {first.detail}")
    if document.whole not in {thing.id for _, thing in document.things if thing.type == "assembly"}:
        raise Problem("invalid-body", f"Its assembly '{document.whole}' is not among its things.")
    things: list[dict[str, Any]] = [thing.model_dump(exclude_none=True) for _, thing in document.things]
    return {"assembly": document.whole, "things": things}
