"""Keeping what is answered of each listed thing: made when something is published, and read by whoever asks."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.core.gaps import without_host
from api.publishing.index import Indexed
from api.publishing.reach import telling_of
from api.record.graph import Graph, load_around
from api.record.lines import line
from api.record.reader import RecordWriter
from api.status.engagement_answer import kept_engagement
from api.status.kept import FOREVER, kept_statuses, made_by
from db.doubt import day_of
from db.models.record import Publication, RecordHead
from db.queries import kept, versions
from db.queries.kept import Span
from db.queries.moments import Moment
from db.session import begin_write, reading, writing
from db.vocabulary import LISTED_TYPES

# What is kept of where a thing of a kind stands.
_KEPT = {"recommendation": kept_statuses, "engagement": kept_engagement}
AT_ONCE = 200  # as many as a write makes itself
STEP = 50  # as many as are made later while others wait to write


def keep_published(record: RecordWriter, rows: Collection[Publication], indexed: Indexed) -> None:
    """Keep anew what is answered of all that a write bears on: of a few at once, of the rest before long."""
    session, things = record.session, indexed.things | telling_of(record.session, rows, record.moment.sequence)
    now = _few(session, record.types(things))
    _keep(session, record.around(now).at(indexed.graph.moment), now)


def keep_moment(session: Session, things: Collection[str], indexed: Indexed) -> None:
    """Keep anew what is answered of these things and of what was indexed: of a few at once, of the rest soon."""
    now = _few(session, versions.ever_published(session, {*things, *indexed.things}))
    _keep(session, load_around(session, indexed.graph.moment, now), now)


def keep_the_rest(engine: Engine) -> Iterator[int]:
    """Make what was put off, and give after each step how many are left. Between two steps the lock is free.

    Any number of processes may do so at once. Raises `DatabaseUnavailableError`.
    """
    while left := _left(engine):
        with writing(engine) as session:
            head = begin_write(session)
            things = kept.waiting(session, STEP)
            _keep(session, load_around(session, _end_of(session, head), things), things)
            kept.made(session, things)
        yield max(0, left - STEP)


def by_these_rules(engine: Engine) -> None:
    """Let what was kept by other rules or words be made anew."""
    with writing(engine) as session:
        begin_write(session)
        kept.put_off_others(session, made_by())


def spans_of(graph: Graph, id_: str) -> list[Span]:
    """What is to be kept of a listed thing, from a graph loaded around it; nothing of what is not to be seen."""
    if not graph.shows(id_):
        return []
    node = graph.nodes[id_]
    short = without_host(line(graph, node))
    if (kept_of := _KEPT.get(node.type)) is not None:
        return [Span(begins, ends, short, status) for begins, ends, status in kept_of(graph, id_)]
    return [Span(graph.moment.day, FOREVER, short, None)]


def _few(session: Session, types: Mapping[str, str]) -> set[str]:
    """Of things by their types, as many that lists have as are made at once; the others are put off."""
    listed = {id_ for id_, type_ in types.items() if type_ in LISTED_TYPES}
    now = set(sorted(listed)[:AT_ONCE])
    kept.put_off(session, listed - now)
    return now


def _left(engine: Engine) -> int:
    with reading(engine) as session:
        return kept.how_many_wait(session)


def _end_of(session: Session, head: RecordHead) -> Moment:
    """The end of the record, on the day from which it is read."""
    return Moment(head.sequence, day_of(session, head.sequence, head.published_at))


def _keep(session: Session, graph: Graph, things: Collection[str]) -> None:
    kept.replace(session, {id_: spans_of(graph, id_) for id_ in things}, made_by())
