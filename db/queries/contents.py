"""What the entries of the index say, and where a thing is listed because of that."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session

from db.models.index import ClockSpan, Entry, Facet, StateSpan
from db.queries.filters import STATE
from db.queries.listings import EVER, ListingRow, flag
from db.vocabulary import ALSO_LISTED, OWED

# Of the facets: by words, by days and by what was found out nothing is put in order.
_WORDS = frozenset({"word", "title", "placed"})
_NOT_LISTED = _WORDS | {"due", "begins", "ends", "finding"}
# Axes for what is counted of an assembly: its id, and what is counted.
KINDS_OF_ASSEMBLY, OWED_OF_ASSEMBLY = "assembly, kind, standing", "assembly, owed"


@dataclass(frozen=True)
class Clock:
    """What the clock says from a day up to, and not on, another."""

    begins: date
    ends: date
    response: str | None
    answered_as: str | None
    schedule: str
    update_overdue: bool
    in_hold: bool
    owed: str  # the grounds, as the column keeps them


@dataclass(frozen=True)
class State:
    """Where an engagement stands from a day up to, and not on, another."""

    begins: date
    ends: date
    state: str


@dataclass(frozen=True)
class Content:
    """All that a list knows of a thing over one span."""

    assembly: str
    position: int
    due: date
    facets: frozenset[tuple[str, str]]
    clock: tuple[Clock, ...] = ()
    states: tuple[State, ...] = ()


def contents_of(session: Session, which: Select[int], *, words: bool = True) -> dict[str, tuple[Entry, Content]]:
    """Entries by their numbers, at most one of each thing, with what they say; without their words where it is said."""
    facets: dict[int, set[tuple[str, str]]] = defaultdict(set)
    clocks: dict[int, list[Clock]] = defaultdict(list)
    states: dict[int, list[State]] = defaultdict(list)
    entries = session.scalars(select(Entry).where(Entry.id.in_(which))).all()
    for facet in session.scalars(
        select(Facet).where(Facet.entry.in_(which), true() if words else Facet.axis.not_in(_WORDS))
    ):
        facets[facet.entry].add((facet.axis, facet.value))
    for span in session.scalars(select(ClockSpan).where(ClockSpan.entry.in_(which)).order_by(ClockSpan.begins)):
        clocks[span.entry].append(Clock(**{field.name: getattr(span, field.name) for field in fields(Clock)}))
    engaged = any(one.type == "engagement" for one in entries)  # or it is not asked
    for stood in (
        ()
        if not engaged
        else session.scalars(select(StateSpan).where(StateSpan.entry.in_(which)).order_by(StateSpan.begins))
    ):
        states[stood.entry].append(State(stood.begins, stood.ends, stood.state))
    return {
        one.thing: (
            one,
            Content(
                one.assembly,
                one.position,
                one.due,
                frozenset(facets[one.id]),
                tuple(clocks[one.id]),
                tuple(states[one.id]),
            ),
        )
        for one in entries
    }


def listings_of(thing: str, type_: str, content: Content) -> Iterator[ListingRow]:
    """Every listing of a thing, by what its entry says."""
    counted = ("counted", "yes") in content.facets
    always = {("listed", ""), *((axis, value) for axis, value in content.facets if axis not in _NOT_LISTED)}
    if type_ == "recommendation":
        axes = dict(content.facets)  # of these axes each recommendation has one value
        always.add((KINDS_OF_ASSEMBLY, f"{content.assembly} {axes.get('kind')} {axes.get('standing')}"))
    spans = [*((*one, *EVER) for one in always), *_by_the_clock(content), *_by_state(content)]
    for listed_in in (type_, *ALSO_LISTED.get(type_, ())):
        for axis, value, begins, ends in spans:
            yield ListingRow(listed_in, axis, value, content.assembly, content.position, thing, begins, ends, counted)


def _by_state(content: Content) -> Iterator[tuple[str, str, date, date]]:
    """The days on which an engagement stands so; where it has stood so far began before all days."""
    for number, one in enumerate(content.states):
        yield STATE, one.state, one.begins if number else EVER.begins, one.ends


def _by_the_clock(content: Content) -> Iterator[tuple[str, str, date, date]]:
    """The days for which the clock says a thing; what it has said so far began before all days."""
    if not content.clock:
        return
    ordered = sorted(content.clock, key=lambda one: one.begins)
    days = [EVER.begins, *(one.begins for one in ordered[1:])]
    open_: dict[tuple[str, str], date] = {}
    for one, begins in zip(ordered, days, strict=True):
        said = set(_said(content.assembly, one))
        for gone in open_.keys() - said:
            yield (*gone, open_.pop(gone), begins)
        for new in said - open_.keys():
            open_[new] = begins
    for left, begins in open_.items():
        yield (*left, begins, ordered[-1].ends)


def _said(assembly: str, clock: Clock) -> Iterator[tuple[str, str]]:
    for axis in ("response", "answered_as", "schedule"):
        value = getattr(clock, axis)
        if value is not None:
            yield axis, value
    yield "update_overdue", flag(clock.update_overdue)
    yield "in_hold", flag(clock.in_hold)
    owed = {*clock.owed.split()}
    for name, grounds in OWED.items():
        if owed & {*grounds}:
            yield "owed", name
            yield OWED_OF_ASSEMBLY, f"{assembly} {name}"
            if clock.in_hold:
                yield "owed_in_hold", name
