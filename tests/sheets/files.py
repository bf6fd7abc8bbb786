"""Files as an officer might send them: workbooks by openpyxl, and workbooks whose parts were changed by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

from api.readers.sheet import SheetRow, columns

ITEM, POST = "anytown-streets-2025-3", "anytown-head-of-streets"
HEADINGS = ("id", "post", "progress", "summary_en", "date")
LINE = (ITEM, POST, "under_way", "Two of the five streets are open.", "2026-10-07")
EMPTY = {column.name: None for column in columns() if column.field}


def row(number: int = 2, id_: str = ITEM, **values: Any) -> SheetRow:
    shown = {column.name: values.pop(column.name, None) for column in columns() if not column.field and not column.key}
    return SheetRow(number, id_, POST, EMPTY | values, shown)


def book(
    *lines: Sequence[Any], headings: Sequence[str] = HEADINGS, change: Callable[[Any], None] | None = None
) -> bytes:
    """A workbook as somebody makes it in a spreadsheet."""
    made = Workbook()
    for line in (headings, *lines):
        made.active.append(list(line))
    if change is not None:
        change(made.active)
    return saved(made)


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """A workbook opened, changed on its first sheet and saved."""
    made = load_workbook(io.BytesIO(content))
    change(made.worksheets[0])
    return saved(made)


def saved(made: Any) -> bytes:
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def with_parts(content: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """A workbook with parts of its file replaced, changed or added."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        found: dict[str, bytes | Callable[[bytes], bytes]] = {name: old.read(name) for name in old.namelist()}
        for name, part in parts.items():
            before = found.get(name)
            found[name] = part(before) if callable(part) and isinstance(before, bytes) else part
        for name, part in found.items():
            assert isinstance(part, bytes)
            new.writestr(name, part)
    return kept.getvalue()


def text(*lines: str, end: str = "\r\n") -> str:
    return "".join(line + end for line in lines)
