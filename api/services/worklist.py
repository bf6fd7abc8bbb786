"""Lists to work from: pages of working copies, the latest change first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import pagination
from api.pagination import Cursor
from api.principal import Principal
from api.services import copies
from db.models.workbench import WorkingCopy
from db.queries.moments import Moment


def page(
    found: Sequence[WorkingCopy], moment: Moment, query: str, cursor: str | None, limit: int
) -> tuple[list[WorkingCopy], str | None]:
    """One page of working copies in their order, and the cursor of the next."""
    after = pagination.read(cursor, query, "changed").place if cursor else None
    rest = [copy for copy in found if after is None or _place(copy) > _key(after)]
    shown = list(rest[:limit])
    if len(rest) <= limit:
        return shown, None
    last = shown[-1]
    return shown, pagination.written(Cursor(moment, [last.changed_at, last.thing]), query)


def _place(copy: WorkingCopy) -> tuple[float, str]:
    return -copy.changed_at.timestamp(), copy.thing


def _key(place: list[Any]) -> tuple[float, str]:
    return -place[0].timestamp(), place[1]


def waiting(session: Session, sequence: int, by: Principal, view: str) -> list[WorkingCopy]:
    """What waits for somebody: their own drafts, what came back to them, what they may release, what will be public."""
    chosen = {
        "mine": (WorkingCopy.created_by == by.actor) | (WorkingCopy.changed_by == by.actor),
        "draft": WorkingCopy.state == "draft",
        "returned": (WorkingCopy.state == "draft") & (WorkingCopy.note != ""),
        "waiting": (WorkingCopy.state == "submitted") & (WorkingCopy.submitted_by != by.actor),
        "scheduled": WorkingCopy.state == "scheduled",
    }
    found = list(session.scalars(select(WorkingCopy).where(chosen[view])))
    return copies.visible(session, sequence, by, found)
