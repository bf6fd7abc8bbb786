"""The record document of an assembly or an engagement: its exchange format, as canonical bytes."""

import json
from collections.abc import Collection

from sqlalchemy.orm import Session

from api.record.graph import Graph
from api.schemas.kinds import KINDS
from api.schemas.lineages import Lineage
from api.schemas.projects import Contribution, Project
from api.schemas.record import RECORD_FORMAT
from db.publications import canonical
from db.queries import versions
from db.queries.memberships import members
from db.queries.moments import Moment
from db.queries.versions import VersionRow

# By which relation a thing says that it belongs to an assembly, or what it is about. Tombstones name all by `about`.
_OF_ASSEMBLY = [(kind.thing, relation) for kind in KINDS for relation in ("assembly", "in_assembly", "about")]
_ABOUT_THINGS = [(kind.thing, "about") for kind in KINDS]


def record_document(session: Session, moment: Moment, whole: str) -> bytes:
    """Everything that stands in the record of one assembly or engagement, things in id order; the same record gives the
    same bytes.
    """
    graph = whole_record(session, moment, whole)
    bodies = {id_: node.body for id_, node in graph.nodes.items()}
    bodies |= {id_: row.body for id_, row in graph.gone.items() if row.body is not None}
    things = [json.loads(bodies[id_]) for id_ in sorted(bodies)]
    return canonical({"format": RECORD_FORMAT, graph.nodes[whole].type: whole, "things": things})


def whole_record(session: Session, moment: Moment, whole: str) -> Graph:
    """What an assembly or an engagement leads to, what belongs to its record besides, and then everything that any of
    those names.
    """
    graph = led_to(session, moment, whole)
    _take(graph, versions.held(session, moment.sequence, members(session, moment.sequence, whole)))
    _take_named(session, graph)
    return graph


def led_to(session: Session, moment: Moment, whole: str) -> Graph:
    """What an assembly or an engagement leads to: what names an assembly, the projects that contribute to it and those
    that follow them, what is about any of these, and then everything that any of those names.
    """
    graph = Graph(moment)
    found = _take(graph, versions.held(session, moment.sequence, [whole]))
    found |= _take(graph, versions.naming(session, moment.sequence, [whole], _OF_ASSEMBLY))
    while projects := _take(graph, versions.held(session, moment.sequence, _projects(graph))):
        found |= projects
    while found:
        found = _take(graph, versions.naming(session, moment.sequence, found, _ABOUT_THINGS))
    _take_named(session, graph)
    return graph


def _take_named(session: Session, graph: Graph) -> None:
    while missing := graph.named() | _withdrawers(graph):
        if not _take(graph, versions.held(session, graph.moment.sequence, missing)):
            break


def _take(graph: Graph, rows: Collection[VersionRow]) -> set[str]:
    """Take these in; returns the ids that are new, those of tombstones too."""
    new = {row.thing for row in rows if row.thing not in graph}
    graph.add(rows)
    return new


def _withdrawers(graph: Graph) -> set[str]:
    """The organisations that tombstones name, and that are not loaded."""
    bodies = [json.loads(row.body) for row in graph.gone.values() if row.body is not None]
    return {body["by"] for body in bodies if "by" in body} - graph.nodes.keys() - graph.gone.keys()


def _projects(graph: Graph) -> set[str]:
    found: set[str] = {own.project for own in graph.of_kind(Contribution).values()}
    for own in graph.of_kind(Lineage).values():
        found |= set(own.became)
    found |= {own.successor for own in graph.of_kind(Project).values() if own.successor is not None}
    return found - graph.nodes.keys() - graph.gone.keys()
