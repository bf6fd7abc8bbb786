"""Files of open data read back as others would, into rows of cells as text."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet
from starlette.testclient import TestClient

Rows = list[dict[str, str | None]]


def got(client: TestClient, path: str, status: int = 200) -> bytes:
    """A file, which must be there."""
    answer = client.get(f"/open-data/{path}")
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
    return answer.content


def csv_rows(body: bytes, encoding: str = "utf-8") -> Rows:
    """The rows of a CSV file; None for an empty cell."""
    read = csv.DictReader(io.StringIO(body.decode(encoding), newline=""), strict=True)
    return [{name: cell or None for name, cell in row.items()} for row in read]


def sheet_rows(sheet: Worksheet) -> Rows:
    """The rows of a worksheet, with `_x005F_` read as Excel does and this library does not."""
    names, *rows = sheet.iter_rows(values_only=True)
    return [{str(name): _text(cell) for name, cell in zip(names, row, strict=True)} for row in rows]


def json_rows(body: bytes) -> list[dict[str, Any]]:
    """The objects of a file with one in each line."""
    return [json.loads(line) for line in body.decode().splitlines()]


def table_rows(body: bytes, table: str, folder: Path) -> Rows:
    """The rows of a table of a SQLite file."""
    file = folder / "read.sqlite"
    file.write_bytes(body)
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        assert not database.execute("PRAGMA foreign_key_check").fetchall()
        return [{name: _text(row[name]) for name in row.keys()} for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608, SIM118


def _text(cell: object) -> str | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return None if cell is None else str(cell).replace("_x005F_", "_")
