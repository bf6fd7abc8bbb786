"""Which files there are, of everything, of an assembly and of an organisation; and how each is written."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from api.open_data.formats import write_csv, write_excel_csv, write_ndjson, write_record, write_sqlite, write_xlsx
from api.open_data.scopes import Scope
from api.open_data.tables import Table, tables

CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NDJSON, SQLITE = "application/x-ndjson", "application/vnd.sqlite3"
ENDINGS = (".csv", ".xlsx", ".ndjson", ".sqlite")
RECORD = "record"  # what the files are called that have every table


@dataclass(frozen=True)
class File:
    """A file: its name, its media type, what is in it, and what writes it to a path.

    `shrinks`: whether gzip makes it shorter.
    """

    name: str
    media_type: str
    tables: tuple[Table, ...]
    write: Callable[[Path, Scope], None]
    shrinks: bool = True


def files(*, whole: bool) -> dict[str, File]:
    """The files of everything, or of an assembly or an organisation, by name."""
    some = tuple(table for table in tables() if whole or not table.whole)
    found = [one for table in some for one in _of_table(table)]
    found += [
        File(f"{RECORD}.xlsx", XLSX, some, partial(_tables_in, write_xlsx, some), shrinks=False),
        File(f"{RECORD}.sqlite", SQLITE, some, partial(_tables_in, write_sqlite, some)),
        File(f"{RECORD}.ndjson", NDJSON, (), write_record),
    ]
    return {one.name: one for one in found}


def _of_table(table: Table) -> list[File]:
    return [
        File(f"{table.name}.csv", CSV, (table,), partial(_tables_in, write_csv, (table,))),
        File(f"{table.name}-excel.csv", CSV, (table,), partial(_tables_in, write_excel_csv, (table,))),
        File(f"{table.name}.xlsx", XLSX, (table,), partial(_tables_in, write_xlsx, (table,)), shrinks=False),
        File(f"{table.name}.ndjson", NDJSON, (table,), partial(_tables_in, write_ndjson, (table,))),
    ]


def _tables_in(write: Callable[..., None], some: tuple[Table, ...], path: Path, scope: Scope) -> None:
    write(path, scope, *some)
