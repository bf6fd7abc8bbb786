"""What an organisation says of itself: whether it declares, and who runs, owns, funds or pays it."""

from typing import Annotated

from fastapi import Body, Path, Request, Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import example
from api.http.dependencies import WriteSession
from api.http.working_answers import REPEATS, Once, several_once
from api.record.reader import RecordWriter
from api.schemas.actions import OfItself
from api.schemas.base import Slug
from api.schemas.examples import OF_ITSELF
from api.schemas.kinds import BY_TYPE
from api.sign_in.auth import CurrentPrincipal
from api.workbench import actions, release
from db.models.workbench import WorkingCopy

router = Router(prefix="/v1/admin")
KIND = BY_TYPE["organisation"]
OrganisationId = Annotated[Slug, Path(description="The id of an organisation.", examples=["anytown"])]


@router.post(
    "/organisations/{id}/of-itself",
    tags=[f"Workbench: {KIND.plural}"],
    status_code=201,
    responses=documented(*REPEATS),
    response_model=KIND.page,
)
def say_of_itself(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: OrganisationId,
    body: Annotated[OfItself, Body(openapi_examples=example(OF_ITSELF))],
    once: Once = None,
) -> Response:
    """Switch on, or off, that an organisation says who held the pen in its work; and say who runs, owns, funds and pays
    it, by which readers see on which side it answers. All of it is public.
    """
    said = body.model_dump(exclude_unset=True, exclude={"publish"})

    def act(record: RecordWriter) -> list[WorkingCopy]:
        copy = actions.says_of_itself(record, principal, id, said)
        if body.publish:
            release.release(record, principal, [copy], release.Asked())
        return [copy]

    return several_once(request, session, principal, once, body.model_dump(exclude_unset=True), act)
