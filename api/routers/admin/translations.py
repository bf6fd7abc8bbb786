"""Sending drafts for translation: their publication waits until they are back."""

from email.message import EmailMessage
from functools import partial
from typing import Annotated

import structlog
from fastapi import Body, Request, Response
from starlette.background import BackgroundTask

from api.core.mail import send
from api.core.problems import Problem, documented
from api.core.routing import Router
from api.http.contract import example
from api.http.dependencies import WriteSession
from api.http.working_answers import WRITES, Once, several_once
from api.record.reader import RecordWriter
from api.reminders.translation_mails import translation_mail
from api.schemas.actions import TranslationAsk
from api.schemas.examples import TRANSLATION_ASK
from api.schemas.kinds import WORKERS, AnyWorking
from api.settings import settings
from api.sign_in.auth import CurrentPrincipal
from api.workbench import translation
from api.workbench.working_copies import find_any
from db.models.workbench import WorkingCopy

router = Router(prefix="/v1/admin", tags=["Workbench"])
log = structlog.get_logger("assembly_tracker")


@router.post(
    "/translations", status_code=201, responses=documented(*WRITES, "idempotency-key-reused"), response_model=AnyWorking
)
def send_for_translation(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    body: Annotated[TranslationAsk, Body(openapi_examples=example(TRANSLATION_ASK))],
    once: Once = None,
) -> Response:
    """Send drafts, of whatever kind, to the post that translates at their organisation, by a link in a mail. Each goes
    on by itself once it is back: it is public as far as its writer may release it, or submitted.
    """
    principal.may(*WORKERS)
    mails: list[EmailMessage] = []

    def act(record: RecordWriter) -> list[WorkingCopy]:
        found = [find_any(record, principal, id_) for id_ in dict.fromkeys(body.things)]
        can_be_mailed()
        for copy in found:
            mails.extend(
                translation_mail(record, copy, one)
                for one in translation.send(record, principal, copy, submit=body.submit)
            )
        return found

    answer = several_once(request, session, principal, once, body.model_dump(), act)
    answer.background = mailed(mails)
    return answer


def can_be_mailed() -> None:
    """Raises 409 where no mail server is named: the link would reach nobody."""
    if not settings().smtp_url:
        raise Problem("conflict", "No mail is sent from here (`TRACKER_SMTP_URL`), so nothing reaches a translator.")


def mailed(mails: list[EmailMessage]) -> BackgroundTask | None:
    """Sends them once the answer is on its way, so that nobody waits for a mail server."""
    return BackgroundTask(partial(_send_all, mails)) if mails else None


def _send_all(mails: list[EmailMessage]) -> None:
    for mail in mails:
        outcome = send(settings().smtp_url, mail)
        if outcome.state != "sent":
            log.warning("mail not sent", why=outcome.why)
