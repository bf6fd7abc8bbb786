"""The status of a recommendation as the API answers it."""

from datetime import date
from typing import Any

from api.compose.facts import facts_of
from api.compose.graph import Graph
from api.compose.things import reference, url
from api.rules.holds import HoldOf
from api.rules.status import status
from api.rules.timeline import timeline


def status_answer(graph: Graph, id_: str) -> dict[str, Any]:
    """The fixed shape: the four answers, the dates, the sentence in every language."""
    found = status(facts_of(graph, id_), graph.moment.day)
    own = {field: _plain(value) for field, value in vars(found).items()}
    return {
        "type": "recommendation",
        "id": id_,
        "url": url(graph, graph.nodes[id_]),
        **own,
        "answered_by": reference(graph, found.answered_by) if found.answered_by else None,
        "progress_said_by": reference(graph, found.progress_said_by) if found.progress_said_by else None,
        "hold": _hold(graph, found.hold) if found.hold else None,
    }


def timeline_answer(graph: Graph, id_: str) -> list[dict[str, Any]]:
    """What the clock says from the moment's day on, as long as nothing new is published."""
    return [
        {
            "from": state.begins.isoformat(),
            "response": state.response,
            "schedule": state.schedule,
            "update_overdue": state.update_overdue,
            "in_hold": state.in_hold,
        }
        for state in timeline(facts_of(graph, id_), graph.moment.day)
    ]


def _hold(graph: Graph, held: HoldOf) -> dict[str, Any]:
    return {
        "organisation": reference(graph, held.organisation),
        "begins": held.hold.begins.value,
        "ends": held.hold.ends.value,
        "occasion": held.hold.occasion,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
