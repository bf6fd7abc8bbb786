"""A listed thing with what others say about it, as its own address answers it."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.reading.panels import declaration_told
from api.reading.statuses import statuses
from api.record.graph import Graph, Node, theme_of
from api.record.things import answer, answers, newest, replies
from api.schemas.assemblies import Assembly
from api.schemas.recommendations import Recommendation
from api.status.composed import timeline_answer
from api.status.gathering import applying_to
from api.status.promise_answers import promise_facts, promises_answer
from db.queries import versions
from db.queries.entries import total
from db.queries.filters import Filters

# The items of an assembly, and every answer to one of them, to some, or to all.
_ANSWERED = (("recommendation", "assembly"), ("response", "assembly"), ("response", "in_assembly"))


def detail(session: Session, graph: Graph, node: Node) -> Json:
    """Its own facts and what is said about it, from a graph that was loaded around it; the newest ten updates."""
    return {**answer(graph, node), **_SAID.get(node.type, _replied)(session, graph, node)}


def _replied(_session: Session, graph: Graph, node: Node) -> dict[str, object]:
    return {"replies": replies(graph, [node])}


def _about_recommendation(session: Session, graph: Graph, node: Node) -> dict[str, object]:
    own = graph.own(node.id, Recommendation)
    updates = graph.about(node.id, "update")
    responses = applying_to(graph, own, "response")
    verdicts = graph.about(node.id, "verdict", "recommendation")
    if own.theme:
        verdicts += graph.about(theme_of(own), "verdict", "theme")
    return {
        "status": statuses(session, graph.moment, [node.id])[node.id],
        "responses": answers(graph, responses),
        "accountability": answers(graph, graph.about(node.id, "accountability")),
        "contributions": answers(graph, applying_to(graph, own, "contribution")),
        "updates": answers(graph, newest(updates)),
        "verdicts": answers(graph, verdicts),
        "replies": replies(graph, [node, *updates, *responses, *verdicts]),
        "lineage": answers(graph, graph.about(node.id, "lineage")),
        "timeline": timeline_answer(graph, node.id),
    }


def _about_assembly(session: Session, graph: Graph, node: Node) -> dict[str, object]:
    """What concerns the whole of it, and how many of its recommendations are held."""
    updates = graph.about(node.id, "update")
    responses = graph.about(node.id, "response", "assembly")
    verdicts = graph.about(node.id, "verdict", "assembly")
    counted = Filters("recommendation", {"assembly": [node.id], "counted": ["yes"]})
    return {
        **_promises(session, graph, node),
        "held": total(session, counted, graph.moment),
        "responses": answers(graph, responses),
        "accountability": answers(graph, graph.about(node.id, "accountability")),
        "contributions": answers(graph, graph.about(node.id, "contribution", "assembly")),
        "updates": answers(graph, newest(updates)),
        "verdicts": answers(graph, verdicts),
        "tallies": answers(graph, graph.about(node.id, "tally")),
        "replies": replies(graph, [node, *updates, *responses, *verdicts]),
    }


def _promises(session: Session, graph: Graph, node: Node) -> dict[str, object]:
    """What was promised, and what became of it: by the answers to the whole, to themes and to every item."""
    if graph.own(node.id, Assembly).promises is None:
        return {}
    around = Graph(graph.moment)
    around.add(versions.naming(session, graph.moment.sequence, [node.id], _ANSWERED))
    facts = promise_facts(graph, node, around)
    return {"promises": promises_answer(graph, facts, answer(graph, node)["promises"])}


def _about_project(_session: Session, graph: Graph, node: Node) -> dict[str, object]:
    updates = graph.about(node.id, "update")
    return {
        "contributions": answers(graph, graph.about(node.id, "contribution", "project")),
        "accountability": answers(graph, graph.about(node.id, "accountability")),
        "updates": answers(graph, newest(updates)),
        "lineage": answers(graph, graph.about(node.id, "lineage")),
        "replies": replies(graph, [node, *updates]),
    }


def _about_engagement(session: Session, graph: Graph, node: Node) -> dict[str, object]:
    updates = graph.about(node.id, "update")
    return {
        "status": statuses(session, graph.moment, [node.id])[node.id],
        "accountability": answers(graph, graph.about(node.id, "accountability")),
        "updates": answers(graph, newest(updates)),
        "replies": replies(graph, [node, *updates]),
    }


def _about_post(_session: Session, graph: Graph, node: Node) -> dict[str, object]:
    """What it answers for, now and before."""
    return {"accountability": answers(graph, graph.about(node.id, "accountability", "post"))}


_SAID: dict[str, Callable[[Session, Graph, Node], dict[str, object]]] = {
    "recommendation": _about_recommendation,
    "assembly": _about_assembly,
    "engagement": _about_engagement,
    "project": _about_project,
    "declaration": declaration_told,
    "post": _about_post,
}
