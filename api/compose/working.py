"""Working copies as the workbench answers them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.compose.graph import Graph, Node, load, load_named
from api.compose.things import answer
from api.rules.holds import is_held, opens_at
from api.rules.natures import nature_of
from api.schemas.record import THING_SCHEMAS
from api.settings import accounts_since
from db.clock import now
from db.models.workbench import WorkingCopy
from db.publications import moment_text
from db.queries import moments
from db.queries.access import live_grants
from db.vocabulary import Grant, Role


def answers(session: Session, copies: Sequence[WorkingCopy]) -> list[dict[str, Any]]:
    """Each working copy with its state, and the publication that stands of it."""
    moment = moments.current(session)
    waiting = {copy.organisation for copy in copies if copy.publish_at}
    public = load(session, moment, waiting.union(copy.thing for copy in copies))
    graph = Graph(moment)
    nodes = [_node(copy) for copy in copies]
    graph.nodes |= {node.id: node for node in nodes}
    load_named(session, graph)
    found = [_answer(graph, node, copy, public) for node, copy in zip(nodes, copies, strict=True)]
    posts = {node.id: post for node in nodes if (post := _post(node)) is not None}
    live = live_grants(session, accounts_since(), set(posts.values())) if posts else set()
    for whole in found:
        if whole["id"] in posts:
            whole["owned"] = Grant(Role.officer, posts[whole["id"]]) in live
    return found


def _post(node: Node) -> str | None:
    """The post that a working copy is, or says is accountable."""
    if node.type == "post":
        return node.id
    return node.facts.post if node.type == "accountability" else None


def _node(copy: WorkingCopy) -> Node:
    facts = THING_SCHEMAS[copy.type].model_validate(json.loads(copy.body))
    return Node(copy.type, copy.thing, 0, copy.changed_at, facts, copy.body)


def _answer(graph: Graph, node: Node, copy: WorkingCopy, public: Graph) -> dict[str, Any]:
    whole = answer(graph, node)
    del whole["sequence"], whole["published_at"]
    withdrawing = json.loads(copy.withdrawal)["reason"] if copy.withdrawal else None
    state = {
        "state": copy.state,
        "revision": copy.revision,
        "changed_at": moment_text(copy.changed_at),
        "returned": copy.note or None,
        "withdrawing": withdrawing,
        "nature": _nature(copy, node.facts, public),
        "publish_at": moment_text(at) if (at := _becomes_public(graph, public, copy)) else None,
        "hold_reason": copy.hold_reason or None,
    }
    whole |= {field: value for field, value in state.items() if value is not None}
    standing = public.nodes.get(copy.thing)
    if standing is not None:
        published_at = moment_text(standing.published_at)
        whole["published"] = {"sequence": standing.sequence, "published_at": published_at}
    return whole


def _nature(copy: WorkingCopy, thing: Any, public: Graph) -> str | None:
    """What it would be published as; None where it is as it is public."""
    if copy.state == "clean":
        return None
    standing = public.nodes.get(copy.thing)
    return "withdrawal" if copy.withdrawal else nature_of(thing, standing and standing.facts, copy.nature)


def _becomes_public(graph: Graph, public: Graph, copy: WorkingCopy) -> datetime | None:
    """When it will be public, once released: at its time, and not while a hold keeps it back."""

    def look(id_: str) -> Any:
        node = public.nodes.get(id_) or graph.nodes.get(id_)
        return None if node is None else node.facts

    if copy.publish_at is None or copy.withdrawal or copy.hold_reason:
        return copy.publish_at
    at = max(copy.publish_at, now())
    opens = opens_at(look(copy.organisation), at) if is_held(graph.nodes[copy.thing].facts, look) else at
    return copy.publish_at if opens == at else opens
