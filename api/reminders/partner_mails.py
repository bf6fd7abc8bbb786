"""The mail that asks a partner to answer about one declaration. It does not say what an answer would change."""

import hashlib
from email.message import EmailMessage

from api.core import urls
from api.pages.plain import one_line
from api.record.reader import RecordReader
from api.record.things import name
from api.reminders.letters import Letter, message_of, text_of
from api.settings import settings
from api.text.languages import said
from api.text.localizer import localizer
from api.workbench.mail_languages import languages_of_mail
from api.workbench.partner_links import Sent
from db.clock import now


def partner_mail(record: RecordReader, sent: Sent) -> EmailMessage:
    """The mail as it is sent, in the languages of its mailbox, that of the partner first."""
    tags = languages_of_mail(record.session, sent.recipient, sent.partner.language, "partner_mail")
    given = settings()
    gaps = {tag: _gaps(record, sent, tag) for tag in tags}
    subjects = [localizer(tag).t("partner_mail.subject", title=gaps[tag]["title"]) for tag in tags]
    return message_of(
        Letter(
            sender=given.mail_from,
            recipient=sent.recipient,
            subjects=subjects,
            texts={tag: text_of("desk/partner.txt", **gaps[tag]) for tag in tags},
            name=hashlib.sha256(f"partner {sent.secret}".encode()).hexdigest()[:40],
            base_url=given.base_url,
            at=now(),
            organisation=str(gaps[tags[0]]["organisation"]),
        )
    )


def _gaps(record: RecordReader, sent: Sent, tag: str) -> dict[str, object]:
    by, about = record.node(sent.declaration.by), record.node(sent.declaration.about)
    return {
        "link": f"{urls.public(f'{urls.DESK}/pens/{sent.secret}')}?lang={tag}",
        "t": localizer(tag).words("partner_mail"),
        "organisation": one_line(said(name(by), tag).text) if by else sent.declaration.by,
        "title": one_line(said(name(about), tag).text, 200) if about else sent.declaration.about,
    }
