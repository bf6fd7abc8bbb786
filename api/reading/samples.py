"""What the samples in the guides ask for: what they were written for where it is held here, else what is."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.record.graph import load, load_named
from api.record.things import answer
from db.queries import entries
from db.queries.filters import Filters
from db.queries.moments import Moment

# In place of an id where there is none to give: it can be read that it is none.
PLACEHOLDERS = {"recommendation": "id-of-a-recommendation", "assembly": "id-of-an-assembly"}


class Samples(NamedTuple):
    """Ids to try: those asked about that are held, and one for each type."""

    held: Collection[str]
    first: Mapping[str, str]


def samples(session: Session, moment: Moment, asked: Collection[str]) -> Samples:
    """Which of these ids are held, and the first recommendation and assembly of this record, or placeholders."""
    first = {type_: _first(session, moment, type_) or none for type_, none in PLACEHOLDERS.items()}
    return Samples(load(session, moment, asked).nodes.keys(), first)


def sample(session: Session, moment: Moment) -> dict[str, object] | None:
    """The first recommendation of this record, as it is answered; None where there is none."""
    id_ = _first(session, moment, "recommendation")
    if id_ is None:
        return None
    graph = load(session, moment, [id_])
    load_named(session, graph)
    return answer(graph, graph.nodes[id_])


def _first(session: Session, moment: Moment, type_: str) -> str | None:
    found = entries.page(session, Filters(type_), moment, sort="order", after=None, limit=1)
    return found[0].thing if found else None
