"""The mail by which a partner answers about one declaration. It does not say what an answer would change."""

from email.message import EmailMessage

from api.pages.plain import one_line
from api.record.reader import RecordReader
from api.record.things import name
from api.reminders.link_mails import MailedLink, link_mail
from api.text.languages import said
from api.workbench.partner_links import Sent


def partner_mail(record: RecordReader, sent: Sent) -> EmailMessage:
    """The mail as it is sent, in the languages of its mailbox, that of the partner first."""
    link = MailedLink(sent.recipient, sent.partner.language, "pens", sent.secret, "partner_mail", "desk/partner.txt")
    return link_mail(record.session, link, lambda tag: _gaps(record, sent, tag))


def _gaps(record: RecordReader, sent: Sent, tag: str) -> dict[str, object]:
    by, about = record.node(sent.declaration.by), record.node(sent.declaration.about)
    return {
        "why": "asked_for" if sent.asked_for else "asks",
        "organisation": one_line(said(name(by), tag).text) if by else sent.declaration.by,
        "title": one_line(said(name(about), tag).text, 200) if about else sent.declaration.about,
    }
