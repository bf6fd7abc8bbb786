"""Reminders: taking a mailbox away from those that were sent."""

from typing import Annotated, Any

from fastapi import Body

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import example
from api.http.dependencies import WriteSession
from api.http.working_answers import BODIES
from api.privacy.redaction import redact_mailbox
from api.schemas.examples import MAILBOX_REDACTED, MAILBOX_REDACTION
from api.schemas.workbench import MailboxRedacted, MailboxRedaction
from api.sign_in.auth import CurrentPrincipal
from db.session import begin_write

router = Router(prefix="/v1/admin/reminders", tags=["Workbench"])


@router.post(
    "/redaction",
    status_code=201,
    responses={
        201: {"content": {"application/json": {"example": MAILBOX_REDACTED}}},
        **documented(
            "key-missing",
            "wrong-role",
            *BODIES,
        ),
    },
    response_model=MailboxRedacted,
)
def redact_reminders(
    session: WriteSession,
    principal: CurrentPrincipal,
    body: Annotated[MailboxRedaction, Body(openapi_examples=example(MAILBOX_REDACTION))],
) -> Any:
    """Take a mailbox out of all reminders that were sent, and end the links in them. It cannot be undone.

    Nobody is told of the same step again. A post that still names the mailbox has to be changed for nothing more to
    be sent there.
    """
    principal.may()
    head = begin_write(session)
    return redact_mailbox(session, head, principal, body.mailbox, body.ground)
