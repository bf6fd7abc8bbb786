"""What the rules are given, picked out of a loaded graph."""

from collections.abc import Iterable
from typing import TypeVar

from api.record.graph import Graph, Node, as_kind, theme_of
from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.schemas.projects import Contribution, Project
from api.schemas.recommendations import Recommendation
from api.schemas.replies import Reply
from api.schemas.responses import Response
from api.schemas.updates import BEING_CHECKED, Update
from api.schemas.verdicts import Verdict
from api.status.facts import Facts, Stated

T = TypeVar("T", Response, Update, Verdict, Reply)

# What an assembly's own report counts as its recommendations; the rest is counted apart.
COUNTED_KINDS = ("recommendation", "resolution")
COUNTED_STANDINGS = ("adopted", "minority", "unknown")


def is_counted(recommendation: Recommendation) -> bool:
    """Whether the headline total counts it."""
    return recommendation.kind in COUNTED_KINDS and recommendation.standing in COUNTED_STANDINGS


def facts_of(graph: Graph, id_: str) -> Facts:
    """Everything the loaded record says about one recommendation."""
    recommendation = graph.own(id_, Recommendation)
    assembly = graph.own(recommendation.assembly, Assembly)
    links = [graph.own(node.id, Contribution) for node in applying_to(graph, recommendation, "contribution")]
    projects = graph.of_kind(Project)
    updates = stated(graph.about(id_, "update"), Update)
    return Facts(
        recommendation=recommendation,
        assembly=assembly,
        ancestors=tuple(ancestors(graph, recommendation)),
        counted=assembly.recommendations_made or 0,
        responses=stated(applying_to(graph, recommendation, "response"), Response),
        updates=tuple(one for one in updates if one.facts.kind != BEING_CHECKED),
        checks=tuple(one for one in updates if one.facts.kind == BEING_CHECKED),
        reports=stated(graph.about(assembly.id, "update"), Update),
        verdicts=stated(graph.about(id_, "verdict", "recommendation"), Verdict),
        accountabilities=tuple(graph.own(node.id, Accountability) for node in graph.about(id_, "accountability")),
        contributions=tuple((link, projects[link.project]) for link in links if link.project in projects),
        organisations=graph.of_kind(Organisation),
        posts=graph.of_kind(Post),
        projects=projects,
        replies=stated([*graph.about(id_, "reply"), *graph.about(assembly.id, "reply")], Reply),
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
        recommendation = graph.own(recommendation.parent, Recommendation)
        seen.add(recommendation.id)
        yield recommendation


def stated(nodes: Iterable[Node], kind: type[T]) -> tuple[Stated[T], ...]:
    """What things of a kind say, with the publications that say so."""
    return tuple(Stated(as_kind(node.facts, kind), node.sequence) for node in nodes)
