"""Own facts as they stood at a moment: by id, and by what they name."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session, aliased

from db.models.index import Link, Version
from db.models.record import Body, Publication
from db.queries.moments import holds_at

# Both databases take tens of thousands of parameters; a statement of a few thousand stays quick to prepare.
_AT_ONCE = 5000


Tie = tuple[str, str]  # a type, and the relation by which its things name others


class VersionRow(NamedTuple):
    """A version of a thing. Its body is None where it was withdrawn or erased."""

    sequence: int
    published_at: datetime
    type: str
    thing: str
    state: str
    body: bytes | None


def state_after(nature: str) -> str:
    """What a publication of a nature says of its thing: that it stands, or that it is gone."""
    return {"withdrawal": "withdrawn", "erasure": "erased"}.get(nature, "standing")


_Versions = Select[int, datetime, str, str, str, bytes]


def _versions(sequence: int) -> _Versions:
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


def parts(ids: Collection[str], at_once: int = _AT_ONCE) -> Iterator[list[str]]:
    """Ids in order, as many at once as a statement takes well."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), at_once):
        yield ordered[start : start + at_once]


def held(session: Session, sequence: int, ids: Collection[str]) -> list[VersionRow]:
    """The versions of these things that stood at a sequence."""
    return [
        VersionRow._make(row)
        for part in parts(ids)
        for row in session.execute(_versions(sequence).where(Version.thing.in_(part)))
    ]


def standing(session: Session, sequence: int, type_: str) -> list[VersionRow]:
    """All of a type that stood at a sequence."""
    rows = session.execute(_versions(sequence).where(Version.type == type_, Version.state == "standing"))
    return [VersionRow._make(row) for row in rows]


def naming(session: Session, sequence: int, ids: Collection[str], ties: Collection[Tie]) -> list[VersionRow]:
    """The versions standing at a sequence that name one of these ids.

    `ties` are pairs of a type and the relation by which it names them.
    """
    return held_and_naming(session, sequence, (), [(ids, ties)])


def _naming(sequence: int, ids: Collection[str], ties: Collection[Tie]) -> _Versions:
    links = select(Link.sequence).where(
        Link.target.in_(ids), Link.relation.in_(sorted({relation for _, relation in ties}))
    )
    types = sorted({type_ for type_, _ in ties})
    return _versions(sequence).where(Version.type.in_(types), Version.sequence.in_(links))


def held_and_naming(
    session: Session, sequence: int, ids: Collection[str], named: Collection[tuple[Collection[str], Collection[Tie]]]
) -> list[VersionRow]:
    """The versions of these things, and those that name one of others by some ties, in one statement where they are
    few: each of `named` is ids with the ties by which they are named.
    """
    wanted: list[list[_Versions]] = [[_versions(sequence).where(Version.thing.in_(part)) for part in parts(ids)]]
    wanted += [[_naming(sequence, part, ties) for part in parts(targets)] for targets, ties in named]
    found: dict[int, VersionRow] = {}
    for together in zip_longest(*wanted):
        selects = [one.order_by(None) for one in together if one is not None]
        found |= {row.sequence: VersionRow._make(row) for row in session.execute(union_all(*selects))}
    return [found[number] for number in sorted(found)]


def answered_singly(session: Session, sequence: int, assemblies: Collection[str]) -> set[tuple[str, str]]:
    """Which bodies answered some recommendation of these assemblies by itself, as it stood: (assembly, body)."""
    of, by, to = (aliased(Link) for _ in range(3))
    found = (
        select(of.target, by.target)
        .distinct()
        .join(by, by.sequence == of.sequence)
        .join(to, to.sequence == of.sequence)
        .join(Version, Version.sequence == of.sequence)
        .where(of.relation == "in_assembly", by.relation == "by", to.relation == "recommendations")
        .where(Version.type == "response", Version.state == "standing")
        .where(holds_at(Version.sequence, Version.to_sequence, sequence))
    )
    return {
        (assembly, body)
        for part in parts(assemblies)
        for assembly, body in session.execute(found.where(of.target.in_(part)))
    }


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
