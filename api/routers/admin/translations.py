"""Sending drafts for translation: their publication waits until they are back."""

from email.message import EmailMessage
from typing import Annotated

from fastapi import Body, Request, Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import example
from api.http.dependencies import WriteSession
from api.http.mailing import can_be_mailed, mailed
from api.http.working_answers import WRITES, Once, several_once
from api.record.reader import RecordWriter
from api.reminders.translation_mails import translation_mail
from api.schemas.actions import TranslationAsk
from api.schemas.examples import TRANSLATION_ASK
from api.schemas.kinds import WORKERS, AnyWorking
from api.sign_in.auth import CurrentPrincipal
from api.workbench import translation
from api.workbench.working_copies import find_any
from db.models.workbench import WorkingCopy

router = Router(prefix="/v1/admin", tags=["Workbench"])


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
        can_be_mailed("translator")
        for copy in found:
            mails.extend(
                translation_mail(record, copy, one)
                for one in translation.send(record, principal, copy, submit=body.submit)
            )
        return found

    answer = several_once(request, session, principal, once, body.model_dump(), act)
    answer.background = mailed(mails)
    return answer
