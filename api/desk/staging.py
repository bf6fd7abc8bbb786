"""From a form to a working copy: made or changed by the services that the workbench's addresses call."""

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.desk.typed import checked, first_of
from api.desk.writing import TEXTS, Written
from api.record.graph import as_kind
from api.record.reader import RecordWriter
from api.schemas.updates import Update
from api.workbench import inputs, working_copies
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy

# What the form writes, and takes out where its field was emptied.
_FIELDS = (*TEXTS, "progress", "next_update_due", "due", "delays")


def staged(
    record: RecordWriter, principal: Principal, written: Written, about: str, draft: str = "", revision: int = 0
) -> WorkingCopy:
    """A new draft of what was written, or the draft that there is with what was written in it.

    Raises what the workbench does, and 412 where the draft was changed by somebody since it was read at `revision`.
    """
    facts = checked("update", written.facts) | {"about": about}
    if not draft:
        thing = inputs.drafted(record, principal, "update", facts)
        return working_copies.create(record, principal, thing)
    copy = working_copies.find(record, principal, "update", draft)
    if copy.revision != revision:
        raise Problem("stale", f"It is at revision {copy.revision} now.")
    changed = inputs.patched(record, principal, copy, _patch(facts, as_kind(facts_of(copy), Update)))
    if changed != facts_of(copy):
        working_copies.change(record, principal, copy, changed)
    return copy


def _patch(facts: Json, before: Update) -> Json:
    """What was written, as a merge patch of a draft: what the form has no field for stays as it is."""
    found = {name: facts.get(name) for name in _FIELDS}
    for name in TEXTS:
        if name in facts:
            found[name] = dict.fromkeys(getattr(before, name) or {}, None) | facts[name]
    if "date" in facts:
        found["date"] = facts["date"]
    if before.kind in {"news", "fact"}:
        found["kind"] = facts["kind"]
    found["delays"] = first_of(facts.get("delays"), before.delays, "text")
    found["evidence"] = first_of(facts.get("evidence"), before.evidence, "title")
    if before.due is None and found["due"] is None:
        del found["due"]
    return found
