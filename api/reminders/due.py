"""What is due, by post: read for the workbench's lists, its calendar and the reminders."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.record.graph import Graph, add_around
from api.settings import accounts_since
from api.status.due_items import DueItem
from api.status.owing import Last, owing
from db.clock import now
from db.models.workbench import WorkingCopy
from db.queries import entries
from db.queries.access import live_grants
from db.queries.entries import Owed, Theirs
from db.queries.moments import Moment
from db.queries.pages import Place, filled
from db.queries.versions import parts
from db.vocabulary import Role

NEVER, EVER = date.min, date.max
_CHECKED = timedelta(days=14)


@dataclass
class Due:
    """What is due, soonest first, with the record around it."""

    graph: Graph
    items: list[DueItem] = field(default_factory=list)
    owned: frozenset[str] = frozenset()  # the posts among these that somebody holds a live key for
    last: dict[str, Last] = field(default_factory=dict)

    def is_owned(self, item: DueItem) -> bool:
        """Whether somebody can answer for it today."""
        return item.post in self.owned


def place(item: DueItem) -> list[object]:
    """Where an item stands among all that is due."""
    return [item.due, item.about, item.kind, item.post or ("" if item.keeps else item.organisation)]


def due(
    session: Session,
    moment: Moment,
    theirs: Theirs,
    days: tuple[date, date] = (NEVER, EVER),
    after: Place | None = None,
    limit: int | None = None,
    wanted: Callable[[DueItem], bool] = lambda _: True,
) -> Due:
    """What is due from one day to another that is theirs and wanted, soonest first: all, or the first after a place.

    A deputy's list holds what it is deputy for. Items that no post answers for are in their organisation's.
    """
    found = Due(Graph(moment))

    def read(start: Place | None, many: int | None) -> Sequence[Owed]:
        within = None if start is None else [start[0].isoformat(), start[1]]
        return entries.owed(session, moment, theirs, days, within, many, including=start == after)

    def kept(rows: Sequence[Owed]) -> list[DueItem]:
        items = [item for item in _items(session, found, rows) if is_theirs(item, theirs) and wanted(item)]
        return [item for item in items if after is None or place(item) > list(after)]

    if limit is None:
        found.items = kept(read(after, None))
    else:
        found.items = filled(read, kept, lambda row: [row.day, row.entry.thing], after, limit)
    found.owned = owned(session, {post for item in found.items for post in _posts(item)})
    return found


def _items(session: Session, found: Due, rows: Sequence[Owed]) -> list[DueItem]:
    """What is due on these days of these things, in order."""
    things = {row.entry.thing for row in rows}
    add_around(session, found.graph, things - found.last.keys())
    found.last |= {row.entry.thing: Last(row.entry.from_sequence, row.entry.updated_at) for row in rows}
    asked, released = {(row.day, row.entry.thing) for row in rows}, _released(session, things)
    items = [
        replace(item, heard=item.heard or (item.about, item.organisation) in released)
        for id_ in things & found.graph.nodes.keys()
        for item in owing(found.graph, found.graph.nodes[id_])
        if (item.due, item.about) in asked and item.organisation in found.graph.nodes
    ]
    return sorted(items, key=place)


def owned(session: Session, posts: Collection[str]) -> frozenset[str]:
    """The posts among these that somebody holds a live key or account for."""
    return frozenset(
        grant.covers
        for part in parts(posts)
        for grant in live_grants(session, accounts_since(), part)
        if grant.role == Role.officer
    )


def theirs_of(principal: Principal) -> Theirs:
    """What somebody may see of it: what their posts owe, what their organisations do, or everything."""
    return Theirs() if principal.is_admin else Theirs(principal.covered(Role.officer), principal.covered(Role.editor))


def is_theirs(item: DueItem, theirs: Theirs) -> bool:
    """Whether one of these posts, or organisations, has to do with it."""
    everybody = not theirs.posts and not theirs.organisations
    return everybody or item.organisation in theirs.organisations or concerns(item, theirs.posts)


def concerns(item: DueItem, posts: Collection[str]) -> bool:
    """Whether one of these posts answers for it, or is deputy for whoever does."""
    return any(post in posts for post in (item.post, *item.seats.deputies))


def _posts(item: DueItem) -> set[str]:
    seats = item.seats
    return {*seats.deputies, *seats.reporting, *seats.political_leads} | ({seats.post} if seats.post else set())


def _released(session: Session, about: Collection[str]) -> set[tuple[str, str]]:
    """What updates are about, and who says them, that were released and wait for their time or for a hold to end; or
    that were submitted, and are being checked for two weeks at most.
    """
    submitted = (WorkingCopy.state == "submitted") & (WorkingCopy.submitted_at > now() - _CHECKED)
    waiting = select(WorkingCopy.about, WorkingCopy.organisation).where(
        WorkingCopy.type == "update", (WorkingCopy.state == "scheduled") | submitted
    )
    return {
        (row.about, row.organisation)
        for part in parts(about)
        for row in session.execute(waiting.where(WorkingCopy.about.in_(part)))
    }
