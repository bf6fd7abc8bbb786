"""A real SMTP server for the tests, that keeps what it is given, and can refuse or hang up."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from api.settings import settings


class Mailbox:
    """What the server got, and how it behaves."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[EmailMessage] = []
        self.envelopes: list[tuple[str | None, list[str]]] = []
        self.greeted_as: list[str | None] = []  # by whoever sent a mail
        self.refuses: dict[str, str] = {}  # at `mail`, `rcpt` or `data`, with which words
        self.hangs_up = False  # once it has the mail, before it says so
        self.hangs_up_at_quit = False

    def to(self, mailbox: str) -> list[EmailMessage]:
        """The mails a mailbox got."""
        return [mail for mail in self.got if mail["To"] == mailbox]

    async def handle_MAIL(  # noqa: N802 - the library's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.refuses.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.refuses.get("rcpt", self.refuses.get(address, "250 OK"))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "data" in self.refuses:
            return self.refuses["data"]
        content = envelope.content
        assert isinstance(content, bytes)
        found = message_from_bytes(content, policy=default)
        assert isinstance(found, EmailMessage)
        self.got.append(found)
        self.greeted_as.append(session.host_name)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        if self.hangs_up:
            _hang_up(server)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        if self.hangs_up_at_quit:
            _hang_up(server)
        return "221 Bye"


def _hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.close()


class _AnyPort(Controller):
    """Listens on whichever port is free; the library connects to its own server once before it is ready."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def served(**options: Any) -> Iterator[Mailbox]:
    """A server that listens meanwhile. Start it before the clock is moved."""
    mailbox = Mailbox()
    controller = _AnyPort(mailbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield mailbox
    finally:
        controller.stop()


@contextmanager
def named_in_settings(**more: str) -> Iterator[Mailbox]:
    """A server that listens meanwhile and that the settings name, with `more` settings."""
    with served() as mailbox, pytest.MonkeyPatch.context() as told:
        for name, value in {"TRACKER_SMTP_URL": mailbox.url, **more}.items():
            told.setenv(name, value)
        settings.cache_clear()
        yield mailbox
    settings.cache_clear()
