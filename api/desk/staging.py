"""From a form to a working copy: made or changed by the services that the workbench's addresses call."""

from collections.abc import Callable, Sequence

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.record.reader import RecordWriter
from api.schemas.record import RecordThing
from api.workbench import inputs, working_copies
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy

Patching = Callable[[Json, RecordThing], Json]  # what was written, and a draft: the merge patch of that draft


def staged_as(
    record: RecordWriter, principal: Principal, type_: str, facts: Json, patch: Patching, draft: str, revision: int
) -> WorkingCopy:
    """A new draft with what was written, or the draft that there is with that in it.

    Raises what the workbench does, and 412 where the draft was changed by somebody since it was read at `revision`.
    """
    if not draft:
        return working_copies.create(record, principal, inputs.drafted(record, principal, type_, facts))
    copy = working_copies.find(record, principal, type_, draft)
    be_as_read(copy, revision)
    before = facts_of(copy)
    changed = inputs.patched(record, principal, copy, patch(facts, before))
    if changed != before:
        working_copies.change(record, principal, copy, changed)
    return copy


def be_as_read(copy: WorkingCopy, revision: int) -> None:
    """Raises 412 where a working copy was changed by somebody since it was read at `revision`."""
    if copy.revision != revision:
        raise Problem("stale", f"It is at revision {copy.revision} now.")


def patch_of_form(facts: Json, before: RecordThing, fields: Sequence[str], texts: Sequence[str]) -> Json:
    """A merge patch that has what was written, takes out what was emptied, and replaces texts in every language.

    What the form has no field for stays as it is.
    """
    found = {name: facts.get(name) for name in (*fields, *texts)}
    for name in texts:
        if name in facts:
            found[name] = dict.fromkeys(getattr(before, name) or {}, None) | facts[name]
    return found
