"""What is asked of a list, and in which orders it can be had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.models.index import Entry
from db.vocabulary import ALSO_LISTED, CODELISTS

STATE = "state"  # of an engagement, which has spans of its own
CLOCK_AXES = ("response", "answered_as", "schedule", "update_overdue", "in_hold", "owed")

_SORTS: dict[str, tuple[Any, ...]] = {
    "order": (Entry.assembly, Entry.position),
    "updated": (Entry.updated_at,),
    "due": (Entry.due,),
}


def ordering(sort: str) -> list[tuple[Any, bool]]:
    """The columns of an order, and whether each runs backwards: `-order` is `order` the other way round; of others,
    what is the same comes by id.
    """
    name, backwards = sort.removeprefix("-"), sort.startswith("-")
    return [*((column, backwards) for column in _SORTS[name]), (Entry.thing, backwards and name == "order")]


def types_in(type_: str) -> list[str]:
    """The types of what is in the list of one."""
    return [type_, *(one for one, lists in ALSO_LISTED.items() if type_ in lists)]


@dataclass(frozen=True)
class Filters:
    """What is asked for: any of the values of each axis, and all of the axes."""

    type: str
    axes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()  # all of them
    updated_since: datetime | None = None


# Engagements but no assemblies, which their list has too: of an assembly it is not said how it stands.
ENGAGEMENTS = Filters("engagement", {STATE: CODELISTS["engagement_state"]})
