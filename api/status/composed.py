"""The status of a recommendation as the API answers it."""

from datetime import date

from api.core.codelists import words_for
from api.core.json_text import Json
from api.record.graph import Graph
from api.record.things import reference, url
from api.schemas.accountabilities import Accountability
from api.schemas.projects import Project
from api.status.due_items import in_force
from api.status.facts import self_kept
from api.status.gathering import facts_of
from api.status.holds import HoldOf
from api.status.status import Status, status
from api.status.timeline import timeline
from api.status.why import why

LABELLED = ("response", "answered_as", "progress", "schedule", "assurance")


def status_answer(graph: Graph, id_: str) -> Json:
    """The fixed shape: the four answers, the dates, the sentence in every language."""
    facts = facts_of(graph, id_)
    return answer_of(graph, id_, status(facts, graph.moment.day), compiled=not self_kept(facts))


def answer_of(graph: Graph, id_: str, found: Status, *, compiled: bool) -> Json:
    """The fixed shape of a status that was worked out; `compiled`: from public sources."""
    own = {field: _plain(value) for field, value in vars(found).items()}
    return {
        "type": "recommendation",
        "id": id_,
        "url": url(graph, graph.nodes[id_]),
        **own,
        "answered_by": reference(graph, found.answered_by) if found.answered_by else None,
        "progress_said_by": reference(graph, found.progress_said_by) if found.progress_said_by else None,
        "ended_plan": _ended(graph, found.ended_plan) if found.ended_plan else None,
        "spans": {field: when.model_dump(exclude_none=True) for field, when in found.spans.items()},
        "hold": _hold(graph, found.hold) if found.hold else None,
        "labels": {list_: _labels(list_, getattr(found, list_), compiled) for list_ in LABELLED},
        "accountable": _accountable(graph, id_),
    }


def why_answer(graph: Graph, id_: str) -> dict[str, object]:
    """The pieces of the sentence in order, each with the ids of the things it stands on."""
    pieces = why(facts_of(graph, id_), graph.moment.day)
    return {"why": [{"text": one.text, "stands_on": list(one.stands_on)} for one in pieces]}


def _labels(list_: str, code: str | tuple[str, ...] | None, compiled: bool) -> object:
    """The words for a code, or for each of several, by language; None where there is no code."""
    if isinstance(code, tuple):
        return [_labels(list_, one, compiled) for one in code]
    return words_for(list_, code, found=compiled) if code else None


def _accountable(graph: Graph, id_: str) -> list[dict[str, object]]:
    """Which posts are accountable for it on the day; an organisation where no post of it is known."""
    held = [graph.own(node.id, Accountability) for node in graph.about(id_, "accountability")]
    found = {
        one.post or one.organisation: None
        for one in held
        if one.role == "accountable" and in_force(one, graph.moment.day)
    }
    return [reference(graph, one) for one in sorted(found)]


def timeline_answer(graph: Graph, id_: str) -> list[dict[str, object]]:
    """What the clock says from the moment's day on, as long as nothing new is published."""
    return [
        {
            "from": state.begins.isoformat(),
            "response": state.response,
            "schedule": state.schedule,
            "update_overdue": state.update_overdue,
            "in_hold": state.in_hold,
            "owed": list(state.owed),
        }
        for state in timeline(facts_of(graph, id_), graph.moment.day)
    ]


def _ended(graph: Graph, plan: Project) -> dict[str, object]:
    """A plan that is over, and the one that followed it, where that is on record."""
    return {
        "plan": reference(graph, plan.id),
        "ended": plan.ends.value if plan.ends else None,
        "followed_by": reference(graph, plan.successor) if plan.successor in graph.nodes else None,
    }


def _hold(graph: Graph, held: HoldOf) -> dict[str, object]:
    return {
        "organisation": reference(graph, held.organisation),
        "begins": held.hold.begins.value,
        "ends": held.hold.ends.value,
        "occasion": held.hold.occasion,
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
