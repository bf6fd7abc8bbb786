"""Holds before elections: whether one stands for an organisation, and publishing those a file of elections brings."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from api.compose.graph import load
from api.problems import Problem
from api.readers.elections import Elections, read_elections
from api.rules import holds as rules
from api.rules.checks import Fault
from api.schemas.organisations import Hold
from api.services.publish import Act, own_bytes, publish
from db.models.record import Publication, RecordHead
from db.publications import Voice
from db.queries import moments
from db.queries.entries import Filters, matching
from db.queries.moments import Moment, today


def hold_on(session: Session, organisation: str, day: date) -> Hold | None:
    """The hold of an organisation on a day, as the record has it now; None where it may publish as ever."""
    node = load(session, moments.current(session), [organisation]).nodes.get(organisation)
    return rules.hold_on(node.facts, day) if node else None


def add_holds(
    session: Session, head: RecordHead, holds: Mapping[str, Iterable[Hold]], entered_by: Voice
) -> list[Publication]:
    """Publish these holds, by organisation, beside those each has: all in one moment, or a 409 problem and none.

    A hold for an election that the organisation has one for already moves its days. Where nothing changes, nothing is
    published. The caller holds the write lock.
    """
    graph = load(session, Moment(head.sequence, today()), holds.keys())
    unknown = [
        Fault("", "unknown-id", f"'{id_}' is no organisation that stands here")
        for id_ in holds.keys() - graph.nodes.keys()
    ]
    if unknown:
        raise Problem("conflict", unknown[0].detail, errors=unknown)
    changed = [rules.with_holds(graph.nodes[id_].facts, added) for id_, added in sorted(holds.items())]
    acts = [
        Act(organisation, Voice(organisation.id, "for_itself"), entered_by)
        for organisation in changed
        if own_bytes(organisation) != graph.nodes[organisation.id].body
    ]
    return publish(session, head, acts) if acts else []


def elections_in(session: Session, data: bytes) -> Elections:
    """The holds that a file of elections means for the organisations of this record."""
    moment = moments.current(session)
    ids = [entry.thing for entry in session.scalars(matching(Filters("organisation"), moment))]
    return read_elections(data, load(session, moment, ids).of_type("organisation").values())
