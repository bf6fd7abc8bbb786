"""What would become public, made by the door itself and then undone, so that it is exactly that."""

from typing import Any

from sqlalchemy.orm import Session

from api.compose.graph import Graph, load, load_around, load_named
from api.compose.status import status_answer
from api.compose.things import answer
from api.services.copies import look_from
from api.services.publish import publish
from api.services.release import act_to_look_at
from db.clock import today
from db.models.record import RecordHead
from db.models.workbench import WorkingCopy
from db.publications import moment_after
from db.queries import versions
from db.queries.moments import Moment

_MOST = 20


def preview(session: Session, head: RecordHead, copy: WorkingCopy) -> dict[str, Any]:
    """The thing as it would be answered, and the status of what it is about, now and then.

    The caller holds the write lock. Everything is rolled back. Raises the 409 that publishing would.
    """
    act = act_to_look_at(session, head, copy)
    before = Moment(head.sequence, today())
    concerned = _concerned(session, before.sequence, act.thing)
    now = _statuses(load_around(session, before, concerned), concerned)
    savepoint = session.begin_nested()
    try:
        row = publish(session, head, [act], at=moment_after(head))[-1]
        after = Moment(row.sequence, today())
        graph = load(session, after, [copy.thing])
        load_named(session, graph)
        node = graph.nodes.get(copy.thing)
        thing = act.thing.model_dump(exclude_none=True) if node is None else answer(graph, node)
        then = _statuses(load_around(session, after, concerned), concerned)
        nature = row.nature
    finally:
        savepoint.rollback()
        session.expire_all()
    return {
        "thing": {key: value for key, value in thing.items() if key not in {"sequence", "published_at"}},
        "nature": nature,
        "statuses": [
            {
                "recommendation": id_,
                **({"now": now[id_]["sentence"]} if id_ in now else {}),
                **({"then": then[id_]} if id_ in then else {}),
            }
            for id_ in concerned
            if id_ in now or id_ in then
        ],
    }


def _concerned(session: Session, sequence: int, thing: Any) -> list[str]:
    """The recommendations a thing is, or is about."""
    if thing.type == "recommendation" or getattr(thing, "of", "") == "recommendation":
        return [thing.id]
    found = list(getattr(thing, "recommendations", None) or getattr(thing, "came_from", None) or ())
    found += [value for field in ("recommendation", "about") if (value := getattr(thing, field, None))]
    found += list(getattr(thing, "names", None) or ())
    look = look_from(session, sequence)
    named = [id_ for id_ in dict.fromkeys(found) if getattr(look(id_), "type", "") == "recommendation"]
    if not named and getattr(thing, "assembly", None):
        rows = versions.naming(session, sequence, [thing.assembly], [("recommendation", "assembly")])
        theme = getattr(thing, "theme", None)
        named = sorted(row.thing for row in rows if theme is None or getattr(look(row.thing), "theme", None) == theme)
    return named[:_MOST]


def _statuses(graph: Graph, ids: list[str]) -> dict[str, dict[str, Any]]:
    return {
        id_: status_answer(graph, id_)
        for id_ in ids
        if id_ in graph.nodes and graph.nodes[id_].facts.assembly in graph.nodes
    }
