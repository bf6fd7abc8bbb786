"""An assembly with what was said to it and about it as a whole."""

from typing import Any

from sqlalchemy.orm import Session

from api.compose.graph import Graph, Node
from api.compose.things import answer, answers, newest, replies
from db.queries.entries import Filters, total


def detail(session: Session, graph: Graph, node: Node) -> dict[str, Any]:
    """Its own facts, what concerns the whole of it, and how many of its recommendations are held."""
    updates = graph.about(node.id, "update")
    responses = graph.about(node.id, "response", "assembly")
    verdicts = graph.about(node.id, "verdict", "assembly")
    counted = Filters("recommendation", {"assembly": [node.id], "counted": ["yes"]})
    return {
        **answer(graph, node),
        "held": total(session, counted, graph.moment),
        "responses": answers(graph, responses),
        "contributions": answers(graph, graph.about(node.id, "contribution", "assembly")),
        "updates": answers(graph, newest(updates)),
        "verdicts": answers(graph, verdicts),
        "tallies": answers(graph, graph.about(node.id, "tally")),
        "replies": replies(graph, [node, *updates, *responses, *verdicts]),
    }
