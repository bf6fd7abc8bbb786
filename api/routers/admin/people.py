"""People: who holds keys, accounts and posts, and how all of that ends when somebody leaves."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import Path, Query, Request, Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered, paged
from api.http.dependencies import ReadSession, WriteSession
from api.http.paging import page_of
from api.schemas.access import Departure, People
from api.schemas.examples import DEPARTURE, PEOPLE
from api.schemas.queries import Paged
from api.sign_in.auth import CurrentPrincipal
from api.workbench import access
from api.workbench.access import Acting, Ended, depart, still_acting
from db.models.access import Person
from db.publications import moment_text
from db.session import begin_write

router = Router(prefix="/v1/admin/people", tags=["Workbench"])
Number = Annotated[int, Path(ge=1, le=2**53 - 1, description="The number of a person.", examples=[1])]


@router.get(
    "",
    responses={**paged(PEOPLE), **documented("bad-query", "bad-cursor", "key-missing", "wrong-role")},
    response_model=People,
)
def list_people(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[Paged, Query()]
) -> Response:
    """Everybody who is known here, with the posts they hold and the keys and accounts of theirs that act."""
    principal.may()
    page = page_of(query, "number", list="people")
    found = access.people(session, page.after, page.enough)
    return page.answer(request, found, lambda one: [one.id], lambda shown: _people(session, shown))


def _people(session: ReadSession, people: Sequence[Person]) -> list[dict[str, object]]:
    theirs = access.held_by(session, [one.id for one in people])
    return [{"number": one.id, "name": one.name, **vars(theirs[one.id])} for one in people]


@router.post(
    "/{number}/departure",
    status_code=201,
    responses={
        **answered(DEPARTURE, status=201),
        **documented("bad-query", "key-missing", "wrong-role", "not-found", "conflict"),
    },
    response_model=Departure,
    response_model_exclude_unset=True,
)
def record_departure(session: WriteSession, principal: CurrentPrincipal, number: Number) -> dict[str, object]:
    """Somebody leaves: their time in every post, their keys, their accounts and the open links of what they acted for
    end in one act. Answers what was ended, and what still acts on what they could act on. What they made stays.
    """
    principal.may()
    begin_write(session)
    ended, could = depart(session, principal, number)
    return {"ended": ended_answers(ended), "still_acting": acting_answers(still_acting(session, could))}


def ended_answers(ended: Iterable[Ended]) -> list[dict[str, object]]:
    """What no longer acts, as it is answered."""
    return [
        _known(
            kind=one.kind,
            number=one.number,
            holder=None if one.kind == "link" else one.person.name if one.person else "",
            person=one.person.id if one.person else None,
            post=one.covers or None,
            many=one.many,
        )
        for one in ended
    ]


def acting_answers(acting: Iterable[Acting]) -> list[dict[str, object]]:
    """What still acts, as it is answered: without addresses or secrets, so that it can be ended by its number."""
    return [
        _known(
            kind=one.actor.kind,
            number=one.actor.id,
            holder=one.actor.holder,
            person=one.actor.person,
            role=one.grant.role,
            covers=one.grant.covers or None,
            until=one.grant.until.isoformat() if one.grant.until else None,
            last_used_on=one.last_used_on.isoformat() if one.last_used_on else None,
            ends_at=moment_text(one.ends_at),
        )
        for one in acting
    ]


def _known(**found: object) -> dict[str, object]:
    return {name: value for name, value in found.items() if value is not None}
