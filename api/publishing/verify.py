"""Checking the record: the chain and its bodies, then the index against what the publications say."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Executable, Result, exists, func, select
from sqlalchemy.orm import Session, aliased

from api.publishing.entries import content
from api.publishing.index import entries_of, from_day
from api.publishing.keeping import spans_of
from api.record.graph import Graph, load_around, relations
from api.status.kept import filled, made_by
from db.doubt import day_of
from db.models.index import Link, Version
from db.models.record import Body, Publication
from db.publications import chain_faults
from db.queries import kept, listings, moments, publications
from db.queries.contents import listings_of
from db.queries.kept import Span
from db.queries.moments import Moment
from db.vocabulary import LISTED_TYPES

_AT_ONCE = 200


def faults_of_record(session: Session) -> Iterator[str]:
    """Every fault, in order; nothing where the record is whole."""
    yield from chain_faults(session)
    yield from _version_faults(session)
    yield from _entry_faults(session)
    if moments.current(session).is_listed:
        yield from _count_faults(session)


def _version_faults(session: Session) -> Iterator[str]:
    """Each thing's last version is its last publication, and its links are what its body names."""
    current = aliased(Version)
    published = (
        select(
            Publication.thing,
            Publication.sequence,
            Publication.nature,
            Publication.erases,
            current.sequence.label("indexed"),
        )
        .outerjoin(current, (current.thing == Publication.thing) & current.to_sequence.is_(None))
        .order_by(Publication.thing, Publication.sequence)
    )
    with _streamed(session, published) as rows:
        for thing, own in groupby(rows, key=lambda row: str(row.thing)):
            indexed = last = None
            first = dict[int, int]()  # of each redaction, what it tells the rest of
            for row in own:
                indexed = row.indexed
                if row.nature == "redaction":
                    first[row.sequence] = first.get(row.erases, row.erases)
                elif row.erases is None or first.get(row.erases, row.erases) == last:
                    last = row.sequence
            if last != indexed:
                yield f"the index has publication {indexed} of '{thing}', the record {last}"
    unpublished = select(Version.thing, Version.sequence).where(
        Version.to_sequence.is_(None), ~exists().where(Publication.thing == Version.thing)
    )
    for version in session.execute(unpublished).all():
        yield f"the index has publication {version.sequence} of '{version.thing}', the record None"
    yield from _told_faults(session)
    yield from _link_faults(session)


def _told_faults(session: Session) -> Iterator[str]:
    """Where words were removed, the index has what is left."""
    versions = select(Version.sequence, Version.told_by).where(Version.state != "erased").order_by(Version.sequence)
    without = versions.outerjoin(Body, Body.sequence == Version.sequence).where(Body.sequence.is_(None))
    known = {row.sequence: row.told_by for row in session.execute(without)}
    told = publications.told_by(session, known)
    for sequence, by in known.items():
        if told.get(sequence) != by:
            yield f"the index has publication {by} for what is left of {sequence}, the record {told.get(sequence)}"


def _link_faults(session: Session) -> Iterator[str]:
    standing = (
        select(Version.sequence, Version.type, Body.body)
        .join(Body, Body.sequence == func.coalesce(Version.told_by, Version.sequence))
        .where(Version.state == "standing", Version.to_sequence.is_(None))
        .order_by(Version.sequence)
    )
    with _streamed(session, standing) as rows:
        for part in rows.partitions():
            links: dict[int, set[tuple[str, str]]] = defaultdict(set)
            of_these = Link.sequence.in_([row.sequence for row in part])
            for link in session.execute(select(Link.sequence, Link.relation, Link.target).where(of_these)):
                links[link.sequence].add((link.relation, link.target))
            for row in part:
                if relations(row.type, row.body) != links[row.sequence]:
                    yield f"the index has other links of publication {row.sequence} than its body"


def _streamed(session: Session, asked: Executable) -> Result[Any]:
    """Rows that are read so many at a time, as a record may be larger than memory; to be closed by whoever asks."""
    return session.execute(asked, execution_options={"yield_per": _AT_ONCE})


def _entry_faults(session: Session) -> Iterator[str]:
    """Each listed thing's entry is what the rules make of the record, from the day of the last publication on.

    Days before it are another matter: what was published since may say of them what nobody knew then.
    """
    last = session.execute(
        select(Publication.sequence, Publication.published_at).order_by(Publication.sequence.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return
    now = moments.current(session)
    moment = Moment(last.sequence, day_of(session, last.sequence, last.published_at), is_listed=now.is_listed)
    listed = (
        select(Version.thing)
        .where(Version.to_sequence.is_(None), Version.type.in_(LISTED_TYPES))
        .order_by(Version.thing)
    )
    with _streamed(session, listed) as rows:
        for part in rows.scalars().partitions():
            yield from _faults_of_entries(session, moment, part)


def _faults_of_entries(session: Session, moment: Moment, ids: Collection[str]) -> Iterator[str]:
    known = entries_of(session, ids)
    graph = load_around(session, moment, ids)
    for id_ in ids:
        entry = known.get(id_)
        if (entry and from_day(entry[1], moment.day)) != content(graph, id_):
            yield f"the index has another entry of '{id_}' than the record makes"
    listed = {row for id_, (entry, found) in known.items() for row in listings_of(id_, entry.type, found)}
    for id_ in sorted({row.thing for row in listed ^ listings.of_things(session, ids)} if moment.is_listed else ()):
        yield f"'{id_}' is listed otherwise than its entry says"
    yield from _kept_faults(session, graph, ids)


def _count_faults(session: Session) -> Iterator[str]:
    """What is counted is what is listed."""
    for row in listings.miscounted(session):
        yield f"{row.axis} '{row.value}' of {row.type} is counted otherwise than it is listed"


def _kept_faults(session: Session, graph: Graph, ids: Collection[str]) -> Iterator[str]:
    """What is kept, from the day of the last publication on, is what composing it on those days gives.

    What still waits to be made, or was made by other rules, is not looked at: nobody reads it.
    """
    known, unread = kept.spans(session, ids, made_by()), kept.waiting_of(session, ids, made_by())
    for id_ in sorted(set(ids) - unread):
        found, made = known.get(id_, []), spans_of(graph, id_)
        edges = {day for span in (*found, *made) for day in (span.begins, span.ends - timedelta(days=1))}
        if any(_on(found, day) != _on(made, day) for day in edges if day >= graph.moment.day):
            yield f"another answer of '{id_}' is kept than the record makes"


def _on(spans: Sequence[Span], day: date) -> tuple[bytes, bytes] | None:
    """What a list says on a day, and the status, by what is kept; but for the host."""
    found = next((span for span in spans if span.begins <= day < span.ends), None)
    return found and (found.line, filled(found.status or b"", day, ""))
