"""The address of the SMTP server, as a setting."""

from urllib.parse import SplitResult, parse_qs, urlsplit


def check_url(url: str) -> str:
    """The address of an SMTP server, as the settings take it. Raises ValueError for another."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path or parts.port == 0:
        raise ValueError("an SMTP server is smtp://HOST:PORT or smtps://HOST:PORT, with USER:PASSWORD@ where it asks")
    if parse_qs(parts.query) not in ({}, {"tls": ["none"]}):
        raise ValueError("the only option of an SMTP server is ?tls=none")
    if parts.password and not is_private(parts):
        raise ValueError("a password is not sent without TLS")
    return url


def is_private(parts: SplitResult) -> bool:
    """Whether what is said to it cannot be read on the way."""
    return parts.scheme == "smtps" or "tls" not in parse_qs(parts.query)
