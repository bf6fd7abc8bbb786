"""The mail that asks a facilitator to give out sheets about one declaration, and to publish what comes back."""

from email.message import EmailMessage

from api.pages.plain import one_line
from api.record.reader import RecordReader
from api.record.things import name
from api.reminders.link_mails import MailedLink, link_mail
from api.text.languages import said
from api.text.localizer import localizer
from api.workbench.gathering import Sent


def gathering_mail(record: RecordReader, sent: Sent) -> EmailMessage:
    """The mail as it is sent, in the languages of its mailbox, that of the facilitator first."""
    first = sent.facilitator.language or ""
    link = MailedLink(sent.link.recipient, first, "sheets", sent.secret, "gathering_mail", "desk/gathering.txt")
    return link_mail(record.session, link, lambda tag: _gaps(record, sent, tag))


def _gaps(record: RecordReader, sent: Sent, tag: str) -> dict[str, object]:
    by, about = record.node(sent.declaration.by), record.node(sent.declaration.about)
    return {
        "organisation": one_line(said(name(by), tag).text) if by else sent.declaration.by,
        "title": one_line(said(name(about), tag).text, 200) if about else sent.declaration.about,
        "sheets": localizer(tag).plural("gathering_mail.sheets", sent.link.last - sent.link.first + 1),
    }
