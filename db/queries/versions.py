"""Own facts as they stood at a moment: by id, and by what they name."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, BindParameter, Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session, aliased

from db.models.index import Link, Version
from db.models.record import Body, Publication
from db.queries.moments import holds_at

# Both databases take tens of thousands of parameters; a statement of a few thousand stays quick to prepare.
_AT_ONCE = 5000


Tie = tuple[str, str]  # a type, and the relation by which its things name others


class VersionRow(NamedTuple):
    """A version of a thing. Its body is None where it was erased; without the words that were removed from it."""

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
# Statements are made once and given what they ask for: to write them anew takes longer than to ask.
_VERSIONS: _Versions = (
    select(
        Version.sequence,
        Publication.published_at,
        Version.type,
        Version.thing,
        Version.state,
        Body.body,
    )
    .join(Publication, Publication.sequence == Version.sequence)
    .outerjoin(Body, Body.sequence == func.coalesce(Version.told_by, Version.sequence))
    .where(holds_at(Version.sequence, Version.to_sequence, bindparam("sequence", type_=BigInteger)))
)
_STANDING = _VERSIONS.where(Version.type == bindparam("type"), Version.state == "standing").order_by(Version.sequence)

_IN_ORDER = _VERSIONS.order_by(Version.thing).execution_options(yield_per=500)


def parts(ids: Collection[str], at_once: int = _AT_ONCE) -> Iterator[list[str]]:
    """Ids in order, as many at once as a statement takes well."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), at_once):
        yield ordered[start : start + at_once]


def held(session: Session, sequence: int, ids: Collection[str]) -> list[VersionRow]:
    """The versions of these things that stood at a sequence."""
    return held_and_naming(session, sequence, ids, ())


def standing(session: Session, sequence: int, type_: str) -> list[VersionRow]:
    """All of a type that stood at a sequence."""
    return [VersionRow._make(row) for row in session.execute(_STANDING, {"sequence": sequence, "type": type_})]


def in_order(session: Session, sequence: int, type_: str | None = None) -> Iterator[VersionRow]:
    """Of every thing, or of those of a type, the version that stood at a sequence, by id: read as it is taken, so that
    it takes no more room for more. What was withdrawn or erased is among them.
    """
    asked = _IN_ORDER if type_ is None else _IN_ORDER.where(Version.type == type_)
    with session.execute(asked, {"sequence": sequence}) as rows:
        for row in rows:
            yield VersionRow._make(row)


def naming(session: Session, sequence: int, ids: Collection[str], ties: Collection[Tie]) -> list[VersionRow]:
    """The versions standing at a sequence that name one of these ids.

    `ties` are pairs of a type and the relation by which it names them.
    """
    return held_and_naming(session, sequence, (), [(ids, ties)])


def held_and_naming(
    session: Session, sequence: int, ids: Collection[str], named: Collection[tuple[Collection[str], Collection[Tie]]]
) -> list[VersionRow]:
    """The versions of these things, and those that name one of others by some ties, in one statement where they are
    few: each of `named` is ids with the ties by which they are named.
    """
    ways = [None, *(tuple(sorted(ties)) for _, ties in named)]
    wanted = [parts(ids), *(parts(targets) for targets, _ in named)]
    found: dict[int, VersionRow] = {}
    for together in zip_longest(*wanted):
        given = {f"ids{number}": part for number, part in enumerate(together) if part is not None}
        asked = _held_or_naming(*(way if part is not None else () for way, part in zip(ways, together, strict=True)))
        rows = session.execute(asked, {**given, "sequence": sequence})
        found |= {row.sequence: VersionRow._make(row) for row in rows}
    return [found[number] for number in sorted(found)]


@lru_cache(500)
def _held_or_naming(*ways: tuple[Tie, ...] | None) -> Any:
    """The versions that are of the first of some ids, or name others of them by ties; those without a tie are left out.

    None is of what is held.
    """
    selects = []
    for number, ties in enumerate(ways):
        ids: BindParameter[Sequence[str]] = bindparam(f"ids{number}", expanding=True)
        if ties is None:
            selects.append(_VERSIONS.where(Version.thing.in_(ids)))
        elif ties:
            relations = sorted({relation for _, relation in ties})
            links = select(Link.sequence).where(Link.target.in_(ids), Link.relation.in_(relations))
            types = sorted({type_ for type_, _ in ties})
            selects.append(_VERSIONS.where(Version.type.in_(types), Version.sequence.in_(links)))
    return selects[0] if len(selects) == 1 else union_all(*selects)


def answered_singly(session: Session, sequence: int, assemblies: Collection[str]) -> set[tuple[str, str]]:
    """Which bodies answered some recommendation of these assemblies by itself, as it stood: (assembly, body)."""
    given = {"sequence": sequence}
    return {
        (assembly, body)
        for part in parts(assemblies)
        for assembly, body in session.execute(_ANSWERED_SINGLY, {**given, "assemblies": part})
    }


_OF, _BY, _TO = (aliased(Link) for _ in range(3))
_ANSWERED_SINGLY = (
    select(_OF.target, _BY.target)
    .distinct()
    .join(_BY, _BY.sequence == _OF.sequence)
    .join(_TO, _TO.sequence == _OF.sequence)
    .join(Version, Version.sequence == _OF.sequence)
    .where(_OF.relation == "in_assembly", _BY.relation == "by", _TO.relation == "recommendations")
    .where(Version.type == "response", Version.state == "standing")
    .where(holds_at(Version.sequence, Version.to_sequence, bindparam("sequence", type_=BigInteger)))
    .where(_OF.target.in_(bindparam("assemblies", expanding=True)))
)


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
