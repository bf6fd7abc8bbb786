"""The mail that brings a group the link to its own page: in the languages of its mailbox."""

import hashlib
from email.message import EmailMessage

from api.core import urls
from api.overlaps.our_group import Invited
from api.pages.plain import one_line
from api.record.reader import RecordReader
from api.reminders.letters import Letter, message_of, text_of
from api.settings import settings
from api.text.languages import said
from api.text.localizer import localizer
from api.workbench.mail_languages import languages_of_mail
from db.clock import now


def group_mail(record: RecordReader, invited: Invited) -> EmailMessage:
    """The mail as it is sent."""
    own, given = invited.organisation, settings()
    tags = languages_of_mail(record.session, invited.recipient, own.language, "group_mail")
    names = {tag: one_line(said(own.name, tag).text) for tag in tags}
    link = urls.public(f"{urls.DESK}/our-group/{invited.secret}")
    texts = {
        tag: text_of(
            "desk/our_group.txt", t=localizer(tag).words("group_mail"), name=names[tag], link=f"{link}?lang={tag}"
        )
        for tag in tags
    }
    return message_of(
        Letter(
            sender=given.mail_from,
            recipient=invited.recipient,
            subjects=[localizer(tag).t("group_mail.subject", name=names[tag]) for tag in tags],
            texts=texts,
            name=hashlib.sha256(f"group {invited.secret}".encode()).hexdigest()[:40],
            base_url=given.base_url,
            at=now(),
        )
    )
