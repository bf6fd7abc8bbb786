"""Acts on what stands already: a new date, a promise after an election, a successor, a handover of accountability."""

from datetime import date

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.publishing.policy import named
from api.publishing.publish import own_bytes
from api.record.graph import Lookup, as_kind, standing_as
from api.record.reader import RecordWriter
from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.forms import whole
from api.schemas.organisations import Organisation
from api.text.languages import default
from api.text.phrases import phrase
from api.workbench import inputs, working_copies
from api.workbench.working_copies import facts_of, find
from db.models.workbench import WorkingCopy
from db.vocabulary import Grant, Role


def changed(record: RecordWriter, principal: Principal, type_: str, id_: str, patch: Json) -> WorkingCopy:
    """The working copy of a thing with a patch applied to it."""
    copy = find(record, principal, type_, id_)
    working_copies.change(record, principal, copy, inputs.patched(record, principal, copy, patch))
    return copy


def hand_over(
    record: RecordWriter, principal: Principal, id_: str, to: dict[str, object], on: date
) -> list[WorkingCopy]:
    """End one accountability on a day and begin the next with another post; both are released together.

    Raises 409 where it ended before, or began after, that day.
    """
    copy = find(record, principal, "accountability", id_)
    old = as_kind(facts_of(copy), Accountability)
    if old.ends is not None and old.ends.last <= on:
        raise Problem("conflict", phrase("refusal.handed_over_already", thing=id_, ends=old.ends.value))
    day = {"value": on.isoformat()}
    kept = {"about": old.about, "organisation": old.organisation, "role": old.role, "ground": "explicit"}
    ended = inputs.patched(record, principal, copy, {"ends": day})
    working_copies.change(record, principal, copy, ended)
    begun = inputs.drafted(record, principal, "accountability", {**kept, **to, "begins": day})
    return [copy, working_copies.create(record, principal, begun, beside=[ended])]


def succeeded(
    record: RecordWriter, principal: Principal, id_: str, successor: str, begins: dict[str, object]
) -> WorkingCopy:
    """An organisation with one successor more. Raises 409 where it has that one already."""
    copy = find(record, principal, "organisation", id_)
    known = [one.model_dump(exclude_none=True) for one in as_kind(facts_of(copy), Organisation).successors or ()]
    if successor == id_ or any(one["organisation"] == successor for one in known):
        key = f"fault.{'succeeds_itself' if successor == id_ else 'succeeds_already'}"
        raise refused("/successor", "successor", key, successor=successor)
    added = [*known, {"organisation": successor, "begins": begins}]
    return changed(record, principal, "organisation", id_, {"successors": added})


def mark_promise(
    record: RecordWriter, principal: Principal, assembly: str, number: int, later: dict[str, object]
) -> WorkingCopy:
    """Mark a promise reaffirmed, changed, dropped or kept, as the organisation that made it or one that succeeded it.

    Raises 404 for an unknown assembly or promise, 403 naming who may, 409 where the organisation has nothing to do
    with the promise.
    """
    principal.may(Role.editor)
    found = standing_as(record, assembly, Assembly)
    promises = (found and found.promises) or []
    if found is None or number >= len(promises):
        raise Problem("not-found", f"There is no promise {number} of an assembly '{assembly}' here.")
    organisation = later["by"]
    if organisation not in _successors(record, promises[number].by):
        raise refused("/by", "not-a-successor", "fault.not_a_successor", by=promises[number].by, of=organisation)
    if not principal.is_admin and Grant(Role.editor, organisation) not in principal.grants:
        raise Problem("not-yours", phrase("refusal.only_these", who=named([Grant(Role.editor, organisation)])))
    facts = found.model_dump(exclude_none=True, exclude={"mistake"})
    facts["promises"][number]["later"] = [*facts["promises"][number].get("later", []), later]
    language = getattr(record(organisation), "language", default())
    copy = record.session.get(WorkingCopy, assembly) or working_copies.of_public(record, assembly)
    assert copy is not None  # noqa: S101 - it stands
    working_copies.amend(
        record, principal, copy, inputs.valid("assembly", whole(Assembly, facts, language)), organisation
    )
    return copy


def _successors(lookup: Lookup, organisation: str) -> set[str]:
    """An organisation, whoever took over from it, and so on."""
    found, rest = set[str](), [organisation]
    while rest:
        id_ = rest.pop()
        facts = None if id_ in found else lookup(id_)
        found.add(id_)
        rest += [one.organisation for one in getattr(facts, "successors", None) or ()]
    return found


def says_of_itself(record: RecordWriter, principal: Principal, id_: str, said: dict[str, object]) -> WorkingCopy:
    """A draft of an organisation with what it says of itself: whether it declares, who runs, owns and pays it.

    An empty list takes back what was said. Raises 404 for an unknown organisation, 403 naming who may, 409 where it
    changes nothing or the record does not allow it.
    """
    copy = working_copies.public_organisation(record, principal, id_)
    own = as_kind(working_copies.facts_of(copy), Organisation)
    changed = own.model_copy(
        update={**{name: None if one == [] else one for name, one in said.items()}, "mistake": None}
    )
    if own_bytes(changed) == copy.body:
        raise Problem("conflict", phrase("refusal.says_this_already", id=id_))
    copy = record.session.get(WorkingCopy, id_) or copy
    working_copies.amend(record, principal, copy, changed, id_)
    return copy
