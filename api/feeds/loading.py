"""The record around the entries of a feed: everything they name, and what that is about."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from api.feeds.entries import node_of
from api.record.graph import Graph, load, load_named
from api.schemas.names import names
from db.queries.moments import Moment
from db.queries.publications import Row


def graph_of(session: Session, moment: Moment, rows: Sequence[Row], more: Collection[str]) -> Graph:
    """What stands of all that these publications are about and who said them, and of some things more."""
    ids = set(more)
    for row in rows:
        own, node = row.publication, node_of(row)
        ids |= {own.thing, own.said_by, own.entered_by}
        if node is not None:
            ids |= {named.id for named in names(node.facts)}
        elif row.body is not None:
            ids |= set(json.loads(row.body).get("names", ()))
    graph = load(session, moment, ids)
    load_named(session, graph)
    return graph
