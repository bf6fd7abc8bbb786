"""Accounts of people who sign in at a provider, or by links to a mailbox: made for a mailbox, disabled, enabled."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.codelists import coded
from api.core.faults import fault
from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.record.reader import RecordReader
from api.sign_in import auth, links, sessions
from api.sign_in.people import meant, meant_or_new
from api.text.phrases import phrase
from api.workbench import audit
from api.workbench.access import Who, edits, faults_of_covers, granted_to, may_manage
from db.clock import now, today
from db.models.access import AccessGrant, Account, Actor
from db.vocabulary import Role


def may_invite(record: RecordReader, principal: Principal, role: Role, covers: Sequence[str]) -> None:
    """Raises 403 or 404 where somebody may not give others this to do: an administrator may give anything, an editor
    the posts of their organisation.
    """
    principal.may(Role.editor)
    if principal.is_admin:
        return
    if role is not Role.officer:
        raise Problem(
            "not-yours",
            phrase("refusal.invited_by_admin", role=coded("role", role.value)),
        )
    for post in covers:
        organisation = may_manage(record, principal, post)
        if not edits(principal, organisation):
            raise Problem("not-yours", phrase("refusal.editor_invites", organisation=organisation, post=post))


def invite_successor(
    session: Session, principal: Principal, post: str, mailbox: str, successor: Who, until: date | None = None
) -> Account:
    """An account for whoever begins in a post that was just handed over. Raises 409 as `invite` does."""
    if not successor:
        raise refused("/to", "required", "fault.say_who_begins")
    return invite(session, principal, mailbox, Role.officer, [post], successor, until)


def invite(
    session: Session,
    principal: Principal,
    mailbox: str,
    role: Role,
    covers: Sequence[str],
    holder: Who,
    until: date | None = None,
) -> Account:
    """An account that signs in by links to a mailbox, or what an account that there is may do besides; to the end of a
    last day, for whoever acts for a time.

    Raises 409 where it covers what is not published here, where the last day has passed, where nobody says whose a new
    mailbox is, where the account was disabled, or where somebody else has the mailbox.
    """
    faults = faults_of_covers(session, role, covers)
    if until is not None and until < today():
        faults.append(fault("/until", "in-the-past", "fault.has_passed", until=until))
    if faults:
        raise Problem("conflict", faults[0].detail, errors=faults)
    address = mailbox.strip().lower()
    named = select(Account).where(Account.issuer == links.MAILBOX, Account.subject == address)
    account = session.scalars(named).one_or_none()
    if account is None and not holder:
        raise refused("/holder", "no-holder", "fault.say_whose_mailbox")
    if account is None:
        account = _new_mailbox_account(session, address, holder)
    elif account.disabled_at is not None:
        raise refused("/mailbox", "disabled", "fault.disabled", id=account.id)
    else:
        _is_theirs(session, account, holder)
    kept = {(one.role, one.covers): one for one in granted_to(session, [account.id])[account.id]}
    for thing in sorted(set(covers)) if auth.COVERS[role] else [""]:
        known = kept.get((role.value, thing))
        if known is None:
            session.add(AccessGrant(actor=account.id, role=role.value, covers=thing, ended_at=None, until=until))
        else:
            known.ended_at, known.until = None, until
    session.flush()
    told = [role.value, *covers, *([f"until {until}"] if until else [])]
    audit.note(session, principal, "invite", "account", str(account.id), reason=" ".join(told))
    return account


def _new_mailbox_account(session: Session, address: str, holder: Who) -> Account:
    person = meant_or_new(session, holder.name or "", holder.number, ("holder", "person"))
    actor = Actor(kind="account", person=person.id)
    session.add(actor)
    session.flush()
    account = Account(
        id=actor.id,
        issuer=links.MAILBOX,
        subject=address,
        login=address,
        created_at=now(),
        seen_at=now(),
        ends_at=now(),
        disabled_at=None,
    )
    session.add(account)
    session.flush()
    return account


def _is_theirs(session: Session, account: Account, holder: Who) -> None:
    """Raises 409 where a mailbox that has an account is said to be somebody else's."""
    person = meant(session, holder.name, holder.number, ("holder", "person")) if holder else None
    if holder and (person is None or person.id != session.get_one(Actor, account.id).person):
        raise refused("/holder", "somebody-else", "fault.somebody_else", id=account.id)


def disable_account(session: Session, principal: Principal, number: int) -> None:
    """Stop an account at once, whatever its provider says. Raises 404 where there is none, 409 where it is already."""
    account = session.get(Account, number)
    if account is None:
        raise Problem("not-found", f"There is no account {number}.")
    if account.disabled_at is not None:
        raise Problem("conflict", phrase("refusal.account_disabled", number=number))
    account.disabled_at = now()
    sessions.end_all(session, [number])
    audit.note(session, principal, "disable_account", "account", str(number))
    session.flush()


def enable_account(session: Session, principal: Principal, number: int) -> None:
    """Let an account act again that was disabled here. Raises 404 and 409 likewise."""
    account = session.get(Account, number)
    if account is None:
        raise Problem("not-found", f"There is no account {number}.")
    if account.disabled_at is None:
        raise Problem("conflict", phrase("refusal.account_not_disabled", number=number))
    account.disabled_at = None
    audit.note(session, principal, "enable_account", "account", str(number))
    session.flush()
