"""What hangs loose in a record document, though nothing forbids it: what its warnings tell of, once it is loaded."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from api.core.faults import Fault
from api.record.document import led_to
from api.record.graph import Graph
from api.schemas.kinds import BY_TYPE
from api.schemas.lineages import Lineage
from api.schemas.names import names
from api.schemas.recommendations import Recommendation
from api.schemas.record import RecordItem, RecordThing, Tombstone
from api.workbench.documents import nearest
from db.queries.moments import Moment


def loose_ends(
    session: Session, moment: Moment, assembly: str, things: Sequence[tuple[int, RecordItem]]
) -> Iterator[Fault]:
    """Of the things of a document with their numbers, as they stand at a moment: what its assembly does not lead to, a
    theme that no recommendation of it has, and two items with one reference.
    """
    graph = led_to(session, moment, assembly)
    standing = [(number, thing) for number, thing in things if not isinstance(thing, Tombstone)]
    yield from _hanging([(number, thing) for number, thing in standing if thing.id not in graph])
    yield from _unknown_themes(graph, assembly, standing)
    yield from _same_references(graph, assembly, standing)


def _hanging(loose: Collection[tuple[int, RecordThing]]) -> Iterator[Fault]:
    """What nothing leads to; what hangs on that in turn is only counted."""
    ids = {thing.id for _, thing in loose}
    hosts = {thing.id: _host(thing, ids) for _, thing in loose}
    hanging = Counter(_top(id_, hosts) for id_ in ids)
    # An engagement has a page and a list of its own, and shows whoever it or what hangs on it names.
    engagements = {thing.id for _, thing in loose if thing.type == "engagement"}
    shown = {one.id for _, thing in loose if _top(thing.id, hosts) in engagements for one in names(thing)}
    for number, thing in loose:
        if hosts[thing.id] is None and thing.id not in engagements | shown:
            many = hanging[thing.id] - 1
            also = f", nor to what hangs on it ({many})" if many else ""
            detail = (
                f"nothing of the assembly leads to this {thing.type}{also}: it is kept, and no recommendation shows it"
            )
            yield Fault(f"/things/{number}", "hangs-on-nothing", detail)


def _host(thing: RecordThing, ids: Collection[str]) -> str | None:
    """Which of these a thing is about or belongs to."""
    named = [getattr(thing, field) for field in BY_TYPE[thing.type].hosts]
    flat = [id_ for one in named for id_ in (one if isinstance(one, list) else [one])]
    return next((id_ for id_ in flat if id_ in ids), None)


def _top(id_: str, hosts: Mapping[str, str | None]) -> str:
    """What something hangs on in the end."""
    seen: set[str] = set()
    while (host := hosts[id_]) is not None and host not in seen:
        seen.add(host)
        id_ = host
    return id_


def _unknown_themes(graph: Graph, assembly: str, things: Collection[tuple[int, RecordThing]]) -> Iterator[Fault]:
    """Themes that are answered, judged or worked on, and that no recommendation has."""
    themes = {one.theme for one in graph.of_kind(Recommendation).values() if one.assembly == assembly and one.theme}
    for number, thing in things:
        if "theme" not in BY_TYPE[thing.type].subjects or getattr(thing, "assembly", None) != assembly:
            continue
        for pointer, theme in _themes(thing):
            if theme not in themes:
                near = nearest(theme, themes)
                there = f"the nearest is '{near}'" if near else f"there are {', '.join(sorted(themes)) or 'none'}"
                detail = f"no recommendation has the theme '{theme}', so none shows this {thing.type} for it; {there}"
                yield Fault(f"/things/{number}{pointer}", "unknown-theme", detail)


def _themes(thing: RecordThing) -> Iterator[tuple[str, str]]:
    """The themes that a thing is about, and where it names each: `theme` is the first where there are several."""
    several, theme = getattr(thing, "themes", None), getattr(thing, "theme", None)
    if several:
        yield from ((f"/themes/{number}", one) for number, one in enumerate(several))
    elif theme is not None:
        yield "/theme", theme


def _same_references(graph: Graph, assembly: str, things: Collection[tuple[int, RecordThing]]) -> Iterator[Fault]:
    """Items that go by the reference of another; but for one that became another, which may have kept it."""
    became = {id_ for one in graph.of_kind(Lineage).values() for id_ in one.came_from}
    numbers = {thing.id: number for number, thing in things}
    items = [one for one in graph.of_kind(Recommendation).values() if one.assembly == assembly]
    items = [one for one in items if one.id not in became and one.reference is not None]
    first: dict[str | None, str] = {}
    for item in sorted(items, key=lambda one: (numbers.get(one.id, -1), one.id)):
        other = first.setdefault(item.reference, item.id)
        if other != item.id and item.id in numbers:
            detail = f"'{other}' has the reference '{item.reference}' too"
            yield Fault(f"/things/{numbers[item.id]}/reference", "reference-twice", detail)
