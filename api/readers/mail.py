"""A reply to a reminder, as a mail server hands it over: whose it is, and what it says by number. Whatever it holds."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

LARGEST = 1_000_000
_SECRET = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)
_ADDRESSED = ("Delivered-To", "X-Original-To", "To", "Cc")
# What automatic mail says of itself (RFC 3834 and what came before it). Nothing is ever answered to it.
_AUTOMATIC = {
    "auto-submitted": r"(?!no\b)",
    "precedence": r"bulk|junk|list|auto_reply",
    "x-autoreply": r"",
    "x-autorespond": r"",
    "return-path": r"<>",
    "content-type": r"multipart/report",
}
# Where the signature, or the mail that is replied to, begins. Counted, so that no line takes long.
_BELOW = re.compile(
    r"^[ \t]*(>|--[ \t]*$|-{2,}[ ]*(original message|neges wreiddiol)|_{10,}[ \t]*$|(from|oddi wrth)[ ]?:"
    r"|to the mailbox of\b|at flwch post\b"
    r"|(on|ar)\b[^\n]{0,300}(\n[^\n]{0,300})?\b(wrote|ysgrifennodd)\b[^\n]{0,300}:[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBERED = re.compile(r"(\d{1,3})[ ]?[.):](?:\s+(.*))?")
_STILL_TRUE = re.compile(
    r"(nothing new|no change|still true|(nothing new|no change)\W+(it is )?still true"
    r"|dim byd newydd|yn dal yn wir|dim byd newydd\W+(mae’n |mae'n )?yn dal yn wir)\W*",
    re.IGNORECASE,
)


class NotAReplyError(Exception):
    """A mail that says nothing to us; `automatic` where it was not written by anybody."""

    def __init__(self, why: str, *, automatic: bool = False, stranger: bool = False) -> None:
        super().__init__(why)
        self.automatic = automatic
        self.stranger = stranger


@dataclass(frozen=True)
class Reply:
    """The secret a reply was sent to, and what it says: by number, or under 0 where it gives none."""

    secret: str
    said: dict[int, str]


def read_reply(data: bytes) -> Reply:
    """A mail as a reply. Raises `NotAReplyError`."""
    if len(data) > LARGEST:
        raise NotAReplyError(f"The mail is larger than {LARGEST // 1_000_000} MB: answer in plain text.")
    try:
        mail = message_from_bytes(data)
        _refuse_automatic(mail)
        secret, text = _secret(mail), _plain(mail)
    except RecursionError:
        raise NotAReplyError("The mail has too many parts within parts.") from None
    said = _by_number(_above(text))
    if not said:
        raise NotAReplyError("The reply says nothing above the mail it answers.")
    return Reply(secret, said)


def is_still_true(text: str) -> bool:
    """Whether that is all that the first lines of an answer say."""
    return _STILL_TRUE.fullmatch(" ".join(text.partition("\n\n")[0].split())) is not None


def _refuse_automatic(mail: Message) -> None:
    for name, pattern in _AUTOMATIC.items():
        if any(re.match(pattern, value.strip(), re.IGNORECASE) for value in _values(mail, name)):
            raise NotAReplyError(f"Ignored: an automatic mail ({name}).", automatic=True)


def _secret(mail: Message) -> str:
    found: set[str] = {
        match.lower() for name in _ADDRESSED for value in _values(mail, name) for match in _SECRET.findall(value)
    }
    if len(found) != 1:
        raise NotAReplyError("The mail is to no address of a reminder: reply to the reminder itself.", stranger=True)
    (secret,) = found
    return secret


def _values(mail: Message, name: str) -> list[str]:
    return [str(value) for value in mail.get_all(name, [])]


def _plain(mail: Message) -> str:
    for part in mail.walk():
        if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
            body = part.get_payload(decode=True)
            assert isinstance(body, bytes)  # noqa: S101 - it has no parts
            return _decoded(body, str(part.get_param("charset") or "utf-8"))
    raise NotAReplyError("The mail holds no plain text: reply in plain text, or open the link in the reminder.")


def _decoded(body: bytes, charset: str) -> str:
    try:
        text: str = body.decode(charset, "replace")
    except (LookupError, ValueError):
        text = body.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _above(text: str) -> list[str]:
    """The lines above the signature and above the mail that is replied to."""
    below = _BELOW.search(text)
    return [line.strip() for line in text[: below.start() if below else None].split("\n")]


def _by_number(lines: list[str]) -> dict[int, str]:
    said: dict[int, list[str]] = {0: []}
    number = 0
    for line in lines:
        match = _NUMBERED.fullmatch(line)
        if match:
            number = int(match[1])
            said.setdefault(number, [])
        said[number].append((match[2] or "") if match else line)
    texts = {number: "\n".join(found).strip() for number, found in said.items()}
    if len(texts) > 1:
        del texts[0]  # a greeting
    return {number: text for number, text in texts.items() if text}
