"""Keeping the index: what each moment's publications change in it, and making it anew from the first."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from api.compose.graph import ABOUT, Node, load_around
from api.services.entries import Clock, Content, content
from api.services.standing import index_standing
from db.doubt import day_of
from db.models.index import AccountablePost, ClockSpan, Entry, Facet, Link, Version
from db.models.record import Publication
from db.queries.moments import Moment
from db.queries.versions import parts
from db.session import take_as_long_as_needed
from db.vocabulary import LISTED_TYPES


def index_moment(session: Session, rows: Collection[Publication]) -> None:
    """Bring the index to the moment of these publications, which share one `published_at`."""
    last = max(rows, key=lambda row: row.sequence)
    moment = Moment(last.sequence, day_of(session, last.sequence, last.published_at))
    before = _links(session, {row.thing for row in rows})
    index_standing(session, rows)
    after = _links(session, {row.thing for row in rows})
    direct, affected = _reach(session, rows, before | after)
    _index_entries(session, moment, last, direct, direct | affected)


def _links(session: Session, things: Collection[str]) -> set[tuple[str, str, str, str]]:
    """What these things name now: thing, its type, relation, target."""
    found = (
        select(Version.thing, Version.type, Link.relation, Link.target)
        .join(Link, Link.sequence == Version.sequence)
        .where(Version.to_sequence.is_(None))
    )
    return {
        (row.thing, row.type, row.relation, row.target)
        for part in parts(things)
        for row in session.execute(found.where(Version.thing.in_(part)))
    }


def _reach(
    session: Session, rows: Collection[Publication], links: Iterable[tuple[str, str, str, str]]
) -> tuple[set[str], set[str]]:
    """The things something was published about, and those that may look different because of it."""
    changed: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        changed[row.type].add(row.thing)
    about = {(type_, relation, target) for _, type_, relation, target in links if (type_, relation) in _TIES}
    direct = {target for _, _, target in about} | {row.thing for row in rows}
    replied_to = {target for type_, _, target in about if type_ == "reply"}
    direct |= {target for _, type_, relation, target in _links(session, replied_to) if (type_, relation) in _TIES}
    whole = {target.split("#")[0] for type_, relation, target in about if relation in _WHOLE and type_ != "tally"}
    direct |= _members(session, whole)
    reports = {target for type_, _, target in about if type_ == "update"}
    affected = _members(session, changed["assembly"] | reports)
    affected |= _children(session, changed["recommendation"])
    affected |= _served(session, changed["project"])
    affected |= _answered_for(session, changed["organisation"])
    return direct, affected


_WHOLE = ("assembly", "theme")
_TIES = frozenset(ABOUT) | {(type_, "about") for type_, _ in ABOUT}  # a tombstone names all by `about`


def _members(session: Session, assemblies: Collection[str]) -> set[str]:
    return _naming(session, "recommendation", "assembly", assemblies)


def _children(session: Session, parents: Collection[str]) -> set[str]:
    found: set[str] = set()
    while parents := _naming(session, "recommendation", "parent", parents) - found:
        found |= parents
    return found


def _served(session: Session, projects: Collection[str]) -> set[str]:
    """The recommendations that projects contribute to."""
    return _reached(session, _naming(session, "contribution", "project", projects))


def _answered_for(session: Session, organisations: Collection[str]) -> set[str]:
    """The recommendations that organisations may answer for (`rules/progress.py`), on which their holds bear."""
    assemblies = _naming(session, "assembly", "commissioned_by", organisations)
    assemblies |= _naming(session, "assembly", "promises", organisations)
    seats = _links(session, _naming(session, "accountability", "organisation", organisations))
    about = {target for _, _, relation, target in seats if relation == "about"}
    passed = _naming(session, "response", "passed_to", organisations)
    return about | _members(session, assemblies) | _reached(session, passed)


def _reached(session: Session, responses_or_contributions: Collection[str]) -> set[str]:
    """The recommendations that these are about: those they name, or all of the assembly."""
    links = _links(session, responses_or_contributions)
    named = {target for _, _, relation, target in links if relation in {"recommendation", "recommendations"}}
    return named | _members(session, {target.split("#")[0] for _, _, relation, target in links if relation in _WHOLE})


def _naming(session: Session, type_: str, relation: str, targets: Collection[str]) -> set[str]:
    """The things of a type that name one of these now."""
    found = (
        select(Version.thing)
        .join(Link, Link.sequence == Version.sequence)
        .where(Version.type == type_, Version.to_sequence.is_(None), Link.relation == relation)
    )
    return {id_ for part in parts(targets) for id_ in session.scalars(found.where(Link.target.in_(part)))}


def _index_entries(
    session: Session, moment: Moment, last: Publication, direct: Collection[str], ids: Collection[str]
) -> None:
    current = select(Version.thing).where(Version.to_sequence.is_(None), Version.type.in_(LISTED_TYPES))
    listed = {id_ for part in parts(ids) for id_ in session.scalars(current.where(Version.thing.in_(part)))}
    graph = load_around(session, moment, listed)
    old = entries_of(session, listed)
    for id_ in sorted(listed):
        found = content(graph, id_)
        entry, known = old.get(id_, (None, None))
        if found is not None and known is not None and id_ not in direct and found == from_day(known, moment.day):
            continue
        updated_at = last.published_at if entry is None or id_ in direct else entry.updated_at
        if entry is not None:
            entry.to_sequence = moment.sequence
            session.flush()
        if found is not None:
            _insert(session, moment, graph.nodes[id_], found, updated_at)


def _insert(session: Session, moment: Moment, node: Node, found: Content, updated_at: datetime) -> None:
    entry = Entry(
        type=node.type,
        thing=node.id,
        from_sequence=moment.sequence,
        assembly=found.assembly,
        position=found.position,
        due=found.due,
        updated_at=updated_at,
    )
    session.add(entry)
    session.flush()
    facets = [{"entry": entry.id, "axis": axis, "value": value} for axis, value in sorted(found.facets)]
    session.execute(insert(Facet), facets)
    if found.clock:
        session.execute(insert(ClockSpan), [{"entry": entry.id, **vars(clock)} for clock in found.clock])


def entries_of(session: Session, ids: Collection[str]) -> dict[str, tuple[Entry, Content]]:
    """The entries that stand of these things, with what they say."""
    entries: list[Entry] = []
    facets: dict[int, set[tuple[str, str]]] = defaultdict(set)
    clocks: dict[int, list[Clock]] = defaultdict(list)
    for part in parts(ids):
        standing = select(Entry.id).where(Entry.thing.in_(part), Entry.to_sequence.is_(None))
        entries += session.scalars(select(Entry).where(Entry.id.in_(standing)))
        for facet in session.scalars(select(Facet).where(Facet.entry.in_(standing))):
            facets[facet.entry].add((facet.axis, facet.value))
        for span in session.scalars(select(ClockSpan).where(ClockSpan.entry.in_(standing)).order_by(ClockSpan.begins)):
            clocks[span.entry].append(Clock(**{field.name: getattr(span, field.name) for field in fields(Clock)}))
    return {
        entry.thing: (
            entry,
            Content(entry.assembly, entry.position, entry.due, frozenset(facets[entry.id]), tuple(clocks[entry.id])),
        )
        for entry in entries
    }


def from_day(known: Content, day: date) -> Content:
    """The same content with its clock cut to begin on this day, as one made on this day would."""
    clock = tuple(replace(one, begins=max(one.begins, day)) for one in known.clock if one.ends > day)
    return replace(known, clock=clock)


def rebuild(session: Session) -> int:
    """Make the index anew from the publications, moment by moment; returns how many moments. Holds the write lock."""
    take_as_long_as_needed(session)
    for table in (ClockSpan, Facet, Entry, AccountablePost, Link, Version):
        session.execute(delete(table))
    session.expunge_all()
    rows = session.scalars(select(Publication).order_by(Publication.sequence))
    moments = 0
    for _, group in groupby(list(rows), key=lambda row: row.published_at):
        index_moment(session, list(group))
        session.flush()
        moments += 1
    return moments
