"""Tables made anew beside those that are served: temporary ones of the same names, which hide them on one connection.

Both databases look for a name among the temporary tables first. So the code that keeps the tables fills the new ones
too, nobody else sees them, no lock is held meanwhile, and whatever ends the process takes them with it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, delete, func, insert, select
from sqlalchemy.schema import CreateIndex, CreateTable

from db.unavailable import telling_unavailable

_TEMPORARY = {"sqlite": "temp", "postgresql": "pg_temp"}


@contextmanager
def beside(engine: Engine, tables: Sequence[Any]) -> Iterator[Connection]:
    """A connection on which empty tables hide these until the end of the block."""
    with telling_unavailable(), engine.connect() as connection:
        try:
            for table in _in_schema(tables, _TEMPORARY[connection.dialect.name]):
                connection.execute(CreateTable(table, include_foreign_key_constraints=[]))
                for index in table.indexes:
                    connection.execute(CreateIndex(index))
            connection.commit()
            yield connection
        finally:
            connection.invalidate()  # or whoever got it next would see them


def put_in_place(connection: Connection, tables: Sequence[Any]) -> None:
    """Let what is served be what the tables beside it hold, in this transaction. The caller holds the write lock.

    The tables stand in an order in which their rows can be inserted.
    """
    new = _in_schema(tables, _TEMPORARY[connection.dialect.name])
    served = _in_schema(tables, _schema(connection))
    for table in reversed(served):
        connection.execute(delete(table))
    for table, made in zip(served, new, strict=True):
        connection.execute(insert(table).from_select(list(table.columns.keys()), select(made)))
        if connection.dialect.name == "postgresql" and table.autoincrement_column is not None:
            go_on_numbering(connection, table)


def _in_schema(tables: Sequence[Table], schema: str) -> list[Table]:
    apart = MetaData()
    return [table.to_metadata(apart, schema=schema) for table in tables]


def _schema(connection: Connection) -> str:
    return "main" if connection.dialect.name == "sqlite" else str(connection.scalar(select(func.current_schema())))


def go_on_numbering(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers rows apart from the table: after the highest that is there now."""
    column = table.autoincrement_column
    assert column is not None  # noqa: S101 - as the caller saw
    numbers = func.pg_get_serial_sequence(table.fullname, column.name)
    highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
    connection.execute(select(func.setval(numbers, highest, False)))  # the next is this one
