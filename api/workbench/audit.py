"""The audit trail: every act on the workbench leaves a row, in the transaction of the act itself."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from api.core.principal import Principal
from db.clock import now
from db.models.audit import AuditEntry


def note(
    session: Session,
    principal: Principal,
    action: str,
    type_: str,
    thing: str,
    *,
    organisation: str = "",
    before: bytes | None = None,
    after: bytes | None = None,
    reason: str = "",
) -> AuditEntry:
    """Keep that somebody did this to a thing: what it was before and what it is now, where that changed, and why."""
    entry = AuditEntry(
        at=now(),
        actor=principal.actor,
        address=principal.address,
        request=principal.request,
        action=action,
        type=type_,
        thing=thing,
        organisation=organisation,
        before=before,
        after=after,
        reason=reason,
    )
    session.add(entry)
    return entry


def forget_bodies(session: Session, thing: str, *, unpublished: bool = False) -> None:
    """That it was done stays, the words go, reasons too, which may quote them; or only what is `unpublished` by now."""
    gone = AuditEntry.thing == thing
    if unpublished:
        public = select(func.max(AuditEntry.id)).where(gone, AuditEntry.action.in_(("publish", "withdraw")))
        gone &= AuditEntry.id > func.coalesce(public.scalar_subquery(), 0)
    emptied = update(AuditEntry).where(gone).values(before=None, after=None, reason="")
    session.execute(emptied.execution_options(synchronize_session=False))


def acts_on(session: Session, thing: str) -> int:
    """How many acts on a thing there were: its revision never was higher, as each act raises it by one at most."""
    return session.scalars(select(func.count()).where(AuditEntry.thing == thing)).one()
