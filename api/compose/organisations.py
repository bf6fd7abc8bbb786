"""An organisation, and a post."""

from typing import Any

from api.compose.graph import Graph, Node
from api.compose.things import answer, answers, replies


def organisation_detail(graph: Graph, node: Node) -> dict[str, Any]:
    """An organisation's own facts, and replies to what is said of it."""
    return {**answer(graph, node), "replies": replies(graph, [node])}


def post_detail(graph: Graph, node: Node) -> dict[str, Any]:
    """A post's own facts, and what it answers for, now and before."""
    return {**answer(graph, node), "accountability": answers(graph, graph.about(node.id, "accountability", "post"))}
