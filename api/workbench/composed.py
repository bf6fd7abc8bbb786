"""Working copies as the workbench answers them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from api.core.json_text import Json
from api.record.graph import Graph, Node, standing_as
from api.record.natures import nature_of
from api.record.reader import RecordReader
from api.record.things import answer
from api.schemas.organisations import Organisation
from api.schemas.record import THING_SCHEMAS, RecordThing
from api.status.holds import is_held, opens_at
from api.workbench.working_copies import is_exempt
from db.clock import now
from db.models.workbench import WorkingCopy
from db.publications import moment_text
from db.vocabulary import Grant, Role


def answers(record: RecordReader, copies: Sequence[WorkingCopy]) -> list[Json]:
    """Each working copy with its state, and the publication that stands of it."""
    nodes = [_node(copy) for copy in copies]
    record.load({copy.organisation for copy in copies if copy.publish_at}.union(copy.thing for copy in copies))
    public = record.load_named_around(node.facts for node in nodes)
    graph = replace(public, nodes=public.nodes | {node.id: node for node in nodes})
    found = [_answer(graph, node, copy, public) for node, copy in zip(nodes, copies, strict=True)]
    posts = {node.id: post for node in nodes if (post := _post(node)) is not None}
    record.know_live(posts.values())
    for whole in found:
        if whole["id"] in posts:
            whole["owned"] = record.is_live(Grant(Role.officer, posts[whole["id"]]))
    return found


def _post(node: Node) -> str | None:
    """The post that a working copy is, or says is accountable."""
    if node.type == "post":
        return node.id
    return node.facts.post if node.facts.type == "accountability" else None


def _node(copy: WorkingCopy) -> Node:
    facts = THING_SCHEMAS[copy.type].model_validate(json.loads(copy.body))
    return Node(copy.type, copy.thing, 0, copy.changed_at, facts, copy.body)


def _answer(graph: Graph, node: Node, copy: WorkingCopy, public: Graph) -> Json:
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
        "exempt": _exempt(copy),
    }
    whole |= {field: value for field, value in state.items() if value is not None}
    standing = public.nodes.get(copy.thing)
    if standing is not None:
        published_at = moment_text(standing.published_at)
        whole["published"] = {"sequence": standing.sequence, "published_at": published_at}
    return whole


def _exempt(copy: WorkingCopy) -> Json | None:
    if not is_exempt(copy) or copy.exempt_until is None:
        return None
    ground = {"ground": copy.exempt_ground} if copy.exempt_ground else {}
    return {"until": copy.exempt_until.isoformat(), "posts": copy.exempt_posts.split(), **ground}


def _nature(copy: WorkingCopy, thing: RecordThing, public: Graph) -> str | None:
    """What it would be published as; None where it is as it is public."""
    if copy.state == "clean":
        return None
    standing = public.nodes.get(copy.thing)
    return "withdrawal" if copy.withdrawal else nature_of(thing, standing.facts if standing else None, copy.nature)


def _becomes_public(graph: Graph, public: Graph, copy: WorkingCopy) -> datetime | None:
    """When it will be public, once released: at its time, and not while a hold keeps it back."""

    def lookup(id_: str) -> RecordThing | None:
        """What is public, else a draft that is shown beside it; of the working copy itself what is public alone."""
        node = public.nodes.get(id_) or (graph.nodes.get(id_) if id_ != copy.thing else None)
        return None if node is None else node.facts

    if copy.publish_at is None or copy.withdrawal or copy.hold_reason:
        return copy.publish_at
    at = max(copy.publish_at, now())
    opens = (
        opens_at(standing_as(lookup, copy.organisation, Organisation), at)
        if is_held(graph.nodes[copy.thing].facts, lookup)
        else at
    )
    return copy.publish_at if opens == at else opens
