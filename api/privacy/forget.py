"""Forgetting: personal data goes when it is past its time. What was done, when and by which number stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, Delete, Engine, Select, Text, Update, delete, literal, select, update
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session

from api.retention import purges
from api.retention.retention import TABLE, days_of
from api.settings import settings
from api.sign_in.links import MAILBOX
from api.workbench import gathering
from db.clock import now
from db.doubt import believe
from db.models.access import Absence, AccessGrant, Account, Actor, Holding, Key, Person
from db.models.audit import AuditEntry
from db.models.desk import DeskSession, KeptForm, SignInLink
from db.models.overlaps import GroupAnswer, GroupLink, GroupTerms
from db.models.reminders import NO_MAILBOX, MailLanguages, ReleaseMail, WitnessMail
from db.models.workbench import IdempotentRequest, WorkingCopy
from db.session import begin_write, writing

Remover = Callable[[Session, datetime], int]


def forget(engine: Engine, *, dry_run: bool = False) -> dict[str, int]:
    """Remove all that is past its time, in one transaction; returns how many of each. Its bytes are purged after that.

    Raises ClockInDoubt, but for a dry run: what a wrong clock removes does not come back.
    """
    with writing(engine) as session:
        head = begin_write(session)
        if not dry_run:
            believe(session, head)
        found = {
            name: REMOVERS[name](session, now() - timedelta(days=days))
            for name, kept in TABLE.items()
            if (days := days_of(kept, settings())) is not None
        }
        _forget_people(session)
        if dry_run:
            session.rollback()
        elif any(found.values()):
            purges.note(session, "forget")
    if not dry_run:
        purges.purge(engine)
    return found


def _addresses(session: Session, before: datetime) -> int:
    past = (AuditEntry.at < before) & (AuditEntry.address != "")
    return _changed(session, update(AuditEntry).where(past).values(address=""))


def _keys(session: Session, before: datetime) -> int:
    return _nameless(session, select(Key.id).where((Key.revoked_at < before) | (Key.expires_at < before)))


def _accounts(session: Session, before: datetime) -> int:
    """The provider's number stays where something was taken away, or a later token would bring it back."""
    away = Account.seen_at < now() - timedelta(days=settings().account_days)
    ended = (Account.disabled_at < before) | ((Account.ends_at < before) & away)
    taken = select(AccessGrant.actor).where(AccessGrant.ended_at.is_not(None))
    many = _nameless(session, select(Account.id).where(ended))
    session.execute(update(Account).where(ended, Account.login != "").values(login=""))
    # No provider brings a mailbox back: of one that is disabled nothing has to be kept to know it by.
    mailbox = ended & (Account.issuer == MAILBOX) & Account.subject.not_like(f"{NO_MAILBOX}%")
    subjects = select(Account.subject).where(mailbox)
    session.execute(delete(MailLanguages).where(MailLanguages.mailbox.in_(subjects)))
    nobody = literal(NO_MAILBOX) + cast_to(Account.id, Text)
    session.execute(update(Account).where(mailbox).values(subject=nobody))
    gone = ended & Account.disabled_at.is_(None) & Account.id.not_in(taken)
    session.execute(delete(SignInLink).where(SignInLink.account.in_(select(Account.id).where(gone))))
    session.execute(delete(Account).where(gone))
    return many


def _holdings(session: Session, before: datetime) -> int:
    past = (Holding.ends < before.date()) & Holding.person.is_not(None)
    return _changed(session, update(Holding).where(past).values(person=None))


def _absences(session: Session, before: datetime) -> int:
    return _changed(session, delete(Absence).where(Absence.until < before.date()))


def _repeats(session: Session, before: datetime) -> int:
    return _changed(session, delete(IdempotentRequest).where(IdempotentRequest.created_at < before))


def _forms(session: Session, before: datetime) -> int:
    """With sessions and links that are over, which say nothing but when somebody was here."""
    session.execute(delete(DeskSession).where(DeskSession.began_at < before))
    session.execute(delete(SignInLink).where(SignInLink.expires_at < before))
    return _changed(session, delete(KeptForm).where(KeptForm.kept_at < before))


def _witnesses(session: Session, before: datetime) -> int:
    named = settings().witness_mailboxes
    past = (WitnessMail.tried_at < before) & WitnessMail.recipient.not_in(named)
    return _changed(session, delete(WitnessMail).where(past))


def _releases(session: Session, before: datetime) -> int:
    """Of what still waits it is kept who was told, or they would be told again."""
    waiting = select(WorkingCopy.thing).where(WorkingCopy.state == "submitted")
    return _changed(session, delete(ReleaseMail).where(ReleaseMail.at < before, ReleaseMail.thing.not_in(waiting)))


def _groups(session: Session, before: datetime) -> int:
    """With links whose time is over."""
    session.execute(delete(GroupLink).where(GroupLink.sent_at < before))
    gone = [_changed(session, delete(table).where(table.at < before)) for table in (GroupAnswer, GroupTerms)]
    return sum(gone)


def _sheets(session: Session, before: datetime) -> int:
    """With the links to them."""
    return gathering.forget_before(session, before)


# Every row of the table that has a time.
REMOVERS: dict[str, Remover] = {
    "addresses": _addresses,
    "keys": _keys,
    "accounts": _accounts,
    "holdings": _holdings,
    "absences": _absences,
    "repeats": _repeats,
    "forms": _forms,
    "witnesses": _witnesses,
    "releases": _releases,
    "groups": _groups,
    "sheets": _sheets,
}


def _nameless(session: Session, ended: Select[int]) -> int:
    """Whose a key or an account was that ended is not known any more; returns of how many."""
    return _changed(session, update(Actor).where(Actor.id.in_(ended), Actor.person.is_not(None)).values(person=None))


def _forget_people(session: Session) -> None:
    """The one door by which a name goes: with the last key, account and post that was known to be somebody's."""
    acts = select(Actor.id).where(Actor.person == Person.id).exists()
    holds = select(Holding.id).where(Holding.person == Person.id).exists()
    _changed(session, delete(Person).where(~acts, ~holds))


def _changed(session: Session, statement: Update | Delete) -> int:
    """How many rows a statement changed."""
    found = session.execute(statement, execution_options={"synchronize_session": False})
    return int(cast(CursorResult[object], found).rowcount)
