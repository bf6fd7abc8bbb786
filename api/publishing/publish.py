"""The one door: nothing becomes public but through here, and what passes is checked, chained and indexed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.core.faults import Fault
from api.core.problems import Problem
from api.publishing import memberships
from api.publishing.index import index_published
from api.publishing.keeping import keep_published
from api.record.checks import ValidationContext, faults
from api.record.formats import format_of
from api.record.reader import RecordReader, RecordWriter
from api.schemas.accountabilities import Accountability
from api.schemas.names import names
from api.schemas.record import RecordItem, RecordThing, Tombstone
from api.text.phrases import phrase
from db import publications
from db.clock import today
from db.models.record import Publication
from db.publications import Voice, canonical, next_moment


@dataclass(frozen=True)
class Act:
    """One thing to be published: its own facts, or a tombstone; who says it and who enters it."""

    thing: RecordItem
    said_by: Voice
    entered_by: Voice
    nature: str = "news"
    erases: int | None = None


def own_bytes(thing: RecordItem) -> bytes:
    """The canonical bytes of a thing's own facts, as they are stored, served and hashed."""
    return canonical(thing.model_dump(exclude_none=True))


def publish(record: RecordWriter, acts: Sequence[Act], *, at: datetime | None = None) -> list[Publication]:
    """Publish these things in one moment.

    That is now, where the clock can be believed, else it raises ClockInDoubt; a preview, which is undone, says `at`.
    Raises a 409 problem, with a pointer to every fault, where one of them may not enter the record; then nothing is
    written.
    """
    at = at or next_moment(record.session, record.head)
    found = [fault for _, fault in faults_of(record, [act.thing for act in acts])]
    if found:
        raise Problem("conflict", phrase("refusal.not_allowed"), errors=found)
    return append_all(record, acts, at)


def append_all(record: RecordWriter, acts: Sequence[Act], at: datetime) -> list[Publication]:
    """Append what was checked, and bring the index to this moment."""
    bodies = [own_bytes(act.thing) for act in acts]
    rows = [_append(record, at, act, body) for act, body in zip(acts, bodies, strict=True)]
    if rows:
        indexed = index_published(record, rows, dict(zip([row.sequence for row in rows], bodies, strict=True)))
        keep_published(record, rows, indexed)
        memberships.follow(record, [act.thing for act in acts if not isinstance(act.thing, Tombstone)])
    return rows


def _append(record: RecordWriter, published_at: datetime, act: Act, body: bytes) -> Publication:
    gone = act.thing if isinstance(act.thing, Tombstone) else None
    type_ = gone.of if gone else act.thing.type
    nature = gone.nature if gone else act.nature
    return publications.append(
        record.session,
        record.head,
        published_at,
        type=type_,
        thing=act.thing.id,
        nature=nature,
        said_by=act.said_by,
        entered_by=act.entered_by,
        format=f"{nature}/1" if isinstance(act.thing, Tombstone) else format_of(act.thing),
        body=body,
        ground=gone.ground if gone else None,
        erases=act.erases,
    )


def faults_of(record: RecordReader, things: Sequence[RecordItem]) -> list[tuple[int, Fault]]:
    """Every fault of these things, with the number of the thing: judged as if all of them stood already."""
    context = _validation_context(record, things)
    return [
        (number, fault)
        for number, thing in enumerate(things)
        if not isinstance(thing, Tombstone)
        for fault in faults(thing, context)
    ]


def _validation_context(record: RecordReader, things: Collection[RecordItem]) -> ValidationContext:
    ids = {thing.id for thing in things}
    named = {named.id for thing in things if not isinstance(thing, Tombstone) for named in names(thing)}
    graph = record.load(ids | named)
    _load_above(record, ids | named)
    seats = {thing.about for thing in things if thing.type == "accountability"}
    record.naming(seats, [("accountability", "about")])
    coming = {thing.id: thing.of if isinstance(thing, Tombstone) else thing.type for thing in things}
    types = coming | record.types(ids | named)
    before = {node.id: node.facts for node in graph.nodes.values()}
    gone = {thing.id for thing in things if isinstance(thing, Tombstone)}
    facts = {id_: facts for id_, facts in before.items() if id_ not in gone}
    facts |= {thing.id: thing for thing in things if not isinstance(thing, Tombstone) and thing.id not in gone}
    return ValidationContext(types, facts, before, _seats(facts.values()), today())


def _load_above(record: RecordReader, ids: Collection[str]) -> None:
    """What these are part of, or report to, up to the top."""
    seen, rest = set[str](), set(ids)
    while rest:
        seen |= rest
        facts = [found for id_ in rest if (found := record(id_)) is not None]
        above = {getattr(one, field, None) for one in facts for field in ("parent", "reports_to")}
        rest = {id_ for id_ in above if id_ is not None} - seen
        record.load(rest)


def _seats(things: Iterable[RecordThing]) -> dict[tuple[str, str], list[Accountability]]:
    seats: dict[tuple[str, str], list[Accountability]] = defaultdict(list)
    for thing in things:
        if thing.type == "accountability" and thing.role == "accountable":
            seats[thing.about, thing.organisation].append(thing)
    return seats
