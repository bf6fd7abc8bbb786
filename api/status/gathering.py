"""What the rules are given, picked out of a loaded graph."""

from collections.abc import Iterable
from typing import Any

from api.record.graph import Graph, Node, theme_of
from api.schemas.recommendations import Recommendation
from api.status.facts import Facts, Stated

# What an assembly's own report counts as its recommendations; the rest is counted apart.
COUNTED_KINDS = ("recommendation", "resolution")
COUNTED_STANDINGS = ("adopted", "minority")


def is_counted(recommendation: Recommendation) -> bool:
    """Whether the headline total counts it."""
    return recommendation.kind in COUNTED_KINDS and recommendation.standing in COUNTED_STANDINGS


def facts_of(graph: Graph, id_: str) -> Facts:
    """Everything the loaded record says about one recommendation."""
    recommendation: Recommendation = graph.nodes[id_].facts
    assembly = graph.nodes[recommendation.assembly].facts
    contributions = applying_to(graph, recommendation, "contribution")
    return Facts(
        recommendation=recommendation,
        assembly=assembly,
        ancestors=tuple(ancestors(graph, recommendation)),
        counted=assembly.recommendations_made or 0,
        responses=stated(applying_to(graph, recommendation, "response")),
        updates=stated(graph.about(id_, "update")),
        reports=stated(graph.about(assembly.id, "update")),
        verdicts=stated(graph.about(id_, "verdict", "recommendation")),
        accountabilities=tuple(node.facts for node in graph.about(id_, "accountability")),
        contributions=tuple(
            (node.facts, graph.nodes[node.facts.project].facts)
            for node in contributions
            if node.facts.project in graph.nodes
        ),
        organisations=graph.of_type("organisation"),
        posts=graph.of_type("post"),
        projects=graph.of_type("project"),
        replies=stated([*graph.about(id_, "reply"), *graph.about(assembly.id, "reply")]),
        answered_singly=frozenset(body for of, body in graph.answered_singly if of == assembly.id),
    )


def applying_to(graph: Graph, recommendation: Recommendation, type_: str) -> list[Node]:
    """The responses or contributions to this item, to its theme, or to the whole assembly."""
    found = graph.about(recommendation.id, type_) + graph.about(recommendation.assembly, type_, "assembly")
    if recommendation.theme:
        found += graph.about(theme_of(recommendation), type_, "theme")
    return sorted(found, key=lambda node: node.sequence)


def ancestors(graph: Graph, recommendation: Recommendation) -> Iterable[Recommendation]:
    """Its parent, its parent's parent and so on. A ring, which no publication may make, would end the walk."""
    seen = {recommendation.id}
    while recommendation.parent in graph.nodes and recommendation.parent not in seen:
        recommendation = graph.nodes[recommendation.parent].facts
        seen.add(recommendation.id)
        yield recommendation


def stated(nodes: Iterable[Node]) -> tuple[Stated[Any], ...]:
    """What things say, with the publications that say so."""
    return tuple(Stated(node.facts, node.sequence) for node in nodes)
