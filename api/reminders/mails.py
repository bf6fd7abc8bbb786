"""The mail that reminds: one to a mailbox, with everything that is due from there, in each of its languages."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from api.pages.plain import one_line
from api.reminders.letters import Letter, message_of, text_of
from api.text.catalogue import whole
from api.text.languages import nearest
from api.text.localizer import localizer

WORDS = ("mail", "mailed", "date")  # what a reminder is said with


@dataclass(frozen=True)
class MailItem:
    """One thing that is due, in the words of the mail's language."""

    about: str
    kind: str  # of the codelist due_kind
    due: date
    late: bool
    step: str
    role: str  # as what the mailbox is written to
    title: str
    where: str  # the assembly it belongs to
    post: str | None  # who answers for it
    sentence: str | None  # where it stands
    url: str
    says: tuple[str, ...] = ()  # next steps of that day, in the words of whoever named them


@dataclass(frozen=True)
class ReminderMail:
    """Everything a mail says in one language."""

    sender: str
    recipient: str
    post: str  # whose mailbox it is
    organisation: str
    language: str
    items: tuple[MailItem, ...]  # in order; numbered from 1
    answer_url: str | None  # the page that answers, where the mailbox may
    reply_to: str | None
    base_url: str
    at: datetime
    term: datetime | None = None  # when the term of office it is sent in began, where one ever ended
    held_until: date | None = None  # the last day of a hold before an election that stands now


def reminder_mail(*mails: ReminderMail) -> EmailMessage:
    """The mail as it is sent, which says the same in the language of each of these: plain text, and simple HTML."""
    first = mails[0]
    return message_of(
        Letter(
            sender=first.sender,
            recipient=first.recipient,
            subjects=[_subject(one) for one in mails],
            texts={one.language: _text(one) for one in mails},
            name=_name(first),
            base_url=first.base_url,
            at=first.at,
            reply_to=first.reply_to,
            organisation=first.organisation,
        )
    )


def _text(mail: ReminderMail) -> str:
    says = localizer(mail.language)
    return text_of(
        "reminder.txt",
        t=says.words("mail"),
        of=says.words("mailed"),
        mail=mail,
        language=mail.language,
        items=[_cleaned(item) for item in mail.items],
        post=one_line(mail.post),
        organisation=one_line(mail.organisation),
        steps_url=f"{mail.base_url}/{mail.language}/codelists#reminder_step",
    )


def language_of_mail(tag: str) -> str:
    """The language of a mail to somebody of this one: a mail is whole, so where words lack it is in another."""
    return whole(nearest(tag), *WORDS)


def _name(mail: ReminderMail) -> str:
    """What a mail is known by: one name for the same things to one mailbox, so that a second copy is seen to be one.

    Whoever has the post next is written to anew, and that is another mail.
    """
    things = [f"{one.about} {one.kind} {one.due} {one.step}" for one in mail.items]
    things += [mail.term.isoformat()] if mail.term else []
    return hashlib.sha256("\n".join([mail.recipient, *things]).encode()).hexdigest()[:40]


def _cleaned(item: MailItem) -> dict[str, object]:
    texts = {
        "title": one_line(item.title, 300),
        "where": one_line(item.where, 200),
        "post": one_line(item.post) if item.post else None,
        "sentence": one_line(item.sentence) if item.sentence else None,
        "says": [one_line(one, 500) for one in item.says],
    }
    return vars(item) | texts


def _subject(mail: ReminderMail) -> str:
    says, first = localizer(mail.language), mail.items[0]
    if len(mail.items) > 1:
        return says.plural("mailed.subject_many", len(mail.items), organisation=mail.organisation)
    return says.t(f"mailed.subject_{'late' if first.late else 'due'}", day=says.day(first.due), title=first.title)
