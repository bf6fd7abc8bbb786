"""Assemblies side by side: what became of each, counted by the same rules; records that bodies keep themselves apart
from those that somebody compiled, because silence means something else in the two.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.reading.summary import summary
from api.record.graph import Graph, Node
from api.record.things import answer, answers, compiler_of
from api.schemas.organisations import Organisation
from db.queries.filters import Filters
from db.queries.moments import Moment

MOST = 6  # that fit beside each other


def compared(session: Session, moment: Moment, found: Sequence[tuple[Graph, Node]]) -> dict[str, list[Json]]:
    """These assemblies, in the order in which they are asked for, as `kept` by who answers and as `compiled`.

    `found` has each with the graph around it.
    """
    told = [_told(session, moment, graph, node) for graph, node in found]
    return {
        "kept": [one for one in told if compiler_of(one) is None],
        "compiled": [one for one in told if compiler_of(one) is not None],
    }


def _told(session: Session, moment: Moment, graph: Graph, node: Node) -> Json:
    own = answer(graph, node)
    host = own.get("commissioned_by")
    body = graph.of_kind(Organisation).get(host["id"]) if host else None
    return {
        **own,
        "body_kind": body.kind if body else None,
        "summary_of": summary(session, moment, Filters("recommendation", {"assembly": [node.id]})),
        "tallies": answers(graph, graph.about(node.id, "tally")),
    }
