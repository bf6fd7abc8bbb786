"""Keeping the index: what each moment's publications change in it, and what an erasure takes out of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, true, update
from sqlalchemy.orm import Session

from api.publishing.entries import Clock, Content, content
from api.publishing.versions import bodies_of, current_versions, index_standing, links_of
from api.record.graph import Node
from api.record.index_version import INDEX
from api.record.reader import RecordReader, RecordWriter
from api.schemas.assemblies import Assembly
from api.schemas.kinds import ABOUT
from db.doubt import day_of
from db.models.index import ClockSpan, Entry, Facet, IndexVersion, Link, Version
from db.models.record import Publication
from db.queries.moments import Moment, holds_at
from db.queries.versions import VersionRow, parts
from db.vocabulary import LISTED_TYPES


def index_moment(session: Session, rows: Collection[Publication]) -> None:
    """Bring the index to the moment of these publications, which share one `published_at`."""
    _note_version(session, rows)
    current = current_versions(session, {row.thing for row in rows})
    index_standing(session, rows, current, bodies_of(session, [row.sequence for row in rows]))
    _index_anew(session, rows)


def index_published(record: RecordWriter, rows: Collection[Publication], bodies: Mapping[int, bytes]) -> None:
    """Bring the index to what a write has just published with these bodies; its record knows what stood until then."""
    _note_version(record.session, rows)
    things = {row.thing for row in rows}
    before = record.held(things)
    index_standing(record.session, rows, {id_: one.sequence for id_, one in before.items()}, bodies)
    record.published(rows, bodies)
    _index_entries(record, rows, _links_of([*before.values(), *record.held(things).values()]))


def forget_erased(session: Session, erased: Publication, until: int) -> None:
    """Let the index be what it would be had the body of this publication never been there, up to a publication.

    Only what it touches is made anew, and only the moments since which bear on that. The index may not hold the erasure
    yet.
    """
    links = _links(session, {erased.thing}, _EVER)
    direct, affected = _reach(session, [erased], links, _EVER)
    touched = direct | affected
    sources = _sources(session, touched)
    session.execute(update(Version).where(Version.sequence == erased.sequence).values(state="erased"))
    session.execute(delete(Link).where(Link.sequence == erased.sequence))
    for part in parts(touched):
        _cut(session, erased.sequence, Entry.thing.in_(part))
    for rows in moments_since(session, erased.sequence, until, sources):
        _index_anew(session, rows, touched)


def index_days_anew(session: Session, after: datetime, until: int) -> None:
    """Make the entries anew of what was published after a time, up to a publication: it is read from other days on."""
    first = select(func.min(Publication.sequence)).where(Publication.published_at > after)
    since = session.scalar(first.where(Publication.sequence <= until))
    if since is not None:
        _cut(session, since, true())
        for rows in moments_since(session, since, until):
            _index_anew(session, rows)


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
        session.execute(insert(IndexVersion), [{"id": 1, "version": INDEX}])
    else:
        session.execute(update(IndexVersion).where(IndexVersion.version > INDEX).values(version=INDEX))


def _cut(session: Session, since: int, which: ColumnElement[bool]) -> None:
    """Take back what entries say from a publication on: what stood before it stands."""
    later = select(Entry.id).where(which, Entry.from_sequence >= since)
    for table in (ClockSpan, Facet):
        session.execute(delete(table).where(table.entry.in_(later)), execution_options=_UNSEEN)
    session.execute(delete(Entry).where(which, Entry.from_sequence >= since), execution_options=_UNSEEN)
    session.execute(
        update(Entry).where(which, Entry.to_sequence >= since).values(to_sequence=None), execution_options=_UNSEEN
    )
    for entry in [one for one in session.identity_map.values() if isinstance(one, Entry)]:
        session.expunge(entry)


_Links = set[tuple[str, str, str, str]]  # thing, its type, relation, target
_EVER = None  # in place of the sequence as of which links are read
_UNSEEN = {"synchronize_session": False}
_ROWS_AT_ONCE = 1000  # of seven columns


def _at(sequence: int | None) -> ColumnElement[bool]:
    """That a version stands as of a sequence, or ever."""
    return true() if sequence is _EVER else holds_at(Version.sequence, Version.to_sequence, sequence)


def _links(session: Session, things: Collection[str], *at: int | None) -> _Links:
    """What these things name as of a sequence, or of several."""
    found = (
        select(Version.thing, Version.type, Link.relation, Link.target)
        .join(Link, Link.sequence == Version.sequence)
        .where(or_(*(_at(one) for one in at)))
    )
    return {
        (row.thing, row.type, row.relation, row.target)
        for part in parts(things)
        for row in session.execute(found.where(Version.thing.in_(part)))
    }


def _links_of(versions: Iterable[VersionRow]) -> _Links:
    """What these versions name."""
    return {
        (one.thing, one.type, relation, target)
        for one in versions
        for relation, target in links_of(one.type, one.state, one.body)
    }


def _reach(
    session: Session,
    rows: Collection[Publication],
    links: _Links,
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
    direct |= {target for _, type_, relation, target in _links(session, replied_to, at) if (type_, relation) in _TIES}
    whole = {target.split("#")[0] for type_, relation, target in about if relation in _WHOLE and type_ != "tally"}
    direct |= _members(session, whole, at)
    # Where some items are answered singly, what is not known of the others changes.
    beside = {target for _, type_, relation, target in links if (type_, relation) == ("response", "in_assembly")}
    if record is not None:
        loaded = record.load(beside).of_kind(Assembly)
        beside = {id_ for id_ in beside if id_ in loaded and loaded[id_].compiled}
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
    seats = _links(session, _naming(session, "accountability", "organisation", organisations, at), at)
    about = {target for _, _, relation, target in seats if relation == "about"}
    passed = _naming(session, "response", "passed_to", organisations, at)
    return about | _members(session, assemblies, at) | _reached(session, passed, at)


def _judged(session: Session, organisations: Collection[str], at: int | None) -> set[str]:
    """The recommendations that organisations gave a verdict on: it counts by what they are (`rules/assessors.py`)."""
    return _reached(session, _naming(session, "verdict", "by", organisations, at), at)


def _reached(session: Session, statements: Collection[str], at: int | None) -> set[str]:
    """The recommendations that responses, links or verdicts are about: those they name, or all of the assembly."""
    links = _links(session, statements, at)
    named = {target for _, _, relation, target in links if relation in {"recommendation", "recommendations"}}
    containers = {target.split("#")[0] for _, _, relation, target in links if relation in _WHOLE}
    return named | _members(session, containers, at)


def _naming(session: Session, type_: str, relation: str, targets: Collection[str], at: int | None) -> set[str]:
    """The things of a type that name one of these as of a sequence."""
    return _naming_in(session, type_, (relation,), targets, at)


def _naming_in(
    session: Session, type_: str, relations: Collection[str], targets: Collection[str], at: int | None
) -> set[str]:
    """Those that name one of these by any of several relations."""
    found = (
        select(Version.thing)
        .join(Link, Link.sequence == Version.sequence)
        .where(Version.type == type_, _at(at), Link.relation.in_(relations))
    )
    return {id_ for part in parts(targets) for id_ in session.scalars(found.where(Link.target.in_(part)))}


def _sources(session: Session, things: Collection[str]) -> set[str]:
    """Whatever may ever have reached these things: `_reach` the other way, and no less than that."""
    found = set(things)
    while more := _named(session, found, {"parent"}) - found:
        found |= more
    assemblies = _named(session, found, {"assembly"})
    to_a_part = _tied(session, assemblies, {"in_assembly"})
    to_themes = {thing for thing, _, relation, _ in _links(session, to_a_part, _EVER) if relation == "theme"}
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
    return {target for _, _, relation, target in _links(session, things, _EVER) if relation in relations}


def _tied(session: Session, targets: Collection[str], relations: Collection[str]) -> set[str]:
    """The things that are about others which ever named one of these by a relation."""
    found = (
        select(Version.thing)
        .join(Link, Link.sequence == Version.sequence)
        .where(Version.type.in_({type_ for type_, _ in ABOUT}), Link.relation.in_(relations))
    )
    return {id_ for part in parts(targets) for id_ in session.scalars(found.where(Link.target.in_(part)))}


def _index_anew(session: Session, rows: Collection[Publication], only: Collection[str] | None = None) -> None:
    """Bring the entries of what these publications of one moment reach to that moment; `only` those of these things."""
    first, last = (of(row.sequence for row in rows) for of in (min, max))
    links = _links(session, {row.thing for row in rows}, first - 1, last)
    _index_entries(RecordReader(session, Moment(last, date.min)), rows, links, only)


def _index_entries(
    record: RecordReader, rows: Collection[Publication], links: _Links, only: Collection[str] | None = None
) -> None:
    """Bring the entries of what these publications reach to their moment, by the record as it then stands.

    `links` are what the published things named until then and name now. `only`: no entries but those of these things.
    """
    session, last = record.session, max(rows, key=lambda row: row.sequence)
    moment = Moment(last.sequence, day_of(session, last.sequence, last.published_at))
    direct, affected = _reach(session, rows, links, last.sequence, record)
    ids = direct | affected if only is None else (direct | affected).intersection(only)
    listed = {id_ for id_, type_ in record.types(ids).items() if type_ in LISTED_TYPES}
    graph = record.around(listed).at(moment)
    found = {id_: content(graph, id_) for id_ in sorted(listed)}
    old = entries_of(session, listed - direct)
    same = {id_ for id_, (_, known) in old.items() if found[id_] == from_day(known, moment.day)}
    changed = {id_: one for id_, one in found.items() if id_ not in same}
    for part in parts(changed):
        standing = (Entry.thing.in_(part)) & Entry.to_sequence.is_(None)
        session.execute(update(Entry).where(standing).values(to_sequence=moment.sequence))
    added = {
        id_: (_entry(graph.nodes[id_], one, moment, old[id_][0].updated_at if id_ in old else last.published_at), one)
        for id_, one in changed.items()
        if one is not None
    }
    _insert(session, added)


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
    """New entries with their facets and clocks, by thing: three statements, unless there are very many."""
    for part in parts(added, _ROWS_AT_ONCE):
        entries = insert(Entry).values([added[id_][0] for id_ in part]).returning(Entry.id, Entry.thing)
        contents = [(number, added[thing][1]) for number, thing in session.execute(entries).all()]
        facets = [
            {"entry": number, "axis": axis, "value": value}
            for number, found in contents
            for axis, value in sorted(found.facets)
        ]
        clocks = [{"entry": number, **vars(clock)} for number, found in contents for clock in found.clock]
        session.execute(insert(Facet), facets)
        if clocks:
            session.execute(insert(ClockSpan), clocks, execution_options={"render_nulls": True})


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
    """A content with its clock cut to begin on this day, as one made on this day would."""
    clock = tuple(replace(one, begins=max(one.begins, day)) for one in known.clock if one.ends > day)
    return replace(known, clock=clock)
