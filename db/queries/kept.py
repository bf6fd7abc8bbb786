"""Kept answers: read by the day, replaced, and those that are still to be made."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    Engine,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from db.models.index import Entry, IndexVersion
from db.models.kept import KeptAnswer, ToKeep
from db.models.record import RecordHead
from db.queries.versions import parts
from db.session import add_rows


class Span(NamedTuple):
    """What is kept of a thing from a day up to, and not on, another; a status of recommendations only."""

    begins: date
    ends: date
    line: bytes
    status: bytes | None


def statuses(session: Session, things: Collection[str], day: date, made_by: str) -> dict[str, bytes]:
    """The status that is kept of these for a day, by this digest of rules and words, as far as any is."""
    found = lines(session, things, day, made_by)
    return {thing: status for thing, (_, status) in found.items() if status is not None}


def lines(session: Session, things: Collection[str], day: date, made_by: str) -> dict[str, tuple[bytes, bytes | None]]:
    """What is kept of these for a day, by this digest: what a list says of each, and its status where it has one."""
    given = {"day": day, "made_by": made_by}
    rows = (row for part in parts(things) for row in session.execute(_LINES, {**given, "things": part}))
    return {row.thing: (row.line, row.status) for row in rows}


def _for(day: date | BindParameter[date], made_by: str | BindParameter[str]) -> ColumnElement[bool]:
    return and_(KeptAnswer.begins <= day, KeptAnswer.ends > day, _by(made_by))


def _by(made_by: str | BindParameter[str]) -> ColumnElement[bool]:
    """That a digest made it; written so that no index is looked in for it, as nearly all are by one digest."""
    return KeptAnswer.made_by.concat(literal_column("''")) == made_by


_LINES = select(KeptAnswer.thing, KeptAnswer.line, KeptAnswer.status).where(
    KeptAnswer.thing.in_(bindparam("things", expanding=True)), _for(bindparam("day"), bindparam("made_by"))
)


class Now(NamedTuple):
    """What is kept of a status for a day, and where the record ended in the snapshot that it was read from."""

    sequence: int
    hash: str
    index_version: int | None
    body: bytes | None


_NOW = select(
    RecordHead.sequence, RecordHead.hash, select(IndexVersion.version).scalar_subquery(), KeptAnswer.status
).join_from(
    RecordHead,
    KeptAnswer,
    and_(KeptAnswer.thing == bindparam("thing"), _for(bindparam("day"), bindparam("made_by"))),
    isouter=True,
)


def status_now(engine: Engine, thing: str, day: date, made_by: str) -> Now | None:
    """What is kept of a status, by one statement with nothing around it, as that takes five times as long.

    None where the database cannot be asked: whoever asks it in the usual way is told why.
    """
    sql, places = _for_driver(engine.dialect)
    given: dict[str, object] = {"thing": thing, "day": day.isoformat(), "made_by": made_by}
    try:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(sql, [given[name] for name in places] if places else given)
            found = cursor.fetchone()
            return Now(*found) if found else None
        finally:
            connection.close()
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error):
        return None


@lru_cache
def _for_driver(dialect: Dialect) -> tuple[str, Sequence[str] | None]:
    """The statement as the driver takes it, with the names of what it takes by place, where it does."""
    compiled = _NOW.compile(dialect=dialect)
    return str(compiled), compiled.positiontup if isinstance(compiled, SQLCompiler) else None


def spans(session: Session, things: Collection[str], made_by: str) -> dict[str, list[Span]]:
    """All that is kept of these by this digest."""
    found: dict[str, list[Span]] = {}
    for part in parts(things):
        rows = select(KeptAnswer).where(KeptAnswer.thing.in_(part), _by(made_by))
        for row in session.scalars(rows.order_by(KeptAnswer.thing, KeptAnswer.begins)):
            found.setdefault(row.thing, []).append(Span(row.begins, row.ends, row.line, row.status))
    return found


def waiting_of(session: Session, things: Collection[str], made_by: str) -> set[str]:
    """Those of these that are still to be made, or that only other rules or words have made."""
    others = select(KeptAnswer.thing).where(KeptAnswer.made_by != made_by)
    return {
        id_
        for part in parts(things)
        for found in (select(ToKeep.thing).where(ToKeep.thing.in_(part)), others.where(KeptAnswer.thing.in_(part)))
        for id_ in session.scalars(found)
    }


def replace(session: Session, found: Mapping[str, Sequence[Span]], made_by: str) -> None:
    """Keep these spans of these things, and nothing else of them."""
    _drop(session, KeptAnswer, found)
    rows = [
        {"thing": thing, **span._asdict(), "made_by": made_by} for thing, spans_ in found.items() for span in spans_
    ]
    add_rows(session, KeptAnswer, rows)


def put_off(session: Session, things: Collection[str]) -> None:
    """Keep nothing of these until it is made anew."""
    _drop(session, KeptAnswer, things)
    _drop(session, ToKeep, things)
    add_rows(session, ToKeep, [{"thing": thing} for thing in sorted(things)])


def made(session: Session, things: Collection[str]) -> None:
    """Nothing of these is to be made any more."""
    _drop(session, ToKeep, things)


def _drop(session: Session, table: type[KeptAnswer | ToKeep], things: Collection[str]) -> None:
    for part in parts(things):
        session.execute(delete(table).where(table.thing.in_(part)), execution_options=_UNSEEN)


def all_anew(session: Session) -> None:
    """Let what is kept of everything be made anew, and be kept until then."""
    new = select(Entry.thing).where(Entry.to_sequence.is_(None), Entry.thing.not_in(select(ToKeep.thing)))
    session.execute(insert(ToKeep).from_select(["thing"], new))


def put_off_others(session: Session, made_by: str) -> None:
    """Let what rules and words of another digest made be made anew, and be kept until then for whoever goes by it."""
    others = or_(KeptAnswer.made_by < made_by, KeptAnswer.made_by > made_by)  # which an index finds
    new = select(KeptAnswer.thing).distinct().where(others, KeptAnswer.thing.not_in(select(ToKeep.thing)))
    session.execute(insert(ToKeep).from_select(["thing"], new))


def how_many_wait(session: Session) -> int:
    """How many are still to be made."""
    return session.scalar(select(func.count()).select_from(ToKeep)) or 0


def waiting(session: Session, limit: int) -> list[str]:
    """The first of those that are still to be made."""
    return list(session.scalars(select(ToKeep.thing).order_by(ToKeep.thing).limit(limit)))


_UNSEEN = {"synchronize_session": False}
