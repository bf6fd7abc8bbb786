"""How tables are written, a row at a time: CSV as data and for spreadsheets, Excel workbooks, lines of JSON, SQLite."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, time
from itertools import chain, islice
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from api.core.spreadsheets import as_it_is, is_run, save, unrun
from api.open_data.columns import Cell, Row, Type
from api.open_data.scopes import Scope
from api.open_data.tables import Table
from db.publications import canonical, moment_text

# What one worksheet and one of its cells can hold (Excel's own limits).
MOST_ROWS, LONGEST = 1_048_576, 32_767
# Of which tables people look for words, in which columns.
_SEARCHED = {"recommendations-today": ("title", "text", "sentence"), "updates": ("summary", "detail")}
_SQL = {Type.integer: "INTEGER", Type.boolean: "INTEGER"}


def write_csv(path: Path, scope: Scope, table: Table) -> None:
    """CSV as data: UTF-8 without a byte-order mark, CRLF, one header, and texts as they are."""
    _write_csv(path, scope, table, "utf-8", spreadsheet=False)


def write_excel_csv(path: Path, scope: Scope, table: Table) -> None:
    """CSV to open in a spreadsheet: a byte-order mark, and an apostrophe before what it would run as a formula."""
    _write_csv(path, scope, table, "utf-8-sig", spreadsheet=True)


def _write_csv(path: Path, scope: Scope, table: Table, encoding: str, *, spreadsheet: bool) -> None:
    names = [column.name for column in table.columns]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        for row in table.rows(scope):
            cells = [_plain(row[name]) for name in names]
            writer.writerow([unrun(cell) for cell in cells] if spreadsheet else cells)


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def write_ndjson(path: Path, scope: Scope, table: Table) -> None:
    """A row a line, as a JSON object that has what is said: lists and objects as such, and nothing for what is not."""
    columns = table.columns
    nested = {column.name for column in columns if column.type in {Type.array, Type.object}}
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in table.rows(scope):
            said = {column.name: row[column.name] for column in columns if row[column.name] is not None}
            whole = {name: json.loads(str(cell)) if name in nested else cell for name, cell in said.items()}
            file.write(json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_record(path: Path, scope: Scope) -> None:
    """All own facts as lines of canonical JSON (RFC 8785), by id: what stands, and tombstones of what was withdrawn.

    Each has the `sequence` and `published_at` of the publication that says so. `changes` gives the same, in its order.
    """
    with path.open("wb") as file:
        for row in scope.versions():
            if row.body is not None:
                said = {"sequence": row.sequence, "published_at": moment_text(row.published_at)}
                file.write(canonical({**json.loads(row.body), **said}) + b"\n")


def write_xlsx(path: Path, scope: Scope, *tables: Table) -> None:
    """An Excel workbook with a sheet for each table; what is too long for one sheet goes on in another."""
    book = Workbook(write_only=True)
    for table in tables:
        names = [column.name for column in table.columns]
        for part, rows in enumerate(_sheets(table.rows(scope)), 1):
            sheet = book.create_sheet(_title(table.name, part))
            sheet.freeze_panes = "B2"
            sheet.append([_bold(sheet, name) for name in names])
            for row in rows:
                sheet.append([_cell(sheet, row[name]) for name in names])
    save(book, path, datetime.combine(scope.moment.day, time()))


def _sheets(rows: Iterator[Row]) -> Iterator[Iterator[Row]]:
    """The rows of each sheet: of one at least, which may have none."""
    yield islice(rows, MOST_ROWS - 1)
    for first in rows:
        yield chain([first], islice(rows, MOST_ROWS - 2))


def _title(name: str, part: int) -> str:
    return name[:31] if part == 1 else f"{name[:26]} ({part})"


def _bold(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: object, cell: Cell) -> object:
    """A cell that says what it says: no text is run as a formula, or cut short in silence."""
    if not isinstance(cell, str):
        return cell
    if len(cell) > LONGEST:
        return f"({len(cell):,} characters, more than a cell holds: see the CSV file)"
    if not is_run(cell) and not cell.startswith(("#", "'")):
        return as_it_is(cell)
    kept = WriteOnlyCell(sheet, "")
    kept.value = as_it_is(cell)
    kept.data_type = "s"
    kept.quotePrefix = True
    return kept


def write_sqlite(path: Path, scope: Scope, *tables: Table) -> None:
    """A SQLite database with a table for each, whose ids of things lead to `things`, and indexes of words."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")  # it is written once, and thrown away where that fails
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        for table in sorted(tables, key=lambda one: one.name != "things"):
            _add_table(database, table)
            _add_rows(database, scope, table)
            _add_words(database, table)
        database.execute("COMMIT")
        database.execute("VACUUM")


def _named(name: str) -> str:
    """A name as SQL has it, without what would have to be quoted by everybody who asks."""
    return '"' + name.replace("-", "_") + '"'


def _add_table(database: sqlite3.Connection, table: Table) -> None:
    columns = []
    for column in table.columns:
        leads = column.is_id or (column.name == "id" and table.name != "things")
        told = f"{_named(column.name)} {_SQL.get(column.type, 'TEXT')}"
        told += " NOT NULL" if column.required or column.name in table.key else ""
        columns.append(told + (" REFERENCES things (id)" if leads else ""))
    key = ", ".join(map(_named, table.key))
    database.execute(f"CREATE TABLE {_named(table.name)} ({', '.join(columns)}, PRIMARY KEY ({key}))")


def _add_rows(database: sqlite3.Connection, scope: Scope, table: Table) -> None:
    names = [column.name for column in table.columns]
    insert = f"INSERT INTO {_named(table.name)} VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - names of ours
    database.executemany(insert, ([row[name] for name in names] for row in table.rows(scope)))


def _add_words(database: sqlite3.Connection, table: Table) -> None:
    wanted = _SEARCHED.get(table.name, ())
    columns = ", ".join(_named(column.name) for column in table.columns if column.is_text and column.called in wanted)
    if columns:
        own = _named(table.name)
        words = _named(f"{table.name}_fts")
        options = f"content={own}, tokenize='porter unicode61 remove_diacritics 2'"
        database.execute(f"CREATE VIRTUAL TABLE {words} USING fts5({columns}, {options})")
        database.execute(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")  # noqa: S608
