"""What a publication bears on: which things may look different because of it, found over what names what.

That something is absent counts too: what was named until then is looked at as well as what is named now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, or_, select, true
from sqlalchemy.orm import Session

from api.publishing.versions import links_of
from api.record.graph import assembly_of
from api.record.reader import RecordReader
from api.schemas.kinds import ABOUT
from db.models.index import Link, Version
from db.models.record import Publication
from db.queries.moments import holds_at
from db.queries.versions import VersionRow, answered_singly, parts
from db.vocabulary import LISTED_TYPES

Links = set[tuple[str, str, str, str]]  # thing, its type, relation, target
EVER = None  # in place of the sequence as of which links are read


def _as_of(*at: int | None) -> dict[str, int]:
    """The parameters of a statement that asks as of these sequences."""
    return {f"at{number}": sequence for number, sequence in enumerate(at) if sequence is not EVER}


def _stands(given: Collection[str]) -> ColumnElement[bool]:
    """That a version stands as of a sequence of any of these parameters; ever, where there are none."""
    spans = [holds_at(Version.sequence, Version.to_sequence, bindparam(name, type_=BigInteger)) for name in given]
    return or_(*spans) if spans else true()


def links_at(session: Session, things: Collection[str], *at: int | None) -> Links:
    """What these things name as of a sequence, or of several."""
    given = _as_of(*at)
    return {
        (row.thing, row.type, row.relation, row.target)
        for part in parts(things)
        for row in session.execute(_links(*given), {**given, "things": part})
    }


# Statements are made once and given what they ask for: to write them anew takes longer than to ask.
@lru_cache
def _links(*given: str) -> Any:
    return (
        select(Version.thing, Version.type, Link.relation, Link.target)
        .join(Link, Link.sequence == Version.sequence)
        .where(_stands(given), Version.thing.in_(bindparam("things", expanding=True)))
    )


def links_in(versions: Iterable[VersionRow]) -> Links:
    """What these versions name."""
    return {
        (one.thing, one.type, relation, target)
        for one in versions
        for relation, target in links_of(one.type, one.state, one.body)
    }


def reach(
    session: Session,
    rows: Collection[Publication],
    links: Links,
    at: int | None,
    record: RecordReader | None = None,
) -> tuple[set[str], set[str]]:
    """The things something was published about, and those that may look different because of it."""
    changed: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        changed[row.type].add(row.thing)
    about = {(type_, relation, target) for _, type_, relation, target in links if (type_, relation) in _TIES}
    direct = {target for _, _, target in about} | {row.thing for row in rows}
    replied_to = {target for type_, _, target in about if type_ == "reply"}
    direct |= {target for _, type_, relation, target in links_at(session, replied_to, at) if (type_, relation) in _TIES}
    whole = {assembly_of(target) for type_, relation, target in about if relation in _WHOLE and type_ != "tally"}
    direct |= _members(session, whole, at)
    # Once a body has answered some items singly, what is said of its silence on the others, or of its answer to all, is
    # another.
    beside = {target for _, type_, relation, target in links if (type_, relation) == ("response", "in_assembly")}
    if beside and at is not EVER:
        before = answered_singly(session, min(row.sequence for row in rows) - 1, beside)
        beside = {assembly for assembly, _ in before ^ answered_singly(session, at, beside)}
    reports = {target for type_, _, target in about if type_ in {"update", "reply"}}
    if record is not None:
        reports = {id_ for id_, type_ in record.types(reports).items() if type_ == "assembly"}
    affected = _members(session, changed["assembly"] | reports | beside, at)
    affected |= _children(session, changed["recommendation"], at)
    affected |= _served(session, changed["project"], at)
    affected |= _answered_for(session, changed["organisation"], at)
    affected |= _judged(session, changed["organisation"], at)
    return direct, affected


_WHOLE = ("assembly", "theme")
_TIES = frozenset(ABOUT) | {(type_, "about") for type_, _ in ABOUT}  # a tombstone names all by `about`
_TIED = frozenset(relation for _, relation in _TIES)


def _members(session: Session, assemblies: Collection[str], at: int | None) -> set[str]:
    return _naming(session, "recommendation", "assembly", assemblies, at)


def _children(session: Session, parents: Collection[str], at: int | None) -> set[str]:
    found: set[str] = set()
    while parents := _naming(session, "recommendation", "parent", parents, at) - found:
        found |= parents
    return found


def _served(session: Session, projects: Collection[str], at: int | None) -> set[str]:
    """The recommendations that projects contribute to."""
    return _reached(session, _naming(session, "contribution", "project", projects, at), at)


def _answered_for(session: Session, organisations: Collection[str], at: int | None) -> set[str]:
    """The recommendations that organisations may answer for (`rules/progress.py`), on which their holds bear."""
    answering = ("commissioned_by", "also_commissioned_by", "keeper", "promises")
    assemblies = _naming_in(session, "assembly", answering, organisations, at)
    seats = links_at(session, _naming(session, "accountability", "organisation", organisations, at), at)
    about = {target for _, _, relation, target in seats if relation == "about"}
    passed = _naming(session, "response", "passed_to", organisations, at)
    return about | _members(session, assemblies, at) | _reached(session, passed, at)


def _judged(session: Session, organisations: Collection[str], at: int | None) -> set[str]:
    """The recommendations that organisations gave a verdict on: it counts by what they are (`rules/assessors.py`)."""
    return _reached(session, _naming(session, "verdict", "by", organisations, at), at)


def _reached(session: Session, statements: Collection[str], at: int | None) -> set[str]:
    """What statements are about; of what is said to a whole assembly or theme, and of an assembly, what it made."""
    links = links_at(session, statements, at)
    named = {target for _, _, relation, target in links if relation in {"about", "recommendation", "recommendations"}}
    containers = {assembly_of(target) for _, _, relation, target in links if relation in _WHOLE}
    return named | _members(session, {*statements, *named, *containers}, at)


def _naming(session: Session, type_: str, relation: str, targets: Collection[str], at: int | None) -> set[str]:
    """The things of a type that name one of these as of a sequence."""
    return _naming_in(session, type_, (relation,), targets, at)


def _naming_in(
    session: Session, type_: str, relations: Collection[str], targets: Collection[str], at: int | None
) -> set[str]:
    """Those that name one of these by any of several relations."""
    given = _as_of(at)
    asked = {**given, "type": type_, "relations": sorted(relations)}
    return {
        id_ for part in parts(targets) for id_ in session.scalars(_naming_statement(*given), {**asked, "targets": part})
    }


@lru_cache
def _naming_statement(*given: str) -> Any:
    return (
        select(Version.thing)
        .join(Link, Link.sequence == Version.sequence)
        .where(Version.type == bindparam("type"), _stands(given))
        .where(Link.relation.in_(bindparam("relations", expanding=True)))
        .where(Link.target.in_(bindparam("targets", expanding=True)))
    )


def sources(session: Session, things: Collection[str]) -> set[str]:
    """Whatever may ever have reached these things: `reach` the other way, and no less than that."""
    found = set(things)
    while more := _named(session, found, {"parent"}) - found:
        found |= more
    assemblies = _named(session, found, {"assembly"})
    to_a_part = _tied(session, assemblies, {"in_assembly"})
    to_themes = {thing for thing, _, relation, _ in links_at(session, to_a_part, EVER) if relation == "theme"}
    said = _tied(session, found | assemblies, _TIED) | to_themes
    said |= _tied(session, said, {"about"})  # replies
    found |= assemblies | said
    return found | _named(
        session,
        found,
        {"project", "organisation", "commissioned_by", "also_commissioned_by", "keeper", "promises", "passed_to", "by"},
    )


def _named(session: Session, things: Collection[str], relations: Collection[str]) -> set[str]:
    """What these things ever named by a relation."""
    return {target for _, _, relation, target in links_at(session, things, EVER) if relation in relations}


def _tied(session: Session, targets: Collection[str], relations: Collection[str]) -> set[str]:
    """The things that are about others which ever named one of these by a relation."""
    found = (
        select(Version.thing)
        .join(Link, Link.sequence == Version.sequence)
        .where(Version.type.in_({type_ for type_, _ in ABOUT}), Link.relation.in_(relations))
    )
    return {id_ for part in parts(targets) for id_ in session.scalars(found.where(Link.target.in_(part)))}


# What an answer calls by its name, and so tells of another way when it has another.
_CALLED_BY_NAME = ("organisation", "post", "project")


def telling_of(session: Session, rows: Iterable[Publication], at: int) -> set[str]:
    """The listed things whose answers may call one of these by its name: it is named there, or by what is named."""
    names = {row.thing for row in rows if row.type in _CALLED_BY_NAME}
    found: dict[str, str] = {}
    for _ in range(2):
        new = {id_: type_ for id_, type_ in _namers(session, names, at).items() if id_ not in found}
        found |= new
        names = {id_ for id_, type_ in new.items() if type_ in _CALLED_BY_NAME}
    listed = {id_ for id_, type_ in found.items() if type_ in LISTED_TYPES}
    return listed | _reached(session, found.keys(), at)


def _namers(session: Session, targets: Collection[str], at: int) -> dict[str, str]:
    """What names one of these as of a sequence, and its type."""
    given = _as_of(at)
    return {
        row.thing: row.type for part in parts(targets) for row in session.execute(_NAMERS, {**given, "targets": part})
    }


_NAMERS = (
    select(Version.thing, Version.type)
    .join(Link, Link.sequence == Version.sequence)
    .where(_stands(_as_of(0)), Link.target.in_(bindparam("targets", expanding=True)))
)
