"""What the addresses of single things share: the thing as it stands, or 404, or 410 with when, who and why."""

import json

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.core import urls
from api.core.problems import Gone, Problem, Since
from api.http.paging import page_of
from api.record.graph import Graph, Node, containers_of, load, load_around
from api.record.publications import publication_answer
from api.record.things import name
from api.schemas.kinds import ABOUT
from api.schemas.queries import HistoryQuery
from api.text.languages import REFERENCE, said
from db.publications import moment_text
from db.queries import publications, versions
from db.queries.moments import Moment


def found(session: Session, moment: Moment, type_: str, id_: str) -> tuple[Graph, Node]:
    """The thing and everything around it. Raises 404 where none was published, 410 where it was withdrawn or erased."""
    graph = load_around(session, moment, [id_])
    node = _stands(session, graph, type_, id_)
    if node.facts.type == "recommendation" and not graph.shows(id_):
        raise _gone(session, graph, node.facts.assembly)
    return graph, node


def alone(session: Session, moment: Moment, type_: str, id_: str) -> Node:
    """Just the thing, for who needs no more of it. Raises as `found` does."""
    return _stands(session, load(session, moment, [id_]), type_, id_)


def _stands(session: Session, graph: Graph, type_: str, id_: str) -> Node:
    node = graph.nodes.get(id_)
    if node is not None and node.type == type_:
        return node
    if id_ in graph.gone and graph.gone[id_].type == type_:
        raise _gone(session, graph, id_)
    raise _not_found(session, graph.moment, type_, id_)


def history_page(
    request: Request, session: Session, moment: Moment, type_: str, id_: str, query: HistoryQuery
) -> Response:
    """One page of everything published about a thing, newest first. Raises 404 where nothing ever was."""
    page = page_of(query, "history", history=id_, as_of=request.query_params.get("as_of"))
    moment = page.moment(moment)
    before = page.after[0] if page.after else moment.sequence + 1
    graph = load(session, moment, [id_])
    known = graph.nodes.get(id_) or graph.gone.get(id_)
    if known is None or known.type != type_:
        raise _not_found(session, moment, type_, id_)
    rows = publications.about(
        session, id_, _wholes(graph, id_), ABOUT, until=moment.sequence, before=before, limit=page.enough
    )
    return page.answer(
        request,
        rows,
        place=lambda row: [row.publication.sequence],
        lines=lambda shown: [publication_answer(row) for row in shown],
        moment=moment,
    )


def _wholes(graph: Graph, id_: str) -> set[str]:
    """The assembly and the theme of a recommendation, also of one that is gone; of anything else there are none."""
    node = graph.nodes.get(id_)
    if id_ in graph.gone:
        tombstone = json.loads(graph.gone[id_].body or b"{}")
        return set(tombstone.get("names", ())) if graph.gone[id_].type == "recommendation" else set()
    if node is None or node.facts.type != "recommendation":
        return set()
    return containers_of(node.facts)


def _not_found(session: Session, moment: Moment, type_: str, id_: str) -> Problem:
    first = versions.first_published(session, type_, id_)
    if first is None:
        return Problem("not-found", f"No {type_} '{id_}' is published here.")
    since = Since(first.date(), urls.page(type_, id_))
    detail = f"'{id_}' was first published here on {since.day}; on {moment.day} it was not yet."
    return Problem("not-yet-published", detail, since=since)


def _gone(session: Session, graph: Graph, id_: str) -> Problem:
    row = graph.gone[id_]
    when = moment_text(row.published_at)[:10]
    tombstone = json.loads(row.body) if row.body else {}
    if row.state == "erased":
        code = tombstone.get("ground")
        ground = code or "a ground the record names"
        told = Gone(row.published_at.date(), None, None, code)
        return Problem("erased", f"'{id_}' was erased on {when}, on the ground: {ground}.", gone=told)
    reasons = tombstone.get("reason", {})
    reason = said(reasons, REFERENCE).text if reasons else "no reason was given"  # in the language of the rest
    who = tombstone.get("by", "whoever said it")
    graph.add(versions.held(session, graph.moment.sequence, {who} - graph.nodes.keys()))
    by = name(graph.nodes[who]) if who in graph.nodes else None
    told = Gone(row.published_at.date(), by, reasons or None, None)
    return Problem("withdrawn", f"'{id_}' was withdrawn on {when} by {who}: {reason}", gone=told)
