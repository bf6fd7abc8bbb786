"""Own facts as they stood at a moment: by id, and by what they name."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db.models.index import Link, Version
from db.models.record import Body, Publication
from db.queries.moments import holds_at

# Both databases take tens of thousands of parameters; a statement of a few thousand stays quick to prepare.
_AT_ONCE = 5000


class Held(NamedTuple):
    """A version of a thing. Its body is None where it was withdrawn or erased."""

    sequence: int
    published_at: datetime
    type: str
    thing: str
    state: str
    body: bytes | None


def _versions(sequence: int) -> Select[int, datetime, str, str, str, bytes]:
    return (
        select(
            Version.sequence,
            Publication.published_at,
            Version.type,
            Version.thing,
            Version.state,
            Body.body,
        )
        .join(Publication, Publication.sequence == Version.sequence)
        .outerjoin(Body, Body.sequence == Version.sequence)
        .where(holds_at(Version.sequence, Version.to_sequence, sequence))
        .order_by(Version.sequence)
    )


def parts(ids: Collection[str]) -> Iterator[list[str]]:
    """Ids in order, as many at once as a statement takes well."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def held(session: Session, sequence: int, ids: Collection[str]) -> list[Held]:
    """The versions of these things that stood at a sequence."""
    return [
        Held._make(row)
        for part in parts(ids)
        for row in session.execute(_versions(sequence).where(Version.thing.in_(part)))
    ]


def standing(session: Session, sequence: int, type_: str) -> list[Held]:
    """All of a type that stood at a sequence."""
    rows = session.execute(_versions(sequence).where(Version.type == type_, Version.state == "standing"))
    return [Held._make(row) for row in rows]


def naming(session: Session, sequence: int, ids: Collection[str], ties: Collection[tuple[str, str]]) -> list[Held]:
    """The versions standing at a sequence that name one of these ids.

    `ties` are pairs of a type and the relation by which it names them.
    """
    relations = sorted({relation for _, relation in ties})
    types = sorted({type_ for type_, _ in ties})
    found: dict[int, Held] = {}
    for part in parts(ids):
        rows = session.execute(
            _versions(sequence)
            .where(Version.type.in_(types))
            .where(
                Version.sequence.in_(
                    select(Link.sequence).where(Link.target.in_(part)).where(Link.relation.in_(relations))
                )
            )
        )
        found |= {row.sequence: Held._make(row) for row in rows}
    return [found[number] for number in sorted(found)]


def ever_published(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Which of these ids were ever published, and as what type."""
    found: dict[str, str] = {}
    for part in parts(ids):
        rows = session.execute(select(Version.thing, Version.type).where(Version.thing.in_(part)).distinct())
        found |= {row.thing: row.type for row in rows}
    return found


def first_published(session: Session, type_: str, id_: str) -> datetime | None:
    """When a thing of a type was first published; None where it never was, or all of it that was said was erased."""
    first = select(func.min(Version.sequence)).where(Version.thing == id_, Version.type == type_).scalar_subquery()
    return session.scalar(select(Publication.published_at).where(Publication.sequence == first))
