"""Asking for sheets on which people who took part, and belong to no group, answer about a declaration."""

from typing import Annotated

from fastapi import Body, Path
from fastapi.responses import JSONResponse

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import example
from api.http.dependencies import WriteSession
from api.http.mailing import can_be_mailed, mailed
from api.http.working_answers import WRITES
from api.record.reader import begin
from api.reminders.gathering_mails import gathering_mail
from api.schemas.actions import SheetsAsk, SheetsAsked
from api.schemas.base import Slug
from api.schemas.examples import SHEETS_ASK
from api.schemas.kinds import BY_TYPE
from api.sign_in.auth import CurrentPrincipal
from api.workbench import gathering

router = Router(prefix="/v1/admin")
KIND = BY_TYPE["declaration"]
Id = Annotated[Slug, Path(description=f"The id of {KIND.called}.", examples=[KIND.known])]


@router.post(
    "/declarations/{id}/sheets",
    tags=[f"Workbench: {KIND.plural}"],
    status_code=201,
    responses=documented(*WRITES),
    response_model=SheetsAsked,
)
def ask_for_sheets(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: Id,
    body: Annotated[SheetsAsk, Body(openapi_examples=example(SHEETS_ASK))],
) -> JSONResponse:
    """Mail a facilitator a link by which it prints numbered sheets for people who took part, enters what comes back and
    publishes it, counted. It is an organisation that is neither whoever declares nor owned or appointed by it.
    """
    principal.may(*KIND.roles)
    can_be_mailed("facilitator")
    record = begin(session)
    sent = gathering.ask(record, principal, id, body.facilitator, body.mailbox, body.sheets)
    link = sent.link
    answer = {"declaration": id, "facilitator": body.facilitator, "first": link.first, "last": link.last}
    mail = gathering_mail(record, sent)
    return JSONResponse(answer | {"own_mailbox": link.is_own}, 201, background=mailed([mail]))
