"""Asking a partner that has no key to answer about a declaration, by a link to its mailbox."""

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
from api.reminders.partner_mails import partner_mail
from api.schemas.actions import PartnerAsk, PartnerAsked
from api.schemas.base import Slug
from api.schemas.examples import PARTNER_ASK
from api.schemas.kinds import BY_TYPE
from api.sign_in.auth import CurrentPrincipal
from api.workbench import partner_links

router = Router(prefix="/v1/admin")
KIND = BY_TYPE["declaration"]
Id = Annotated[Slug, Path(description=f"The id of {KIND.called}.", examples=[KIND.known])]


@router.post(
    "/declarations/{id}/invitation",
    tags=[f"Workbench: {KIND.plural}"],
    status_code=201,
    responses=documented(*WRITES),
    response_model=PartnerAsked,
)
def ask_partner(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: Id,
    body: Annotated[PartnerAsk, Body(openapi_examples=example(PARTNER_ASK))],
) -> JSONResponse:
    """Mail a partner a link by which it answers for itself, without a key, and may decline unseen. What it answers
    counts as the other side only where the mailbox is its own: it published it, as that of a post of its own, or
    confirmed it by signing in. It is written to three times at most.
    """
    principal.may(*KIND.roles)
    can_be_mailed("partner")
    record = begin(session)
    sent = partner_links.ask(record, principal, id, body.partner, body.mailbox)
    answer = {"declaration": id, "partner": body.partner, "own_mailbox": sent.is_own}
    return JSONResponse(answer, 201, background=mailed([partner_mail(record, sent)]))
