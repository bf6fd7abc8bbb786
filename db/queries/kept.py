"""Kept answers: read by the day, replaced, and those that are still to be made."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    Engine,
    Text,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from db.models.index import Entry
from db.models.kept import KeptAnswer, ToKeep
from db.queries import driver
from db.queries.moments import ENDS_SO, Head, asked
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


_THING = and_(KeptAnswer.thing == bindparam("thing"), _for(bindparam("day"), bindparam("made_by")))
_STATUS_NOW = select(KeptAnswer.status).where(_THING, *ENDS_SO)


def status_now(engine: Engine, thing: str, day: date, made_by: str, head: Head) -> bytes | None:
    """What is kept of a status, where the record ends so; None where nothing is, and where it cannot be asked."""
    given = {"thing": thing, "day": day.isoformat(), "made_by": made_by, **asked(head)}
    found = driver.rows(engine, _STATUS_NOW, given)
    status: bytes | None = found[0][0] if found else None
    return status


class LineNow(NamedTuple):
    """What is kept of a thing, and when something about it was last published, as the driver gives it."""

    thing: str
    line: bytes
    status: bytes | None
    updated_at: datetime | str


def lines_now(engine: Engine, things: Sequence[str], day: date, made_by: str, head: Head) -> Iterator[LineNow]:
    """What is kept of these, where the record ends so: of all of them if anything is, for whoever counts."""
    many = 2 ** (len(things) - 1).bit_length()  # a few statements, whatever is asked
    given: dict[str, object] = {f"thing_{number}": things[number % len(things)] for number in range(many)}
    given |= {"day": day.isoformat(), "made_by": made_by, **asked(head)}
    return map(LineNow._make, driver.rows(engine, _lines_now(many), given) or ())


@lru_cache
def _lines_now(many: int) -> ClauseElement:
    things = [bindparam(f"thing_{number}", type_=Text) for number in range(many)]
    found = select(KeptAnswer.thing, KeptAnswer.line, KeptAnswer.status, Entry.updated_at)
    found = found.join(Entry, and_(Entry.thing == KeptAnswer.thing, Entry.to_sequence.is_(None)))
    return found.where(KeptAnswer.thing.in_(things), _for(bindparam("day"), bindparam("made_by")), *ENDS_SO)


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
