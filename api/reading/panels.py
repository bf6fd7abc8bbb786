"""Declarations with what each side answers, and the panel of each: loaded around what they are about, or around one."""

from collections.abc import Collection, Mapping
from itertools import pairwise

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.record.graph import Graph, Node, as_kind, load, load_named, parsed
from api.record.things import answer, answers, replies
from api.schemas.declarations import Declaration
from api.schemas.engagements import Engagement
from api.schemas.organisations import Organisation
from api.schemas.testimonies import Testimony
from api.status.declared import Declared, declared
from api.status.panel import beside_name, needed, panel, ready
from db.queries import publications, versions
from db.queries.moments import Moment
from db.vocabulary import LEVELS

_ABOUT = [("testimony", "about")]
_REPLIES = [("reply", "about")]
_FEEDS = [("engagement", "decision")]


def panels_about(session: Session, graph: Graph, work: str) -> list[Json]:
    """Every declaration about a piece of work of which a graph was loaded around it, as its page shows each: side by
    side, by whoever declares; nothing where nobody answered anything.
    """
    found = graph.about(work, "declaration")
    if not found:
        return []
    around = _around(session, graph, [one.id for one in found])
    told = [_told(around, around.nodes[one.id]) for one in found]
    return [one for one in told if one["panel"] is not None]


def declarations_about(session: Session, graph: Graph, work: str) -> tuple[Graph, list[str]]:
    """The declarations about a piece of work of which a graph was loaded around it; and a graph around them, with what
    each side answers and what was replied to it. The same graph where there are none.
    """
    ids = [one.id for one in graph.about(work, "declaration")]
    if not ids:
        return graph, []
    around = _around(session, graph, [*ids, work])
    sides = [one.id for id_ in ids for one in around.about(id_, "testimony")]
    _add_replies(session, around, {work, *sides})
    return around, ids


def declaration_told(session: Session, graph: Graph, node: Node) -> dict[str, object]:
    """What is told of a declaration beside its own facts: its panel, what each side answers, what it was called."""
    around = _around(session, graph, [node.id])
    testimonies = around.about(node.id, "testimony")
    _add_replies(session, around, {node.id, *(one.id for one in testimonies)})
    own, found, organisations = around.own(node.id, Declaration), declared_of(around, node.id), _organisations(around)
    beside = beside_name(own, found, organisations)
    return {
        "panel": panel(own, found, organisations),
        "sides": [
            {
                "testimony": one.testimony.id,
                "side": one.place,
                "beside_name": beside[one.testimony.id],
            }
            for one in found.sides
        ],
        "called_before": _called_before(session, around, own),
        "testimonies": answers(around, testimonies),
        "replies": replies(around, [node, *testimonies]),
    }


def _called_before(session: Session, graph: Graph, own: Declaration) -> list[Json]:
    """What the work was called, and until which day, the latest first."""
    rows = publications.of_thing(session, own.id, graph.moment.sequence)
    stood = [(row.publication.published_at, parsed(own.type, row.body)) for row in rows if row.body and _stands(row)]
    levels = [(at, as_kind(facts, Declaration).level) for at, facts in stood]
    return [
        {"level": before, "until": at.date().isoformat()}
        for (_, before), (at, level) in reversed([*pairwise(levels)])
        if before != level
    ]


def _stands(row: publications.Row) -> bool:
    return versions.state_after(row.publication.nature) == "standing"


def _organisations(graph: Graph) -> Mapping[str, Organisation]:
    return graph.of_kind(Organisation)


def before_publishing(session: Session, moment: Moment, id_: str, by: str) -> Json:
    """The panel of a declaration as somebody would see it first; and, where it is whoever declares, what their word
    would still need, and which lower one needs nothing more.
    """
    around = _around(session, Graph(moment), [id_])
    if id_ not in around.nodes:
        return {"panel": None, "needs": []}
    own, found = around.own(id_, Declaration), declared_of(around, id_)
    if by != own.by:
        return {"panel": panel(own, found, _organisations(around)), "needs": []}
    told = [needed(own.level, found.missing)] if found.result not in ("contested", "supported") else []
    lower = [level for level in reversed(LEVELS[: LEVELS.index(own.level)]) if own.level != LEVELS[-1]]
    fits = (
        level for level in lower if _declared(around, own.model_copy(update={"level": level})).result == "supported"
    )
    told += [ready(level) for level in list(fits)[:1] if found.result != "supported"]
    return {
        "panel": panel(own, found, _organisations(around)),
        "needs": [one for one in told if one is not None],
    }


def closings(session: Session, moment: Moment, ids: Collection[str]) -> dict[str, dict[str, str]]:
    """The sentence that closes the panel of each of these declarations; nothing of one that nobody answered about."""
    around = _around(session, Graph(moment), ids)
    told = {id_: _told(around, around.nodes[id_])["panel"] for id_ in ids}
    return {id_: panel["closing"] for id_, panel in told.items() if panel is not None}


def declared_of(graph: Graph, id_: str) -> Declared:
    """What was shown for a declaration, from a graph that has all around it."""
    return _declared(graph, graph.own(id_, Declaration))


def _declared(graph: Graph, own: Declaration) -> Declared:
    testimonies = [graph.own(one.id, Testimony) for one in graph.about(own.id, "testimony")]
    engagements = [one for one in graph.of_kind(Engagement).values() if _is_about(own, one)]
    return declared(own, testimonies, _organisations(graph), engagements, graph.moment.day)


def _is_about(own: Declaration, engagement: Engagement) -> bool:
    return own.about in (engagement.id, engagement.decision.project if engagement.decision else None)


def _told(graph: Graph, node: Node) -> Json:
    found = declared_of(graph, node.id)
    return {
        **answer(graph, node),
        "panel": panel(graph.own(node.id, Declaration), found, _organisations(graph)),
    }


def _around(session: Session, graph: Graph, ids: Collection[str]) -> Graph:
    """These declarations, what each side answers, the work, what asks for its decision, and who all of these are."""
    sequence = graph.moment.sequence
    around = load(session, graph.moment, ids)
    works = {own.about for own in around.of_kind(Declaration).values()}
    around.add(versions.held_and_naming(session, sequence, works, [(ids, _ABOUT), (works, _FEEDS)]))
    load_named(session, around)
    load_holders(session, around)
    return around


def _add_replies(session: Session, graph: Graph, ids: Collection[str]) -> None:
    """The replies to these, and who gives them."""
    graph.add(versions.naming(session, graph.moment.sequence, ids, _REPLIES))
    load_named(session, graph)


def load_holders(session: Session, graph: Graph) -> None:
    """Whoever owns, funds or appointed an organisation that is loaded, and so on above them."""
    while missing := _holders(graph):
        graph.add(versions.held(session, graph.moment.sequence, missing))


def _holders(graph: Graph) -> set[str]:
    """Who owns or appointed the organisations that are loaded, and is not loaded."""
    found = {
        id_
        for one in graph.of_kind(Organisation).values()
        for id_ in (*(one.owned_by or ()), *(one.funded_by or ()), *([one.appointed_by] if one.appointed_by else ()))
    }
    return {id_ for id_ in found if id_ not in graph}
