"""Holders of posts, and keys: who may act, from when, and until when. All of it is private."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api import auth
from api.principal import Principal
from api.problems import Problem
from api.rules.checks import Fault
from api.services import audit
from api.services.copies import look_from
from db.clock import now, today
from db.models.access import AccessGrant, Account, Actor, Holding, Key
from db.queries import versions
from db.vocabulary import Grant, Role


def make_key(
    session: Session, by: Principal, role: Role, covers: Sequence[str], holder: str, days: int
) -> tuple[Key, str]:
    """A new key and its secret, which is shown once. Raises 409 where it covers what is not published here."""
    wanted = auth.COVERS[role]
    known = versions.ever_published(session, list(covers))
    faults = [
        Fault(f"/covers/{number}", "unknown-id", f"no {' or '.join(wanted)} '{id_}' is published here")
        for number, id_ in enumerate(covers)
        if known.get(id_) not in wanted
    ]
    if bool(covers) != bool(wanted):
        told = f"say which {' or '.join(wanted)}" if wanted else "an administrator's key covers the instance"
        faults.append(Fault("/covers", "covers", f"a key with the role {role.value}: {told}"))
    if faults:
        raise Problem("conflict", faults[0].detail, errors=faults)
    key, secret = auth.new_key(session, role, list(covers), holder, days)
    audit.note(session, by, "make_key", "key", str(key.id), reason=f"{role.value} {' '.join(covers)}".strip())
    return key, secret


def revoke_key(session: Session, by: Principal, number: int) -> None:
    """End a key at once. Raises 404 where there is none, 409 where it is ended already."""
    key = session.get(Key, number)
    if key is None:
        raise Problem("not-found", f"There is no key {number}.")
    if key.revoked_at is not None:
        raise Problem("conflict", f"Key {number} is revoked already.")
    key.revoked_at = now()
    audit.note(session, by, "revoke_key", "key", str(number))
    session.flush()


def may_manage(session: Session, sequence: int, by: Principal, post: str) -> str:
    """The organisation of a post whose holders somebody may see and change. Raises 403 and 404 as others do."""
    by.may(Role.editor)
    facts = look_from(session, sequence)(post)
    if facts is None or facts.type != "post":
        raise Problem("not-found", f"There is no post '{post}' here.")
    organisation = str(facts.organisation)
    if not by.is_admin and Grant(Role.editor, organisation) not in by.grants:
        raise Problem("not-yours", f"'{post}' is kept by the editor of '{organisation}'.")
    return organisation


def holdings(session: Session, post: str) -> list[Holding]:
    """Who holds and held a post, the first first."""
    return list(session.scalars(select(Holding).where(Holding.post == post).order_by(Holding.begins, Holding.id)))


def hand_over_post(
    session: Session, sequence: int, by: Principal, post: str, *, holder: str | None, to: str | None, on: date
) -> list[Holding]:
    """End a holding on a day, begin the next, and end whatever let the old holder act for the post: one act.

    `holder` says who leaves, where the post has more than one holder or none on record. Raises 409 where that is not
    clear, or the day has not come.
    """
    organisation = may_manage(session, sequence, by, post)
    if on > today():
        raise Problem("conflict", f"{on} has not come.", errors=[Fault("/on", "in-the-future", f"{on} has not come")])
    current = [one for one in holdings(session, post) if one.ends is None and holder in {None, one.holder}]
    if holder is None and len(current) > 1:
        detail = f"{len(current)} people hold the post: say who leaves"
        raise Problem("conflict", detail, errors=[Fault("/holder", "which-holder", detail)])
    if not current and holder is None and to is None:
        detail = "nobody holds the post on record: say who leaves, or who begins"
        raise Problem("conflict", detail, errors=[Fault("/holder", "no-holder", detail)])
    for holding in current:
        if on < holding.begins:
            detail = f"that holding began on {holding.begins}"
            raise Problem("conflict", detail, errors=[Fault("/on", "ends-before-begins", detail)])
        holding.ends = on
    leaving = holder or next((one.holder for one in current), None)
    ended = _end_access(session, Grant(Role.officer, post), leaving) if leaving else 0
    if any(one.holder == to and one.ends is None for one in holdings(session, post)):
        detail = f"{to} holds the post already"
        raise Problem("conflict", detail, errors=[Fault("/to", "holds-it-already", detail)])
    if to is not None:
        session.add(Holding(post=post, holder=to, begins=on, ends=None))
        _begin_access(session, Grant(Role.officer, post), to)
    reason = f"{ended} of the old holder's keys and accounts no longer act for it"
    audit.note(session, by, "hand_over", "post", post, organisation=organisation, reason=reason)
    session.flush()
    return holdings(session, post)


def _end_access(session: Session, grant: Grant, holder: str) -> int:
    """Take a grant from all that a person acts with; a key left with none is revoked. Returns from how many."""
    rows = session.execute(
        select(AccessGrant, Actor)
        .join(Actor, Actor.id == AccessGrant.actor)
        .outerjoin(Account, Account.id == Actor.id)
        .where(
            AccessGrant.role == grant.role.value,
            AccessGrant.covers == grant.covers,
            AccessGrant.ended_at.is_(None),
            (Actor.holder == holder) | (Account.login == holder),
        )
    ).all()
    for row in rows:
        row.AccessGrant.ended_at = now()
        session.flush()
        if not auth.grants_of(session, row.Actor.id):
            session.execute(
                update(Key).where(Key.id == row.Actor.id, Key.revoked_at.is_(None)).values(revoked_at=now())
            )
    return len(rows)


def _begin_access(session: Session, grant: Grant, holder: str) -> None:
    """Somebody who had a post before and comes back to it: their account may act for it again."""
    theirs = select(Account.id).join(Actor, Actor.id == Account.id)
    session.execute(
        update(AccessGrant)
        .where(
            AccessGrant.role == grant.role.value,
            AccessGrant.covers == grant.covers,
            AccessGrant.actor.in_(theirs.where((Actor.holder == holder) | (Account.login == holder))),
        )
        .values(ended_at=None)
    )


def disable_account(session: Session, by: Principal, number: int) -> None:
    """Stop an account at once, whatever its provider says. Raises 404 where there is none, 409 where it is already."""
    account = session.get(Account, number)
    if account is None:
        raise Problem("not-found", f"There is no account {number}.")
    if account.disabled_at is not None:
        raise Problem("conflict", f"Account {number} is disabled already.")
    account.disabled_at = now()
    audit.note(session, by, "disable_account", "account", str(number))
    session.flush()


def enable_account(session: Session, by: Principal, number: int) -> None:
    """Let an account act again that was disabled here. Raises 404 and 409 likewise."""
    account = session.get(Account, number)
    if account is None:
        raise Problem("not-found", f"There is no account {number}.")
    if account.disabled_at is None:
        raise Problem("conflict", f"Account {number} is not disabled.")
    account.disabled_at = None
    audit.note(session, by, "enable_account", "account", str(number))
    session.flush()
