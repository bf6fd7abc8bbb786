"""Engines and sessions: how the database is opened, read in one snapshot, and written under one lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.orm import Session

from db.models.record import RecordHead

_WRITE = "tracker_write"
# The tables that bytes are ever taken out of.
_PURGED = (
    "bodies",
    "facets",
    "working_copies",
    "audit_entries",
    "actors",
    "accounts",
    "holdings",
    "idempotent_requests",
)


def open_engine(url: str, *, pool_size: int = 40) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`; the pool covers the server's 40 threads."""
    if url.startswith("sqlite"):
        engine = create_engine(
            url, connect_args={"check_same_thread": False, "timeout": 30}, pool_size=pool_size, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_size=pool_size, pool_pre_ping=True, hide_parameters=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves: the driver would begin too late for a snapshot
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what an erasure deletes is overwritten in the file
    connection.execute("PRAGMA recursive_triggers = ON")  # or INSERT OR REPLACE would pass the guards


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN DEFERRED")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that reads one snapshot of the database and can change nothing."""
    options: dict[str, Any] = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    if engine.dialect.name == "postgresql":
        options["postgresql_readonly"] = True
    with Session(engine, autoflush=False) as session:
        session.connection(execution_options=options)
        yield session
        session.rollback()


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session for one write: commits at the end, or nothing happened. The service calls `begin_write` first."""
    with Session(engine, expire_on_commit=False) as session:
        yield session
        session.commit()


def begin_write(session: Session) -> RecordHead:
    """Take the one write lock, forget everything the session had read, and return the head of the record.

    From here to the commit no other writer runs, so what is read now is what the write is judged by. `sequence` and
    `published_at` come from this row, so both are in commit order.
    """
    session.rollback()
    session.expunge_all()
    session.connection(execution_options={_WRITE: True})
    return session.scalars(select(RecordHead).with_for_update()).one()


def purge(engine: Engine) -> None:
    """After an erasure, and after forgetting: let no page of the database's files keep the bytes that were deleted."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql(f"VACUUM {', '.join(_PURGED)}")
