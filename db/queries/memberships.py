"""What belongs to which record, where that is a fact of its own."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.record import Membership
from db.queries.versions import parts


def members(session: Session, sequence: int, assembly: str) -> set[str]:
    """What belonged to the record of an assembly at a sequence."""
    found = select(Membership.thing).where(Membership.assembly == assembly, Membership.since <= sequence)
    return set(session.scalars(found))


def assemblies_of(session: Session, things: Collection[str]) -> dict[str, set[str]]:
    """To the records of which assemblies each of these belongs."""
    found: dict[str, set[str]] = defaultdict(set)
    for part in parts(things):
        for row in session.execute(select(Membership.thing, Membership.assembly).where(Membership.thing.in_(part))):
            found[row.thing].add(row.assembly)
    return found
