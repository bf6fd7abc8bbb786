"""What works, and who says so: the list, and what of it is about one piece of work or one assembly."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.reading.panels import load_holders
from api.record.graph import Graph, load, load_named
from api.record.things import answer, reference
from api.schemas.accountabilities import Accountability
from api.schemas.declarations import Declaration
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.schemas.testimonies import Testimony
from api.schemas.updates import Update
from api.status.works import is_doers, is_of_doer, is_shown, says_so
from db.queries import places, versions, works
from db.queries.filters import Filters
from db.queries.moments import Moment
from db.queries.pages import Place
from db.queries.works import Said

_AT_LEAST = 50  # statements that are read at once


def listed(
    session: Session,
    moment: Moment,
    filters: Filters,
    enablers: Collection[str] = (),
    *,
    after: Place | None = None,
    limit: int,
) -> list[tuple[Said, Json]]:
    """The first that are listed, newest first, each with its place; or the first after the place of another."""
    axes = places.widened(session, filters).axes
    at_once = max(limit, _AT_LEAST)
    found: list[tuple[Said, Json]] = []
    while len(found) < limit:
        rows = works.page(session, moment, axes, enablers, filters.words, after=after, limit=at_once)
        found += _told(session, moment, rows)
        if len(rows) < at_once:
            break
        after = [rows[-1].day, rows[-1].sequence]
    return found[:limit]


def place(told: tuple[Said, Json]) -> list[object]:
    """Where one stands in the order: what a cursor keeps."""
    return [told[0].day, told[0].sequence]


def first(session: Session, moment: Moment, filters: Filters, limit: int) -> list[Json]:
    """The newest that are listed under these filters."""
    return [told for _, told in listed(session, moment, filters, limit=limit)]


def _told(session: Session, moment: Moment, rows: Sequence[Said]) -> list[tuple[Said, Json]]:
    """Of these statements those that are listed, in their order, as they are answered."""
    ids = {row.about for row in rows}
    every = [*rows, *works.about(session, moment, ids)]
    graph = _around(session, moment, {row.thing for row in every} | ids)
    doers = works.doers(session, moment, ids)
    by_doer = {row.thing: _is_by_doer(graph, row, doers) for row in every if _stands(graph, row)}
    theirs = [row for row in every if row.thing in by_doer]
    shown = {row for row in theirs if not by_doer[row.thing] or is_shown(_own(graph, row))}
    sides: dict[str, set[bool]] = {id_: set() for id_ in ids}
    for row in shown:
        sides[row.about].add(by_doer[row.thing])
    return [(row, _item(graph, row, both=len(sides[row.about]) > 1)) for row in rows if row in shown]


def _around(session: Session, moment: Moment, ids: Collection[str]) -> Graph:
    """These statements and pieces of work, what corrects one, who answers for the work, and all that these name."""
    graph = load(session, moment, ids)
    ties = [("update", "corrects"), ("accountability", "about")]
    graph.add(versions.naming(session, moment.sequence, ids, ties))
    load_named(session, graph)
    load_holders(session, graph)
    return graph


def _stands(graph: Graph, row: Said) -> bool:
    """Whether its work stands, and nothing corrected it."""
    corrected = graph.naming([row.thing], [("update", "corrects")])
    return row.thing in graph.nodes and graph.shows(row.about) and not corrected


def _own(graph: Graph, row: Said) -> Update | Testimony:
    own = graph.nodes[row.thing].facts
    assert isinstance(own, (Update, Testimony))  # noqa: S101 - no other kind says what works
    return own


def _is_by_doer(graph: Graph, row: Said, doers: Mapping[str, Collection[str]]) -> bool:
    own, organisations = _own(graph, row), graph.of_kind(Organisation)
    if isinstance(own, Update):
        return is_doers(own, doers[row.about], organisations)
    declaration = graph.of_kind(Declaration).get(own.about)
    return declaration is None or is_of_doer(own, declaration, organisations)


def _item(graph: Graph, row: Said, *, both: bool) -> Json:
    own = _own(graph, row)
    told = answer(graph, graph.nodes[row.thing])
    by = own.by if isinstance(own, Testimony) else own.said_by.organisation
    return {
        "type": own.type,
        "id": own.id,
        "url": told["url"],
        "about": reference(graph, row.about),
        "by": reference(graph, by),
        "works": told["works"],
        "says_so": says_so(graph.of_kind(Organisation).get(by), both=both),
        "enablers": told.get("enablers", []),
        "build_on": told.get("build_on", []),
        "since": told["date"],
        "ask": next(_to_ask(graph, own, row.about), None),
    }


def _to_ask(graph: Graph, own: Update | Testimony, work: str) -> Iterator[Json]:
    """Posts with a mailbox: the one that says it, and those that answer for the work."""
    said_by = [own.said_by.post] if isinstance(own, Update) else []
    answering = [graph.own(one.id, Accountability) for one in graph.about(work, "accountability")]
    theirs = [one.post for one in answering if one.ends is None or one.ends.last >= graph.moment.day]
    for id_ in (*said_by, *theirs):
        post = graph.of_kind(Post).get(id_) if id_ else None
        if post is not None and post.contact:
            yield {"post": reference(graph, post.id), "contact": post.contact}
