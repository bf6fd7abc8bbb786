"""Holds before an election: which stands over an organisation on a day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.compose.graph import load
from db.queries.moments import Moment


def hold_on(session: Session, sequence: int, organisation: str, day: date) -> Any:
    """The hold of an organisation that covers a day; None where none does."""
    node = load(session, Moment(sequence, day), [organisation]).nodes.get(organisation)
    found = getattr(node.facts, "holds", None) if node is not None else None
    return next((hold for hold in found or () if hold.begins.first <= day <= hold.ends.last), None)


def ends_at(hold: Any) -> datetime:
    """The first moment after a hold."""
    return datetime.combine(hold.ends.last + timedelta(days=1), time(), UTC)
