"""Statements that the driver runs with nothing around them: what SQLAlchemy does around one takes several times as long
as the database takes for it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, Dialect, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.compiler import SQLCompiler

from db.sqlite import has_a_deadline


def rows(engine: Engine, statement: ClauseElement, given: Mapping[str, object]) -> list[Any] | None:
    """What one statement finds, as the driver gives it; days are given as text.

    None where the database cannot be asked: whoever asks it in the usual way is told why.
    """
    sql, places, own = _for_driver(engine.dialect, statement)
    given = {**own, **given}
    try:
        connection = engine.raw_connection()
        try:
            has_a_deadline(connection.info)
            cursor = connection.cursor()
            cursor.execute(sql, [given[name] for name in places] if places else given)
            return list(cursor.fetchall())
        finally:
            connection.close()
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error):
        return None


class _Compiled(NamedTuple):
    """A statement as the driver takes it, with the names of what it takes by place, where it does, and what stands in
    the statement itself.
    """

    sql: str
    places: Sequence[str] | None
    own: dict[str, object]


@lru_cache(1000)
def _for_driver(dialect: Dialect, statement: ClauseElement) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    own = {name: value for name, value in compiled.params.items() if value is not None}
    return _Compiled(str(compiled), compiled.positiontup if isinstance(compiled, SQLCompiler) else None, own)
