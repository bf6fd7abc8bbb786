"""The mail with a link that signs somebody in, and the code that does the same. It is in every language: whoever reads
it has not chosen one yet.
"""

import hashlib
from email.message import EmailMessage

from api.core import urls
from api.reminders.letters import Letter, message_of, text_of
from api.settings import settings
from api.sign_in.links import Minted
from api.text.catalogue import spoken
from api.text.localizer import localizer
from db.clock import now


def sign_in_mail(minted: Minted) -> EmailMessage:
    """The mail as it is sent: its link opens a page on which one presses."""
    link = urls.public(f"/desk/sign-in/link/{minted.secret}")
    tags = spoken("sign_in_mail")
    texts = {
        tag: text_of("desk/sign_in.txt", t=localizer(tag).words("sign_in_mail"), link=link, code=minted.code)
        for tag in tags
    }
    subject = " / ".join(localizer(tag).t("sign_in_mail.subject") for tag in tags)
    name = hashlib.sha256(f"sign in {minted.secret}".encode()).hexdigest()[:40]
    given = settings()
    return message_of(Letter(given.mail_from, minted.mailbox, subject, texts, name, given.base_url, now()))
