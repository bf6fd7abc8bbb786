"""Reading the audit trail: of a thing nobody reads more there than its own address shows them."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.principal import Principal
from api.services import copies
from db.models.access import Actor
from db.models.audit import AuditEntry
from db.vocabulary import THING_TYPES, Role

Entry = tuple[AuditEntry, Actor | None]
_AT_ONCE = 200


def read(
    session: Session, sequence: int, by: Principal, *, thing: str | None, before: int | None, limit: int
) -> list[Entry]:
    """The newest entries that somebody may read, at most this many; of one thing, and before a number, where given."""
    found = select(AuditEntry, Actor).outerjoin(Actor, Actor.id == AuditEntry.actor).order_by(AuditEntry.id.desc())
    if thing is not None:
        found = found.where(AuditEntry.thing == thing)
    if not by.is_admin:
        found = found.where(AuditEntry.organisation.in_(sorted(by.covered(Role.editor))))
    kept: list[Entry] = []
    while len(kept) < limit:
        rows = _page(session, found if before is None else found.where(AuditEntry.id < before))
        hidden = _hidden(session, sequence, by, {entry.thing for entry, _ in rows if entry.type in THING_TYPES})
        kept += [row for row in rows if row[0].type not in THING_TYPES or row[0].thing not in hidden]
        if len(rows) < _AT_ONCE:
            break
        before = rows[-1][0].id
    return kept[:limit]


def _page(session: Session, found: Select[AuditEntry, Actor]) -> list[Entry]:
    return [(row.AuditEntry, row.Actor) for row in session.execute(found.limit(_AT_ONCE))]


def _hidden(session: Session, sequence: int, by: Principal, things: Collection[str]) -> set[str]:
    """The things among these whose own address somebody may not read; what is gone whole is for administrators."""
    if by.is_admin:
        return set()
    seen = copies.visible(session, sequence, by, copies.stored_or_public(session, sequence, things))
    return set(things) - {copy.thing for copy in seen}
