"""What is due, by post: read for the workbench's lists, its calendar and the reminders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.compose.graph import Graph, load_around
from api.compose.owing import Last, owing
from api.principal import Principal
from api.rules.due_items import DueItem
from api.settings import accounts_since
from db.models.index import Entry
from db.models.workbench import WorkingCopy
from db.queries import entries
from db.queries.access import live_grants
from db.queries.entries import Filters
from db.queries.moments import Moment
from db.vocabulary import Role


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
    released = _released(session)
    items = [
        replace(item, heard=item.heard or (item.about, item.organisation) in released)
        for node in standing
        for item in owing(graph, node)
        if item.organisation in graph.nodes
        and (organisations is None or item.organisation in organisations)
        and (posts is None or concerns(item, posts))
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


def due_to(session: Session, moment: Moment, by: Principal) -> Due:
    """What somebody may see of it: what their posts owe, what their organisations do, or everything."""
    posts, organisations = by.covered(Role.officer), by.covered(Role.editor)
    if by.is_admin:
        return due(session, moment)
    if not organisations:
        return due(session, moment, posts=posts)
    if not posts:
        return due(session, moment, organisations=organisations)
    found = due(session, moment)
    theirs = [item for item in found.items if item.organisation in organisations or concerns(item, posts)]
    return replace(found, items=theirs)


def concerns(item: DueItem, posts: Collection[str]) -> bool:
    """Whether one of these posts answers for it, or is deputy for whoever does."""
    return any(post in posts for post in (item.post, *item.seats.deputies))


def _released(session: Session) -> set[tuple[str, str]]:
    """What updates are about, and who says them, that were released and wait for their time or for a hold to end."""
    waiting = select(WorkingCopy.about, WorkingCopy.organisation).where(
        WorkingCopy.type == "update", WorkingCopy.state == "scheduled"
    )
    return {(row.about, row.organisation) for row in session.execute(waiting)}


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
