"""The mail that asks for a translation, with the link by which it comes back: in the languages of its mailbox, the one
that is wanted first.
"""

from email.message import EmailMessage

from api.core import urls
from api.core.codelists import codes_of
from api.pages.plain import one_line
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.record.things import name
from api.reminders.link_mails import MailedLink, link_mail
from api.schemas.organisations import Organisation
from api.text.languages import said
from api.text.localizer import called
from api.workbench.translation import Sent
from api.workbench.working_copies import is_exempt
from db.models.workbench import WorkingCopy


def translation_mail(record: RecordReader, copy: WorkingCopy, sent: Sent) -> EmailMessage:
    """The mail as it is sent. Of what is exempt from publication it has no word."""
    link = MailedLink(
        sent.recipient, sent.language, "translate", sent.secret, "translation_mail", "desk/translation.txt"
    )
    return link_mail(record.session, link, lambda tag: _gaps(record, copy, sent, tag))


def _gaps(record: RecordReader, copy: WorkingCopy, sent: Sent, tag: str) -> dict[str, object]:
    organisation = standing_as(record, copy.organisation, Organisation)
    about = record.node(copy.about) if copy.about else None
    title = said(name(about), tag).text if about is not None and not is_exempt(copy) else ""
    link = urls.public(f"{urls.DESK}/translate/{sent.secret}")
    return {
        "link": link if tag == sent.language else f"{link}?lang={tag}",
        "organisation": one_line(said(organisation.name, tag).text) if organisation else copy.organisation,
        "what": said(codes_of("thing_type")[copy.type].label, tag).text,
        "title": one_line(title, 200),
        "into": called(sent.language, tag),
    }
