"""A great deal that was published in one moment, such as a record that was loaded, as one entry."""

from collections.abc import Mapping, Sequence

from api.core import urls
from api.feeds.context import FeedContext, tag, term
from api.feeds.model import FeedEntry
from api.text.localizer import localizer
from db.queries.feeds import Batch, Scope
from db.vocabulary import THING_TYPES


def together_entry(
    context: FeedContext, one: Batch, kinds: Mapping[str, int], assemblies: Sequence[str], scope: Scope | None
) -> FeedEntry:
    """How many of each sort there were, with the way to all of them. Nothing is ever added to a moment that is over."""
    graph, own = context.graph, scope.id if scope else None
    named = [id_ for id_ in ([own] if own else assemblies) if id_ in graph.nodes]
    says = localizer(context.language)
    about = "; ".join(context.name(id_).text for id_ in named) or own or says.t("feed.all")
    counts = [
        context.told("count", text=context.label("thing_type", type_), number=says.number(kinds[type_]))
        for type_ in THING_TYPES
        if type_ in kinds
    ]
    data = urls.api(f"/changes?after={one.first - 1}")
    at = one.published_at
    place = f"{scope.type}/{scope.id}" if scope else "all"
    return FeedEntry(
        id=tag(at.date().isoformat(), f"together/{place}/{at.strftime('%H%M%S%f')}"),
        title=says.plural("entry.together", one.number, about=about),
        language=context.language,
        url=context.address(graph.nodes[named[0]]) if len(named) == 1 else context.view.to(f"{context.view.base}/"),
        published=at,
        updated=at,
        author=None,
        terms=tuple(term("thing_type", type_, context.language) for type_ in THING_TYPES if type_ in kinds),
        paragraphs=(
            *counts,
            context.told("together_why"),
            context.told("as_data", href=data),
        ),
    )
