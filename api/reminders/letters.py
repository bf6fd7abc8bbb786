"""A mail as it is sent: plain text in one language or several, and the same as simple HTML."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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

_SUBJECT = 150  # characters, of all languages together
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "pages" / "templates"),
    autoescape=False,  # noqa: S701 - plain text; `_as_html` escapes
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["day"] = day


@dataclass(frozen=True)
class Letter:
    """What is sent to one mailbox."""

    sender: str
    recipient: str
    subjects: Sequence[str]  # in each language of the texts
    texts: Mapping[str, str]  # by language
    name: str  # what it is known by: a second copy has the same
    base_url: str
    at: datetime
    reply_to: str | None = None
    organisation: str = ""  # for whom it is sent: its name comes first in who it is from


def text_of(template: str, **gaps: object) -> str:
    """The text of a mail in one language, from its template."""
    return _TEMPLATES.get_template(template).render(gaps).strip() + "\n"


def message_of(letter: Letter) -> EmailMessage:
    """The letter with its headers, in both forms."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = _address(letter.sender, letter.organisation)
    message["To"] = Address(addr_spec=letter.recipient)
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=letter.reply_to)
    subjects = dict.fromkeys(letter.subjects)
    subject = " / ".join(one_line(one, _SUBJECT // len(subjects)) for one in subjects)
    message["Subject"] = subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.name}@{urlsplit(letter.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply, DR, RN, NRN"  # Exchange's; that nobody has it, it may say
    message.set_content("\n\n".join(letter.texts.values()), cte="quoted-printable")
    message.add_alternative(_as_html(subject, letter.texts, letter.base_url), subtype="html", cte="quoted-printable")
    message["Content-Language"] = ", ".join(letter.texts)
    return message


def _address(text: str, organisation: str) -> Address:
    name, mailbox = parseaddr(text)
    return Address(display_name=": ".join(filter(None, map(one_line, (organisation, name)))), addr_spec=mailbox)


def _as_html(title: str, texts: Mapping[str, str], base_url: str) -> str:
    """The texts of a mail as HTML, in which the addresses of this tracker, and of nobody else, are links."""
    first = next(iter(texts))
    head = f'<!doctype html><html lang="{first}"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    parts = "<hr>".join(
        _paragraphs(text, base_url)
        if language == first
        else f'<div lang="{language}">{_paragraphs(text, base_url)}</div>'
        for language, text in texts.items()
    )
    return f"{head}<body>{parts}</body></html>\n"


def _paragraphs(text: str, base_url: str) -> str:
    # All that stands in an escaped address; words with a colon before it on its line are what its link is called.
    ours = re.compile(rf"(?:([^\n:]+): )?({re.escape(str(escape(base_url)))}/[!-;=?-~]+)")
    linked = ours.sub(lambda found: f'<a href="{found[2]}">{found[1] or found[2]}</a>', str(escape(text)))
    return "".join(f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in linked.split("\n\n"))
