"""Making the index anew from the publications, beside the one that is served.

Nobody waits for it: until it is whole, which takes no lock, readers get the old one and writers keep that. Then, under
the write lock, what was published, erased or decided meanwhile is brought into it, and it takes the old one's place in
one transaction; so no reader ever sees some of both. Whatever ends the process before leaves all as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from api.publishing.index import forget_erased, index_days_anew, index_moment, moments_since
from db.beside import beside, put_in_place
from db.models.clock import ClockDecision
from db.models.index import TABLES
from db.models.record import Publication, RecordHead
from db.queries import kept
from db.session import begin_write, take_as_long_as_needed, writing
from db.unavailable import telling_unavailable

_AT_ONCE = 200  # publications at least, between two looks at what others did; a moment is never cut


@dataclass(frozen=True)
class _Made:
    """How far the new index is, and what it knows of that can change what is made already."""

    until: int = 0
    erased: frozenset[int] = frozenset()
    decisions: frozenset[int] = frozenset()


def remake(engine: Engine) -> Iterator[tuple[int, int]]:
    """Make the index anew, and give after each step how many publications are in it, of how many.

    Any number of processes may do so at once: each puts a whole index in place. Raises `DatabaseUnavailableError`.
    """
    with beside(engine, TABLES) as connection:
        made, head = _Made(), 1
        while made.until < head:
            with telling_unavailable(), Session(connection) as session:
                head = session.scalars(select(RecordHead.sequence)).one()
                made = _further(session, made)
                session.commit()
            yield made.until, head
        with writing(connection) as session:
            head = begin_write(session).sequence
            take_as_long_as_needed(session)
            made = _further(session, made)
            while made.until < head:
                made = _further(session, made)
            session.flush()
            put_in_place(session.connection(), TABLES)
            kept.all_anew(session)


def _further(session: Session, made: _Made) -> _Made:
    """One step: what was erased or decided since the last is brought into what is made, and more is made.

    What is to be made is read first: whatever is erased after that is seen by the next step.
    """
    rows = _next(session, made.until)
    erasures = select(Publication.erases).where(Publication.erases.is_not(None))
    erased = {one for one in session.scalars(erasures) if one is not None}
    decisions = {one.id: one.at for one in session.scalars(select(ClockDecision))}
    for sequence in sorted(erased - made.erased):
        if sequence <= made.until:
            forget_erased(session, session.get_one(Publication, sequence), made.until)
    for id_ in decisions.keys() - made.decisions:
        index_days_anew(session, decisions[id_], made.until)
    for moment in rows:
        index_moment(session, moment)
        session.flush()
    until = rows[-1][-1].sequence if rows else made.until
    return _Made(until, frozenset(erased), frozenset(decisions))


def _next(session: Session, until: int) -> list[list[Publication]]:
    """The moments that follow."""
    later = select(Publication.published_at).where(Publication.sequence > until).order_by(Publication.sequence)
    times = session.scalars(later.limit(_AT_ONCE)).all()
    if not times:
        return []
    last = session.scalars(select(func.max(Publication.sequence)).where(Publication.published_at == times[-1])).one()
    return list(moments_since(session, until + 1, last))
