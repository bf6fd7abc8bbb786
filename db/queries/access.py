"""Who holds what on the workbench now."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.clock import now
from db.models.access import AccessGrant, Account, Key
from db.vocabulary import Grant, Role


def live_grants(
    session: Session, seen_since: datetime, covers: Collection[str] | None = None, actor: int | None = None
) -> set[Grant]:
    """What somebody, or this actor, holds, of these things or of all: with a key that is good, or an account seen
    since then.
    """
    live = or_(
        Key.revoked_at.is_(None) & (Key.expires_at > now()),
        Account.disabled_at.is_(None) & (Account.seen_at > seen_since),
    )
    found = (
        select(AccessGrant.role, AccessGrant.covers)
        .outerjoin(Key, Key.id == AccessGrant.actor)
        .outerjoin(Account, Account.id == AccessGrant.actor)
        .where(AccessGrant.ended_at.is_(None), live)
        .distinct()
    )
    if covers is not None:
        found = found.where(AccessGrant.covers.in_(sorted(covers)))
    if actor is not None:
        found = found.where(AccessGrant.actor == actor)
    return {Grant(Role(row.role), row.covers) for row in session.execute(found)}


def is_mailbox(session: Session, actor: int) -> bool:
    """Whether an actor is a mailbox that answered a mail: it has neither a key nor an account."""
    return session.get(Key, actor) is None and session.get(Account, actor) is None
