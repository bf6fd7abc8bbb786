"""Accounts: people who signed in, kept with what their last token granted, so that it is known who holds what."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.record.graph import load
from api.schemas.record import RecordThing
from api.sign_in.oidc import SignedIn
from api.sign_in.people import of_account
from db.clock import now, today
from db.models.access import AccessGrant, Account, Actor
from db.queries import moments
from db.vocabulary import Grant, Role

# Which organisations a thing belongs to, by the role that covers it: the fields that name them.
_OF: dict[Role, tuple[str, ...]] = {
    Role.officer: ("organisation",),
    Role.convenor: ("commissioned_by", "keeper"),
    Role.panel: ("commissioned_by", "appointed_by"),
    Role.keeper: ("lead", "keeper"),
    Role.record_keeper: ("commissioned_by", "keeper"),
}


NOBODY = -1  # somebody of whom nothing could be kept yet, and who only reads


@dataclass(frozen=True)
class Known:
    """Somebody who signed in, and what they may do now; `noted` where all of that is kept as it is today."""

    actor: Actor
    grants: frozenset[Grant]
    disabled: bool
    noted: bool = True


def bounded(session: Session, person: SignedIn) -> frozenset[Grant]:
    """What a token grants of what belongs to the organisations its issuer signs people in for.

    The other half of the bound is in `api.oidc`: there by name, here by the record.
    """
    covers = {grant.covers for grant in person.grants if grant.covers}
    nodes = load(session, moments.current(session), covers).nodes
    return frozenset(
        grant
        for grant in person.grants
        if grant.role in {Role.admin, Role.editor}
        or (grant.covers in nodes and organisations_of(nodes[grant.covers].facts, grant.role) & person.organisations)
    )


def known(session: Session, person: SignedIn, granted: frozenset[Grant]) -> Known:
    """Somebody who signed in, as far as they are kept, with what their token grants and was not taken away here."""
    account, actor = _account(session, person)
    if account is None or actor is None:
        return Known(Actor(id=NOBODY, kind="account"), granted, disabled=False, noted=False)
    kept = _kept(session, account.id)
    grants = granted - _ended(kept)
    fresh = account.seen_at.date() == now().date() and account.ends_at >= person.ends_at
    same = actor.person is not None and account.login == person.login and _live(kept) == grants
    return Known(actor, grants, account.disabled_at is not None, noted=fresh and same)


def keep(session: Session, person: SignedIn, granted: frozenset[Grant]) -> Known:
    """Keep an account with what its token grants. What was taken away here stays so. Holds the write lock."""
    account, actor = _account(session, person)
    whose = actor.whose if actor else None
    whose = whose or of_account(session, person.issuer, person.name, person.login)
    if account is None or actor is None:
        actor = Actor(kind="account")
        session.add(actor)
        session.flush()
        account = Account(id=actor.id, issuer=person.issuer, subject=person.subject, created_at=now(), disabled_at=None)
        session.add(account)
    actor.whose, whose.name, account.login = whose, person.name, person.login
    account.seen_at, account.ends_at = now(), person.ends_at
    session.flush()
    kept = _kept(session, actor.id)
    for grant in granted - kept.keys():
        session.add(AccessGrant(actor=actor.id, role=grant.role.value, covers=grant.covers, ended_at=None))
    for grant in _live(kept) - granted:
        session.delete(kept[grant])
    session.flush()
    return Known(actor, _live(_kept(session, actor.id)), account.disabled_at is not None)


def _account(session: Session, person: SignedIn) -> tuple[Account | None, Actor | None]:
    row = session.execute(
        select(Account, Actor)
        .join(Actor, Actor.id == Account.id)
        .where(Account.issuer == person.issuer, Account.subject == person.subject)
    ).one_or_none()
    return (None, None) if row is None else (row.Account, row.Actor)


def _kept(session: Session, actor: int) -> dict[Grant, AccessGrant]:
    rows = session.scalars(select(AccessGrant).where(AccessGrant.actor == actor))
    return {Grant(Role(row.role), row.covers): row for row in rows}


def _live(kept: dict[Grant, AccessGrant]) -> frozenset[Grant]:
    return frozenset(grant for grant, row in kept.items() if row.is_good(today()))


def _ended(kept: dict[Grant, AccessGrant]) -> frozenset[Grant]:
    return frozenset(kept) - _live(kept)


def organisations_of(thing: RecordThing, role: Role) -> set[str]:
    """The organisations that a thing belongs to, which a role is held for."""
    named = [getattr(thing, field, None) for field in _OF.get(role, ())]
    return {getattr(value, "organisation", value) for value in named if value is not None} | (
        {thing.id} if thing.type == "organisation" else set()
    )
