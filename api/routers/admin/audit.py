"""The audit trail, for those who answer for it."""

import json
from typing import Annotated

from fastapi import Body, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered, example
from api.http.dependencies import ReadSession, WriteSession
from api.http.paging import next_address
from api.http.working_answers import BODIES
from api.privacy.redaction import redact_entry
from api.record.reader import read_now
from api.schemas.access import AuditRow, AuditTrail
from api.schemas.base import MAX_SEQUENCE, Slug
from api.schemas.examples import AUDIT, REDACTION
from api.schemas.workbench import Redaction
from api.sign_in.auth import CurrentPrincipal
from api.workbench import trail
from db.models.access import Actor
from db.models.audit import AuditEntry
from db.publications import moment_text
from db.session import begin_write
from db.vocabulary import Role

router = Router(prefix="/v1/admin/audit", tags=["Workbench"])


class AuditQuery(BaseModel):
    """The parameters of the audit trail."""

    model_config = ConfigDict(extra="ignore")

    thing: Slug | None = Field(None, description="What was done to this thing.", examples=["anytown-streets-2025-3"])
    action: list[str] = Field(
        [], max_length=50, description="Only what was done so, such as `publish` or `withdraw`.", examples=[["publish"]]
    )
    limit: int = Field(50, ge=1, le=200, description="How many on a page.")
    before: int | None = Field(None, ge=1, le=MAX_SEQUENCE, description="Only what has a lower number.")


@router.get(
    "",
    responses={**answered(AUDIT), **documented("bad-query", "key-missing", "wrong-role")},
    response_model=AuditTrail,
    response_model_exclude_unset=True,
)
def list_audit(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[AuditQuery, Query()]
) -> dict[str, object]:
    """Who did what on the workbench, before and after, the newest first. An editor reads of their organisation, and of
    a thing only where they may read the thing.
    """
    principal.may(Role.editor)
    found = trail.read(
        read_now(session),
        principal,
        thing=query.thing,
        actions=query.action,
        before=query.before,
        limit=query.limit + 1,
    )
    shown = found[: query.limit]
    more = next_address(request, str(shown[-1][0].id), parameter="before") if len(found) > query.limit else None
    return {"items": [_answer(entry, actor) for entry, actor in shown], "next": more}


@router.post(
    "/{number}/redaction",
    status_code=201,
    responses=documented(
        "bad-query",
        "key-missing",
        "wrong-role",
        "not-found",
        *BODIES,
    ),
    response_model=AuditRow,
    response_model_exclude_unset=True,
)
def redact_audit_entry(
    session: WriteSession,
    principal: CurrentPrincipal,
    number: Annotated[int, Path(ge=1, le=MAX_SEQUENCE, description="The number of the entry.", examples=[7])],
    body: Annotated[Redaction, Body(openapi_examples=example(REDACTION))],
) -> dict[str, object]:
    """Take the text out of one entry, before, after and reason, on a ground from the codelist. It cannot be undone.

    That it was done, by whom and when stays; `redacted_by` is the number of the entry that says who took the text out,
    when and on what ground.
    """
    principal.may()
    begin_write(session)
    entry = redact_entry(session, principal, number, body.ground)
    return _answer(entry, session.get(Actor, entry.actor))


def _answer(entry: AuditEntry, actor: Actor | None) -> dict[str, object]:
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
        "redacted_by": entry.redacted_by,
    }
    return {name: value for name, value in found.items() if value is not None}
