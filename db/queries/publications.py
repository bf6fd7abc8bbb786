"""The publications themselves: the change feed, and the history of a thing."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from db.models.index import Link, Version
from db.models.record import Body, Publication
from db.queries.pages import Place, cut
from db.queries.versions import parts


class Row(NamedTuple):
    """A publication with its body; salt and body are None where it was erased."""

    publication: Publication
    salt: bytes | None
    body: bytes | None


def _rows() -> Select[Publication, bytes, bytes]:
    return select(Publication, Body.salt, Body.body).outerjoin(Body, Body.sequence == Publication.sequence)


def with_what_is_left() -> Select[Publication, bytes, bytes]:
    """Publications, each with its body, or what a redaction says is left of that."""
    told = Body.sequence == func.coalesce(Version.told_by, Publication.sequence)
    return (
        select(Publication, Body.salt, Body.body)
        .outerjoin(Version, Version.sequence == Publication.sequence)
        .outerjoin(Body, told)
    )


def after(session: Session, sequence: int, limit: int) -> list[Row]:
    """The publications after a sequence, in order."""
    found = session.execute(_rows().where(Publication.sequence > sequence).order_by(Publication.sequence).limit(limit))
    return [Row._make(row) for row in found]


def in_order(session: Session, until: int, *conditions: ColumnElement[bool]) -> Iterator[Publication]:
    """The publications up to a sequence that meet some conditions, in order: read as they are taken, without bodies."""
    asked = select(Publication).where(Publication.sequence <= until, *conditions).order_by(Publication.sequence)
    with session.scalars(asked.execution_options(yield_per=500)) as rows:
        for row in rows:
            yield row
            session.expunge(row)


def about(
    session: Session,
    id_: str,
    containers: Collection[str],
    ties: Collection[tuple[str, str]],
    *,
    until: int,
    before: int,
    limit: int,
) -> list[Row]:
    """Every publication of a thing, and of all that was ever about it until a sequence, newest first, before another.

    `containers` are the assembly and theme it is part of: responses to those are about it too.

    What names it only later was not about it then. An erased body leaves no link behind: its thing is found by its
    other versions and by its tombstone, however late they are.
    """
    erased = select(Publication.thing).where(Publication.nature == "erasure")
    said_then = (Link.sequence <= until) | Version.thing.in_(erased)
    relations = sorted({relation for _, relation in ties} | {"about"})
    types = sorted({type_ for type_, _ in ties})
    linked = (
        select(Version.thing)
        .join(Link, Link.sequence == Version.sequence)
        .where(
            said_then,
            or_(
                and_(Link.target == id_, Link.relation.in_(relations), Version.type.in_(types)),
                and_(
                    Link.target.in_(sorted(containers)),
                    Link.relation.in_(("assembly", "theme")),
                    Version.type == "response",
                ),
            ),
        )
    )
    replies = (
        select(Version.thing)
        .join(Link, Link.sequence == Version.sequence)
        .where(said_then, Version.type == "reply", Link.relation == "about", Link.target.in_(linked))
    )
    found = session.execute(
        _rows()
        .where(
            (Publication.thing == id_) | Publication.thing.in_(linked) | Publication.thing.in_(replies),
            Publication.sequence < before,
        )
        .order_by(Publication.sequence.desc())
        .limit(limit)
    )
    return [Row._make(row) for row in found]


def of_thing(session: Session, id_: str, until: int) -> list[Row]:
    """Every publication of a thing up to a sequence, in order, with what is left of its body; but for redactions."""
    own = (Publication.thing == id_, Publication.sequence <= until, Publication.nature != "redaction")
    found = with_what_is_left().where(*own).order_by(Publication.sequence)
    return [Row._make(row) for row in session.execute(found)]


def things(session: Session, type_: str, after: str, limit: int) -> list[str]:
    """The ids of the things of a type of which anything was ever published, in order, after one."""
    asked = select(Publication.thing).where(Publication.type == type_, Publication.thing > after)
    return [*session.scalars(asked.distinct().order_by(Publication.thing).limit(limit))]


def erased_after(session: Session, sequence: int) -> bool:
    """Whether anything was erased after a publication, or words of it were removed."""
    taken_out = Publication.nature.in_(("erasure", "redaction"))
    return bool(session.scalar(select(exists().where(Publication.sequence > sequence, taken_out))))


def first_told(session: Session, sequence: int) -> int:
    """The publication whose body this one's tells the rest of, where it is a redaction; else itself."""
    asked = select(Publication.erases).where(Publication.nature == "redaction")
    while (before := session.scalar(asked.where(Publication.sequence == sequence))) is not None:
        sequence = before
    return sequence


def redacted_on(session: Session, things: Collection[str]) -> dict[str, list[date]]:
    """On which days words were removed from these things, of those from which any were."""
    found: dict[str, list[date]] = {}
    for part in parts(things):
        asked = select(Publication.thing, Publication.published_at)
        for thing, at in session.execute(asked.where(Publication.thing.in_(part), Publication.nature == "redaction")):
            found.setdefault(thing, []).append(at.date())
    return found


def told_by(session: Session, sequences: Collection[int]) -> dict[int, int]:
    """Of those of these publications whose body is gone because words of it were removed: which tells the rest now."""
    found: dict[int, int] = {}
    last = {sequence: sequence for sequence in sequences}  # how far each was followed
    while last:
        asked = select(Publication.erases, Publication.sequence).where(
            Publication.erases.in_(sorted(set(last.values()))), Publication.nature == "redaction"
        )
        redacted = {erases: sequence for erases, sequence in session.execute(asked) if erases is not None}
        last = {first: redacted[at] for first, at in last.items() if at in redacted}
        found |= last
    return found


def last_entered(session: Session, things: Collection[str]) -> dict[str, str]:
    """In what capacity the last publication of each of these things was entered, of those that have one; whoever took
    something out of it said nothing.
    """
    last = select(func.max(Publication.sequence)).where(Publication.erases.is_(None)).group_by(Publication.thing)
    return {
        row.thing: row.entered_capacity
        for part in parts(things)
        for row in session.execute(
            select(Publication.thing, Publication.entered_capacity).where(
                Publication.sequence.in_(last.where(Publication.thing.in_(part)))
            )
        )
    }


class End(NamedTuple):
    """Where the record ended with a publication."""

    sequence: int
    hash: str
    published_at: datetime


def end(session: Session, sequence: int) -> End | None:
    """Where the record ended with this publication; None where there is none of that number."""
    asked = select(Publication.sequence, Publication.hash, Publication.published_at)
    row = session.execute(asked.where(Publication.sequence == sequence)).one_or_none()
    return None if row is None else End._make(row)


def removals(session: Session, until: int, after: Place | None, limit: int) -> list[Publication]:
    """The publications up to a sequence that took out another's body, the last first, or those after a place."""
    found = select(Publication).where(Publication.erases > 0, Publication.sequence <= until)  # which has an index
    return list(session.scalars(cut(found, [(Publication.sequence, True)], after, limit)))


def removed(session: Session, until: int) -> dict[tuple[str, str], int]:
    """How many bodies were taken out up to a sequence, by the nature of that and its ground."""
    many = select(Publication.nature, Publication.ground, func.count()).group_by(Publication.nature, Publication.ground)
    rows = session.execute(many.where(Publication.erases > 0, Publication.sequence <= until))
    return {(nature, ground or ""): number for nature, ground, number in rows}


def last_erasure(session: Session) -> int:
    """The sequence of the last erasure; 0 where nothing was erased."""
    found = select(func.max(Publication.sequence)).where(Publication.erases > 0)  # which has an index
    return session.scalar(found) or 0
