"""Keeping the index: what each moment's publications change in it, and what an erasure takes out of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, or_, select, true, update
from sqlalchemy.orm import Session

from api.publishing.entries import content
from api.publishing.listings import Listed, list_anew
from api.publishing.reach import EVER, Links, links_at, links_in, reach, sources
from api.publishing.versions import add_links, bodies_of, current_versions, index_standing
from api.record.graph import Graph, Node
from api.record.index_version import INDEX
from api.record.reader import RecordReader, RecordWriter
from db.doubt import day_of
from db.models.index import ClockSpan, Entry, Facet, IndexVersion, Link, StateSpan, Version, Works
from db.models.record import Publication
from db.queries.contents import Content, contents_of
from db.queries.moments import Moment
from db.queries.versions import parts
from db.session import add_rows
from db.vocabulary import LISTED_TYPES


class Indexed(NamedTuple):
    """What was indexed anew: the listed things that a publication bears on, and the record around them."""

    graph: Graph
    things: set[str]


def index_moment(session: Session, rows: Collection[Publication]) -> Indexed:
    """Bring the index to the moment of these publications, which share one `published_at`."""
    _note_version(session, rows)
    current = current_versions(session, {row.thing for row in rows})
    index_standing(session, rows, current, *bodies_of(session, [row.sequence for row in rows]))
    return _index_anew(session, rows)


def index_published(record: RecordWriter, rows: Collection[Publication], bodies: Mapping[int, bytes]) -> Indexed:
    """Bring the index to what a write has just published with these bodies; its record knows what stood until then."""
    _note_version(record.session, rows)
    things = {row.thing for row in rows}
    before = record.held(things)
    index_standing(record.session, rows, {id_: one.sequence for id_, one in before.items()}, bodies, {})
    record.published(rows, bodies)
    return _index_entries(record, rows, links_in([*before.values(), *record.held(things).values()]))


def forget_erased(session: Session, erased: Publication, until: int) -> set[str]:
    """Let the index be what it would be had the body of this publication never been there, up to a publication; or
    had it never had the words that were removed from it.

    Only what it touches is made anew, which is returned, and only the moments since which bear on that. The index may
    not hold the erasure yet.
    """
    links = links_at(session, {erased.thing}, EVER)
    direct, affected = reach(session, [erased], links, EVER)
    touched = direct | affected
    bearing = sources(session, touched)
    since = _tell_less(session, erased)
    for part in parts(touched):
        _cut(session, since, Entry.thing.in_(part))
    for rows in moments_since(session, since, until, bearing):
        _index_anew(session, rows, touched)
    _list_as_indexed(session, touched)
    return touched


def _tell_less(session: Session, erased: Publication) -> int:
    """Let the version that this publication told be told by what is left of it, or be erased; since when it stood."""
    told = select(Version).where(or_(Version.sequence == erased.sequence, Version.told_by == erased.sequence))
    version = session.scalar(told)
    if version is None:  # the index does not know the body any more, nor what was left of it
        return erased.sequence
    bodies, by = bodies_of(session, [version.sequence])
    for table in (Link, Works):
        session.execute(delete(table).where(table.sequence == version.sequence))
    version.told_by = by.get(version.sequence)
    if version.told_by is None:
        version.state = "erased"
    session.flush()
    known = {"type": version.type, "state": version.state, "sequence": version.sequence}
    add_links(session, [known] if bodies else [], bodies)
    return version.sequence


def index_days_anew(session: Session, after: datetime, until: int) -> None:
    """Make the entries anew of what was published after a time, up to a publication: it is read from other days on."""
    first = select(func.min(Publication.sequence)).where(Publication.published_at > after)
    since = session.scalar(first.where(Publication.sequence <= until))
    if since is not None:
        later = or_(Entry.from_sequence >= since, Entry.to_sequence >= since)
        touched = set(session.scalars(select(Entry.thing).where(later)))
        _cut(session, since, true())
        for rows in moments_since(session, since, until):
            _index_anew(session, rows)
        _list_as_indexed(session, touched)


def _list_as_indexed(session: Session, things: Collection[str]) -> None:
    """Let these be listed by their entries that stand, whichever stood when they were listed last."""
    for part in parts(things, _ROWS_AT_ONCE):
        known = entries_of(session, part)
        listed = {id_: Listed(entry.type, content) for id_, (entry, content) in known.items()}
        list_anew(session, dict.fromkeys(part) | listed)


def moments_since(
    session: Session, since: int, until: int, things: Collection[str] | None = None
) -> Iterator[list[Publication]]:
    """The publications from one to another, each moment's together; of all moments, or those of these things."""
    within = Publication.sequence.between(since, until)
    found = select(Publication).order_by(Publication.sequence)
    if things is None:
        rows = list(session.scalars(found.where(within)))
    else:
        times = select(Publication.published_at).where(within)
        at = {time for part in parts(things) for time in session.scalars(times.where(Publication.thing.in_(part)))}
        rows = [row for time in sorted(at) for row in session.scalars(found.where(Publication.published_at == time))]
    for _, group in groupby(rows, key=lambda row: row.published_at):
        yield list(group)


def _note_version(session: Session, rows: Collection[Publication]) -> None:
    """The index is by the oldest version that wrote in it: servers of several may do so while they are replaced."""
    if min(row.sequence for row in rows) == 1:
        add_rows(session, IndexVersion, [{"id": 1, "version": INDEX}])
    else:
        session.execute(_OLDER, execution_options=_UNSEEN)


