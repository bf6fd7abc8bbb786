"""Inserting what may be there already, alike on both databases."""

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from db.base import Base


def upsert(connection: Connection, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert into a table that can say what is done on a conflict (`on_conflict_do_update`)."""
    inserted: postgresql.Insert | sqlite.Insert = _DIALECTS[connection.dialect.name].insert(table)
    return inserted


_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
