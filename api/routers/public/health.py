"""Whether this instance is alive, and whether it is ready to serve."""

import time
from typing import Literal

from fastapi import Request
from pydantic import Field

from api.core.problems import Problem, documented
from api.core.routing import Router, until_left
from api.http.readiness import what_is_wrong_since
from api.schemas.base import Schema

router = Router(tags=["Operations"])


class Health(Schema):
    """Always `ok`; what is not ok is a problem."""

    status: str = Field(examples=["ok"])


class Readiness(Health):
    """Ready, and what the index of the lists was made by."""

    index: Literal["current", "old"] = Field(
        description="`old` where another version of the program made the index: lists, filters and counts answer as"
        " they did before, and know nothing of newer ones, until `assembly-tracker migrate` was run.",
        examples=["current"],
    )


@router.get("/healthz", response_model=Health)
async def get_health() -> dict[str, object]:
    """Alive: the process answers. It waits for no thread, and asks nothing of the database."""
    return {"status": "ok"}


@router.get("/readyz", responses=documented("not-ready"), response_model=Readiness)
async def get_readiness(request: Request) -> dict[str, object]:
    """Ready: what is served can be read and, where there is a workbench, written; and the record is guarded."""
    state, asked = request.app.state, time.monotonic()
    wrong = await state.pools.checks.run(lambda: what_is_wrong_since(state, asked), lambda: until_left(request))
    if wrong:
        raise Problem("not-ready", wrong, headers={"Retry-After": "10"})
    return {"status": "ok", "index": state.index}
