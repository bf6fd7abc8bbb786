"""What stands in the record though nothing in it shows that it is so: a check, an assessor, a voice."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.compose.graph import parsed
from api.services.assessors import assessor_faults
from api.services.copies import look_from
from db.models.record import Publication
from db.queries import moments, versions


def unsupported(session: Session) -> Iterator[str]:
    """A line for each, in the order of the record; none of it is a fault of the record, and all of it stays."""
    moment = moments.current(session)
    yield from _voices(session)
    for row in versions.standing(session, moment.sequence, "update"):
        if row.body is not None and (post := _facts(row).checked_by) is not None:
            yield f"'{row.thing}' names '{post}' as having checked it: only that post signs off"
    look = look_from(session, moment.sequence)
    for row in versions.standing(session, moment.sequence, "verdict"):
        if row.body is not None:
            for fault in assessor_faults(session, moment, _facts(row), look):
                yield f"'{row.thing}': {fault.detail}"


def _facts(row: versions.Held) -> Any:
    return parsed(row.type, row.body or b"")


def _voices(session: Session) -> Iterator[str]:
    """Publications that whoever entered them had no voice for: what a project's people, members or an administrator
    published in an organisation's own.
    """
    administrators = (Publication.entered_capacity == "administrator") & (Publication.type == "update")
    rows = session.scalars(
        select(Publication)
        .where(Publication.said_capacity == "for_itself", Publication.nature != "erasure")
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
    facts = _facts(stood[0]) if stood else None
    return facts is not None and facts.entered_by.capacity == "administrator"
