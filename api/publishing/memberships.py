"""What belongs to the record of an assembly, as a fact of its own: what a document held, and what is about that.

What an assembly leads to belongs to its record in any case (`api/record/document.py`), and nothing need say so.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy.orm import Session

from api.publishing.policy import concerned
from api.record.reader import RecordWriter
from db.models.record import Membership
from db.queries import memberships
from db.session import add_rows


def hold(session: Session, sequence: int, assembly: str, things: Collection[str]) -> None:
    """Say that these belong to the record of an assembly from a sequence on; what belongs to it already stays."""
    new = set(things) - memberships.members(session, sequence, assembly)
    _add(session, sequence, {thing: {assembly} for thing in new})


def follow(record: RecordWriter, things: Iterable[Any]) -> None:
    """What is published about something that no assembly need lead to, such as a project, belongs where that does."""
    about = {one.id: one.about for one in things if hasattr(one, "about") and not concerned(one, record, "assembly")}
    if about:
        known = memberships.assemblies_of(record.session, {*about, *about.values()})
        new: dict[str, set[str]] = {}
        for thing, other in about.items():  # in the order of publication: a reply comes after what it replies to
            new[thing] = known.get(other, set()) | new.get(other, set())
        _add(
            record.session,
            record.head.sequence,
            {thing: found - known.get(thing, set()) for thing, found in new.items()},
        )


def _add(session: Session, since: int, found: dict[str, set[str]]) -> None:
    rows = [
        {"assembly": assembly, "thing": thing, "since": since}
        for thing in sorted(found)
        for assembly in sorted(found[thing])
    ]
    add_rows(session, Membership, rows)
