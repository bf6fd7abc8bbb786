"""What is due of each thing, out of a loaded graph: the same for the workbench's list and for the public calendar."""

from dataclasses import dataclass
from datetime import datetime

from api.record.graph import Graph, Node
from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.posts import Post
from api.schemas.projects import Contribution, Project
from api.schemas.updates import Update
from api.status.due_items import DueItem, due_of_project, due_of_recommendation
from api.status.facts import Stated
from api.status.gathering import facts_of


@dataclass(frozen=True)
class Last:
    """The last publication that changed what lists show of a thing: its number only grows, corrections included."""

    sequence: int
    at: datetime


def owing(graph: Graph, node: Node) -> list[DueItem]:
    """What the posts of whoever keeps a recommendation or a project, or answers for a recommendation, owe of it."""
    if node.facts.type == "recommendation":
        standing = node.facts.assembly in graph.nodes
        return due_of_recommendation(facts_of(graph, node.id), graph.moment.day) if standing else []
    keeper = keeper_of(graph, node)
    return [] if keeper is None else owing_of_project(graph, node, keeper)


def owing_of_project(graph: Graph, node: Node, keeper: str) -> list[DueItem]:
    """What is due of a project, owed by whoever keeps or leads it."""
    updates = [Stated(graph.own(one.id, Update), one.sequence) for one in graph.about(node.id, "update")]
    accountabilities = [graph.own(one.id, Accountability) for one in graph.about(node.id, "accountability")]
    posts = graph.of_kind(Post)
    return due_of_project(graph.own(node.id, Project), updates, accountabilities, posts, keeper, graph.moment.day)


def is_past_its_day(graph: Graph, node: Node) -> bool:
    """Whether what was promised of it is late, as the record stands: then a day and a reason are asked for."""
    return any(item.kind == "delivery" and item.days < 0 for item in owing(graph, node))


def keeper_of(graph: Graph, node: Node) -> str | None:
    """Who keeps a project here and does it: its keeper, else its lead where an assembly it serves is kept by the lead.

    A project that somebody compiled from public sources is kept by nobody who could be reminded.
    """
    project = graph.own(node.id, Project)
    if project.keeper is not None:
        return project.keeper if project.keeper in (project.lead, *(project.partners or ())) else None
    links = [graph.own(one.id, Contribution).assembly for one in graph.about(node.id, "contribution", "project")]
    keepers = [graph.own(id_, Assembly).keeper for id_ in links if id_ in graph.nodes]
    own = any(one.capacity == "answering_body" and one.organisation == project.lead for one in keepers)
    return project.lead if own else None
