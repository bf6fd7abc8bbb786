"""A feed: the newest of what was published around a thing, and of what the clock alone changed."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from api.core import urls
from api.feeds.batches import together_entry
from api.feeds.clock_entries import begins, clock_entry
from api.feeds.context import FeedContext, tag
from api.feeds.entries import entry, subject_of
from api.feeds.loading import graph_of
from api.feeds.model import Author, Feed, FeedEntry
from api.pages.view import View
from api.reading.statuses import statuses
from api.record.graph import containers_of, load
from api.schemas.assemblies import Assembly
from api.schemas.kinds import PAGES
from api.schemas.recommendations import Recommendation
from api.text.languages import Said, said
from api.text.localizer import localizer
from db.queries import feeds
from db.queries.feeds import Scope, StatusChange
from db.queries.moments import Moment
from db.queries.publications import Row

NEWEST = 50
TOGETHER = 25  # what was published in one moment beyond this many is one entry
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when an empty record changed last


def scope_of(session: Session, moment: Moment, type_: str, id_: str) -> Scope | None:
    """What the feed of one thing is of, whether it stands or is gone; None where no such thing was ever published."""
    graph = load(session, moment, [id_])
    found = graph.nodes.get(id_) or graph.gone.get(id_)
    if found is None or found.type != type_:
        return None
    stands = type_ == "recommendation" and id_ in graph.nodes
    return Scope(type_, id_, frozenset(containers_of(graph.own(id_, Recommendation))) if stands else frozenset())


def feed(session: Session, moment: Moment, view: View, scope: Scope | None) -> Feed:
    """The feed of one thing, or of everything, in a fixed number of queries."""
    moments = feeds.moments_of(session, scope, NEWEST)
    few = [one for one in moments if one.number <= TOGETHER]
    many = [one for one in moments if one.number > TOGETHER]
    rows = feeds.rows_at(session, scope, few, NEWEST)
    turned = feeds.turned(session, scope, moment, NEWEST)
    begun = feeds.assemblies_at(session, many)
    ids = [*(one.thing for one in turned), *(id_ for one in begun.values() for id_ in one)]
    graph = graph_of(session, moment, rows, [*ids, *([scope.id] if scope else [])])
    numbers = [row.publication.sequence for row in rows]
    context = FeedContext(graph, view, feeds.before(session, numbers), feeds.erased_at(session, numbers))
    statuses = _statuses(session, context, rows, turned)
    kinds = feeds.kinds_at(session, scope, many)
    entries = [
        entry(context, row, statuses.get((row.publication.published_at, row.publication.sequence))) for row in rows
    ]
    for one in turned:
        if graph.shows(one.thing):
            entries += [clock_entry(context, one, what, statuses.get((begins(one), one.thing))) for what in one.what]
    for moment_of in many:
        at = moment_of.published_at
        entries.append(together_entry(context, moment_of, kinds[at], begun.get(at, []), scope))
    return _whole(context, scope, sorted(entries, key=lambda one: one.published, reverse=True)[:NEWEST])


def _statuses(
    session: Session, context: FeedContext, rows: Sequence[Row], turned: Sequence[StatusChange]
) -> dict[tuple[datetime, int | str], Said]:
    """Where each recommendation stands now, for the newest entry about it: by its moment, and its sequence or item."""
    newest: dict[str, tuple[datetime, int | str]] = {one.thing: (begins(one), one.thing) for one in reversed(turned)}
    for row in reversed(rows):
        about, own = subject_of(context, row), row.publication
        if about is not None and about.type == "recommendation":
            known = newest.get(about.id)
            if known is None or known[0] <= own.published_at:
                newest[about.id] = (own.published_at, own.sequence)
    found = statuses(session, context.graph.moment, newest.keys() & context.graph.nodes.keys())
    return {at: said(found[id_]["sentence"], context.language) for id_, at in newest.items() if id_ in found}


def _whole(context: FeedContext, scope: Scope | None, entries: Sequence[FeedEntry]) -> Feed:
    words, view = localizer(context.language).words("feed"), context.view
    title, url, path = words["all"], f"{view.base}/", "all"
    if scope is not None:
        title = words["of"].format(name=context.name(scope.id).text)
        url, path = urls.page(scope.type, scope.id), f"{PAGES[scope.type]}/{scope.id}"
    return Feed(
        id=tag("2026", f"feeds/{path}"),
        title=title,
        subtitle=words["subtitle"].format(number=NEWEST),
        language=context.language,
        path=f"/feeds/{path}",
        lang=view.language if view.asked else None,
        url=view.to(url),
        author=Author(words["publisher"], view.to(f"{view.base}/")),
        rights=_rights(context, scope),
        updated=max((one.updated for one in entries), default=_NEVER),
        entries=tuple(entries),
    )


def _rights(context: FeedContext, scope: Scope | None) -> str | None:
    """The licence of an assembly's record, where the feed is of one assembly's."""
    if scope is None:
        return None
    item = context.graph.of_kind(Recommendation).get(scope.id)
    assembly = context.graph.of_kind(Assembly).get(item.assembly if item else scope.id)
    if assembly is None or assembly.licence is None:
        return None
    return localizer(context.language).t("feed.licence", licence=assembly.licence)
