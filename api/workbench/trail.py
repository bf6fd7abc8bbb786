"""Reading the audit trail: of a thing nobody reads more there than its own address shows them."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, exists, select

from api.core.principal import Principal
from api.record.reader import RecordReader
from api.workbench import working_copies
from db.models.access import Actor
from db.models.audit import AuditEntry
from db.models.index import Version
from db.models.workbench import WorkingCopy
from db.queries.pages import Place, cut, filled
from db.vocabulary import THING_TYPES, Role

Entry = tuple[AuditEntry, Actor | None]


def read(
    record: RecordReader,
    principal: Principal,
    *,
    thing: str | None,
    before: int | None,
    limit: int,
    actions: Collection[str] = (),
) -> list[Entry]:
    """The newest entries that somebody may read, at most this many; of one thing, of some sorts of acts, and before a
    number, where given.
    """
    found = select(AuditEntry, Actor).outerjoin(Actor, Actor.id == AuditEntry.actor)
    if thing is not None:
        found = found.where(AuditEntry.thing == thing)
    if actions:
        found = found.where(AuditEntry.action.in_(sorted(actions)))
    if not principal.is_admin:
        found = found.where(AuditEntry.organisation.in_(sorted(principal.covered(Role.editor))), _is_there())

    def rows(after: Place | None, many: int) -> list[Entry]:
        part = record.session.execute(cut(found, [(AuditEntry.id, True)], after, many))
        return [(row.AuditEntry, row.Actor) for row in part]

    def shown(part: Sequence[Entry]) -> Iterable[Entry]:
        hidden = _hidden(record, principal, {entry.thing for entry, _ in part if entry.type in THING_TYPES})
        return [row for row in part if row[0].type not in THING_TYPES or row[0].thing not in hidden]

    after = None if before is None else [before]
    return filled(rows, shown, lambda row: [row[0].id], after, limit)


def _is_there() -> ColumnElement[bool]:
    """That the thing of an entry can be read at its own address; what is gone whole is for administrators."""
    stands = exists().where(
        Version.thing == AuditEntry.thing, Version.to_sequence.is_(None), Version.state == "standing"
    )
    return AuditEntry.type.not_in(THING_TYPES) | stands | exists().where(WorkingCopy.thing == AuditEntry.thing)


def _hidden(record: RecordReader, principal: Principal, things: Collection[str]) -> set[str]:
    """The things among these whose own address somebody may not read."""
    found = working_copies.stored_or_public(record, things)
    seen = {copy.thing for copy in working_copies.visible(record, principal, found)}
    return ({copy.thing for copy in found} if principal.is_admin else set(things)) - seen
