"""Mails that a request has sent: once its answer is on its way, so that nobody waits for a mail server."""

from collections.abc import Sequence
from email.message import EmailMessage
from functools import partial
from typing import Literal

import structlog
from starlette.background import BackgroundTask

from api.core.mail import send
from api.core.problems import Problem
from api.settings import settings
from api.text.phrases import phrase

log = structlog.get_logger("assembly_tracker")


def can_be_mailed(whom: Literal["translator", "group", "partner", "facilitator"]) -> None:
    """Raises 409 where no mail server is named: the link would reach nobody."""
    if not settings().smtp_url:
        raise Problem("conflict", phrase(f"refusal.no_mail_{whom}"))


def mailed(mails: Sequence[EmailMessage]) -> BackgroundTask | None:
    """Sends them once the answer is on its way; None where there are none."""
    return BackgroundTask(partial(_send_all, mails)) if mails else None


def _send_all(mails: Sequence[EmailMessage]) -> None:
    for mail in mails:
        outcome = send(settings().smtp_url, mail)
        if outcome.state != "sent":
            log.warning("mail not sent", why=outcome.why)
