"""Handing over: a post from one holder to the next, an accountability from one post to another."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Body, Path, Query, Request, Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered, example, paged
from api.http.dependencies import ReadSession, WriteSession
from api.http.paging import page_of
from api.http.working_answers import READS, REPEATS, WRITES, Once, several_once
from api.record.reader import RecordWriter, begin, read_now
from api.routers.admin.people import acting_answers, ended_answers
from api.schemas.actions import AccountabilityHandover, Holdings, PostHandedOver, PostHandover
from api.schemas.base import Slug
from api.schemas.examples import ACCOUNTABILITY_HANDOVER, HANDED_OVER, HOLDINGS, POST_HANDOVER
from api.schemas.kinds import BY_TYPE
from api.schemas.queries import Paged
from api.sign_in.auth import CurrentPrincipal
from api.workbench import access, accounts, actions, release
from api.workbench.access import Who
from db.clock import today
from db.models.access import Holding
from db.models.workbench import WorkingCopy
from db.vocabulary import Grant, Role

router = Router(prefix="/v1/admin")
PostId = Annotated[Slug, Path(description="The id of a post.", examples=["anytown-head-of-streets"])]
AccountabilityId = Annotated[
    Slug, Path(description="The id of an accountability.", examples=["anytown-streets-2025-1-tfdznz"])
]


@router.get(
    "/posts/{id}/holdings",
    tags=["Workbench: posts"],
    responses={**paged(HOLDINGS), **documented(*READS, "bad-cursor")},
    response_model=Holdings,
)
def list_holdings(
    request: Request,
    session: ReadSession,
    principal: CurrentPrincipal,
    id: PostId,
    query: Annotated[Paged, Query()],
) -> Response:
    """Who holds and held a post, the first first, for the editor of its organisation and who acts for it. It is never
    public.
    """
    access.may_manage(read_now(session), principal, id)
    page = page_of(query, "begun", list="holdings", post=id)
    found = access.holdings(session, id, page.after, page.enough)
    return page.answer(request, found, lambda one: [one.begins, one.id], _answers)


@router.post(
    "/posts/{id}/handover",
    tags=["Workbench: posts"],
    status_code=201,
    responses={**answered(HANDED_OVER, status=201), **documented(*WRITES)},
    response_model=PostHandedOver,
    response_model_exclude_unset=True,
)
def hand_over_post(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: PostId,
    body: Annotated[PostHandover, Body(openapi_examples=example(POST_HANDOVER))],
) -> dict[str, object]:
    """End one person's time in a post and begin the next one's. In the same act whatever let the leaver act for the
    post ends: their keys and accounts, keys for it that are nobody's, and the links of reminders. The answer lists
    what was ended and what still acts. Nothing public changes: a post answers whoever holds it. Whoever acts for a post
    may hand over their own time in it. Where whoever begins shares the post, nobody leaves.
    """
    leaver, successor = Who(body.holder, body.person), Who(body.to, body.to_person)
    record, on = begin(session), body.on or today()
    if body.shares:
        ended = access.share_post(record, principal, id, successor=successor, on=on)
    else:
        ended = access.hand_over_post(record, principal, id, leaver=leaver, successor=successor, on=on)
    if body.mailbox is not None:
        accounts.invite_successor(session, principal, id, body.mailbox, successor, body.until)
    acting = access.still_acting(session, [Grant(Role.officer, id)])
    answer: dict[str, object] = {"items": _answers(access.holdings(session, id)), "next": None}
    return answer | {"ended": ended_answers(ended), "still_acting": acting_answers(acting)}


@router.post(
    "/accountabilities/{id}/handover",
    tags=["Workbench: accountabilities"],
    status_code=201,
    responses=documented(*REPEATS),
    response_model=BY_TYPE["accountability"].page,
)
def hand_over_accountability(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    id: AccountabilityId,
    body: Annotated[AccountabilityHandover, Body(openapi_examples=example(ACCOUNTABILITY_HANDOVER))],
    once: Once = None,
) -> Response:
    """End what one post answers for and begin it with another, in one act and one moment."""

    def act(record: RecordWriter) -> list[WorkingCopy]:
        on = body.on or today()
        both = actions.hand_over(record, principal, id, {"post": body.post}, on)
        if body.publish:
            release.release(record, principal, both, release.Asked())
        return both

    return several_once(request, session, principal, once, body.model_dump(mode="json"), act)


def _answers(held: Sequence[Holding]) -> list[dict[str, object]]:
    return [
        {
            "holder": one.whose.name if one.whose else "",
            **({"person": one.person} if one.person else {}),
            "begins": one.begins.isoformat(),
            **({"ends": one.ends.isoformat()} if one.ends else {}),
        }
        for one in held
    ]
