"""Purging: what was deleted from the tables goes from the files of the database too.

Whatever deletes text notes it here, in its own transaction. The running server tries every few moments, and nothing is
called done that was not looked at.
"""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.retention.retention import TABLE
from db.clock import now
from db.models.purges import Purge
from db.purge import marked, not_rewritten, purged_sqlite, rewrite
from db.session import begin_write, reading, writing

# The tables that text is ever taken out of.
TABLES = frozenset(column.partition(".")[0] for kept in TABLE.values() for column in kept.columns)
SMALL = 50_000_000  # bytes of a database file that is written anew in about a second
_BETWEEN = 1.0  # seconds, between two tries to rewrite tables that are in use

log = structlog.get_logger("assembly_tracker")


@dataclass(frozen=True)
class Purging:
    """How far one purge is: `pages`, `log` or `done`, and since when it is done."""

    state: str
    done_at: datetime | None = None


def note(session: Session, cause: str, erased: int | None = None) -> Purge:
    """Keep that text was deleted in this transaction; `erased` is the publication whose body it was."""
    row = Purge(at=now(), cause=cause, erased=erased, state="pages", marks="")
    session.add(row)
    session.flush()
    return row


def purge(engine: Engine, *, only_small: bool = False) -> None:
    """Take what was deleted out of the files, as far as that keeps nobody waiting.

    A SQLite file is written anew, which takes long where it is not small and keeps others from writing meanwhile. What
    the database cannot do just now stays pending; it never raises. The caller holds no transaction.
    """
    try:
        _purge(engine, only_small=only_small)
    except SQLAlchemyError as error:
        log.warning("not purged", why=str(getattr(error, "why", error.__class__.__name__)))


def purge_erased(engine: Engine, sequence: int) -> Purging:
    """How far the purge of an erased body is, after a try that is over soon."""
    try:
        purge(engine, only_small=True)
        with reading(engine) as session:
            return of_erasures(session, [sequence])[sequence]
    except SQLAlchemyError:
        return Purging("pages")


def purge_tables(engine: Engine, seconds: float) -> None:
    """Rewrite the tables of PostgreSQL that still hold what was deleted, each of them locked meanwhile.

    Where tables are in use, or a transaction may still see what was deleted, it is tried again for so many seconds.
    Raises `DatabaseUnavailableError`.
    """
    ends = time.monotonic() + seconds
    while True:
        _purge(engine, only_small=False)
        with reading(engine) as session:
            rows = pending(session)
        if not rows or _is_a_file(engine):
            return
        rewrite(engine, set().union(*(not_rewritten(engine, row.marks) or () for row in rows)))
        _purge(engine, only_small=False)
        if time.monotonic() + _BETWEEN > ends:
            return
        threading.Event().wait(_BETWEEN)


def pending(session: Session) -> list[Purge]:
    """What is still to be purged, the oldest first, also for when the session is over."""
    rows = list(session.scalars(select(Purge).where(Purge.state != "done").order_by(Purge.id)))
    for row in rows:
        session.expunge(row)
    return rows


def of_erasures(session: Session, sequences: Collection[int]) -> dict[int, Purging]:
    """How far the purge of each of these erased bodies is, by the publication it was of."""
    rows = session.scalars(select(Purge).where(Purge.erased.in_(sorted(sequences))))
    return {row.erased: Purging(row.state, row.done_at) for row in rows if row.erased is not None}


def _purge(engine: Engine, *, only_small: bool) -> None:
    with reading(engine) as session:
        rows = pending(session)
    if not rows:
        return
    states = _by_file(engine, rows, only_small=only_small) if _is_a_file(engine) else _by_table(engine, rows)
    moved = {row.id: states[row.id] for row in rows if states[row.id] != row.state}
    if moved:
        with writing(engine) as session:
            begin_write(session)
            _keep(session, moved)


def _is_a_file(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _by_file(engine: Engine, rows: list[Purge], *, only_small: bool) -> dict[int, str]:
    at_most = SMALL if only_small else None
    found = {state: purged_sqlite(engine, state, at_most=at_most) for state in {row.state for row in rows}}
    return {row.id: found[row.state] for row in rows}


def _by_table(engine: Engine, rows: list[Purge]) -> dict[int, str]:
    known = {marks: marked(engine, TABLES, marks) for marks in {row.marks for row in rows}}
    if any(old != new for old, new in known.items()):
        with writing(engine) as session:
            begin_write(session)
            for row in rows:
                here = (Purge.id == row.id) & (Purge.marks == row.marks)
                session.execute(update(Purge).where(here).values(marks=known[row.marks]))
    gone = {old for old, new in known.items() if not_rewritten(engine, new) == set()}
    return {row.id: "done" if row.marks in gone else row.state for row in rows}


def _keep(session: Session, moved: dict[int, str]) -> None:
    """Only of an erasure anybody asks later how it went."""
    for id_, state in moved.items():
        values = {"state": state, "done_at": now() if state == "done" else None}
        session.execute(update(Purge).where(Purge.id == id_, Purge.state != "done").values(values))
    session.execute(delete(Purge).where(Purge.state == "done", Purge.erased.is_(None)))
