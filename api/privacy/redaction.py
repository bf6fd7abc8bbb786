"""Redacting what is kept inside: the text of an entry of the audit trail, or a mailbox that reminders went to."""

from dataclasses import dataclass

from sqlalchemy import Text, cast, delete, func, literal, update
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.problems import Problem
from api.overlaps import our_group
from api.record.graph import parsed
from api.retention import purges
from api.workbench import audit, gathering
from db.models.access import Actor
from db.models.audit import AuditEntry
from db.models.record import RecordHead
from db.models.reminders import NO_MAILBOX, AnswerToken, MailLanguages, ReleaseMail, Reminder
from db.models.workbench import PartnerLink, Translation
from db.queries import versions


@dataclass(frozen=True)
class MailboxRemoved:
    """Where a mailbox was taken away, in numbers; and the posts that still name it, so that it is written to again."""

    reminders: int
    links: int
    answers: int
    posts: list[str]


def redact_entry(session: Session, principal: Principal, number: int, ground: str) -> AuditEntry:
    """Take the text out of one entry of the audit trail; who did what and when stays, and who took it out, too.

    The caller holds the write lock. Raises 404 where there is no such entry, 409 where it holds no text.
    """
    entry = session.get(AuditEntry, number)
    if entry is None:
        raise Problem("not-found", f"There is no entry {number} in the audit trail.")
    if entry.before is None and entry.after is None and not entry.reason:
        raise Problem("conflict", f"Entry {number} holds no text.")
    entry.before, entry.after, entry.reason = None, None, ""
    done = audit.note(
        session, principal, "redact", entry.type, entry.thing, organisation=entry.organisation, reason=ground
    )
    session.flush()
    entry.redacted_by = done.id
    purges.note(session, "redaction")
    return entry


def redact_mailbox(
    session: Session, head: RecordHead, principal: Principal, mailbox: str, ground: str
) -> MailboxRemoved:
    """Take a mailbox out of all reminders that were sent, and end the links in them. The caller holds the write lock.

    That each was sent stays, without to whom, so that nobody is told of the same step again. What failed was never
    sent, and its row goes.
    """
    address = mailbox.lower()
    reminders = sum(_removed(session, table, address) for table in (Reminder, ReleaseMail))
    links = session.execute(
        delete(AnswerToken).where(AnswerToken.recipient == address).returning(AnswerToken.number)
    ).all()
    asked = delete(Translation).where(Translation.recipient == address).returning(Translation.language)
    translations = session.execute(asked).all()
    partners = delete(PartnerLink).where(PartnerLink.recipient == address).returning(PartnerLink.partner)
    translations = [*translations, *session.execute(partners).all()]
    sheets = gathering.forget_mailbox(session, address)
    answers = session.execute(
        update(Actor).where(func.lower(Actor.mailbox) == address).values(mailbox=None).returning(Actor.id)
    ).all()
    groups = our_group.forget(session, address)
    session.execute(delete(MailLanguages).where(MailLanguages.mailbox == address))
    audit.note(session, principal, "redact", "mailbox", "", reason=ground)
    purges.note(session, "redaction")
    posts = [
        row.thing
        for row in versions.standing(session, head.sequence, "post")
        if row.body is not None and (getattr(parsed(row.type, row.body), "contact", None) or "").lower() == address
    ]
    return MailboxRemoved(reminders, len(links) + len(translations) + groups + sheets, len(answers), sorted(posts))


def _removed(session: Session, mails: type[Reminder] | type[ReleaseMail], address: str) -> int:
    """Take a mailbox out of what was sent; returns of how many."""
    sent = mails.recipient == address
    failed = session.execute(delete(mails).where(sent, mails.state == "failed").returning(mails.id)).all()
    nameless = literal(NO_MAILBOX) + cast(mails.id, Text)
    named = session.execute(update(mails).where(sent).values(recipient=nameless).returning(mails.id)).all()
    return len(failed) + len(named)
