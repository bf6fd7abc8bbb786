"""Checking the record: the chain and its bodies, then the index against what the publications say."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.publishing.entries import content
from api.publishing.index import entries_of, from_day
from api.publishing.keeping import spans_of
from api.record.graph import Graph, load_around, relations
from api.status.kept import filled, made_by
from db.doubt import day_of
from db.models.index import Link, Version
from db.models.record import Body, Publication
from db.publications import chain_faults
from db.queries import kept
from db.queries.kept import Span
from db.queries.moments import Moment
from db.vocabulary import LISTED_TYPES

_AT_ONCE = 200


def faults_of_record(session: Session) -> Iterator[str]:
    """Every fault, in order; nothing where the record is whole."""
    yield from chain_faults(session)
    yield from _version_faults(session)
    yield from _entry_faults(session)


def _version_faults(session: Session) -> Iterator[str]:
    """Each thing's last version is its last publication, and its links are what its body names."""
    last: dict[str, int] = {}
    for row in session.execute(
        select(Publication.sequence, Publication.thing, Publication.erases).order_by(Publication.sequence)
    ):
        if row.erases is None or row.erases == last.get(row.thing):
            last[row.thing] = row.sequence
    current = {
        row.thing: row.sequence
        for row in session.execute(select(Version.thing, Version.sequence).where(Version.to_sequence.is_(None)))
    }
    for thing in sorted(last.keys() | current.keys()):
        if last.get(thing) != current.get(thing):
            yield f"the index has publication {current.get(thing)} of '{thing}', the record {last.get(thing)}"
    standing = session.execute(
        select(Version.sequence, Version.type, Body.body)
        .join(Body, Body.sequence == Version.sequence)
        .where(Version.state == "standing", Version.to_sequence.is_(None))
        .order_by(Version.sequence)
    ).all()
    links: dict[int, set[tuple[str, str]]] = {}
    for link in session.execute(select(Link.sequence, Link.relation, Link.target)):
        links.setdefault(link.sequence, set()).add((link.relation, link.target))
    for sequence, type_, body in standing:
        if relations(type_, body) != links.get(sequence, set()):
            yield f"the index has other links of publication {sequence} than its body"


def _entry_faults(session: Session) -> Iterator[str]:
    """Each listed thing's entry is what the rules make of the record, from the day of the last publication on.

    Days before it are another matter: what was published since may say of them what nobody knew then.
    """
    last = session.execute(
        select(Publication.sequence, Publication.published_at).order_by(Publication.sequence.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return
    moment = Moment(last.sequence, day_of(session, last.sequence, last.published_at))
    listed = list(
        session.scalars(
            select(Version.thing)
            .where(Version.to_sequence.is_(None), Version.type.in_(LISTED_TYPES))
            .order_by(Version.thing)
        )
    )
    for start in range(0, len(listed), _AT_ONCE):
        ids = listed[start : start + _AT_ONCE]
        known = entries_of(session, ids)
        graph = load_around(session, moment, ids)
        for id_ in ids:
            entry = known.get(id_)
            if (entry and from_day(entry[1], moment.day)) != content(graph, id_):
                yield f"the index has another entry of '{id_}' than the record makes"
        yield from _kept_faults(session, graph, ids)


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
