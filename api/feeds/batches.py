"""A great deal that was published in one moment, such as a record that was loaded, as one entry."""

from collections.abc import Mapping, Sequence

from api.core import urls
from api.feeds.context import Around, tag, term
from api.feeds.model import FeedEntry
from api.text.localizer import localizer
from db.queries.feeds import Scope, Together
from db.vocabulary import THING_TYPES


def together_entry(
    around: Around, one: Together, kinds: Mapping[str, int], assemblies: Sequence[str], scope: Scope | None
) -> FeedEntry:
    """How many of each sort there were, with the way to all of them. Nothing is ever added to a moment that is over."""
    graph, own = around.graph, scope.id if scope else None
    named = [id_ for id_ in ([own] if own else assemblies) if id_ in graph.nodes]
    says = localizer(around.language)
    about = "; ".join(around.name(id_).text for id_ in named) or own or says.t("feed.all")
    counts = [
        around.told("count", text=around.label("thing_type", type_), number=says.number(kinds[type_]))
        for type_ in THING_TYPES
        if type_ in kinds
    ]
    data = urls.api(f"/changes?after={one.first - 1}")
    at = one.published_at
    place = f"{scope.type}/{scope.id}" if scope else "all"
    return FeedEntry(
        id=tag(at.date().isoformat(), f"together/{place}/{at.strftime('%H%M%S%f')}"),
        title=says.plural("entry.together", one.number, about=about),
        language=around.language,
        url=around.address(graph.nodes[named[0]]) if len(named) == 1 else around.view.to(f"{around.view.base}/"),
        published=at,
        updated=at,
        author=None,
        terms=tuple(term("thing_type", type_, around.language) for type_ in THING_TYPES if type_ in kinds),
        paragraphs=(
            *counts,
            around.told("together_why"),
            around.told("as_data", href=data),
        ),
    )
