"""A book and the document before it, as files on a disk."""

from pathlib import Path
from typing import Any

from api.core.problems import Problem
from api.workbench.documents import parse


def files_of(book: Path) -> dict[str, bytes]:
    """The bytes of a book by the names of its files: of a workbook, or of all CSV files in a folder."""
    if not book.is_dir():
        return {book.name: book.read_bytes()}
    return {path.name: path.read_bytes() for path in sorted(book.iterdir()) if path.suffix.lower() == ".csv"}


def things_of(document: bytes) -> list[dict[str, Any]]:
    """The things of a record document. Raises a problem where it is none."""
    content = parse(document).content
    things = content.get("things") if isinstance(content, dict) else None
    if not isinstance(things, list):
        raise Problem("invalid-body", "The earlier file is no record document.")
    return things
