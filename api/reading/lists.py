"""The lines of lists."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.core.codelists import labels_of
from api.core.json_text import Json
from api.reading.statuses import statuses
from api.record.graph import Graph, Node, load, load_named
from api.record.things import answer
from api.schemas.kinds import BY_TYPE
from db.models.index import Entry
from db.publications import moment_text
from db.queries.moments import Moment

_ALWAYS = ("type", "id", "url", "sequence", "published_at")


def lines(session: Session, moment: Moment, type_: str, entries: Sequence[Entry]) -> list[dict[str, object]]:
    """The short form of each entry, in their order, in a fixed number of queries."""
    ids = [entry.thing for entry in entries]
    found = statuses(session, moment, ids) if type_ == "recommendation" else {}
    graph = load(session, moment, ids)
    load_named(session, graph)
    return [_line(graph, graph.nodes[entry.thing], entry, found.get(entry.thing)) for entry in entries]


def _line(graph: Graph, node: Node, entry: Entry, status: Json | None) -> dict[str, object]:
    whole, kept = answer(graph, node), BY_TYPE[node.type].line
    line = {field: whole[field] for field in _ALWAYS + kept if field in whole}
    line["labels"] = labels_of(node.facts, kept)
    line["updated_at"] = moment_text(entry.updated_at)
    if status is not None:
        line["status"] = status
    return line
