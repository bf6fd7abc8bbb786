"""When what is recorded of assemblies began, and when something of it was last published."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.index import Entry, Version
from db.models.record import Publication
from db.queries.versions import parts


class Span(NamedTuple):
    """When the first publication of an assembly was, and the last one about it or any of its recommendations."""

    issued: datetime
    modified: datetime
    sequence: int  # of the last one


def spans(session: Session, assemblies: Collection[str]) -> dict[str, Span]:
    """Of each of these assemblies that stands now: when it was first published, and when something about it last."""
    found: dict[str, Span] = {}
    for some in parts(assemblies):
        begun = _issued(session, some)
        changed = _modified(session, some)
        last = _sequences(session, set(changed.values()))
        found |= {id_: Span(begun[id_], at, last[at]) for id_, at in changed.items()}
    return found


def _issued(session: Session, assemblies: Collection[str]) -> dict[str, datetime]:
    first = select(func.min(Version.sequence)).where(Version.thing.in_(assemblies)).group_by(Version.thing)
    asked = select(Publication.thing, Publication.published_at).where(Publication.sequence.in_(first))
    return {row.thing: row.published_at for row in session.execute(asked)}


def _modified(session: Session, assemblies: Collection[str]) -> dict[str, datetime]:
    asked = (
        select(Entry.assembly, func.max(Entry.updated_at).label("at"))
        .where(Entry.to_sequence.is_(None), Entry.type.in_(("assembly", "recommendation")))
        .where(Entry.assembly.in_(assemblies))
        .group_by(Entry.assembly)
    )
    return {row.assembly: row.at for row in session.execute(asked)}


def _sequences(session: Session, moments: Collection[datetime]) -> dict[datetime, int]:
    """The last publication of each of these moments."""
    last = func.max(Publication.sequence).label("last")
    asked = select(Publication.published_at, last).group_by(Publication.published_at)
    rows = session.execute(asked.where(Publication.published_at.in_(moments)))
    return {row.published_at: row.last for row in rows}


def pages(session: Session, first: int, many: int) -> list[tuple[str, str]]:
    """The type and the id of so many things that have a page now, by id, from the `first` one on (0: from the top)."""
    asked = select(Entry.type, Entry.thing).where(Entry.to_sequence.is_(None)).order_by(Entry.thing)
    return [(row.type, row.thing) for row in session.execute(asked.offset(first).limit(many))]


def pages_in_all(session: Session) -> int:
    """How many things have a page now."""
    return session.scalar(select(func.count()).select_from(Entry).where(Entry.to_sequence.is_(None))) or 0
