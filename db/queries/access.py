"""Who holds what on the workbench now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from db.clock import now, today
from db.models.access import Absence, AccessGrant, Account, Actor, Holding, Key, ReleaseRule
from db.models.reminders import AnswerToken
from db.vocabulary import Grant, Role


def is_good() -> ColumnElement[bool]:
    """Of a grant: that it lets somebody act today, as `AccessGrant.is_good` has it."""
    return AccessGrant.ended_at.is_(None) & (AccessGrant.until.is_(None) | (AccessGrant.until >= today()))


def live_grants(
    session: Session, seen_since: datetime, covers: Collection[str] | None = None, actor: int | None = None
) -> set[Grant]:
    """What somebody, or this actor, holds, of these things or of all: with a key that is good, or an account seen
    since then.
    """
    found = _live(seen_since).distinct()
    if covers is not None:
        found = found.where(AccessGrant.covers.in_(sorted(covers)))
    if actor is not None:
        found = found.where(AccessGrant.actor == actor)
    return {Grant(Role(row.role), row.covers) for row in session.execute(found)}


def convened(seen_since: datetime) -> Select[str]:
    """The assemblies that have a convenor here, who is live as above."""
    return _live(seen_since).where(AccessGrant.role == Role.convenor.value).with_only_columns(AccessGrant.covers)


class Holder(NamedTuple):
    """Who holds a grant now: by which key or account, and whose that is; no person's where it is a machine's."""

    actor: int
    person: int | None
    grant: Grant


def holders(session: Session, seen_since: datetime, covers: Collection[str]) -> list[Holder]:
    """Everybody who holds something of these things and is live as above, in order."""
    found = _live(seen_since).join(Actor, Actor.id == AccessGrant.actor).where(AccessGrant.covers.in_(sorted(covers)))
    found = found.order_by(Actor.id, AccessGrant.role, AccessGrant.covers)
    rows = session.execute(found.with_only_columns(Actor.id, Actor.person, AccessGrant.role, AccessGrant.covers))
    return [Holder(actor, person, Grant(Role(role), of)) for actor, person, role, of in rows]


def posts_of(session: Session, seen_since: datetime, actors: Collection[int], people: Collection[int]) -> set[str]:
    """The posts that these keys and accounts act for, and those that these people hold."""
    acts = _live(seen_since).where(AccessGrant.role == Role.officer.value, AccessGrant.actor.in_(sorted(actors)))
    held = select(Holding.post).where(Holding.person.in_(sorted(people)), Holding.ends.is_(None))
    return {*session.scalars(acts.with_only_columns(AccessGrant.covers)), *session.scalars(held)}


class Rule(NamedTuple):
    """Who releases at an organisation: which posts, in the order in which they are told; after how many working days
    the next is; and by whose bank holidays those are counted.
    """

    posts: tuple[str, ...] = ()
    next_after: int | None = None
    bank_holidays: str | None = None
    minutes_after: int | None = None  # in working days, after a meeting
    call_in_days: int | None = None  # for which a decision can be called in, once its minutes are out


def release_rules(session: Session) -> dict[str, Rule]:
    """The rule of each organisation that has one."""
    rows = session.scalars(select(ReleaseRule))
    return {
        row.organisation: Rule(
            tuple(row.posts.split()), row.next_after, row.bank_holidays, row.minutes_after, row.call_in_days
        )
        for row in rows
    }


def away(session: Session, day: date) -> dict[str, date]:
    """The posts that are away on a day, and the last day on which each is."""
    rows = session.execute(select(Absence.post, Absence.until).where(Absence.until >= day))
    return {row.post: row.until for row in rows}


def _live(seen_since: datetime) -> Select[str, str]:
    live = or_(
        Key.revoked_at.is_(None) & (Key.expires_at > now()),
        Account.disabled_at.is_(None) & (Account.seen_at > seen_since),
    )
    return (
        select(AccessGrant.role, AccessGrant.covers)
        .outerjoin(Key, Key.id == AccessGrant.actor)
        .outerjoin(Account, Account.id == AccessGrant.actor)
        .where(is_good(), live)
    )


def is_mailbox(session: Session, actor: int) -> bool:
    """Whether an actor is a mailbox that answered a mail: it has neither a key nor an account."""
    return session.get(Key, actor) is None and session.get(Account, actor) is None


def terms_began(session: Session, posts: Collection[str] | None = None) -> dict[str, datetime]:
    """Since when the present term of office of each of these posts, or of all, lasts; absent where it always did.

    A term ends with whatever changes who acts for the post: somebody begins or ceases to hold it, or what they acted
    with is taken from them here or was for a time. It is worked out from those facts, so that no way of ending them can
    forget it.
    """
    began: dict[str, datetime] = {}
    held = select(Holding.post, Holding.begins, Holding.ends, Holding.noted_at)
    taken = (
        select(AccessGrant.covers, AccessGrant.ended_at, AccessGrant.until, Account.disabled_at)
        .outerjoin(Account, Account.id == AccessGrant.actor)
        .where(AccessGrant.role == Role.officer.value)
        .where(AccessGrant.ended_at.is_not(None) | (AccessGrant.until < today()) | Account.disabled_at.is_not(None))
    )
    if posts is not None:
        held = held.where(Holding.post.in_(sorted(posts)))
        taken = taken.where(AccessGrant.covers.in_(sorted(posts)))
    for post, begins, ends, noted_at in session.execute(held):
        _latest(began, post, [noted_at, *(_midnight(day) for day in (begins, ends) if day and day <= today())])
    for post, ended_at, until, disabled_at in session.execute(taken):
        over = _midnight(until + timedelta(days=1)) if until and until < today() else None
        _latest(began, post, [at for at in (ended_at, over, disabled_at) if at is not None])
    return began


def is_of_this_term(at: datetime, post: str, began: Mapping[str, datetime]) -> bool:
    """Whether a moment is in the present term of office of a post, given when the terms began."""
    return post not in began or at > began[post]


def _latest(began: dict[str, datetime], post: str, moments: Iterable[datetime]) -> None:
    began[post] = max([*moments, *([began[post]] if post in began else [])])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def open_links(session: Session, posts: Collection[str]) -> dict[str, set[str]]:
    """The links by which something can still be said as each of these posts, told apart by the hash of their secret."""
    began, found = terms_began(session, posts), defaultdict(set)
    waiting = (AnswerToken.expires_at > now()) & AnswerToken.used_at.is_(None)
    for one in session.scalars(select(AnswerToken).where(AnswerToken.post.in_(sorted(posts)), waiting)):
        if is_of_this_term(one.minted_at, one.post, began):
            found[one.post].add(one.secret_hash)
    return found
