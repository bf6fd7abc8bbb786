"""The mail that reminds: one to a mailbox, with everything that is due from there, in one language."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from api.pages.filters import day
from api.pages.plain import one_line
from api.text.catalogue import whole
from api.text.languages import nearest
from api.text.localizer import localizer

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "pages" / "templates"),
    autoescape=False,  # noqa: S701 - plain text; `_as_html` escapes
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class MailItem:
    """One thing that is due, in the words of the mail's language."""

    about: str
    kind: str  # of the codelist due_kind
    due: date
    late: bool
    step: str
    role: str  # as what the mailbox is written to
    title: str
    where: str  # the assembly it belongs to
    post: str | None  # who answers for it
    sentence: str | None  # where it stands
    url: str


@dataclass(frozen=True)
class ReminderMail:
    """Everything a mail says."""

    sender: str
    recipient: str
    post: str  # whose mailbox it is
    organisation: str
    language: str
    items: tuple[MailItem, ...]  # in order; numbered from 1
    answer_url: str | None  # the page that answers, where the mailbox may
    reply_to: str | None
    base_url: str
    at: datetime
    term: datetime | None = None  # when the term of office it is sent in began, where one ever ended
    held_until: date | None = None  # the last day of a hold before an election that stands now


def reminder_mail(mail: ReminderMail) -> EmailMessage:
    """The mail as it is sent: plain text, and the same as simple HTML."""
    says = localizer(mail.language)
    gaps = {
        "t": says.words("mail"),
        "of": says.words("mailed"),
        "mail": mail,
        "language": mail.language,
        "items": [_cleaned(item) for item in mail.items],
        "post": one_line(mail.post),
        "organisation": one_line(mail.organisation),
        "steps_url": f"{mail.base_url}/v1/codelists/reminder_step",
    }
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = _address(mail.sender)
    message["To"] = Address(addr_spec=mail.recipient)
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=mail.reply_to)
    subject = one_line(_subject(mail), 150)
    message["Subject"] = subject
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{_name(mail)}@{urlsplit(mail.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply, DR, RN, NRN"  # Exchange's; that nobody has it, it may say
    text = _TEMPLATES.get_template("reminder.txt").render(gaps).strip() + "\n"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(
        _as_html(subject, text, mail.language, mail.base_url), subtype="html", cte="quoted-printable"
    )
    message["Content-Language"] = mail.language
    return message


def language_of_mail(tag: str) -> str:
    """The language of a mail to somebody of this one: a mail is whole, so where words lack it is in another."""
    return whole(nearest(tag), "mail", "mailed", "date")


def _name(mail: ReminderMail) -> str:
    """What a mail is known by: one name for the same things to one mailbox, so that a second copy is seen to be one.

    Whoever has the post next is written to anew, and that is another mail.
    """
    things = [f"{one.about} {one.kind} {one.due} {one.step}" for one in mail.items]
    things += [mail.term.isoformat()] if mail.term else []
    return hashlib.sha256("\n".join([mail.recipient, *things]).encode()).hexdigest()[:40]


def _cleaned(item: MailItem) -> dict[str, str | bool | date | None]:
    texts = {
        "title": one_line(item.title, 300),
        "where": one_line(item.where, 200),
        "post": one_line(item.post) if item.post else None,
        "sentence": one_line(item.sentence) if item.sentence else None,
    }
    return vars(item) | texts


def _address(text: str) -> Address:
    name, mailbox = parseaddr(text)
    return Address(display_name=one_line(name), addr_spec=mailbox)


def _subject(mail: ReminderMail) -> str:
    says, first = localizer(mail.language), mail.items[0]
    if len(mail.items) > 1:
        return says.plural("mailed.subject_many", len(mail.items), organisation=mail.organisation)
    return says.t(f"mailed.subject_{'late' if first.late else 'due'}", day=says.day(first.due), title=first.title)


def _as_html(title: str, text: str, language: str, base_url: str) -> str:
    """The text of a mail as HTML, in which the addresses of this tracker, and of nobody else, are links."""
    ours = re.compile(rf"{re.escape(str(escape(base_url)))}/[!-;=?-~]+")  # all that stands in an escaped address
    linked = ours.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', str(escape(text)))
    paragraphs = "".join(f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in linked.split("\n\n"))
    head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f"{head}<body>{paragraphs}</body></html>\n"


_TEMPLATES.filters["day"] = day
