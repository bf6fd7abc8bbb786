"""The audit trail: every act on the workbench leaves a row, in the transaction of the act itself."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from api.principal import Principal
from db.clock import now
from db.models.audit import AuditEntry


def note(
    session: Session,
    by: Principal,
    action: str,
    type_: str,
    thing: str,
    *,
    organisation: str = "",
    before: bytes | None = None,
    after: bytes | None = None,
    reason: str = "",
) -> None:
    """Keep that somebody did this to a thing: what it was before and what it is now, where that changed, and why."""
    session.add(
        AuditEntry(
            at=now(),
            actor=by.actor,
            address=by.address,
            request=by.request,
            action=action,
            type=type_,
            thing=thing,
            organisation=organisation,
            before=before,
            after=after,
            reason=reason,
        )
    )


def forget_bodies(session: Session, thing: str) -> None:
    """After an erasure: that it was done stays, the words go, reasons too, which may quote them."""
    session.execute(update(AuditEntry).where(AuditEntry.thing == thing).values(before=None, after=None, reason=""))
