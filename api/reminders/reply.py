"""A reply to a reminder, as a mail server hands it over: whose it is, and what it says by number. Whatever it holds.

Its headers alone say to whose address it is; nothing else of it is read until that is known to be one.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr

from api.readers.letters import decoded, without_unseen
from api.reminders.mail_html import shown
from api.reminders.mail_text import InlineError, by_number, is_automatic, is_no_answer
from api.reminders.mail_words import AUTOMATIC_SUBJECTS
from api.reminders.own_mail import still_true, words_of

LARGEST = 1_000_000
_HEADERS = 100_000
_LONGEST_HEADER = 1_000
_SECRET = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)
_ADDRESSED = ("delivered-to", "x-original-to", "to", "cc")
# What automatic mail says of itself, by the name of a header and what it begins with: RFC 3834, what came before it,
# and what single programs say, such as Exchange’s X-Auto-Response-Suppress. Nothing is ever answered to it.
_AUTOMATIC = [
    (re.compile(name, re.IGNORECASE), re.compile(says, re.IGNORECASE))
    for name, says in (
        (r"auto-submitted|x-(mail-)?auto-?(re(ply|spon)|generated|acknowledge).*", r"(?!no\b)"),
        (r"p(recedence|reference)", r"bulk|junk|list|auto"),
        (r"return-path|(x-)?envelope-from", r"<\s*>$|<?mailer-daemon"),
        (r"content-type", r"multipart/report|message/|text/calendar"),
        (r"from|sender", r"(.*<)?(mailer-daemon|postmaster|no-?reply|do-?not-?reply|autoreply|bounces?)[@+]"),
        (r"list-(id|unsubscribe)|x-failed-recipients|x-fc-machinegenerated|x-(\w+-)?loop|(x-)?vacation", r""),
        (r"x-ms-exchange-generated-message-source", r""),
        (r"x-post-messageclass|delivered-to", r".*autoresponder"),
    )
]
_SUBJECT = re.compile("|".join(f"(?:{piece})" for row in AUTOMATIC_SUBJECTS.values() for piece in row), re.IGNORECASE)
_STILL_TRUE = re.compile(
    r"(nothing new|no change|still true|(nothing new|no change)\W+(it is )?still true"
    r"|dim byd newydd|yn dal yn wir|dim byd newydd\W+(mae’n |mae'n )?yn dal yn wir)\W*",
    re.IGNORECASE,
)


class NotAReplyError(Exception):
    """A mail that says nothing to us, and why: as a key of the words for it.

    `automatic` where it was not written by anybody, `stranger` where by nobody we wrote to: neither is answered.
    """

    def __init__(self, why: str, *, automatic: bool = False, stranger: bool = False, **gaps: object) -> None:
        super().__init__(why)
        self.why, self.gaps = why, gaps
        self.automatic = automatic
        self.stranger = stranger


@dataclass(frozen=True)
class Reply:
    """The secret a reply was sent to, and what it says: by number, and under 0 what is under none."""

    secret: str
    said: dict[int, str]


def addressed(data: bytes) -> str:
    """The secret in the address that a mail is to, by its headers alone. Raises `NotAReplyError`."""
    headers = BytesHeaderParser().parsebytes(data[:_HEADERS])
    _refuse_automatic(headers)
    return _secret(headers)


def read_reply(data: bytes) -> Reply:
    """A mail as a reply. Raises `NotAReplyError`."""
    secret = addressed(data)
    if len(data) > LARGEST:
        raise NotAReplyError("too_large", most=LARGEST // 1_000_000)
    try:
        mail = message_from_bytes(data)
        text = "\n\n".join(_plain(mail))
    except RecursionError:
        raise NotAReplyError("too_many_parts") from None
    try:
        said = by_number(text, _sender(mail))
    except InlineError:
        raise NotAReplyError("inline") from None
    if not said:
        raise NotAReplyError("nothing")
    if said.keys() == {0}:
        _refuse_no_answer(said[0])
    return Reply(secret, said)


def is_still_true(text: str) -> bool:
    """Whether that is all that an answer says."""
    return _STILL_TRUE.fullmatch(" ".join(text.split())) is not None or words_of(text) in still_true()


def _refuse_automatic(mail: Message) -> None:
    unixfrom = mail.get_unixfrom() or ""
    if unixfrom.lower().startswith("from mailer-daemon"):
        raise NotAReplyError("automatic (envelope)", automatic=True)
    for name, value in mail.raw_items():
        for named, says in _AUTOMATIC:
            if named.fullmatch(name) and says.match(value.strip()[:_LONGEST_HEADER]):
                raise NotAReplyError(f"automatic ({name[:100]})", automatic=True)
    if _is_of_a_rule(mail):
        raise NotAReplyError("automatic (a rule of Exchange)", automatic=True)
    if any(_SUBJECT.match(_decoded(value).strip(" [*")) for value in _values(mail, "subject")):
        raise NotAReplyError("automatic (subject)", automatic=True)


def _is_of_a_rule(mail: Message) -> bool:
    """Whether a rule of a mailbox of Exchange sent it: not one of our own mailbox, that hands mail on to us."""
    ours = {parseaddr(value)[1].lower() for name in _ADDRESSED for value in _values(mail, name)}
    ours |= {re.sub(r"\+[^@]*", "", address) for address in ours}
    return any(value.strip().lower() not in ours for value in _values(mail, "x-ms-exchange-inbox-rules-loop"))


def _refuse_no_answer(text: str) -> None:
    if is_automatic(text):
        raise NotAReplyError("automatic (its words)", automatic=True)
    if is_no_answer(text):
        raise NotAReplyError("no_answer")


def _secret(mail: Message) -> str:
    found: set[str] = {
        match.lower() for name in _ADDRESSED for value in _values(mail, name) for match in _SECRET.findall(value)
    }
    if len(found) != 1:
        raise NotAReplyError("to no address of a reminder", stranger=True)
    (secret,) = found
    return secret


def _sender(mail: Message) -> str:
    """By what names somebody may sign who sends a mail."""
    name, address = parseaddr(_values(mail, "from", 1)[0][:_LONGEST_HEADER])
    return f"{_decoded(name)} {re.sub(r'[^a-z]', ' ', address.partition('@')[0].lower())}"


def _values(mail: Message, name: str, at_least: int = 0) -> list[str]:
    found = [_letters(value) for its, value in mail.raw_items() if its.lower() == name]
    return found + [""] * (at_least - len(found))


def _letters(value: str) -> str:
    """A header as it came, with letters that should have been encoded read as those of a body are."""
    return decoded(value.encode("utf-8", "surrogateescape")) or value.encode("ascii", "replace").decode()


def _decoded(value: str) -> str:
    """A header with its encoded words read (RFC 2047), in the character sets that letters are read in."""
    try:
        pieces = decode_header(value[:_LONGEST_HEADER])
    except (HeaderParseError, ValueError):
        return value[:_LONGEST_HEADER]
    texts = [piece if isinstance(piece, str) else decoded(piece, said or "") or "" for piece, said in pieces]
    return " ".join(without_unseen("".join(texts)).split())


def _plain(mail: Message) -> list[str]:
    """The texts in a mail, in order. Raises `NotAReplyError` where there is none, or one cannot be surely read."""
    texts = []
    for part in _texts(mail):
        said = part.get_param("charset") or ""
        text = decoded(_bytes(part), str(said[2] if isinstance(said, tuple) else said))
        if text is None:
            raise NotAReplyError("letters")
        lines = shown(text) if _is_html(part) else text
        if lines is None:
            raise NotAReplyError("formatted")
        texts.append(lines)
    if not texts:
        raise NotAReplyError("no_text")
    return texts


def _texts(mail: Message) -> list[Message]:
    """The parts that are shown: not what is attached, nor what another mail in it says; plain ones where one may."""
    kind = mail.get_content_type()
    if not mail.is_multipart():
        return [mail] if kind in {"text/plain", "text/html"} and not _is_attached(mail) and _bytes(mail).strip() else []
    if not kind.startswith("multipart/"):
        return []
    each = [_texts(part) for part in mail.get_payload() if isinstance(part, Message)]
    if kind == "multipart/alternative":
        return min(filter(None, each), key=lambda parts: any(map(_is_html, parts)), default=[])
    return [part for parts in each for part in parts]


def _is_html(part: Message) -> bool:
    return part.get_content_type() == "text/html"


def _bytes(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)  # noqa: S101 - it has no parts
    return body


def _is_attached(part: Message) -> bool:
    """Asked without reading names, which may be in any character set."""
    named = part.get_param("name") or part.get_param("filename", header="content-disposition")
    return part.get_content_disposition() == "attachment" or named is not None
