"""Loading a record document: everything in it that is new or different is published in one moment, or nothing is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.core.faults import Fault
from api.core.principal import SERVER, Principal
from api.core.problems import Problem
from api.publishing.attribution import voice_in
from api.publishing.memberships import hold
from api.publishing.policy import live_owners
from api.publishing.publish import Act, append_all, faults_of, own_bytes
from api.record.graph import Lookup, standing_as
from api.record.natures import nature_of
from api.record.reader import RecordWriter
from api.schemas.assemblies import Assembly
from api.schemas.engagements import Engagement
from api.schemas.record import RecordItem, RecordThing, Tombstone, Whole
from api.settings import accounts_since
from api.workbench import record_keepers, reported, taken_out
from api.workbench.documents import Given, read, told
from api.workbench.loose_ends import loose_ends
from api.workbench.reported import is_compiled
from api.workbench.working_copies import follow
from db.models.record import RecordHead
from db.publications import Voice, next_moment
from db.queries.access import live_grants
from db.queries.versions import VersionRow
from db.vocabulary import THING_TYPES

# Published in this order, so that what is named stands before what names it.
_ORDER = {type_: number for number, type_ in enumerate((*(t for t in THING_TYPES if t != "lineage"), "lineage"))}


@dataclass(frozen=True)
class Loaded:
    """What loading a document did, in numbers of things, and what hangs loose in it."""

    assembly: str  # or the engagement
    type: str
    added: int
    changed: int
    withdrawn: int
    unchanged: int
    left_out: int
    sequence: int
    warnings: Sequence[Fault]

    @property
    def sentence(self) -> str:
        """In words, how many things of the assembly were added, changed, withdrawn or left as they were."""
        without = f" {self.left_out} left out." if self.left_out else ""
        if not self.added + self.changed + self.withdrawn:
            rest = "the other" if self.left_out else "all"
            return f"{self.assembly}: no change; {rest} {self.unchanged} things are here already.{without}"
        return (
            f"{self.assembly}: {self.added} added, {self.changed} changed, {self.withdrawn} withdrawn,"
            f" {self.unchanged} unchanged.{without}"
        )


def load_document(session: Session, head: RecordHead, given: Given, principal: Principal = SERVER) -> Loaded:
    """Publish what a document adds or changes. The caller holds the write lock.

    What it does not mention is left alone; loading it again changes nothing. What was erased here is left out, and what
    still has words that were removed. Raises 403 where it is not theirs to bring in, a 422 problem where the schema
    refuses any part of it, else a 409 problem where the record does, with the place of every fault.
    """
    record = RecordWriter(session, head)
    document = read(given, record)
    whole, things = document.whole, document.things
    record_keepers.may_bring_in(record, principal, whole or "")
    faults = [*document.faults, *_twice(things)]
    held = record.held(thing.id for _, thing in things)
    left_out = taken_out.left_out(record.session, things, held, whole or "")
    told_apart = {fault.pointer for fault in left_out}
    kept = [(number, thing) for number, thing in things if f"/things/{number}" not in told_apart]
    new = [(number, thing) for number, thing in kept if not _stands(held.get(thing.id), thing)]
    faults += _record_faults(record, new, held)
    lookup = _lookup(record, [thing for _, thing in things])
    own = next((thing for _, thing in things if thing.id == whole and isinstance(thing, Assembly | Engagement)), None)
    if own is not None and own.type != document.type:
        own = None
    if whole is not None and own is None and whole not in document.unread:
        faults.append(Fault(f"/{document.type}", f"{document.type}-missing", f"'{whole}' is not among the things"))
    if own is not None and not faults:
        faults += _voice_faults(record, own, lookup, new)
        faults += record_keepers.faults(record, principal, record_keepers.Coming(own, new, held, lookup))
    if faults:
        of_others = not principal.is_admin and any(one.rule in record_keepers.OTHERS for one in faults)
        name = "invalid-body" if document.faults else "not-yours" if of_others else "conflict"
        raise _refused(told(document, faults), name)
    assert own is not None  # noqa: S101 - without it there is a fault
    ordered_things = sorted((thing for _, thing in new), key=_place)
    if new:
        acts = [_act(thing, voice_in(own, thing, lookup), own, record(thing.id)) for thing in ordered_things]
        append_all(record, acts, next_moment(session, head))
    hold(session, head.sequence, own.id, {thing.id for _, thing in kept})
    follow(session, ordered_things)
    gone = sum(isinstance(thing, Tombstone) for thing in ordered_things)
    changed = sum(thing.id in held for thing in ordered_things if not isinstance(thing, Tombstone))
    return Loaded(
        assembly=own.id,
        type=own.type,
        added=len(new) - gone - changed,
        changed=changed,
        withdrawn=gone,
        unchanged=len(kept) - len(new),
        left_out=len(left_out),
        sequence=head.sequence,
        warnings=told(document, [*left_out, *loose_ends(session, record.moment, own.id, kept)]),
    )


def _refused(faults: Sequence[Fault], name: str) -> Problem:
    first = faults[0]
    many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults; the first"
    of = f" of '{first.thing}'" if first.thing else ""
    detail = f"{many}, in line {first.line}{of}: {first.detail}"
    return Problem(name, detail, errors=faults)


def _twice(things: Sequence[tuple[int, RecordItem]]) -> list[Fault]:
    """The fault of every thing whose id stands in the document already, which no schema can say."""
    first: dict[str, int] = {}
    return [
        Fault(f"/things/{number}/id", "id-twice", f"'{thing.id}' stands in the document already")
        for number, thing in things
        if first.setdefault(thing.id, number) != number
    ]


def _stands(row: VersionRow | None, thing: RecordItem) -> bool:
    """Whether the record holds this already: the same bytes, or a tombstone of the same nature."""
    if row is None:
        return False
    if isinstance(thing, Tombstone):
        return row.state == {"withdrawal": "withdrawn", "erasure": "erased"}[thing.nature]
    return row.state == "standing" and row.body == own_bytes(thing)


def _record_faults(
    record: RecordWriter, new: Sequence[tuple[int, RecordItem]], held: dict[str, VersionRow]
) -> list[Fault]:
    things = [thing for _, thing in new]
    found = [
        Fault(f"/things/{new[number][0]}{fault.pointer}", fault.rule, fault.detail)
        for number, fault in faults_of(record, things)
    ]
    known = {thing.id: thing.of if isinstance(thing, Tombstone) else thing.type for thing in things}
    known |= record.types(thing.by for thing in things if isinstance(thing, Tombstone) and thing.by)
    for number, thing in new:
        row = held.get(thing.id)
        if isinstance(thing, Tombstone):
            found += [
                Fault(f"/things/{number}{fault.pointer}", fault.rule, fault.detail)
                for fault in _tombstone_faults(thing, row, known)
            ]
        if row is not None and row.state != "standing":
            rule = "was-" + row.state
            found.append(Fault(f"/things/{number}", rule, f"'{thing.id}' was {row.state} here and stays so"))
    return found


def _voice_faults(
    record: RecordWriter, own: Whole, lookup: Lookup, new: Sequence[tuple[int, RecordItem]]
) -> Iterator[Fault]:
    """Whose words the document has no right to: whoever has a grant here speaks themselves."""
    # Whoever keeps it as it stands is asked, and whoever would keep it.
    both = [
        one
        for _, thing in new
        for one in (thing, record(thing.id))
        if one is not None and not isinstance(one, Tombstone)
    ]
    owned = live_owners(record.session, both, lookup)
    rules = reported.Rules(
        live_grants(record.session, accounts_since()),
        own,
        standing_as(record, own.id, type(own)),
        lookup,
        record,
    )
    for number, thing in new:
        if thing.id in owned:
            detail = f"'{thing.id}' is kept here by the {owned[thing.id]}"
            yield Fault(f"/things/{number}", "owner-has-key", detail)
        else:
            for fault in reported.faults(rules, thing):
                yield Fault(f"/things/{number}{fault.pointer}", fault.rule, fault.detail)


def _lookup(record: RecordWriter, things: Sequence[RecordItem]) -> Lookup:
    """What a document says of a thing, else what stands of it."""
    given = {thing.id: thing for thing in things if not isinstance(thing, Tombstone)}
    record.load_named_by(given.values())
    return lambda id_: given.get(id_) or record(id_)


def _tombstone_faults(thing: Tombstone, row: VersionRow | None, known: dict[str, str]) -> Iterator[Fault]:
    if (thing.nature == "erasure") != (thing.ground is not None):
        yield Fault("/ground", "ground", "an erasure says on what ground, and a withdrawal has none")
    if row is not None and row.type != thing.of:
        yield Fault("/of", "id-taken", f"'{thing.id}' is the id of a thing of type {row.type}")
    if thing.nature == "erasure" and row is not None and row.state == "standing":
        detail = f"'{thing.id}' stands here: erase its publications first, so that no bytes of it stay"
        yield Fault("", "stands-here", detail)
    if thing.by is not None and known.get(thing.by) != "organisation":
        yield Fault("/by", "unknown-id", f"'{thing.by}' was never published; it must be of type organisation")


def _place(thing: RecordItem) -> tuple[int, str, bool | str, str]:
    """Things in an order in which each may be published, updates as they happened."""
    if isinstance(thing, Tombstone):
        return (len(_ORDER), "", thing.id, "")
    day = thing.date.first.isoformat() if thing.type == "update" else ""
    ended = thing.type == "accountability" and thing.ends is None
    return (_ORDER[thing.type], day, ended, thing.id)


def _act(thing: RecordItem, said: Voice, own: Whole, before: RecordThing | None) -> Act:
    """A record that a compiler keeps is entered by them; any other is moved here by an administrator."""
    capacity = "keeper" if is_compiled(own) else "administrator"
    nature = "" if isinstance(thing, Tombstone) else nature_of(thing, before)
    return Act(thing, said, Voice(own.kept_by, capacity), nature)
