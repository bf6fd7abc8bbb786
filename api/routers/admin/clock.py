"""The clock: whether it can be believed, and an administrator's word that publishing goes on."""

from datetime import timedelta

from sqlalchemy import select

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered
from api.http.dependencies import ReadSession, WriteSession
from api.schemas.clock import ClockAnswer
from api.schemas.examples import CLOCK
from api.sign_in.auth import CurrentPrincipal
from api.workbench.clock import go_on
from api.workbench.clock_words import following, in_doubt
from db.doubt import Seen, examine
from db.models.record import RecordHead
from db.publications import moment_text
from db.session import begin_write

router = Router(prefix="/v1/admin/clock", tags=["Workbench"])
_SECOND = timedelta(seconds=1)


@router.get(
    "",
    responses={**answered(CLOCK), **documented("key-missing", "wrong-role")},
    response_model=ClockAnswer,
    response_model_exclude_unset=True,
)
def get_clock(session: ReadSession, principal: CurrentPrincipal) -> dict[str, object]:
    """What the clock and the record say of each other, and whether anything is in doubt."""
    principal.may()
    return _answer(examine(session, session.scalars(select(RecordHead)).one()))


@router.post(
    "/resumption",
    status_code=201,
    responses={
        201: {"content": {"application/json": {"example": CLOCK}}},
        **documented("key-missing", "wrong-role", "conflict"),
    },
    response_model=ClockAnswer,
    response_model_exclude_unset=True,
)
def resume_clock(session: WriteSession, principal: CurrentPrincipal) -> dict[str, object]:
    """Say that the clock in doubt is right, and that publishing goes on.

    Where the record ends in the future, times follow the last one by microseconds until real time has passed it. A
    clock that is set again is in doubt again.
    """
    principal.may()
    return _answer(go_on(session, begin_write(session), principal))


def _answer(seen: Seen) -> dict[str, object]:
    found = {
        "now": moment_text(seen.now),
        "published_at": moment_text(seen.published_at),
        "ahead": max(0, (seen.published_at - seen.now) // _SECOND),
        "jumped": round(seen.jumped / _SECOND),
        "in_doubt": seen.in_doubt,
        "follows": seen.follows,
    }
    if seen.in_doubt or seen.follows:
        found["detail"] = in_doubt(seen) if seen.in_doubt else following(seen)
    return found
