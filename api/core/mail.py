"""Sending mail through the one SMTP server that the settings name."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from api.settings.smtp import is_private

_SECONDS = 30
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TAKEN = (250, 251)


@dataclass(frozen=True)
class Outcome:
    """What became of a mail: `sent`, `failed` (certainly not accepted), or `unknown`; and why."""

    state: str
    why: str = ""


def send(url: str, message: EmailMessage) -> Outcome:
    """Hand one mail to the server. Never raises: what went wrong is in the outcome.

    Once the mail itself is on its way, a lost connection leaves it unknown whether the server took it.
    """
    try:
        server = _connected(urlsplit(url), _own_name(message))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome("failed", _words(error))
    try:
        return _handed_over(server, message)
    finally:
        with suppress(smtplib.SMTPException, OSError):  # it has said what it had to say
            server.quit()
        server.close()


def _handed_over(server: smtplib.SMTP, message: EmailMessage) -> Outcome:
    try:
        _expect(server.mail(parseaddr(str(message["From"]))[1]))
        _expect(server.rcpt(parseaddr(str(message["To"]))[1]))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome("failed", _words(error))
    try:
        _expect(server.data(message.as_bytes()))
    except smtplib.SMTPResponseException as error:
        return Outcome("failed", _words(error))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome("unknown", _words(error))
    return Outcome("sent")


def _own_name(message: EmailMessage) -> str:
    """What this machine greets a server as: its full public name, else the domain it sends for, else its address.

    A name without a dot, as containers have, is refused by strict servers (RFC 5321, 2.3.5 and 4.1.3).
    """
    from api.settings import settings  # which check an address with what stands here

    host = urlsplit(settings().base_url).hostname or ""
    for name in (host, parseaddr(str(message["From"]))[1].rpartition("@")[2]):
        if name.isascii() and "." in name.strip(".") and not _is_address(name):
            return name
    loopback = host if _is_address(host) else "127.0.0.1"
    return f"[IPv6:{loopback}]" if ":" in loopback else f"[{loopback}]"


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _connected(parts: SplitResult, name: str) -> smtplib.SMTP:
    """Encrypted from the first byte (`smtps`) or by STARTTLS, which is required but of this machine or where told."""
    host = str(parts.hostname)
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, name, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, name, timeout=_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        wanted = parts.scheme == "smtp" and is_private(parts)
        if wanted and (host not in _LOOPBACK or server.has_extn("starttls")):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _expect(reply: tuple[int, bytes]) -> None:
    code, said = reply
    if code not in _TAKEN:
        raise smtplib.SMTPResponseException(code, said)


def _words(error: Exception) -> str:
    if not isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__}: {error}"
    said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
    return f"{error.smtp_code} {said}"
