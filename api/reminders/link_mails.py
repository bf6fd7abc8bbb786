"""A mail whose one purpose is a link to a page at the desk that needs no account: in the languages of its mailbox."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy.orm import Session

from api.core import urls
from api.reminders.letters import Letter, message_of, text_of
from api.settings import settings
from api.text.localizer import localizer
from api.workbench.mail_languages import languages_of_mail
from db.clock import now


@dataclass(frozen=True)
class MailedLink:
    """To whom a link goes, in which language first, and below which address of the desk its secret opens a page.

    `words` is the group of the mail's words, with its `subject`; `template` its text.
    """

    recipient: str
    first: str
    page: str
    secret: str
    words: str
    template: str


def link_mail(session: Session, link: MailedLink, gaps: Callable[[str], Mapping[str, object]]) -> EmailMessage:
    """The mail as it is sent, with what fills the gaps of its words in each language."""
    given, tags = settings(), languages_of_mail(session, link.recipient, link.first, link.words)
    address = urls.public(f"{urls.DESK}/{link.page}/{link.secret}")
    filled = {tag: gaps(tag) for tag in tags}
    texts = {
        tag: text_of(
            link.template, **{"t": localizer(tag).words(link.words), "link": f"{address}?lang={tag}", **filled[tag]}
        )
        for tag in tags
    }
    return message_of(
        Letter(
            sender=given.mail_from,
            recipient=link.recipient,
            subjects=[localizer(tag).t(f"{link.words}.subject", **filled[tag]) for tag in tags],
            texts=texts,
            name=hashlib.sha256(f"{link.page} {link.secret}".encode()).hexdigest()[:40],
            base_url=given.base_url,
            at=now(),
            organisation=str(filled[tags[0]].get("organisation", "")),
        )
    )
