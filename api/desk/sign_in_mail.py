"""The mails with a link that signs somebody in: with the code that does the same, or as an invitation."""

import hashlib
import secrets
from collections.abc import Mapping
from email.message import EmailMessage

from sqlalchemy.orm import Session

from api.core import urls
from api.reminders.letters import Letter, message_of, text_of
from api.settings import settings
from api.sign_in.links import Minted
from api.text.languages import default, said
from api.text.localizer import localizer
from api.workbench.mail_languages import languages_of_mail
from db.clock import now


def sign_in_mail(session: Session, minted: Minted) -> EmailMessage:
    """The mail as it is sent: its link opens a page on which one presses."""
    texts = {
        tag: text_of(
            "desk/sign_in.txt", t=localizer(tag).words("sign_in_mail"), link=_link(minted, tag), code=minted.code
        )
        for tag in languages_of_mail(session, minted.mailbox, default(), "sign_in_mail")
    }
    return _mail("sign_in_mail", minted.mailbox, texts, minted.secret)


def invitation(session: Session, mailbox: str, minted: Minted | None, what: Mapping[str, str]) -> EmailMessage:
    """The mail that tells somebody that they may act here now, for `what`; without a link where one was just sent."""
    texts = {
        tag: text_of(
            "desk/invitation.txt",
            t=localizer(tag).words("invitation_mail"),
            what=said(what, tag).text,
            link=_link(minted, tag) if minted else "",
            desk=urls.public("/desk"),
        )
        for tag in languages_of_mail(session, mailbox, default(), "invitation_mail")
    }
    return _mail("invitation_mail", mailbox, texts, minted.secret if minted else secrets.token_hex(24))


def _link(minted: Minted, tag: str) -> str:
    link = urls.public(f"/desk/sign-in/link/{minted.secret}")
    return link if tag == default() else f"{link}?lang={tag}"


def _mail(group: str, mailbox: str, texts: Mapping[str, str], secret: str) -> EmailMessage:
    subjects = [localizer(tag).t(f"{group}.subject") for tag in texts]
    name = hashlib.sha256(f"sign in {secret}".encode()).hexdigest()[:40]
    given = settings()
    return message_of(Letter(given.mail_from, mailbox, subjects, texts, name, given.base_url, now()))
