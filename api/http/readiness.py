"""What must hold before an instance serves, and while it does: that it reads what it serves, and can write."""

import time
from typing import Any

from sqlalchemy import Engine, update

from api.core.refusals import KEEPS
from api.reading.lists import lines
from api.record.index_version import other_version
from db import migrations
from db.clock import now
from db.codes import missing_codes
from db.guards import missing_guards, tampering_refused
from db.models.record import WriteTrial
from db.queries import entries, moments
from db.queries.filters import Filters
from db.session import begin_write, reading, writing
from db.unavailable import DatabaseUnavailableError, Why, telling_unavailable

BETWEEN_TRIALS = 5.0  # seconds: anybody may ask whether we are ready, and nobody shall wear out the disk
_NEVER = float("-inf")


def of_a_later_version(migration: str | None) -> str | None:
    """Why this version can neither serve nor migrate a database that is at this migration; None where it knows it."""
    if migration is None or migration in migrations.known():
        return None
    return (
        f"The database is at migration {migration}, which this version does not know, because a later one migrated it:"
        " run that, or restore a backup that was made before."
    )


def what_is_wrong(engine: Engine) -> str | None:
    """What keeps this database from being served, and what to run; None where nothing does.

    Raises `DatabaseUnavailableError` where it cannot be reached.
    """
    head = migrations.known()[-1]
    with telling_unavailable(), engine.connect() as connection:
        at = migrations.at(connection)
        if at != head:
            way = f"The database is at migration {at}, not {head}: run `assembly-tracker migrate`."
            return of_a_later_version(at) or way
        missing = missing_guards(connection)
        if missing:
            return f"The record is not guarded: {', '.join(missing)} is missing."
        unknown = missing_codes(connection)
        if unknown:
            name, code = unknown[0]
            return f"The database does not know every code, such as {code} of {name}: run `assembly-tracker migrate`."
        refused = tampering_refused(connection)
        connection.rollback()
        return None if refused else "The guards of the record let a change through."


def what_is_wrong_since(state: Any, asked: float) -> str | None:
    """What keeps this application, with its `state`, from serving what it serves; None where nothing does.

    An index of another version (`state.index`) does not: what it answers is what it answered before.

    It is tried once for all who `asked` (by the monotonic clock) before the trial began: anybody may ask, and nobody
    shall keep whoever has to know from being answered.
    """
    if getattr(state, "tried_at", 0.0) <= asked:
        state.tried_at = time.monotonic()
        state.wrong = _what_is_wrong_here(state)
    wrong: str | None = state.wrong
    return wrong


def doubt(state: Any) -> None:
    """The database has just refused something: whether it can be written is tried anew for whoever asks next."""
    state.written_at = _NEVER


def _what_is_wrong_here(state: Any) -> str | None:
    try:
        wrong = what_is_wrong(state.engine)
        if wrong is None:
            state.index = _read(state.engine)
        if wrong is None and state.works:
            _write(state)
    except DatabaseUnavailableError as error:
        return f"{KEEPS[error.why].words}."
    return wrong


def _read(engine: Engine) -> str:
    """Read what most readers read: a recommendation with its status. Whether the index is `current` or `old`."""
    with reading(engine) as session:
        moment = moments.current(session)
        found = entries.page(session, Filters("recommendation"), moment, sort="order", after=None, limit=1)
        lines(session, moment, found)
        return "current" if other_version(session) is None else "old"


def _write(state: Any) -> None:
    """Write something, and see it stored: a disk may be full, or a file be readable only."""
    if time.monotonic() - getattr(state, "written_at", _NEVER) < BETWEEN_TRIALS:
        return
    try:
        with writing(state.engine, wait=False) as session:
            begin_write(session)
            session.execute(update(WriteTrial).values(at=now()))
    except DatabaseUnavailableError as error:
        if error.why is not Why.locked:  # then somebody else is writing right now
            raise
    else:
        state.written_at = time.monotonic()
