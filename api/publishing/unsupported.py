"""What stands in the record though nothing in it shows that it is so: a check, an assessor, a voice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.problems import Problem
from api.publishing.assessors import assessor_faults
from api.publishing.attribution import is_borne_out, voice_of
from api.record.graph import as_kind, parsed
from api.record.reader import RecordReader, read_now
from api.schemas.assemblies import Assembly
from api.schemas.record import RecordThing
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict
from db.models.record import Publication
from db.publications import Voice
from db.queries import versions
from db.vocabulary import THING_TYPES


def unsupported(session: Session) -> Iterator[str]:
    """A line for each, in the order of the record; none of it is a fault of the record, and all of it stays."""
    record = read_now(session)
    yield from _voices(session)
    yield from _attributed_otherwise(record)
    for row in versions.standing(session, record.moment.sequence, "update"):
        if row.body is not None and (post := as_kind(_facts(row), Update).checked_by) is not None:
            yield f"'{row.thing}' names '{post}' as having checked it: only that post signs off"
    for row in versions.standing(session, record.moment.sequence, "verdict"):
        if row.body is not None:
            for fault in assessor_faults(record, as_kind(_facts(row), Verdict)):
                yield f"'{row.thing}': {fault.detail}"


def _facts(row: versions.VersionRow) -> RecordThing:
    return parsed(row.type, row.body or b"")


def _attributed_otherwise(record: RecordReader) -> Iterator[str]:
    """What stands as somebody's though today's rule would attribute it to somebody else, counted by kind and voice."""
    session, sequence = record.session, record.moment.sequence
    keepers = {
        as_kind(_facts(row), Assembly).keeper.organisation for row in versions.standing(session, sequence, "assembly")
    }
    counted: Counter[tuple[str, Voice, Voice]] = Counter()
    for type_ in THING_TYPES:
        for row in versions.standing(session, sequence, type_):
            own = session.get_one(Publication, row.sequence)
            thing, voice = _facts(row), Voice(own.said_by, own.said_capacity)
            with suppress(Problem):  # what it belongs to is gone: nothing says whose it would be
                if not is_borne_out(thing, voice, record, keepers):
                    counted[type_, voice, voice_of(thing, record)] += 1
    for (type_, voice, today), number in counted.items():
        said, now = (f"'{one.organisation}' ({one.capacity})" for one in (voice, today))
        yield f"{number} of type {type_} as said by {said}: by today's rule it is {now}"


def _voices(session: Session) -> Iterator[str]:
    """Publications that whoever entered them had no voice for: what a project's people, members or an administrator
    published in an organisation's own.
    """
    administrators = (Publication.entered_capacity == "administrator") & (Publication.type == "update")
    rows = session.scalars(
        select(Publication)
        .where(Publication.said_capacity == "for_itself", Publication.nature.not_in(("erasure", "redaction")))
        .where(Publication.entered_capacity.in_(("project", "members")) | administrators)
        .order_by(Publication.sequence)
    )
    for row in rows:
        if row.entered_capacity != "administrator" or _by_hand(session, row):
            told = f"publication {row.sequence} of '{row.thing}' is said by '{row.said_by}'"
            yield f"{told}, and was entered by {row.entered_capacity}"


def _by_hand(session: Session, row: Publication) -> bool:
    """Whether an administrator wrote it on the workbench, rather than loading a document that has it."""
    held = [one for one in versions.held(session, row.sequence, [row.thing]) if one.sequence == row.sequence]
    stood = [one for one in held if one.state == "standing" and one.body is not None]
    facts = as_kind(_facts(stood[0]), Update) if stood else None
    return facts is not None and facts.entered_by.capacity == "administrator"
