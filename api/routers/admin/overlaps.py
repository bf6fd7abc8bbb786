"""Before people are asked again: what overlaps with a plan, which groups it asks, and who sees whose plans."""

from typing import Annotated

from fastapi import Body, Path
from starlette.responses import JSONResponse, Response

from api.core.json_text import Json
from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered, example
from api.http.dependencies import ReadSession, WriteSession
from api.http.mailing import can_be_mailed, mailed
from api.http.working_answers import BODIES, READS, WRITES
from api.overlaps import groups, our_group, plans
from api.overlaps.answer import answer
from api.overlaps.checking import check
from api.overlaps.groups import Asked
from api.record.reader import begin, read_now
from api.reminders.group_mails import group_mail
from api.schemas.base import Slug
from api.schemas.engagements import Engagement
from api.schemas.examples import GROUP_INVITED, GROUPS_ASKED, OVERLAP_CHECK, OVERLAPS_CHECKED, PLANS_SHOWN
from api.schemas.overlaps import GroupInvited, GroupsAsked, OverlapCheck, OverlapsChecked, PlansShown
from api.sign_in.auth import CurrentPrincipal
from api.workbench import inputs

router = Router(prefix="/v1/admin")
EngagementId = Annotated[Slug, Path(description="The id of an engagement.", examples=["anytown-bus-survey"])]
OrganisationId = Annotated[Slug, Path(description="The id of an organisation.", examples=["anytown"])]


@router.post(
    "/overlap-checks",
    tags=["Workbench: engagements"],
    responses={**answered(OVERLAPS_CHECKED), **documented("key-missing", "wrong-role", "not-yours", *BODIES)},
    response_model=OverlapsChecked,
    response_model_exclude_unset=True,
)
def check_overlaps(
    session: ReadSession,
    principal: CurrentPrincipal,
    body: Annotated[OverlapCheck, Body(openapi_examples=example(OVERLAP_CHECK))],
) -> Json:
    """What is worth knowing before people are asked again: what they were promised, what else asks them, and what is
    known already. Nothing is stored, and nothing is blocked.
    """
    record = read_now(session)
    facts = body.engagement.model_dump(exclude_unset=True, exclude={"publish"})
    thing = inputs.drafted(record, principal, "engagement", facts)
    assert isinstance(thing, Engagement)  # noqa: S101 - of that type
    return answer(record, check(record, principal, thing, body.groups))


@router.get(
    "/engagements/{id}/groups",
    tags=["Workbench: engagements"],
    responses={**answered(GROUPS_ASKED), **documented(*READS)},
    response_model=GroupsAsked,
    response_model_exclude_unset=True,
)
def get_groups_asked(session: ReadSession, principal: CurrentPrincipal, id: EngagementId) -> Json:
    """The groups that an engagement asks for their time. They are named to nobody else."""
    return _groups(groups.asked_by(read_now(session), principal, id))


@router.post(
    "/engagements/{id}/groups",
    tags=["Workbench: engagements"],
    status_code=201,
    responses={**answered(GROUPS_ASKED, status=201), **documented(*WRITES)},
    response_model=GroupsAsked,
    response_model_exclude_unset=True,
)
def ask_groups(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: EngagementId,
    body: Annotated[GroupsAsked, Body(openapi_examples=example(GROUPS_ASKED))],
) -> Json:
    """Say which groups an engagement asks for their time, in place of what was said before."""
    asked = [Asked(one.organisation, one.hours, one.paid) for one in body.groups]
    return _groups(groups.ask(begin(session), principal, id, asked))


@router.get(
    "/organisations/{id}/plans-shown",
    tags=["Workbench: organisations"],
    responses={**answered(PLANS_SHOWN), **documented(*READS)},
    response_model=PlansShown,
)
def get_plans_shown(session: ReadSession, principal: CurrentPrincipal, id: OrganisationId) -> Json:
    """To which organisations one shows what it plans to ask."""
    return {"organisations": plans.shown_by(read_now(session), principal, id)}


@router.post(
    "/organisations/{id}/plans-shown",
    tags=["Workbench: organisations"],
    status_code=201,
    responses={**answered(PLANS_SHOWN, status=201), **documented(*WRITES)},
    response_model=PlansShown,
)
def show_plans(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: OrganisationId,
    body: Annotated[PlansShown, Body(openapi_examples=example(PLANS_SHOWN))],
) -> Json:
    """Show these organisations, and no others, what one plans to ask. Each sees it that shows its own in return: then
    a check for overlaps tells either of the other's drafts.
    """
    return {"organisations": plans.show_to(begin(session), principal, id, body.organisations)}


@router.post(
    "/organisations/{id}/group-invitation",
    tags=["Workbench: organisations"],
    status_code=201,
    responses={**answered(GROUP_INVITED, status=201), **documented(*READS, "conflict")},
    response_model=GroupInvited,
)
def invite_group(session: WriteSession, principal: CurrentPrincipal, id: OrganisationId) -> Response:
    """Send a group the link to its own page: what asks it for its time, and what came of that; there it answers, and
    says on what terms it may be asked. It goes to the mailbox that the group itself published, and to no other.
    """
    record = begin(session)
    can_be_mailed("group")
    invited = our_group.invite(record, principal, id)
    mail = group_mail(record, invited)
    return JSONResponse({"sent_to": invited.recipient}, 201, background=mailed([mail]))


def _groups(found: list[Asked]) -> Json:
    return {"groups": [{name: value for name, value in vars(one).items() if value is not None} for one in found]}
