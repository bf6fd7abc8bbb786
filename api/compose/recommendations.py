"""A recommendation with everything said about it."""

from typing import Any

from api.compose.facts import reaching
from api.compose.graph import Graph, Node, theme_of
from api.compose.status import status_answer, timeline_answer
from api.compose.things import answer, answers, newest, replies


def detail(graph: Graph, node: Node) -> dict[str, Any]:
    """Its own facts, the status, and what others say; the newest ten updates."""
    own = node.facts
    updates = graph.about(node.id, "update")
    responses = reaching(graph, own, "response")
    verdicts = graph.about(node.id, "verdict", "recommendation")
    if own.theme:
        verdicts += graph.about(theme_of(own), "verdict", "theme")
    return {
        **answer(graph, node),
        "status": status_answer(graph, node.id),
        "responses": answers(graph, responses),
        "accountability": answers(graph, graph.about(node.id, "accountability")),
        "contributions": answers(graph, reaching(graph, own, "contribution")),
        "updates": answers(graph, newest(updates)),
        "verdicts": answers(graph, verdicts),
        "replies": replies(graph, [node, *updates, *responses, *verdicts]),
        "lineage": answers(graph, graph.about(node.id, "lineage")),
        "timeline": timeline_answer(graph, node.id),
    }
