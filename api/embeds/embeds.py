"""What is shown inside other sites: one recommendation or engagement with its status, or one assembly with its counts
or its list.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.reading.details import detail
from api.reading.lists import lines
from api.reading.statuses import statuses
from api.reading.summary import summary
from api.record.graph import Graph, Node, load, load_named
from api.record.things import answer, name
from api.schemas.organisations import Organisation
from api.schemas.recommendations import Recommendation
from db.models.index import Entry
from db.queries import entries
from db.queries.filters import ENGAGEMENTS, Filters
from db.queries.moments import Moment
from db.words import words

MOST_LISTED = 200
MOST_OFFERED = 300
_MOST_LATE = 12


def recommendation(session: Session, graph: Graph, node: Node) -> Json:
    """Its own facts, its assembly's, and its status."""
    status = statuses(session, graph.moment, [node.id])[node.id]
    said_by = status["progress_said_by"]
    speaker = graph.of_kind(Organisation).get(said_by["id"]) if said_by else None
    return {
        "own": answer(graph, node),
        "assembly": answer(graph, graph.nodes[graph.own(node.id, Recommendation).assembly]),
        "status": status,
        "said_by_council": speaker is not None and speaker.kind == "council",
    }


def declaration(session: Session, graph: Graph, node: Node) -> Json:
    """A declaration with its panel."""
    return {"own": detail(session, graph, node), "day": graph.moment.day.isoformat()}


def assembly(session: Session, graph: Graph, node: Node, show: str) -> Json:
    """Its own facts and its counts; and either what is late, or every recommendation, counted or apart."""
    moment = graph.moment
    found: Json = {
        "own": answer(graph, node),
        "summary": summary(session, moment, Filters("recommendation", {"assembly": [node.id]})),
    }
    if show == "list":
        counted = _entries(session, graph, node, MOST_LISTED, counted=["yes"])
        apart = _entries(session, graph, node, MOST_LISTED - len(counted), counted=["no"])
        items = lines(session, moment, [*counted, *apart])
        return {**found, "counted": items[: len(counted)], "apart": items[len(counted) :], "notes": _notes(items)}
    late = _entries(session, graph, node, _MOST_LATE, owed=["late"])[:_MOST_LATE]
    held = _entries(session, graph, node, _MOST_LATE, in_hold=[True])
    of = {entry.thing: entry for entry in [*late, *held]}
    items = lines(session, moment, list(of.values()))
    return {**found, "late": items[: len(late)], "notes": _notes(items)}


def engagement(session: Session, graph: Graph, node: Node) -> Json:
    """Its own facts, and where it stands."""
    return {"own": answer(graph, node), "status": statuses(session, graph.moment, [node.id])[node.id]}


def _entries(session: Session, graph: Graph, node: Node, limit: int, **axes: list[object]) -> Sequence[Entry]:
    filters = Filters("recommendation", {"assembly": [node.id], **axes})
    return entries.page(session, filters, graph.moment, sort="order", after=None, limit=limit) if limit else []


def _notes(items: list[Json]) -> list[dict[str, str]]:
    """What readers are told of holds before an election, each note once."""
    notes = [item["status"]["note"] for item in items if item["status"]["note"]]
    return [note for at, note in enumerate(notes) if note not in notes[:at]]


def choices(session: Session, moment: Moment, asked: frozenset[str]) -> Json:
    """What there is to embed: assemblies, other engagements, recommendations by assembly, and declarations, which are
    found by the name of the work that they are about; those that have all the words asked.
    """
    kinds = Filters("assembly", words=asked), replace(ENGAGEMENTS, words=asked), Filters("recommendation", words=asked)
    parts = {
        of.type: entries.page(session, of, moment, sort="order", after=None, limit=MOST_OFFERED)
        for of in (*kinds, Filters("declaration"))
    }
    graph = load(session, moment, [entry.thing for found in parts.values() for entry in found[:MOST_OFFERED]])
    load_named(session, graph)
    offered = {type_: [graph.nodes[entry.thing] for entry in found[:MOST_OFFERED]] for type_, found in parts.items()}
    by_assembly: dict[str, list[Json]] = {}
    for node in offered["recommendation"]:
        by_assembly.setdefault(graph.own(node.id, Recommendation).assembly, []).append(answer(graph, node))
    return {
        "assemblies": [answer(graph, node) for node in offered["assembly"]],
        "engagements": [answer(graph, node) for node in offered["engagement"]],
        "declarations": [one for node in offered["declaration"] if _is_about(one := answer(graph, node), asked)],
        "recommendations": [(name(graph.nodes[id_]), items) for id_, items in by_assembly.items()],
        "shortened": any(len(found) > MOST_OFFERED for found in parts.values()),
    }


def _is_about(declared: Json, asked: frozenset[str]) -> bool:
    """Whether the name of the work that a declaration is about has all these words."""
    return asked <= {word for text in declared["about"]["name"].values() for word in words(text)}
