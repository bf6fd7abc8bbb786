"""In which languages the mailbox of a post is written to."""

from typing import Annotated

from fastapi import Body, Path

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered, example
from api.http.dependencies import ReadSession, WriteSession
from api.http.working_answers import READS, WRITES
from api.record.reader import begin, read_now
from api.schemas.access import MailboxAnswer, MailLanguages
from api.schemas.base import Slug
from api.schemas.examples import MAIL_LANGUAGES, MAILBOX
from api.sign_in.auth import CurrentPrincipal
from api.workbench.mail_languages import Chosen, choose_for_post, of_post

router = Router(prefix="/v1/admin/posts/{id}/mail-languages", tags=["Workbench: posts"])
PostId = Annotated[Slug, Path(description="The id of a post.", examples=["anytown-head-of-streets"])]


@router.get(
    "",
    responses={**answered(MAILBOX), **documented(*READS)},
    response_model=MailboxAnswer,
    response_model_exclude_unset=True,
)
def get_mail_languages(session: ReadSession, principal: CurrentPrincipal, id: PostId) -> dict[str, object]:
    """In which languages the mailbox of a post is written to; without any, in all of this instance."""
    return _answer(of_post(read_now(session), principal, id))


@router.post(
    "",
    status_code=201,
    responses={**answered(MAILBOX, status=201), **documented(*WRITES)},
    response_model=MailboxAnswer,
    response_model_exclude_unset=True,
)
def choose_mail_languages(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: PostId,
    body: Annotated[MailLanguages, Body(openapi_examples=example(MAIL_LANGUAGES))],
) -> dict[str, object]:
    """Say in which languages the mailbox of a post is written to from now on, until the post is handed over."""
    return _answer(choose_for_post(begin(session), principal, id, body.languages))


def _answer(one: Chosen | None) -> dict[str, object]:
    return {"mailbox": one.mailbox, "languages": list(one.languages)} if one is not None else {"languages": []}
