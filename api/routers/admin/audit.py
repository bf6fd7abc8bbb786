"""The audit trail, for those who answer for it."""

import json
from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from api.auth import Asker
from api.dependencies import ReadSession
from api.openapi import answered
from api.problems import documented
from api.routers.things import next_address
from api.routing import Router
from api.schemas.access import AuditTrail
from api.schemas.base import MAX_SEQUENCE, Slug
from api.schemas.examples import AUDIT
from db.models.access import Actor
from db.models.audit import AuditEntry
from db.publications import moment_text
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
    """Who did what on the workbench, before and after, the newest first; an editor reads of their organisation."""
    asker.may(Role.editor)
    found = select(AuditEntry, Actor).outerjoin(Actor, Actor.id == AuditEntry.actor)
    if not asker.is_admin:
        found = found.where(AuditEntry.organisation.in_(sorted(asker.covered(Role.editor))))
    if query.thing is not None:
        found = found.where(AuditEntry.thing == query.thing)
    if query.before is not None:
        found = found.where(AuditEntry.id < query.before)
    rows = session.execute(found.order_by(AuditEntry.id.desc()).limit(query.limit + 1)).all()
    shown = rows[: query.limit]
    more = next_address(request, str(shown[-1].AuditEntry.id), parameter="before") if len(rows) > query.limit else None
    return {"items": [_answer(row.AuditEntry, row.Actor) for row in shown], "next": more}


def _answer(entry: AuditEntry, actor: Actor | None) -> dict[str, Any]:
    found = {
        "number": entry.id,
        "at": moment_text(entry.at),
        "action": entry.action,
        "thing": {"type": entry.type, "id": entry.thing},
        "by": {
            "actor": entry.actor,
            "kind": actor.kind if actor else "server",
            "holder": actor.holder if actor else "",
        },
        "address": entry.address,
        "request_id": entry.request,
        "reason": entry.reason or None,
        "before": json.loads(entry.before) if entry.before else None,
        "after": json.loads(entry.after) if entry.after else None,
    }
    return {name: value for name, value in found.items() if value is not None}
