"""What a list can ask of a thing: the index entry of each listed type."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.compose.facts import facts_of, is_counted
from api.compose.graph import Graph, Node
from api.compose.words import words_of
from api.rules.status import status
from api.rules.timeline import timeline

NO_DATE = date.max


@dataclass(frozen=True)
class Clock:
    """What the clock says from a day up to, and not on, another."""

    begins: date
    ends: date
    response: str | None
    answered_as: str | None
    schedule: str
    update_overdue: bool
    in_hold: bool


@dataclass(frozen=True)
class Content:
    """All that a list knows of a thing over one span."""

    assembly: str
    position: int
    due: date
    facets: frozenset[tuple[str, str]]
    clock: tuple[Clock, ...] = ()


def content(graph: Graph, id_: str) -> Content | None:
    """The entry of one listed thing from a graph loaded around it; None where it cannot be shown."""
    node = graph.nodes.get(id_)
    if node is None or node.type not in _CONTENT:
        return None
    return _CONTENT[node.type](graph, node)


def _recommendation(graph: Graph, node: Node) -> Content | None:
    own = node.facts
    if own.assembly not in graph.nodes:
        return None  # it has no assembly to stand in
    facts = facts_of(graph, node.id)
    day = graph.moment.day
    now = status(facts, day)
    facets = {
        ("assembly", own.assembly),
        ("kind", own.kind),
        ("standing", own.standing),
        ("counted", "yes" if is_counted(own) else "no"),
        ("progress", now.progress),
        *(("assurance", code) for code in now.assurance),
        *(("organisation", one.organisation) for one in facts.accountabilities),
        *(("organisation", one.facts.by) for one in facts.responses),
        ("organisation", facts.assembly.commissioned_by),
        *(("post", one.post) for one in facts.accountabilities if one.post),
        *(("project", project.id) for _, project in facts.contributions),
        *_words(own.title, own.text, own.reasons, own.reference, own.place),
    }
    if own.theme:
        facets.add(("theme", own.theme))
    return Content(own.assembly, own.position, now.due or NO_DATE, frozenset(facets), tuple(_clock(facts, day)))


def _clock(facts: Any, day: date) -> Iterator[Clock]:
    states = [state for state in timeline(facts, day) if state.begins < NO_DATE]  # the calendar's last day is no day
    for number, state in enumerate(states):
        ends = states[number + 1].begins if number + 1 < len(states) else NO_DATE
        answered_as = status(facts, state.begins).answered_as
        yield Clock(
            state.begins, ends, state.response, answered_as, state.schedule, state.update_overdue, state.in_hold
        )


def _assembly(_graph: Graph, node: Node) -> Content:
    own = node.facts
    organisations = {own.commissioned_by, own.keeper.organisation, *(own.run_by or ())}
    facets = {
        ("kind", own.form),
        *(("organisation", id_) for id_ in organisations),
        *_words(own.name, own.question, own.summary),
    }
    return Content(node.id, 0, NO_DATE, frozenset(facets))


def _project(graph: Graph, node: Node) -> Content:
    own = node.facts
    links = [one.facts for one in graph.about(node.id, "contribution", "project")]
    answering = [one.facts for one in graph.about(node.id, "accountability")]
    facets = {
        ("kind", own.kind),
        ("stage", own.stage),
        *(("organisation", id_) for id_ in {own.lead, *(own.partners or ())}),
        *(("assembly", link.assembly) for link in links),
        *(("recommendation", link.recommendation) for link in links if link.recommendation),
        *(("post", one.post) for one in answering if one.post),
        *_words(own.name, own.summary, own.place),
    }
    return Content("", 0, NO_DATE, frozenset(facets))


def _organisation(_graph: Graph, node: Node) -> Content:
    own = node.facts
    facets = {("kind", own.kind), *_words(own.name, own.official_name)}
    return Content("", 0, NO_DATE, frozenset(facets))


def _post(_graph: Graph, node: Node) -> Content:
    own = node.facts
    facets = {("kind", own.kind), ("organisation", own.organisation), *_words(own.name, own.remit)}
    return Content("", 0, NO_DATE, frozenset(facets))


def _words(*texts: Any) -> set[tuple[str, str]]:
    return {("word", word) for word in words_of(texts)}


_CONTENT: dict[str, Callable[[Graph, Node], Content | None]] = {
    "recommendation": _recommendation,
    "assembly": _assembly,
    "project": _project,
    "organisation": _organisation,
    "post": _post,
}
