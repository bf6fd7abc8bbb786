"""Lists to work from: pages of working copies, the latest change first."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, true

from api.core.principal import Principal
from api.publishing.policy import OWNED, named_releasers
from api.record.reader import RecordReader
from api.schemas.names import ref_fields
from api.schemas.record import THING_SCHEMAS
from api.settings import accounts_since
from api.sign_in.accounts import organisations_of
from api.workbench import releasers, working_copies
from db.models.workbench import WorkingCopy
from db.queries import working
from db.queries.access import convened
from db.queries.pages import Place, filled
from db.queries.working import Changed, Theirs


def of_type(
    record: RecordReader,
    principal: Principal,
    type_: str,
    about: str | None,
    states: Collection[str],
    after: Place | None,
    limit: int,
) -> list[WorkingCopy]:
    """The first, or the first after a place, of a type that somebody may see: drafts and what is public.

    Raises a problem that names the roles that may, where nobody with theirs works on such things.
    """
    working_copies.may_work_on(principal, type_)
    theirs = None if principal.is_admin else theirs_of(record, principal)
    relations = (*ref_fields(THING_SCHEMAS[type_]), "in_assembly")
    about_it = true() if about is None else WorkingCopy.about == about
    drafted = working.drafted(WorkingCopy.type == type_, about_it, _may_be(record, theirs), states=states)
    public = true() if theirs is None else theirs.public(type_)
    untouched = working.untouched(record.moment.sequence, type_, about, relations, public)
    found = [drafted, untouched] if not states or "clean" in states else [drafted]
    return _page(record, principal, found, about, after, limit)


def waiting(
    record: RecordReader, principal: Principal, view: str, states: Collection[str], after: Place | None, limit: int
) -> list[WorkingCopy]:
    """What waits for somebody: their own drafts, what came back to them, what they may release, what will be public."""
    chosen = {
        "mine": (WorkingCopy.created_by == principal.actor) | (WorkingCopy.changed_by == principal.actor),
        "draft": WorkingCopy.state == "draft",
        "returned": (WorkingCopy.state == "draft") & (WorkingCopy.note != ""),
        "waiting": (WorkingCopy.state == "submitted") & (WorkingCopy.submitted_by != principal.actor),
        "scheduled": WorkingCopy.state == "scheduled",
    }
    theirs = None if principal.is_admin else theirs_of(record, principal)
    found = working.drafted(chosen[view], _may_be(record, theirs), states=states)
    return _page(record, principal, [found], None, after, limit, released_by=principal if view == "waiting" else None)


def place(copy: WorkingCopy) -> list[object]:
    """Where a working copy stands in such a list."""
    return [copy.changed_at, copy.thing]


def _page(
    record: RecordReader,
    principal: Principal,
    found: Sequence[Select[str, datetime]],
    about: str | None,
    after: Place | None,
    limit: int,
    released_by: Principal | None = None,
) -> list[WorkingCopy]:
    def read(start: Place | None, many: int) -> list[Changed]:
        return working.latest(record.session, found, start, many)

    def kept(rows: Sequence[Changed]) -> list[WorkingCopy]:
        whole = working_copies.stored_or_public(record, [row.thing for row in rows])
        seen = working_copies.visible(record, principal, [copy for copy in whole if about in {None, copy.about}])
        return [copy for copy in seen if released_by is None or releasers.may_release(record, released_by, copy)]

    return filled(read, kept, lambda row: [row.changed_at, row.thing], after, limit)


def _may_be(record: RecordReader, theirs: Theirs | None) -> ColumnElement[bool]:
    return true() if theirs is None else theirs.drafted(record.session)


def theirs_of(record: RecordReader, principal: Principal) -> Theirs:
    """What somebody covers and what belongs to it, by which queries find what may be theirs."""
    covers = {grant.covers for grant in principal.grants}
    graph = record.load(covers)
    organisations = {
        id_
        for grant in principal.grants
        if grant.covers in graph.nodes
        for id_ in organisations_of(graph.nodes[grant.covers].facts, grant.role)
    }
    covers |= {id_ for id_ in organisations if principal.grants & {*named_releasers(record, id_)}}
    return Theirs(covers, organisations, convened(accounts_since()), OWNED)
