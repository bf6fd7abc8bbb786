"""The mails with a link that signs somebody in: with the code that does the same, or as an invitation. They are in
every language: whoever reads them has not chosen one yet.
"""

import hashlib
import secrets
from collections.abc import Mapping
from email.message import EmailMessage

from api.core import urls
from api.reminders.letters import Letter, message_of, text_of
from api.settings import settings
from api.sign_in.links import Minted
from api.text.catalogue import spoken
from api.text.languages import said
from api.text.localizer import localizer
from db.clock import now


def sign_in_mail(minted: Minted) -> EmailMessage:
    """The mail as it is sent: its link opens a page on which one presses."""
    texts = {
        tag: text_of("desk/sign_in.txt", t=localizer(tag).words("sign_in_mail"), link=_link(minted), code=minted.code)
        for tag in spoken("sign_in_mail")
    }
    return _mail("sign_in_mail", minted.mailbox, texts, minted.secret)


def invitation(mailbox: str, minted: Minted | None, what: Mapping[str, str]) -> EmailMessage:
    """The mail that tells somebody that they may act here now, for `what`; without a link where one was just sent."""
    texts = {
        tag: text_of(
            "desk/invitation.txt",
            t=localizer(tag).words("invitation_mail"),
            what=said(what, tag).text,
            link=_link(minted) if minted else "",
            desk=urls.public("/desk"),
        )
        for tag in spoken("invitation_mail")
    }
    return _mail("invitation_mail", mailbox, texts, minted.secret if minted else secrets.token_hex(24))


def _link(minted: Minted) -> str:
    return urls.public(f"/desk/sign-in/link/{minted.secret}")


def _mail(group: str, mailbox: str, texts: Mapping[str, str], secret: str) -> EmailMessage:
    subject = " / ".join(localizer(tag).t(f"{group}.subject") for tag in texts)
    name = hashlib.sha256(f"sign in {secret}".encode()).hexdigest()[:40]
    given = settings()
    return message_of(Letter(given.mail_from, mailbox, subject, texts, name, given.base_url, now()))
