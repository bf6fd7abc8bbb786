"""Keeping the status of each recommendation: made when something is published, and read by whoever asks."""

from collections.abc import Collection, Iterator

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.publishing.index import Indexed
from api.publishing.reach import telling_of
from api.record.graph import Graph, load_around
from api.record.reader import RecordWriter
from api.status.kept import kept_statuses, made_by
from db.doubt import day_of
from db.models.record import Publication, RecordHead
from db.queries import kept, versions
from db.queries.moments import Moment
from db.session import begin_write, reading, writing

AT_ONCE = 50  # as many as are made while others wait to write


def keep_published(record: RecordWriter, rows: Collection[Publication], indexed: Indexed) -> None:
    """Keep anew the status of what a write has just published bears on: of a few at once, of the rest before long."""
    session, things = record.session, indexed.things | telling_of(record.session, rows, record.moment.sequence)
    items = {id_ for id_, type_ in record.types(things).items() if type_ == "recommendation"}
    now = set(sorted(items)[:AT_ONCE])
    kept.put_off(session, items - now)
    _keep(session, record.around(now).at(indexed.graph.moment), now)


def keep_moment(session: Session, things: Collection[str], indexed: Indexed) -> None:
    """Keep anew the status of these things, and of what was indexed: of a few at once, of the rest before long."""
    found = versions.ever_published(session, {*things, *indexed.things})
    items = {id_ for id_, type_ in found.items() if type_ == "recommendation"}
    now = set(sorted(items)[:AT_ONCE])
    kept.put_off(session, items - now)
    _keep(session, load_around(session, indexed.graph.moment, now), now)


def keep_the_rest(engine: Engine) -> Iterator[int]:
    """Make what was put off, and give after each step how many are left. Between two steps the lock is free.

    Any number of processes may do so at once. Raises `DatabaseUnavailableError`.
    """
    while left := _left(engine):
        with writing(engine) as session:
            head = begin_write(session)
            things = kept.waiting(session, AT_ONCE)
            _keep(session, load_around(session, _end_of(session, head), things), things)
            kept.made(session, things)
        yield max(0, left - AT_ONCE)


def by_these_rules(engine: Engine) -> None:
    """Let what was kept by other rules or words be made anew."""
    with writing(engine) as session:
        begin_write(session)
        kept.put_off_others(session, made_by())


def _left(engine: Engine) -> int:
    with reading(engine) as session:
        return kept.how_many_wait(session)


def _end_of(session: Session, head: RecordHead) -> Moment:
    """The end of the record, on the day from which it is read."""
    return Moment(head.sequence, day_of(session, head.sequence, head.published_at))


def _keep(session: Session, graph: Graph, things: Collection[str]) -> None:
    """Keep these of a graph that is loaded around them, as far as they can be shown."""
    kept.replace(session, {id_: kept_statuses(graph, id_) if graph.shows(id_) else [] for id_ in things}, made_by())
