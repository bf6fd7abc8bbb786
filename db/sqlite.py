"""SQLite as we open it: its file, which must be the one at its path; its settings; how long a statement may take."""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError

from db.timeouts import Timeouts

BUSY = 30.0  # seconds that somebody who is in no hurry waits for the write lock
_STEPS = 20_000  # of SQLite's machine, between two looks at the clock: about a millisecond
_FILE, _DEADLINE = "file", "deadline"
# The execution option of a transaction that takes the write lock as it begins, and how.
WRITES, AFTER_OTHERS, AT_ONCE = "tracker_writes", "after others", "at once"
WITHOUT_TRANSACTION = "tracker_without_transaction"  # and of one that begins none, for what can be done in none


def open_sqlite(url: str, pool: dict[str, Any], timeouts: Timeouts | None, *, create: bool) -> Engine:
    """An engine on the file of `sqlite:///file`, which must exist unless it may `create` it."""
    path = Path(make_url(url).database or "").absolute()
    connect = partial(_connect, path, timeouts.lock if timeouts else BUSY, create=create)
    engine = create_engine(url, creator=connect, hide_parameters=True, **pool)
    event.listen(engine, "connect", partial(_prepare, path))
    event.listen(engine, "checkout", partial(_is_at_its_path, path))
    event.listen(engine, "begin", _begin)
    if timeouts:
        event.listen(engine, "connect", partial(_end_at_a_deadline, timeouts.statement))
        event.listen(engine, "before_cursor_execute", _set_deadline)
    return engine


def open_to_read(path: Path) -> Engine:
    """An engine on a file that must be there and is left as it is, such as a backup."""
    how = "mode=ro" if _log(path).exists() else "mode=ro&immutable=1"
    address = f"file:{quote(str(path.absolute()))}?{how}"
    connect = partial(sqlite3.connect, address, uri=True, check_same_thread=False, isolation_level=None)
    engine = create_engine(f"sqlite:///{path}", creator=connect, hide_parameters=True, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return engine


def is_replaced(engine: Engine, known: Mapping[Any, Any]) -> bool:
    """Whether the file that a connection with this `info` has open is not the one at its path any more."""
    return bool(known[_FILE] != _identity(Path(engine.url.database or "").absolute()))


@contextmanager
def not_waiting(connection: Connection, but_for: float = 0) -> Iterator[None]:
    """In the block, a lock that somebody else holds is not waited for, `but_for` so many seconds."""
    before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(but_for * 1000)}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {before}")


def no_deadline(connection: Connection) -> None:
    """Let the statements of this connection take as long as they need, until its next transaction begins."""
    if _DEADLINE in connection.info:
        connection.info[_DEADLINE].off = True


def has_a_deadline(info: Mapping[Any, Any]) -> None:
    """Let the next statement of a connection with this `info`, run past SQLAlchemy, take no longer than any other."""
    if _DEADLINE in info:
        info[_DEADLINE].off = False
        info[_DEADLINE].begin()


class _Deadline:
    """By when the statement that runs must have ended: so many seconds after it began."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.at = float("inf")
        self.off = False

    def begin(self) -> None:
        """A statement begins."""
        self.at = time.monotonic() + self.seconds

    def passed(self) -> int:
        """Not zero interrupts the statement."""
        return int(not self.off and time.monotonic() > self.at)


def _connect(path: Path, busy: float, *, create: bool) -> sqlite3.Connection:
    how = _read_only(path) or ("mode=rwc" if create else "mode=rw")
    address = f"file:{quote(str(path))}?{how}"
    return sqlite3.connect(address, uri=True, timeout=busy, check_same_thread=False)


def _read_only(path: Path) -> str:
    """How to open a file that can only be read; empty where it can be written.

    In a folder in which nothing can be made, SQLite reads a file only if its log is there too, or if it is told that
    nobody changes it. Where there is a log that is not the truth, so it is never told so then.
    """
    if not path.exists() or _can_be_written(path):
        return ""
    return "mode=ro" if _log(path).exists() else "immutable=1"


@lru_cache
def _folder(path: Path) -> Path:
    return path.parent


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _can_be_written(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(_folder(path), os.W_OK)


def _identity(path: Path) -> tuple[object, ...]:
    """What tells one file from another at the same path; of one that is read as if nobody changes it, each state.

    It is asked for each connection that somebody takes, so that it asks the system no more than it must.
    """
    try:
        found = path.stat()
    except OSError:
        return ()
    if _can_be_written(path) or _read_only(path) != "immutable=1":
        return (found.st_dev, found.st_ino)
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _prepare(path: Path, connection: Any, record: Any) -> None:
    record.info[_FILE] = _identity(path)
    connection.isolation_level = None  # we send BEGIN ourselves: the driver would begin too late for a snapshot
    if not _read_only(path):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what an erasure deletes is overwritten in the file
    connection.execute("PRAGMA recursive_triggers = ON")  # or INSERT OR REPLACE would pass the guards


def _begin(connection: Connection) -> None:
    if _DEADLINE in connection.info:
        connection.info[_DEADLINE].off = False
    options = connection.get_execution_options()
    if options.get(WITHOUT_TRANSACTION):
        return
    writes = options.get(WRITES)
    if writes == AT_ONCE:
        with not_waiting(connection):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")


def _is_at_its_path(path: Path, _connection: Any, record: Any, _proxy: Any) -> None:
    """A file that was moved or replaced is let go of: what is written to it would be lost, what is read be old."""
    if record.info[_FILE] != _identity(path):
        raise DisconnectionError("the database file is not the one at its path")


def _end_at_a_deadline(seconds: float, connection: Any, record: Any) -> None:
    record.info[_DEADLINE] = deadline = _Deadline(seconds)
    connection.set_progress_handler(deadline.passed, _STEPS)


def _set_deadline(connection: Connection, *_: Any) -> None:
    connection.info[_DEADLINE].begin()
