"""Which columns hold codes, and the table of codes that their guards ask, kept in step with the vocabulary."""

from sqlalchemy import Connection, insert, select

from db.base import LIST, Base
from db.models.codes import Code
from db.vocabulary import CODELISTS, INNER_LISTS


def coded_columns() -> dict[str, dict[str, str]]:
    """The columns that hold codes, by table, and which list those are of."""
    tables = {
        table.name: {column.name: column.info[LIST] for column in table.columns if LIST in column.info}
        for table in Base.metadata.sorted_tables
    }
    return {table: columns for table, columns in tables.items() if columns}


def missing_codes(connection: Connection) -> list[tuple[str, str]]:
    """The codes that the vocabulary holds and this database does not know yet, each after its list."""
    known = {(row.list, row.code) for row in connection.execute(select(Code.list, Code.code))}
    ours = ((name, code) for name, codes in (CODELISTS | INNER_LISTS).items() for code in codes)
    return [one for one in ours if one not in known]


def add_codes(connection: Connection) -> None:
    """Let the database know every code of the vocabulary. What it knows besides stays: rows may hold it."""
    if missing := missing_codes(connection):
        connection.execute(insert(Code), [{"list": name, "code": code} for name, code in missing])
