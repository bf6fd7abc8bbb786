"""A project with what it contributes to, who answers for it, and its news."""

from typing import Any

from api.compose.graph import Graph, Node
from api.compose.things import answer, answers, newest, replies


def detail(graph: Graph, node: Node) -> dict[str, Any]:
    """Its own facts and what is said about it; the newest ten updates."""
    updates = graph.about(node.id, "update")
    return {
        **answer(graph, node),
        "contributions": answers(graph, graph.about(node.id, "contribution", "project")),
        "accountability": answers(graph, graph.about(node.id, "accountability")),
        "updates": answers(graph, newest(updates)),
        "lineage": answers(graph, graph.about(node.id, "lineage")),
        "replies": replies(graph, [node, *updates]),
    }
