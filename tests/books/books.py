"""Books as volunteers make them, and what comes of compiling one on the command line."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import Engine

from tests.commands import Done, command
from tests.sheets.files import saved

ABOUT = (
    ("What", "What you write"),
    ("Name of the assembly", "Rivershire Assembly on Water 2024"),
    ("Commissioned by", "Rivershire Council"),
    ("Record kept by", "Archive of Assemblies"),
    ("Last day you looked", "20/11/2026"),
    ("Texts word for word?", "yes"),
)
ITEMS = (
    ("Number", "Title", "Text", "Theme"),
    ("1", "Clean the river", "We want the river to be clean by 2030.", "Rivers"),
    ("2", "Meter the springs", "We want a meter on every spring.", "Springs"),
)
Rows = Sequence[Sequence[object]]


def folder(path: Path, **sheets: Rows) -> Path:
    """A folder of CSV, with the two sheets that a book needs unless others are given."""
    path.mkdir(exist_ok=True)
    for name, rows in {"About": ABOUT, "Recommendations": ITEMS, **sheets}.items():
        kept = io.StringIO(newline="")
        csv.writer(kept).writerows(rows)
        (path / f"{name.replace('_', ' ')}.csv").write_text(kept.getvalue(), encoding="utf-8")
    return path


def workbook(change: Callable[[Any], object] | None = None, **sheets: Rows) -> bytes:
    """The same as a workbook, which may be changed by hand."""
    made = Workbook()
    for name, rows in {"About": ABOUT, "Recommendations": ITEMS, **sheets}.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    made.remove(made.worksheets[0])
    if change is not None:
        change(made)
    return saved(made)


def compile_book(engine: Engine, book: Path, *more: object) -> tuple[Done, Any]:
    """What `compile` says of a book, and the document that it makes; None where it refuses the book."""
    into = book.with_suffix(".made.json")
    into.unlink(missing_ok=True)
    done = command(engine, "compile", book, "--into", into, *more)
    assert (done.returncode == 0) == into.exists(), done.stderr.decode()
    return done, json.loads(into.read_bytes()) if into.exists() else None


def things(document: Any, type_: str) -> list[Any]:
    return [one for one in document["things"] if one["type"] == type_]


def told(done: Done) -> list[str]:
    """What is wrong with a book, a line each."""
    return [line for line in done.stderr.decode().splitlines() if not line.startswith("warning: ")]


def warned(done: Done) -> list[str]:
    lines = done.stderr.decode().splitlines()
    return [line.removeprefix("warning: ") for line in lines if line.startswith("warning: ")]
