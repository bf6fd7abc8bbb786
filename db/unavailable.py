"""When the database cannot do something now, for no fault of whoever asks: why, told alike on both databases."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


class Why(StrEnum):
    """What keeps the database from doing it."""

    locked = "locked"  # somebody else is writing
    slow = "slow"  # it took longer than a request may
    full = "full"  # there is no room left
    read_only = "read_only"
    failing = "failing"  # what it is kept on does not take or give it
    away = "away"  # it cannot be reached, or its file is not at its path


class DatabaseUnavailableError(SQLAlchemyError):
    """The database cannot do this now.

    `why` is what keeps it. Nothing was stored, unless it is `uncertain`: then that is not known, because the answer to
    the commit never came.
    """

    def __init__(self, why: Why, *, uncertain: bool = False) -> None:
        super().__init__(f"the database is unavailable: {why}")
        self.why = why
        self.uncertain = uncertain


# The first byte of SQLite's result codes (https://www.sqlite.org/rescode.html).
_SQLITE = {
    sqlite3.SQLITE_BUSY: Why.locked,
    sqlite3.SQLITE_LOCKED: Why.locked,
    sqlite3.SQLITE_INTERRUPT: Why.slow,
    sqlite3.SQLITE_FULL: Why.full,
    sqlite3.SQLITE_READONLY: Why.read_only,
    sqlite3.SQLITE_IOERR: Why.failing,
    sqlite3.SQLITE_CANTOPEN: Why.away,
    sqlite3.SQLITE_CORRUPT: Why.failing,
    sqlite3.SQLITE_NOTADB: Why.failing,
}
# SQLSTATEs of PostgreSQL (appendix A of its manual); those of the classes 08 and 57P, and 53300, are about connections.
_POSTGRESQL = {
    "55P03": Why.locked,
    "40001": Why.locked,
    "40P01": Why.locked,
    "57014": Why.slow,
    "53100": Why.full,
    "58030": Why.failing,
    "25006": Why.read_only,
    "42501": Why.read_only,  # this login may not write
    "53300": Why.away,
}


# After these nobody knows whether a commit was stored.
_UNKNOWN = {Why.failing, Why.away}


@contextmanager
def telling_unavailable(*, uncertain: bool = False) -> Iterator[None]:
    """Raise `DatabaseUnavailableError` for what the database cannot do now; anything else stays what it is."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        why = _why(error)
        if why is None:
            raise
        raise DatabaseUnavailableError(why, uncertain=uncertain and why in _UNKNOWN) from error


def _why(error: DBAPIError | PoolTimeoutError) -> Why | None:
    if isinstance(error, PoolTimeoutError):
        return Why.away
    if error.connection_invalidated:
        return Why.away
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state is None:
        return Why.away if isinstance(cause, psycopg.OperationalError) else None
    return Why.away if state.startswith(("08", "57P")) else _POSTGRESQL.get(state)
