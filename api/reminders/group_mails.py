"""The mail that brings a group the link to its own page."""

from email.message import EmailMessage

from api.overlaps.our_group import Invited
from api.pages.plain import one_line
from api.record.reader import RecordReader
from api.reminders.link_mails import MailedLink, link_mail
from api.text.languages import said


def group_mail(record: RecordReader, invited: Invited) -> EmailMessage:
    """The mail as it is sent, in the languages of its mailbox, that of the group first."""
    own = invited.organisation
    link = MailedLink(invited.recipient, own.language, "our-group", invited.secret, "group_mail", "desk/our_group.txt")
    return link_mail(record.session, link, lambda tag: {"name": one_line(said(own.name, tag).text)})
