"""What is due, by post: read for the workbench's lists, its calendar and the reminders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.compose.facts import facts_of
from api.compose.graph import Graph, Node, load_around
from api.rules.due_items import DueItem, due_of_project, due_of_recommendation
from api.rules.facts import Stated
from api.settings import accounts_since
from db.models.index import Entry
from db.queries import entries
from db.queries.access import live_grants
from db.queries.entries import Filters
from db.queries.moments import Moment
from db.vocabulary import Role


@dataclass(frozen=True)
class Last:
    """The last publication that changed what lists show of a thing: its number only grows, corrections included."""

    sequence: int
    at: datetime


@dataclass(frozen=True)
class Due:
    """What is due, soonest first, with the record around it."""

    graph: Graph
    items: list[DueItem]
    owned: frozenset[str]  # the posts among these that somebody holds a live key for
    last: dict[str, Last]

    def is_owned(self, item: DueItem) -> bool:
        """Whether somebody can answer for it today."""
        return item.post in self.owned


def due(
    session: Session,
    moment: Moment,
    *,
    posts: Collection[str] | None = None,
    organisations: Collection[str] | None = None,
) -> Due:
    """What these posts, or those of these organisations, owe, however far ahead; everything where neither is said.

    A deputy's list holds what it is deputy for. Items that no post answers for are in their organisation's.
    """
    kept = _kept_assemblies(session, moment, organisations)
    found = [*_recommendations(session, moment, kept, posts), *_projects(session, moment, posts)]
    graph = load_around(session, moment, [entry.thing for entry in found])
    standing = [graph.nodes[entry.thing] for entry in found if entry.thing in graph.nodes]
    items = [
        item
        for node in standing
        for item in _of(graph, node)
        if item.organisation in graph.nodes
        and (organisations is None or item.organisation in organisations)
        and (posts is None or _concerns(item, posts))
    ]
    return Due(
        graph=graph,
        items=sorted(items, key=lambda item: (item.due, item.about, item.kind, item.post or "")),
        owned=owned(session),
        last={entry.thing: Last(entry.from_sequence, entry.updated_at) for entry in found},
    )


def owned(session: Session) -> frozenset[str]:
    """The posts that somebody holds a live key or account for."""
    return frozenset(grant.covers for grant in live_grants(session, accounts_since()) if grant.role == Role.officer)


def _kept_assemblies(session: Session, moment: Moment, organisations: Collection[str] | None) -> list[str]:
    axes = {} if organisations is None else {"organisation": sorted(organisations)}
    return [entry.thing for entry in session.scalars(entries.matching(Filters("assembly", axes), moment))]


def _recommendations(
    session: Session, moment: Moment, assemblies: Sequence[str], posts: Collection[str] | None
) -> Sequence[Entry]:
    axes = {"assembly": assemblies} | ({} if posts is None else {"post": sorted(posts)})
    return session.scalars(entries.matching(Filters("recommendation", axes), moment)).all()


def _projects(session: Session, moment: Moment, posts: Collection[str] | None) -> Sequence[Entry]:
    axes = {} if posts is None else {"post": sorted(posts)}
    return session.scalars(entries.matching(Filters("project", axes), moment)).all()


def _of(graph: Graph, node: Node) -> list[DueItem]:
    if node.type == "recommendation":
        standing = node.facts.assembly in graph.nodes
        return due_of_recommendation(facts_of(graph, node.id), graph.moment.day) if standing else []
    keeper = _keeper(graph, node)
    if keeper is None:
        return []
    updates = [Stated(one.facts, one.sequence) for one in graph.about(node.id, "update")]
    accountabilities = [one.facts for one in graph.about(node.id, "accountability")]
    posts = graph.of_type("post")
    return due_of_project(node.facts, updates, accountabilities, posts, keeper, graph.moment.day)


def _keeper(graph: Graph, node: Node) -> str | None:
    """Who keeps a project here and does it: its keeper, else its lead where an assembly it serves is kept by the lead.

    A project that somebody compiled from public sources is kept by nobody who could be reminded.
    """
    project = node.facts
    if project.keeper is not None:
        return str(project.keeper) if project.keeper in (project.lead, *(project.partners or ())) else None
    links = [one.facts.assembly for one in graph.about(node.id, "contribution", "project")]
    keepers = [graph.nodes[id_].facts.keeper for id_ in links if id_ in graph.nodes]
    own = any(one.capacity == "answering_body" and one.organisation == project.lead for one in keepers)
    return str(project.lead) if own else None


def _concerns(item: DueItem, posts: Collection[str]) -> bool:
    return any(post in posts for post in (item.post, *item.seats.deputies))
