"""What waits for somebody's release: each with what residents read now and would read then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.core.faults import Fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.desk.previews import Change, changes
from api.desk.today import Draft, drafts_of
from api.record.reader import RecordReader, RecordWriter
from api.record.things import name
from api.workbench import worklist
from api.workbench.preview import compared
from db.models.access import Actor
from db.models.workbench import WorkingCopy

MOST = 20  # on a page: each is published and undone to be shown


@dataclass(frozen=True)
class Waiting:
    """A working copy that waits for release: what it would change, who sent it, or why it cannot be public as it is."""

    draft: Draft
    organisation: Mapping[str, str]
    by: str  # who submitted it; never public
    thing: Mapping[str, object]
    changes: Sequence[Change]
    refused: Sequence[Fault] = ()

    @property
    def id(self) -> str:
        return self.draft.id


def waiting_for(record: RecordReader, principal: Principal) -> list[str]:
    """The ids of what waits for somebody's release, the latest first."""
    return [copy.thing for copy in worklist.waiting(record, principal, "waiting", (), None, MOST)]


def shown(record: RecordWriter, copy: WorkingCopy) -> Waiting:
    """One of them as the page of releases has it. What was done to find out is undone; the reader is of no more use."""
    (draft,) = drafts_of(record, [copy])
    organisation = record.node(copy.organisation)
    by = record.session.get(Actor, copy.submitted_by) if copy.submitted_by is not None else None
    told = (draft, name(organisation) if organisation else {}, by.holder if by else "")
    try:
        found = compared(record, copy)
    except Problem as problem:
        return Waiting(*told, {}, [], problem.errors or (Fault("", "", problem.detail),))
    return Waiting(*told, found.thing, changes(record, found))
