"""Engines and sessions: how the database is opened, read in one snapshot, and written under one lock."""

import fcntl
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Insert, QueuePool, create_engine, event, func, insert, select, text
from sqlalchemy.orm import Session

from db.base import Base
from db.measures import WRITE_LOCK_WAIT
from db.models.record import RecordHead
from db.sqlite import AFTER_OTHERS, AT_ONCE, WRITES, is_replaced, no_deadline, open_sqlite
from db.timeouts import Timeouts
from db.unavailable import DatabaseUnavailableError, Why, telling_unavailable

_WAIT = "wait"
_MIGRATES = 7_261_013  # any number that nobody else locks in this database
# Of the whole server without what it keeps for its administrators, of the login and of the database; -1 is no limit.
_ALLOWED = """
    SELECT least(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true), '0')::int,
        (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
        (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database())
    )"""
_FLUSHED = """
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"""


class Writes:
    """Which write of this process was the last, whatever became of it: a number that no other has had."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.last = 0

    def note(self) -> None:
        """Somebody has written, or may have."""
        self.last = next(self._numbers)


WRITTEN = Writes()


def open_engine(
    url: str,
    *,
    pool_size: int = 5,
    max_overflow: int = 10,
    timeouts: Timeouts | None = None,
    create: bool = False,
) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`.

    With `timeouts` nobody waits longer than that for a lock, a statement or a connection; a file that is not there is
    only made where it may `create` it.
    """
    pool = {"pool_size": pool_size, "max_overflow": max_overflow, "poolclass": QueuePool}
    if timeouts:
        pool["pool_timeout"] = timeouts.lock
    if url.startswith("sqlite"):
        return open_sqlite(url, pool, timeouts, create=create)
    settings = f"-c lock_timeout={timeouts.lock}s -c statement_timeout={timeouts.statement}s" if timeouts else ""
    # A server that vanished from the network is noticed in seconds, not after a quarter of an hour.
    alive = {"connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 2}
    options = {**alive, "tcp_user_timeout": 15_000, **({"options": settings} if settings else {})}
    engine = create_engine(url, connect_args=options, pool_pre_ping=True, hide_parameters=True, **pool)
    event.listen(engine, "connect", _flush_commits)
    event.listen(engine, "checkin", _as_the_server_says)
    return engine


def _flush_commits(connection: psycopg.Connection[Any], _record: object) -> None:
    """Whatever the server is set to, a commit is on its disk before it is answered; more than that is left as it is."""
    connection.execute(_FLUSHED)
    connection.commit()


def _as_the_server_says(connection: psycopg.Connection[Any] | None, _record: object) -> None:
    """Whoever gets a connection next may write if the server lets them: it is asked for no more than that.

    After a transaction that only read, SQLAlchemy would ask for one that writes, which a standby refuses as something
    it does not know, and which passes over what a server that is read-only is set to.
    """
    if connection is not None and not connection.closed:
        connection.read_only = None


def connections_allowed(engine: Engine) -> int | None:
    """How many connections PostgreSQL lets this login have to this database; None for SQLite, which lets any."""
    if engine.dialect.name == "sqlite":
        return None
    with telling_unavailable(), engine.connect() as connection:
        allowed: int = connection.scalars(text(_ALLOWED)).one()
        return allowed


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that reads one snapshot of the database and can change nothing. Raises `DatabaseUnavailableError`."""
    options: dict[str, Any] = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    if engine.dialect.name == "postgresql":
        options["postgresql_readonly"] = True
    with telling_unavailable(), Session(engine, autoflush=False) as session:
        session.connection(execution_options=options)
        yield session
        session.rollback()


@contextmanager
def writing(bind: Engine | Connection, *, wait: bool = True) -> Iterator[Session]:
    """A session for one write: commits at the end, or nothing happened. The service calls `begin_write` first.

    It has a connection of its own, or the one it is given. Raises `DatabaseUnavailableError`: at once where somebody
    else holds the lock and it is not to `wait`. Where it is uncertain, whether the write is stored is not known.
    """
    with telling_unavailable(), Session(bind, expire_on_commit=False) as session:
        session.info[_WAIT] = wait
        yield session
        try:
            with telling_unavailable(uncertain=True):
                _commit(bind.engine, session)
        finally:
            WRITTEN.note()  # before anybody is told that it is stored


def _commit(engine: Engine, session: Session) -> None:
    """Commit, and make sure that what was written to is what others read."""
    if engine.dialect.name != "sqlite" or not session.in_transaction():
        session.commit()
        return
    known = session.connection().info
    session.commit()
    if is_replaced(engine, known):
        raise DatabaseUnavailableError(Why.away, uncertain=True)


def begin_write(session: Session) -> RecordHead:
    """Take the one write lock, forget everything the session had read, and return the head of the record.

    From here to the commit no other writer runs, so what is read now is what the write is judged by. `sequence` and
    `published_at` come from this row, so both are in commit order.
    """
    session.rollback()
    session.expunge_all()
    wait = session.info.get(_WAIT, True)
    with WRITE_LOCK_WAIT.time():
        session.connection(execution_options={WRITES: AFTER_OTHERS if wait else AT_ONCE})
        return session.scalars(select(RecordHead).with_for_update(nowait=not wait)).one()


def add_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows, all with the same keys, that the session is not to know: past the mapper, which takes as long again."""
    if rows:
        session.connection().execute(_inserting(model), rows)


@cache
def _inserting(model: type[Base]) -> Insert:
    return insert(model.__table__)  # type: ignore[arg-type]


def take_as_long_as_needed(session: Session) -> None:
    """For what may take long, such as putting another index in place: no statement of the transaction is ended."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        no_deadline(connection)
    else:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


@contextmanager
def alone(engine: Engine, waits: Callable[[], None]) -> Iterator[None]:
    """In the block, nobody else is in such a block for this database; `waits` is called where somebody is.

    For what is done rarely and in many transactions, such as migrating; it keeps nobody from reading or writing. The
    lock goes with the process. Raises `DatabaseUnavailableError`.
    """
    with _alone_in_folder(engine, waits) if engine.dialect.name == "sqlite" else _alone_in_server(engine, waits):
        yield


@contextmanager
def _alone_in_folder(engine: Engine, waits: Callable[[], None]) -> Iterator[None]:
    """By the folder, as the file may not be there yet, and to close it here would end the locks SQLite has on it."""
    folder = os.open(Path(engine.url.database or "").absolute().parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits()
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@contextmanager
def _alone_in_server(engine: Engine, waits: Callable[[], None]) -> Iterator[None]:
    with telling_unavailable(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            if not connection.scalar(select(func.pg_try_advisory_lock(_MIGRATES))):
                waits()
                connection.execute(select(func.pg_advisory_lock(_MIGRATES)))
            yield
        finally:
            connection.invalidate()  # the lock is the connection's
