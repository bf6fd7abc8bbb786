"""The audit trail, for those who answer for it."""

import json
from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.auth import Asker
from api.dependencies import ReadSession
from api.openapi import answered
from api.problems import documented
from api.routers.things import next_address
from api.routing import Router
from api.schemas.access import AuditTrail
from api.schemas.base import MAX_SEQUENCE, Slug
from api.schemas.examples import AUDIT
from api.services import trail
from db.models.access import Actor
from db.models.audit import AuditEntry
from db.publications import moment_text
from db.queries import moments
from db.vocabulary import Role

router = Router(prefix="/v1/admin/audit", tags=["Workbench"])


class AuditQuery(BaseModel):
    """The parameters of the audit trail."""

    model_config = ConfigDict(extra="ignore")

    thing: Slug | None = Field(None, description="What was done to this thing.", examples=["anytown-streets-2025-3"])
    limit: int = Field(50, ge=1, le=200, description="How many on a page.")
    before: int | None = Field(None, ge=1, le=MAX_SEQUENCE, description="Only what has a lower number.")


@router.get(
    "",
    responses={**answered(AUDIT), **documented("bad-query", "key-missing", "wrong-role")},
    response_model=AuditTrail,
    response_model_exclude_unset=True,
)
def list_audit(request: Request, session: ReadSession, asker: Asker, query: Annotated[AuditQuery, Query()]) -> Any:
    """Who did what on the workbench, before and after, the newest first. An editor reads of their organisation, and of
    a thing only where they may read the thing.
    """
    asker.may(Role.editor)
    sequence = moments.current(session).sequence
    found = trail.read(session, sequence, asker, thing=query.thing, before=query.before, limit=query.limit + 1)
    shown = found[: query.limit]
    more = next_address(request, str(shown[-1][0].id), parameter="before") if len(found) > query.limit else None
    return {"items": [_answer(entry, actor) for entry, actor in shown], "next": more}


def _answer(entry: AuditEntry, actor: Actor | None) -> dict[str, Any]:
    found = {
        "number": entry.id,
        "at": moment_text(entry.at),
        "action": entry.action,
        "thing": {"type": entry.type, "id": entry.thing},
        "by": {
            "actor": entry.actor,
            "kind": ("mailbox" if actor.mailbox else actor.kind) if actor else "server",
            "holder": actor.holder if actor else "",
            **({"person": actor.person} if actor and actor.person else {}),
        },
        "address": entry.address,
        "request_id": entry.request,
        "reason": entry.reason or None,
        "before": json.loads(entry.before) if entry.before else None,
        "after": json.loads(entry.after) if entry.after else None,
    }
    return {name: value for name, value in found.items() if value is not None}
