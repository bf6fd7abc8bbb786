"""People: who holds keys, accounts and posts, and how all of that ends when somebody leaves."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Path
from sqlalchemy import select

from api.auth import Asker
from api.dependencies import ReadSession, WriteSession
from api.openapi import answered
from api.problems import documented
from api.routing import Router
from api.schemas.access import Departure, People
from api.schemas.examples import DEPARTURE, PEOPLE
from api.services.access import Acting, Ended, depart, is_good, still_acting
from db.models.access import Account, Actor, Holding, Key, Person
from db.publications import moment_text
from db.session import begin_write

router = Router(prefix="/v1/admin/people", tags=["Workbench"])
Number = Annotated[int, Path(ge=1, le=2**53 - 1, description="The number of a person.", examples=[1])]


@router.get(
    "",
    responses={**answered(PEOPLE), **documented("key-missing", "wrong-role")},
    response_model=People,
    response_model_exclude_unset=True,
)
def list_people(session: ReadSession, asker: Asker) -> Any:
    """Everybody who is known here, with the posts they hold and the keys and accounts of theirs that act."""
    asker.may()
    posts, keys, accounts = (defaultdict[int | None, list[Any]](list) for _ in range(3))
    for person, post in session.execute(
        select(Holding.person, Holding.post).where(Holding.ends.is_(None)).order_by(Holding.post)
    ):
        posts[person].append(post)
    for person, number in session.execute(
        select(Actor.person, Key.id).join(Actor, Actor.id == Key.id).where(is_good()).order_by(Key.id)
    ):
        keys[person].append(number)
    for person, number in session.execute(
        select(Actor.person, Account.id)
        .join(Actor, Actor.id == Account.id)
        .where(Account.disabled_at.is_(None))
        .order_by(Account.id)
    ):
        accounts[person].append(number)
    items = [
        {
            "number": one.id,
            "name": one.name,
            "posts": posts[one.id],
            "keys": keys[one.id],
            "accounts": accounts[one.id],
        }
        for one in session.scalars(select(Person).order_by(Person.id))
    ]
    return {"items": items, "next": None}


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
def end_all(session: WriteSession, asker: Asker, number: Number) -> Any:
    """Somebody leaves: their time in every post, their keys, their accounts and the open links of what they acted for
    end in one act. Answers what was ended, and what still acts on what they could act on. What they made stays.
    """
    asker.may()
    begin_write(session)
    ended, could = depart(session, asker, number)
    return {"ended": ended_answers(ended), "still_acting": acting_answers(still_acting(session, could))}


def ended_answers(ended: Iterable[Ended]) -> list[dict[str, Any]]:
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


def acting_answers(acting: Iterable[Acting]) -> list[dict[str, Any]]:
    """What still acts, as it is answered: without addresses or secrets, so that it can be ended by its number."""
    return [
        _known(
            kind=one.actor.kind,
            number=one.actor.id,
            holder=one.actor.holder,
            person=one.actor.person,
            role=one.grant.role,
            covers=one.grant.covers or None,
            last_used_on=one.last_used_on.isoformat() if one.last_used_on else None,
            ends_at=moment_text(one.ends_at),
        )
        for one in acting
    ]


def _known(**found: Any) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value is not None}
