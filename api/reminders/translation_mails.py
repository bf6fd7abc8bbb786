"""The mail that asks for a translation, with the link by which it comes back: in the languages of its mailbox, the one
that is wanted first.
"""

import hashlib
from email.message import EmailMessage

from api.core import urls
from api.core.codelists import codes_of
from api.pages.plain import one_line
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.record.things import name
from api.reminders.letters import Letter, message_of, text_of
from api.schemas.organisations import Organisation
from api.settings import settings
from api.text.languages import said
from api.text.localizer import called, localizer
from api.workbench.mail_languages import languages_of_mail
from api.workbench.translation import Sent
from api.workbench.working_copies import is_exempt
from db.clock import now
from db.models.workbench import WorkingCopy


def translation_mail(record: RecordReader, copy: WorkingCopy, sent: Sent) -> EmailMessage:
    """The mail as it is sent. Of what is exempt from publication it has no word."""
    tags = languages_of_mail(record.session, sent.recipient, sent.language, "translation_mail")
    given = settings()
    gaps = {tag: _gaps(record, copy, sent, tag) for tag in tags}
    subjects = [localizer(tag).t("translation_mail.subject", organisation=gaps[tag]["organisation"]) for tag in tags]
    known = hashlib.sha256(f"translate {sent.secret}".encode()).hexdigest()[:40]
    return message_of(
        Letter(
            sender=given.mail_from,
            recipient=sent.recipient,
            subjects=subjects,
            texts={tag: text_of("desk/translation.txt", **gaps[tag]) for tag in tags},
            name=known,
            base_url=given.base_url,
            at=now(),
            organisation=str(gaps[tags[0]]["organisation"]),
        )
    )


def _gaps(record: RecordReader, copy: WorkingCopy, sent: Sent, tag: str) -> dict[str, object]:
    organisation = standing_as(record, copy.organisation, Organisation)
    about = record.node(copy.about) if copy.about else None
    title = said(name(about), tag).text if about is not None and not is_exempt(copy) else ""
    link = urls.public(f"{urls.DESK}/translate/{sent.secret}")
    return {
        "link": link if tag == sent.language else f"{link}?lang={tag}",
        "t": localizer(tag).words("translation_mail"),
        "organisation": one_line(said(organisation.name, tag).text) if organisation else copy.organisation,
        "what": said(codes_of("thing_type")[copy.type].label, tag).text,
        "title": one_line(title, 200),
        "into": called(sent.language, tag),
    }
