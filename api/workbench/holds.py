"""Holds before elections: whether one stands for an organisation, and publishing those a file of elections brings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.faults import fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.publish import Act, own_bytes, publish
from api.record.graph import as_kind, load, standing_as
from api.record.reader import RecordReader, RecordWriter, read_now
from api.schemas.organisations import Hold, Organisation
from api.status import holds as rules
from api.text.phrases import phrase
from api.workbench import audit, working_copies
from api.workbench.access import may_edit
from api.workbench.elections import Elections, read_elections
from db.clock import now
from db.models.record import Publication
from db.models.workbench import WorkingCopy
from db.publications import Voice
from db.queries import moments
from db.queries.entries import matching
from db.queries.filters import Filters


def hold_on(session: Session, organisation: str, day: date) -> Hold | None:
    """The hold of an organisation on a day, as the record has it now; None where it may publish as ever."""
    found = standing_as(read_now(session), organisation, Organisation)
    return rules.hold_on(found, day) if found else None


@dataclass(frozen=True)
class Loaded:
    """What loading a file of elections did."""

    changed: list[str]
    unknown: list[str]
    sequence: int
    sheet: str | None = None  # of a workbook, which was read

    @property
    def sentence(self) -> str:
        """In words, how many organisations have new or moved holds, and which are not known here."""
        many = len(self.changed)
        said = f"{many} organisation{' has' if many == 1 else 's have'} new or moved holds." if many else "No change."
        return said + (f" Not known here: {', '.join(self.unknown)}." if self.unknown else "")


@dataclass(frozen=True)
class Kept:
    """A hold that stands or is to come, and what was released and waits for its end."""

    hold: Hold
    waiting: list[WorkingCopy]


def holds_kept(record: RecordReader, principal: Principal, organisation: str) -> list[Kept]:
    """The holds of an organisation that stand or are to come, the first first, with what somebody may see of what waits
    because of each. Raises 404 and 403 as `may_edit`.
    """
    may_edit(record, principal, organisation)
    scheduled = select(WorkingCopy).where(WorkingCopy.state == "scheduled", WorkingCopy.organisation == organisation)
    copies = record.session.scalars(scheduled.order_by(WorkingCopy.publish_at, WorkingCopy.thing)).all()
    kept_by = {copy.thing: _keeping_back(record, copy) for copy in copies}
    seen = working_copies.visible(record, principal, copies)
    holds = record.load([organisation]).own(organisation, Organisation).holds or ()
    return [
        Kept(hold, [copy for copy in seen if kept_by[copy.thing] == hold])
        for hold in sorted(holds, key=lambda one: one.begins.first)
        if hold.ends.last >= record.moment.day
    ]


def _keeping_back(record: RecordReader, copy: WorkingCopy) -> Hold | None:
    """The hold for whose end something waits that was released; None where it waits for its time alone."""
    if copy.withdrawal is not None or copy.hold_reason or copy.publish_at is None:
        return None
    thing = working_copies.facts_of(copy)
    record.load_named_by([thing])
    found = standing_as(record, copy.organisation, Organisation)
    return rules.hold_on(found, max(copy.publish_at, now()).date()) if found and rules.is_held(thing, record) else None


def ask(record: RecordWriter, principal: Principal, id_: str, hold: Hold) -> WorkingCopy:
    """A draft of an organisation with this hold, which its editor may say though an administrator keeps the rest.

    Raises 404 for an unknown organisation, 403 naming who may, 409 where it has that hold already or the record does
    not allow it.
    """
    copy = working_copies.public_organisation(record, principal, id_)
    changed = rules.with_holds(as_kind(working_copies.facts_of(copy), Organisation), [hold])
    if own_bytes(changed) == copy.body:
        raise Problem("conflict", phrase("refusal.has_this_hold", id=id_))
    copy = record.session.get(WorkingCopy, id_) or copy
    working_copies.amend(record, principal, copy, changed, id_)
    return copy


def load_elections(record: RecordWriter, principal: Principal, data: bytes) -> Loaded:
    """Publish what a file of elections means, in one moment. The caller holds the write lock.

    Raises a 422 problem with the place of every fault in the file, else a 409 problem where the record refuses a hold.
    """
    found = elections_in(record.session, data)
    if found.faults:
        first = " ".join(part for part in (found.faults[0].pointer, found.faults[0].detail) if part)
        detail = f"{len(found.faults)} faults; the first: {first}"
        raise Problem("invalid-body", detail, errors=found.faults)
    rows = add_holds(record, found.holds)
    changed = [row.thing for row in rows]
    for id_ in changed:
        copy = working_copies.of_public(record, id_)
        assert copy is not None  # noqa: S101 - it was just published
        working_copies.follow(record.session, [working_copies.facts_of(copy)])
        audit.note(record.session, principal, "publish", "organisation", id_, organisation=id_, after=copy.body)
    return Loaded(changed, found.unknown, record.head.sequence, found.sheet or None)


def add_holds(record: RecordWriter, holds: Mapping[str, Iterable[Hold]]) -> list[Publication]:
    """Register these holds, by organisation, beside those each has: all in one moment, or a 409 problem and none.

    A hold for an election that the organisation has one for already moves its days. Where nothing changes, nothing is
    published. The caller holds the write lock.
    """
    graph = record.load(holds)
    unknown = [
        fault("", "unknown-id", "fault.no_organisation_here", id=id_) for id_ in holds.keys() - graph.nodes.keys()
    ]
    if unknown:
        raise Problem("conflict", unknown[0].detail, errors=unknown)
    changed = [rules.with_holds(graph.own(id_, Organisation), added) for id_, added in sorted(holds.items())]
    acts = [
        Act(organisation, registered := Voice(organisation.id, "administrator"), registered)
        for organisation in changed
        if own_bytes(organisation) != graph.nodes[organisation.id].body
    ]
    return publish(record, acts) if acts else []


def elections_in(session: Session, data: bytes) -> Elections:
    """The holds that a file of elections means for the organisations of this record."""
    moment = moments.current(session)
    ids = [entry.thing for entry in session.scalars(matching(session, Filters("organisation"), moment))]
    return read_elections(data, load(session, moment, ids).of_kind(Organisation).values())
