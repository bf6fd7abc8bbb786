"""Taking out of the files of a database what was deleted from its tables, and looking whether it is gone.

SQLite overwrites what is deleted (`secure_delete`), but leaves copies of rows in the space of a page that it has once
put in order, and in its write-ahead log as long as somebody reads what was there before. Only a file that was written
anew (`VACUUM`) and a log that was cut to nothing hold none of it.

PostgreSQL leaves deleted rows in the pages of their table, also after a plain `VACUUM`, and samples of columns in its
statistics. Only a table that was rewritten whole (`VACUUM FULL`) holds none of them. Its own log (`pg_wal`) cannot be
looked into from here.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from db.sqlite import WITHOUT_TRANSACTION, no_deadline, not_waiting
from db.unavailable import DatabaseUnavailableError, Why, telling_unavailable

# How long others are kept waiting while we wait for a lock: whoever writes while SQLite waits for readers, whoever
# reads while PostgreSQL waits for a table.
_PATIENCE = 0.5
_STATISTICS = "pg_catalog.pg_statistic"
_SMALL = "purges"
_OWNED = """
    SELECT bool_and(pg_has_role(relowner, 'USAGE') OR pg_has_role(datdba, 'USAGE'))
    FROM pg_class, pg_database WHERE datname = current_database() AND pg_class.oid IN (%s)"""
_PASSED = "SELECT max(age(relfrozenxid)) < age(CAST(CAST(:it AS text) AS xid)) FROM pg_class WHERE oid IN (%s)"


def purged_sqlite(engine: Engine, state: str, *, at_most: int | None = None) -> str:
    """What is left of what was deleted before, after a try: `pages`, `log` or `done`. `state` is what was left of it.

    The file is only written anew where it has `at_most` so many bytes: meanwhile nobody can write. Raises
    `DatabaseUnavailableError` where somebody is writing just now, or there is no room.
    """
    with _without_transaction(engine) as connection, not_waiting(connection, _PATIENCE):
        no_deadline(connection)
        if not _cut_log(connection):
            return state
        if state == "pages":
            if at_most is not None and Path(str(engine.url.database)).stat().st_size > at_most:
                return state
            connection.exec_driver_sql("VACUUM")
            return "done" if _cut_log(connection) else "log"
        return "done"


@contextmanager
def _without_transaction(engine: Engine) -> Iterator[Connection]:
    option = {WITHOUT_TRANSACTION: True} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    with telling_unavailable(), engine.connect().execution_options(**option) as connection:
        yield connection


def _cut_log(connection: Connection) -> bool:
    """Bring all of the write-ahead log into the file, and cut it to nothing: whether that was possible."""
    busy, frames, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy and frames <= 0


def marked(engine: Engine, tables: Iterable[str], marks: str) -> str:
    """The marks by which `not_rewritten` knows these tables of PostgreSQL; `marks` are those of the last try, if any.

    First their statistics are made of what is there now. Once no transaction can see any more what was deleted before
    that, which a table says that everything older was frozen in, the tables are known by their files: whatever rewrites
    one of them from then on leaves out all that was deleted. Nobody but the owner of the tables can see to that.
    """
    known, every = json.loads(marks or "{}"), sorted([*tables, _STATISTICS])
    if not known:
        with telling_unavailable(), engine.begin() as connection:
            if not connection.scalar(text(_OWNED % _listed(every))):
                return marks  # PostgreSQL would do nothing, and only warn
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql(f"ANALYZE {', '.join(sorted(tables))}")
            known = {"transaction": connection.scalar(text("SELECT pg_current_xact_id()::xid::text"))}
    if "files" not in known:
        seen = (_SMALL, _STATISTICS)
        with _without_transaction(engine) as connection:
            connection.exec_driver_sql(f"VACUUM (FREEZE) {', '.join(seen)}")
            if connection.scalar(text(_PASSED % _listed(seen)), {"it": known["transaction"]}):
                known = {"files": {table: _file(connection, table) for table in every}}
    return json.dumps(known)


def not_rewritten(engine: Engine, marks: str) -> set[str] | None:
    """The tables that still have the file they were marked with; None where none could be marked yet."""
    files = json.loads(marks or "{}").get("files")
    if files is None:
        return None
    with telling_unavailable(), engine.connect() as connection:
        return {table for table, file in files.items() if file == _file(connection, table)}


def _listed(tables: Iterable[str]) -> str:
    return ", ".join(f"'{table}'::regclass" for table in tables)


def _file(connection: Connection, table: str) -> int:
    return int(connection.scalar(text("SELECT pg_relation_filenode(CAST(:table AS regclass))"), {"table": table}) or 0)


def rewrite(engine: Engine, tables: Collection[str]) -> None:
    """Rewrite these tables of PostgreSQL, each of them locked meanwhile, but for those that are in use.

    The lock of a table is not waited for long: whoever comes after us would wait behind us.
    """
    with _without_transaction(engine) as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{_PATIENCE}s'")
        connection.exec_driver_sql("SET statement_timeout = 0")
        try:
            for table in sorted(tables):
                _rewrite(connection, table)
        finally:
            connection.invalidate()  # so that nobody gets a connection with these settings


def _rewrite(connection: Connection, table: str) -> None:
    try:
        with telling_unavailable():
            connection.exec_driver_sql(f"VACUUM (FULL) {table}")
    except DatabaseUnavailableError as error:
        if error.why is not Why.locked:
            raise
