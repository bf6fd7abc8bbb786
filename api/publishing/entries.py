"""What a list can ask of a thing: the index entry of each listed type."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from api.record.graph import Graph, Node
from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.engagements import Engagement
from api.schemas.kinds import BY_TYPE
from api.schemas.projects import Contribution, Project
from api.schemas.recommendations import Recommendation
from api.schemas.record import RecordThing
from api.status.assurance import assurance
from api.status.derived import Derived, derive, read_clock
from api.status.due_items import days_owed
from api.status.engagement_state import engagement_state, spans
from api.status.gathering import facts_of, is_counted
from api.status.owing import owing_of_project
from api.status.status import answered_as, due_of, progress_of
from api.status.timeline import timeline_of
from db.queries.contents import Clock, Content, State
from db.words import words_of

NO_DATE = date.max


def content(graph: Graph, id_: str) -> Content | None:
    """The entry of one listed thing from a graph loaded around it; None where it cannot be shown.

    It is found by what its kind says in the registry, and by its words; some are found by more.
    """
    if not graph.shows(id_) or not BY_TYPE[graph.nodes[id_].type].listed:
        return None
    node = graph.nodes[id_]
    if node.type == "recommendation":
        return _recommendation(graph, node)
    facets = {*_facets(node), *_of_links(graph, node)} if node.type == "project" else _facets(node)
    if node.type == "assembly":
        assembly = graph.own(node.id, Assembly)
        made = assembly.recommendations_made
        facets |= {*_days(assembly), ("made", "" if made is None else str(made))}
        return Content(node.id, 0, NO_DATE, frozenset(facets))
    if node.type == "engagement":  # listed by its id among assemblies
        engagement = graph.own(node.id, Engagement)
        facets |= {*_days(engagement), *_found_out(engagement)}
        return Content(node.id, 0, NO_DATE, frozenset(facets), states=tuple(_states(graph, node)))
    return Content("", 0, NO_DATE, frozenset(facets))


def _days(own: Assembly | Engagement) -> Iterator[tuple[str, str]]:
    """The first and the last day of an occasion, as far as they are known."""
    if own.begins:
        yield "begins", own.begins.first.isoformat()
    if own.ends:
        yield "ends", own.ends.last.isoformat()


def _found_out(own: Engagement) -> Iterator[tuple[str, str]]:
    """The topics on which an engagement found something out: those of its findings, or its own where they have none."""
    for one in own.findings or ():
        for topic in one.topics or own.topics or ():
            yield "finding", topic.key


def _states(graph: Graph, node: Node) -> Iterator[State]:
    """Where an engagement stands from the graph's day on, while nobody publishes anything."""
    own = graph.own(node.id, Engagement)
    found: list[State] = []
    for begins, ends in spans(own, (), graph.moment.day):
        code = engagement_state(own, (), begins).code
        if found and found[-1].state == code:
            found[-1] = replace(found[-1], ends=ends)
        else:
            found.append(State(begins, ends, code))
    yield from found


def _facets(node: Node) -> set[tuple[str, str]]:
    kind = BY_TYPE[node.type]
    found = {(axis, value) for axis, paths in kind.facets.items() for path in paths for value in _at(node.facts, path)}
    places = getattr(node.facts, "places", None) or ()
    said = {
        "word": [getattr(node.facts, field) for field in kind.texts],
        "title": [getattr(node.facts, field) for field in kind.titles],
        "placed": [place.name for place in places] if kind.titles else [],
    }
    return found | {(axis, word) for axis, texts in said.items() for word in words_of(texts)}


def _at(facts: RecordThing, path: str) -> list[str]:
    """The ids or codes at a path such as `keeper.organisation`; none where there is nothing."""
    found: list[Any] = [facts]
    for name in path.split("."):
        next_ = [getattr(one, name, None) for one in found]
        found = [one for some in next_ if some is not None for one in (some if isinstance(some, list) else [some])]
    return found


def _recommendation(graph: Graph, node: Node) -> Content:
    """It is found by its status and by those who have to do with it, too."""
    own = graph.own(node.id, Recommendation)
    facts = facts_of(graph, node.id)
    derived, day = derive(facts), graph.moment.day
    progress = progress_of(derived)
    facets = {
        *_facets(node),
        ("counted", "yes" if is_counted(own) else "no"),
        *((("progress", progress),) if progress else ()),
        *(("assurance", code) for code in assurance(facts, derived.news)),
        *(("organisation", one.organisation) for one in facts.accountabilities),
        *(("organisation", one.facts.by) for one in facts.responses),
        *(("organisation", id_) for id_ in facts.assembly.commissioners),
        *(("post", one.post) for one in facts.accountabilities if one.post),
        *(("project", project.id) for _, project in facts.contributions),
        *(("due", due.isoformat()) for due in days_owed(derived)),
    }
    return Content(own.assembly, own.order, due_of(derived) or NO_DATE, frozenset(facets), tuple(_clock(derived, day)))


def _of_links(graph: Graph, node: Node) -> Iterator[tuple[str, str]]:
    """A project is found by what it contributes to, by who answers for it, and by when something of it is due."""
    own = graph.own(node.id, Project)
    for item in owing_of_project(graph, node, own.keeper or own.lead):
        yield "due", item.due.isoformat()
    for link in (graph.own(one.id, Contribution) for one in graph.about(node.id, "contribution", "project")):
        yield "assembly", link.assembly
        if link.recommendation:
            yield "recommendation", link.recommendation
    for answering in (graph.own(one.id, Accountability) for one in graph.about(node.id, "accountability")):
        if answering.post:
            yield "post", answering.post


def _clock(derived: Derived, day: date) -> Iterator[Clock]:
    states = [state for state in timeline_of(derived, day) if state.begins < NO_DATE]  # the calendar's last is no day
    for number, state in enumerate(states):
        ends = states[number + 1].begins if number + 1 < len(states) else NO_DATE
        yield Clock(
            state.begins,
            ends,
            state.response,
            answered_as(read_clock(derived, state.begins).answer),
            state.schedule,
            state.update_overdue,
            state.in_hold,
            " ".join(state.owed),
        )
