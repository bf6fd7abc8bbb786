"""Lists of the public record: filtered, ordered and cut into pages, at one moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db.models.index import ClockSpan, Entry, Facet, StateSpan
from db.queries import standing
from db.queries.filters import CLOCK_AXES, STATE, Filters, ordering, types_in
from db.queries.moments import Moment, holds_at
from db.queries.pages import Place, cut
from db.vocabulary import OWED


class Owed(NamedTuple):
    """A day by which something is due, and of what."""

    day: date
    entry: Entry


@dataclass(frozen=True)
class Theirs:
    """What is due to any of these posts, or owed by any of these organisations; to anybody where neither is named."""

    posts: Collection[str] = ()
    organisations: Collection[str] = ()

    def condition(self, moment: Moment) -> ColumnElement[bool]:
        """That an entry may be: no less, but more, as who answers for it on a day is for the rules to say."""
        if not self.posts and not self.organisations:
            return true()
        kept = aliased(Entry)
        assemblies = select(kept.thing).where(
            kept.type == "assembly",
            holds_at(kept.from_sequence, kept.to_sequence, moment.sequence),
            _has("organisation", self.organisations, kept),
        )
        return or_(
            _has("post", self.posts),
            (Entry.type == "recommendation") & Entry.assembly.in_(assemblies),
            _has("organisation", self.organisations),
        )


def matching(session: Session, filters: Filters, moment: Moment) -> Select[Entry]:
    """The entries that match at a moment."""
    if moment.is_listed:
        return standing.matching(session, filters, moment.day)
    found = select(Entry).where(
        Entry.type.in_(types_in(filters.type)), holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence)
    )
    for axis, values in filters.axes.items():
        if axis == STATE:
            found = found.where(_stands_so(values, moment.day))
        elif axis not in CLOCK_AXES:
            found = found.where(_has(axis, values))
    clock = [_says(axis, values) for axis, values in filters.axes.items() if axis in CLOCK_AXES]
    if clock:
        found = found.where(exists().where(ClockSpan.entry == Entry.id, _on(moment.day), *clock))
    for word in sorted(filters.words):
        found = found.where(_has("word", [word]))
    if filters.updated_since is not None:
        found = found.where(Entry.updated_at >= filters.updated_since)
    return found


def _has(axis: str, values: Collection[Any], entry: type[Entry] = Entry) -> ColumnElement[bool]:
    facet = aliased(Facet)  # or it would be that of the statement around it, where that asks for one
    return exists().where(facet.entry == entry.id, facet.axis == axis, facet.value.in_(values))


def _stands_so(states: Collection[Any], day: date) -> ColumnElement[bool]:
    """That an engagement is in any of these states on a day."""
    on = StateSpan.begins <= day, StateSpan.ends > day
    return exists().where(StateSpan.entry == Entry.id, StateSpan.state.in_(states), *on)


def _says(axis: str, values: Sequence[Any]) -> ColumnElement[bool]:
    """That a span of the clock has any of these values of an axis; of what is owed, any of the names in `OWED`."""
    if axis == "owed":
        return or_(*(owes(ClockSpan.owed, ground) for name in values for ground in OWED[name]))
    column: ColumnElement[bool] = getattr(ClockSpan, axis).in_(values)
    return column


def owes(owed: InstrumentedAttribute[str], ground: str) -> ColumnElement[bool]:
    """That a column of grounds, as a span of the clock keeps them, has one."""
    return (literal(" ") + owed + " ").contains(f" {ground} ", autoescape=True)


def _on(day: date) -> ColumnElement[bool]:
    return and_(ClockSpan.begins <= day, ClockSpan.ends > day)


def page(
    session: Session, filters: Filters, moment: Moment, *, sort: str, after: Place | None, limit: int
) -> list[Entry]:
    """The first entries that match, or the first after the `place` of another."""
    if moment.is_listed:
        return standing.page(session, filters, moment.day, sort=sort, after=after, limit=limit)
    return list(session.scalars(cut(matching(session, filters, moment), ordering(sort), after, limit)))


def owed(
    session: Session,
    moment: Moment,
    theirs: Theirs,
    days: tuple[date, date],
    after: Place | None,
    limit: int | None,
    *,
    including: bool = False,
) -> list[Owed]:
    """The first days from one to another by which something is due, each of a recommendation or project, in order."""
    day = Facet.value
    found = (
        select(day, Entry)
        .join(Entry, Entry.id == Facet.entry)
        .where(Facet.axis == "due", day >= days[0].isoformat(), day <= days[1].isoformat())
        .where(holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence), theirs.condition(moment))
    )
    found = cut(found, [(day, False), (Entry.thing, False)], after, limit, including=including)
    return [Owed(date.fromisoformat(value), entry) for value, entry in session.execute(found)]


def place(entry: Entry, sort: str) -> list[Any]:
    """Where an entry stands in an order: what a cursor keeps."""
    return [getattr(entry, column.key) for column, _ in ordering(sort)]


def total(session: Session, filters: Filters, moment: Moment) -> int:
    """How many match."""
    return session.scalar(select(func.count()).select_from(matching(session, filters, moment).subquery())) or 0


def updated_at(session: Session, moment: Moment, things: Sequence[str]) -> dict[str, datetime]:
    """When something about these things was last published, as of a moment."""
    rows = session.execute(
        select(Entry.thing, Entry.updated_at).where(
            Entry.thing.in_(things), holds_at(Entry.from_sequence, Entry.to_sequence, moment.sequence)
        )
    )
    return {row.thing: row.updated_at for row in rows}
