"""What feeds tell of: the publications around a thing, newest first, and what the clock alone changed."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, and_, case, exists, not_, or_, select, true, union
from sqlalchemy import func as sql
from sqlalchemy.orm import Session, aliased

from db.models.index import ClockSpan, Entry, Facet, Link, Version
from db.models.record import Body, Publication
from db.queries.entries import owes
from db.queries.moments import Moment
from db.queries.publications import Row, with_what_is_left
from db.vocabulary import CODELISTS

# By what a thing says what it is about. A tombstone says it all by `about`.
_ABOUT = ("about", "recommendation", "recommendations", "project", "came_from", "became")
# By what an organisation or a post is named without having to do with it.
_BESIDE = ("entered_by", "related", "also_reported", "figures")
# What is said about what is about a thing: of an accountability or a contribution of its own there is nothing to tell.
_SAID = and_(Version.type.in_(("update", "reply", "accountability")), Link.relation == "about")


class Scope(NamedTuple):
    """What a feed is of: one thing; `containers` are the assembly and the theme that a recommendation is part of."""

    type: str
    id: str
    containers: frozenset[str] = frozenset()


class Batch(NamedTuple):
    """What was published in one moment: how much of it the feed tells of, and between which sequences."""

    published_at: datetime
    number: int
    first: int
    last: int


class StatusChange(NamedTuple):
    """What the clock alone changed of a recommendation at the beginning of a day."""

    thing: str
    day: date
    what: tuple[str, ...]  # the grounds on which something is owed that was not before


def moments_of(session: Session, scope: Scope | None, limit: int) -> list[Batch]:
    """The newest moments in which something was published that belongs in a feed."""
    at, number = Publication.published_at, sql.count()
    found = (
        select(at, number, sql.min(Publication.sequence), sql.max(Publication.sequence))
        .where(_in(scope))
        .group_by(at)
        .order_by(at.desc())
        .limit(limit)
    )
    return [Batch(*row) for row in session.execute(found)]


def rows_at(session: Session, scope: Scope | None, moments: Sequence[Batch], limit: int) -> list[Row]:
    """The newest publications of these moments, with their bodies, newest first."""
    found = (
        with_what_is_left()
        .where(_in(scope), Publication.published_at.in_([one.published_at for one in moments]))
        .order_by(Publication.sequence.desc())
        .limit(limit)
    )
    return [Row._make(row) for row in session.execute(found)]


def kinds_at(session: Session, scope: Scope | None, moments: Sequence[Batch]) -> dict[datetime, dict[str, int]]:
    """How many publications of each type there are in each of these moments."""
    at = Publication.published_at
    rows = session.execute(
        select(at, Publication.type, sql.count())
        .where(_in(scope), at.in_([one.published_at for one in moments]))
        .group_by(at, Publication.type)
    )
    found: dict[datetime, dict[str, int]] = {}
    for moment, type_, number in rows:
        found.setdefault(moment, {})[type_] = number
    return found


def assemblies_at(session: Session, moments: Sequence[Batch]) -> dict[datetime, list[str]]:
    """The assemblies that were published in each of these moments."""
    at = Publication.published_at
    rows = session.execute(
        select(at, Publication.thing)
        .where(at.in_([one.published_at for one in moments]), Publication.type == "assembly")
        .order_by(Publication.thing)
    )
    found: dict[datetime, list[str]] = {}
    for moment, thing in rows:
        found.setdefault(moment, []).append(thing)
    return found


def before(session: Session, sequences: Collection[int]) -> dict[int, bytes | None]:
    """What each of these publications took the place of: its body, None where that was erased."""
    rows = session.execute(
        select(Version.to_sequence, Body.body)
        .outerjoin(Body, Body.sequence == sql.coalesce(Version.told_by, Version.sequence))
        .where(Version.to_sequence.in_(sorted(sequences)))
    )
    return {sequence: body for sequence, body in rows if sequence is not None}


def erased_at(session: Session, sequences: Collection[int]) -> dict[int, datetime]:
    """When the bodies of these publications were erased, of those that were."""
    rows = session.execute(
        select(Publication.erases, Publication.published_at).where(Publication.erases.in_(sorted(sequences)))
    )
    return {sequence: at for sequence, at in rows if sequence is not None}


def turned(session: Session, scope: Scope | None, moment: Moment, limit: int) -> list[StatusChange]:
    """The newest days, up to the moment's, on which by the clock alone something came to be owed of a recommendation.

    A span of the clock that follows another within one entry began with nothing published. The days that an entry
    foretold and did not live to see are left out: the entry that took its place begins on the day it ended. What the
    clock said in the morning of that day stays said.
    """
    was, later, first = aliased(ClockSpan), aliased(Entry), aliased(ClockSpan)
    ended = (
        select(sql.min(first.begins))
        .join(later, later.id == first.entry)
        .where(later.thing == Entry.thing, later.from_sequence == Entry.to_sequence)
        .correlate(Entry)
        .scalar_subquery()
    )
    changes = {ground: and_(owes(ClockSpan.owed, ground), not_(owes(was.owed, ground))) for ground in CODELISTS["owed"]}
    found = (
        select(Entry.thing, ClockSpan.begins, *(case((one, 1), else_=0).label(code) for code, one in changes.items()))
        .join(Entry, Entry.id == ClockSpan.entry)
        .join(was, and_(was.entry == ClockSpan.entry, was.ends == ClockSpan.begins))
        .where(ClockSpan.begins <= moment.day, or_(*changes.values()), _clocked(scope))
        .where(or_(Entry.to_sequence.is_(None), ended >= ClockSpan.begins))
        .order_by(ClockSpan.begins.desc(), Entry.thing)
        .limit(limit)
    )
    return [
        StatusChange(thing, day, tuple(code for code, is_so in zip(changes, told, strict=True) if is_so))
        for thing, day, *told in session.execute(found)
    ]


def _clocked(scope: Scope | None) -> ColumnElement[bool]:
    """The recommendations whose clock belongs in a feed: those that a list of them would give for it."""
    if scope is None:
        return true()
    if scope.type == "recommendation":
        return Entry.thing == scope.id
    return exists().where(Facet.entry == Entry.id, Facet.axis == scope.type, Facet.value == scope.id)


def _in(scope: Scope | None) -> ColumnElement[bool]:
    return true() if scope is None else Publication.thing.in_(select(_things(scope).c.thing))


def _things(scope: Scope) -> CTE:
    """Everything that ever was about a thing, about that, and in reply to it.

    For a recommendation and an assembly that takes in the projects that contribute to them; for a post and an
    organisation, what they answer for and what others say about that.
    """
    own = select(Version.thing).where(Version.thing == scope.id).cte("own")
    beside = [Link.relation.not_in(_BESIDE)]
    if scope.type in ("organisation", "post"):
        near = _naming("near", own, *beside)
        more = _named("more", near, Version.type == "accountability", Link.relation == "about")
    elif scope.type == "assembly":
        near = _naming("near", own, Link.relation.in_(("assembly", "in_assembly", "about")))
        more = _named("more", near, Version.type == "contribution", Link.relation == "project")
        own = _with("council", own, _named("named", own, Link.relation == "commissioned_by"))
    elif scope.type == "project":
        near = _naming("near", own, Link.relation.in_(_ABOUT))
        more = near
    else:
        near = _with("said", _naming("near", own, Link.relation.in_(_ABOUT)), _to_wholes(scope))
        more = _named("more", near, Version.type == "contribution", Link.relation == "project")
    around = _with("around", near, more)
    said = _naming("about", around, Link.relation.in_(_ABOUT) if scope.type in ("organisation", "post") else _SAID)
    replies = _naming("replies", said, Version.type == "reply", Link.relation == "about")
    parts = [select(one.c.thing) for one in (own, around, said, replies)]
    return union(*parts).cte("things")


def _naming(name: str, targets: CTE, *conditions: ColumnElement[bool]) -> CTE:
    """What names any of these."""
    found = select(Version.thing).join(Link, Link.sequence == Version.sequence)
    return found.where(Link.target.in_(select(targets.c.thing)), *conditions).cte(name)


def _named(name: str, by: CTE, *conditions: ColumnElement[bool]) -> CTE:
    """What any of these names."""
    found = select(Link.target.label("thing")).join(Version, Version.sequence == Link.sequence)
    return found.where(Version.thing.in_(select(by.c.thing)), *conditions).cte(name)


def _to_wholes(scope: Scope) -> CTE:
    """What was answered to all together or to a theme is answered to each."""
    found = select(Version.thing).join(Link, Link.sequence == Version.sequence)
    to_all = and_(Version.type == "response", Link.relation.in_(("assembly", "theme")))
    return found.where(Link.target.in_(sorted(scope.containers)), to_all).cte("answers")


def _with(name: str, *ctes: CTE) -> CTE:
    return union(*(select(one.c.thing) for one in ctes)).cte(name)
