"""Copying all that a database holds into an empty one of either kind: from one snapshot, and in one transaction.

The guards of the record stay where they are: rows are only ever added, each body after its publication. Whatever is
derived, such as the index, is copied as it is, because making it anew takes many times as long.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, Table, exists, func, insert, select, update
from sqlalchemy.orm import Session

import db.models  # noqa: F401 - so that the metadata knows every table
from db.base import Base
from db.beside import go_on_numbering
from db.models.codes import Code
from db.models.purges import Purge
from db.models.record import Body, Publication
from db.sqlite import WITHOUT_TRANSACTION
from db.unavailable import telling_unavailable

# Told what is being done, how much of it is done, and of how much; 0 where that is not known.
Show = Callable[[str, int, int], None]

_AT_ONCE = 1_000  # rows that are held in memory
_TABLES = Base.metadata.tables
_CHAIN = {"publications", "bodies"}
_THERE_FROM_THE_START = {"codes", "record_head"}
_OF_THE_PLACE = {"write_trials", "clock_readings"}  # where a database is, whatever it holds


def copy_file(engine: Engine, path: Path) -> None:
    """Write all of a SQLite database into a new file, with nothing of what was deleted from it; others write meanwhile.

    Raises `DatabaseUnavailableError`.
    """
    _outside_transactions(engine, "VACUUM INTO ?", str(path))


def without_log(engine: Engine) -> None:
    """Let a SQLite file that nobody else has open be all there is of it."""
    engine.dispose()  # no other connection of ours may have it open either
    _outside_transactions(engine, "PRAGMA journal_mode = DELETE")


def _outside_transactions(engine: Engine, statement: str, *given: str) -> None:
    option = {WITHOUT_TRANSACTION: True}
    with telling_unavailable(), engine.connect().execution_options(**option) as connection:
        connection.exec_driver_sql(statement, given)


def holds(session: Session) -> str | None:
    """A table that holds something which no migration put there; None where the database is empty."""
    tables = (_TABLES[name] for name in sorted(_TABLES.keys() - _THERE_FROM_THE_START - _OF_THE_PLACE))
    return next((table.name for table in tables if session.scalar(select(exists(select(table))))), None)


def copy_rows(source: Session, target: Session, show: Show) -> None:
    """Add all that `source` reads to an empty database. The caller has `begin_write` behind it in `target`."""
    _add_codes(source, target)
    _add_chain(source, target, show)
    for table in Base.metadata.sorted_tables:
        if table.name not in _CHAIN | _THERE_FROM_THE_START | _OF_THE_PLACE:
            for rows in _read(source, table, show):
                target.execute(insert(table), rows)
            if target.connection().dialect.name == "postgresql" and table.autoincrement_column is not None:
                go_on_numbering(target.connection(), table)
    # By these marks the other database knew its own files.
    target.execute(update(Purge).where(Purge.state != "done").values(marks=""))
    target.expire_all()


def count_rows(engine: Engine) -> None:
    """Let PostgreSQL know how much it holds now, before anybody asks it much."""
    if engine.dialect.name == "postgresql":
        with telling_unavailable(), engine.begin() as connection:
            connection.exec_driver_sql(f"ANALYZE {', '.join(sorted(_TABLES))}")


def _add_codes(source: Session, target: Session) -> None:
    """A database keeps the codes of versions past, which rows may hold."""
    codes = select(Code.list, Code.code)
    known = {(list_, code) for list_, code in target.execute(codes)}
    missing = [{"list": list_, "code": code} for list_, code in source.execute(codes) if (list_, code) not in known]
    if missing:
        target.execute(insert(Code), missing)


def _add_chain(source: Session, target: Session, show: Show) -> None:
    """Publications, each with its body behind it, as the guards will have them; then the head."""
    publications, bodies, ends = _TABLES["publications"], _TABLES["bodies"], _TABLES["record_head"]
    rows = select(publications, Body.salt, Body.body).outerjoin(bodies).order_by(Publication.sequence)
    for part in _parts(source, rows, "publications", _many(source, publications), show):
        for row in part:
            salt, body = row.pop("salt"), row.pop("body")
            target.execute(insert(publications), row)
            if body is not None:
                target.execute(insert(bodies), {"sequence": row["sequence"], "salt": salt, "body": body})
    target.execute(update(ends).values(dict(source.execute(select(ends)).mappings().one())))


def _read(source: Session, table: Table, show: Show) -> Iterator[list[dict[str, Any]]]:
    rows = select(table).order_by(*table.primary_key.columns)
    return _parts(source, rows, table.name, _many(source, table), show)


def _parts(source: Session, rows: Select[Any], name: str, many: int, show: Show) -> Iterator[list[dict[str, Any]]]:
    """What is read, a part at a time, telling how far it is once each part is used."""
    done, what = 0, f"Copying {name}"
    if many:
        show(what, done, many)
    with source.execute(rows.execution_options(yield_per=_AT_ONCE)) as found:
        for part in found.mappings().partitions():
            yield [dict(row) for row in part]
            done += len(part)
            show(what, done, many)


def _many(source: Session, table: Table) -> int:
    return source.scalars(select(func.count()).select_from(table)).one()