def _cut(session: Session, since: int, which: ColumnElement[bool]) -> None:
    """Take back what entries say from a publication on: what stood before it stands."""
    later = select(Entry.id).where(which, Entry.from_sequence >= since)
    for table in (ClockSpan, StateSpan, Facet):
        session.execute(delete(table).where(table.entry.in_(later)), execution_options=_UNSEEN)
    session.execute(delete(Entry).where(which, Entry.from_sequence >= since), execution_options=_UNSEEN)
    session.execute(
        update(Entry).where(which, Entry.to_sequence >= since).values(to_sequence=None), execution_options=_UNSEEN
    )
    for entry in [one for one in session.identity_map.values() if isinstance(one, Entry)]:
        session.expunge(entry)


_UNSEEN = {"synchronize_session": False}
# Statements are made once: to write them anew takes longer than to ask.
_END = (
    update(Entry)
    .where(Entry.thing.in_(bindparam("things", expanding=True)), Entry.to_sequence.is_(None))
    .values(to_sequence=bindparam("at"))
)
_ADD = insert(Entry).returning(Entry.id, Entry.thing)
_OLDER = update(IndexVersion).where(IndexVersion.version > INDEX).values(version=INDEX)
_ROWS_AT_ONCE = 1000  # of seven columns


def _index_anew(session: Session, rows: Collection[Publication], only: Collection[str] | None = None) -> Indexed:
    """Bring the entries of what these publications of one moment reach to that moment; `only` those of these things."""
    first, last = (of(row.sequence for row in rows) for of in (min, max))
    links = links_at(session, {row.thing for row in rows}, first - 1, last)
    return _index_entries(RecordReader(session, Moment(last, date.min)), rows, links, only)


def _index_entries(
    record: RecordReader, rows: Collection[Publication], links: Links, only: Collection[str] | None = None
) -> Indexed:
    """Bring the entries of what these publications reach to their moment, by the record as it then stands.

    `links` are what the published things named until then and name now. `only`: no entries but those of these things.
    """
    session, last = record.session, max(rows, key=lambda row: row.sequence)
    moment = Moment(last.sequence, day_of(session, last.sequence, last.published_at))
    direct, affected = reach(session, rows, links, last.sequence, record)
    ids = direct | affected if only is None else (direct | affected).intersection(only)
    listed = {id_ for id_, type_ in record.types(ids).items() if type_ in LISTED_TYPES}
    graph = record.around(listed).at(moment)
    found = {id_: content(graph, id_) for id_ in sorted(listed)}
    old = entries_of(session, listed - direct)
    same = {id_ for id_, (_, known) in old.items() if found[id_] == from_day(known, moment.day)}
    changed = {id_: one for id_, one in found.items() if id_ not in same}
    for part in parts(changed):
        session.execute(_END, {"things": part, "at": moment.sequence}, execution_options=_UNSEEN)
    added = {
        id_: (_entry(graph.nodes[id_], one, moment, old[id_][0].updated_at if id_ in old else last.published_at), one)
        for id_, one in changed.items()
        if one is not None
    }
    _insert(session, added)
    list_anew(session, {id_: Listed(graph.nodes[id_].type, one) if one else None for id_, one in changed.items()})
    return Indexed(graph, listed)


def _entry(node: Node, found: Content, moment: Moment, updated_at: datetime) -> dict[str, object]:
    return {
        "type": node.type,
        "thing": node.id,
        "from_sequence": moment.sequence,
        "assembly": found.assembly,
        "position": found.position,
        "due": found.due,
        "updated_at": updated_at,
    }


def _insert(session: Session, added: Mapping[str, tuple[dict[str, object], Content]]) -> None:
    """New entries with their facets and clocks, by thing: four statements, unless there are very many."""
    for part in parts(added, _ROWS_AT_ONCE):
        entries = session.connection().execute(_ADD, [added[id_][0] for id_ in part])
        contents = [(number, added[thing][1]) for number, thing in entries]
        facets = [
            {"entry": number, "axis": axis, "value": value}
            for number, found in contents
            for axis, value in sorted(found.facets)
        ]
        clocks = [{"entry": number, **vars(clock)} for number, found in contents for clock in found.clock]
        add_rows(session, Facet, facets)
        states = [{"entry": number, **vars(state)} for number, found in contents for state in found.states]
        add_rows(session, ClockSpan, clocks)
        add_rows(session, StateSpan, states)


def entries_of(session: Session, ids: Collection[str]) -> dict[str, tuple[Entry, Content]]:
    """The entries that stand of these things, with what they say."""
    standing = select(Entry.id).where(Entry.to_sequence.is_(None))
    found: dict[str, tuple[Entry, Content]] = {}
    for part in parts(ids):
        found |= contents_of(session, standing.where(Entry.thing.in_(part)))
    return found


def from_day(known: Content, day: date) -> Content:
    """A content with its clock and its states cut to begin on this day, as one made on this day would."""
    clock = tuple(replace(one, begins=max(one.begins, day)) for one in known.clock if one.ends > day)
    states = tuple(replace(one, begins=max(one.begins, day)) for one in known.states if one.ends > day)
    return replace(known, clock=clock, states=states)
