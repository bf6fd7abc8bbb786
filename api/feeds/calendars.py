"""The public calendar: what is due of a thing, and what has a day of its own, as days to remember."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from api.feeds.context import label_of
from api.feeds.icalendar import CalendarDay
from api.pages.view import View
from api.record.graph import Graph, Node, load_around, load_named
from api.record.things import name, url
from api.schemas.assemblies import Assembly
from api.schemas.dates import add_days
from api.schemas.engagements import Engagement
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.schemas.projects import Project
from api.schemas.updates import Update
from api.settings import settings
from api.status.due_items import coming_of_recommendation, seats_of
from api.status.engagement_state import engagement_state
from api.status.gathering import facts_of
from api.status.next_steps import next_steps
from api.status.owing import Last, keeper_of, owing_of_project
from api.status.promise_answers import promise_facts
from api.status.promise_states import promise_state
from api.status.promise_words import promise_words
from api.status.promises import ANSWERING, stands
from api.status.status import status
from api.text.languages import Said, said
from api.text.localizer import localizer
from db.models.index import Entry
from db.queries import entries, versions
from db.queries.feeds import Scope
from db.queries.filters import Filters
from db.queries.moments import Moment
from db.vocabulary import CODELISTS, OWED

MOST = 500  # things of a type that one calendar is made from
RECENT = 92  # days back from which on it shows what is due, where there is more


@dataclass(frozen=True)
class _Shown:
    """The record around the days of a calendar, and how it is read."""

    graph: Graph
    view: View
    last: Mapping[str, Last]
    words: Mapping[str, str]

    def still_open(self, node: Node) -> str:
        """That a day has passed; of a compiled record, that no word was found of what was due on it."""
        own = self.graph.nodes.get(getattr(node.facts, "assembly", node.id))
        found = own is not None and isinstance(own.facts, Assembly | Engagement) and own.facts.compiled
        return localizer(self.view.language).words("calendar", found=found)["still_open"]

    def name(self, node: Node) -> Said:
        return said(name(node), self.view.language, node.facts.language)


def calendar_of(session: Session, moment: Moment, view: View, scope: Scope | None) -> tuple[str, list[CalendarDay]]:
    """The name of a calendar and its days, soonest first; nothing is due of what was withdrawn."""
    found = [*_entries(session, moment, scope, "recommendation"), *_entries(session, moment, scope, "project")]
    assemblies = [entry.thing for entry in _entries(session, moment, scope, "assembly")]
    asked = _entries(session, moment, scope, "engagement")
    engagements = [entry.thing for entry in asked]
    graph = load_around(session, moment, [entry.thing for entry in found])
    more = {*assemblies, *engagements, *([scope.id] if scope else [])}
    graph.add(versions.held(session, moment.sequence, more - graph.nodes.keys()))
    graph.add(versions.naming(session, moment.sequence, [*assemblies, *engagements], [("update", "about")]))
    load_named(session, graph)
    last = {entry.thing: Last(entry.from_sequence, entry.updated_at) for entry in [*found, *asked]}
    shown = _Shown(graph, view, last, localizer(view.language).words("calendar"))
    items = [graph.nodes[entry.thing] for entry in found if entry.thing in graph.nodes]
    days: list[CalendarDay] = []
    for node in items:
        alone = scope is not None and scope.id == node.id
        days += (
            _of_recommendation(shown, node, alone=alone) if node.type == "recommendation" else _of_project(shown, node)
        )
        days += _next_steps(shown, node)
    for id_ in assemblies:
        days += [*_promises(shown, graph.nodes[id_]), *_next_steps(shown, graph.nodes[id_])]
    for id_ in engagements:
        days += [*_of_engagement(shown, graph.nodes[id_]), *_next_steps(shown, graph.nodes[id_])]
    for id_ in sorted(_holding(graph, items, [*assemblies, *engagements], scope)):
        days += _holds(shown, graph.nodes[id_])
    return _title(shown, scope), sorted(days, key=lambda day: (day.day, day.uid))


def _entries(session: Session, moment: Moment, scope: Scope | None, type_: str) -> Sequence[Entry]:
    """The things of a type that a calendar is made from: the thing itself, or those that a list gives for it."""
    axes: dict[str, Sequence[str]] = {"state": _HELD} if type_ == "engagement" else {}
    if scope is not None and scope.type == type_:
        alone = entries.matching(session, Filters(type_, axes), moment)
        return session.scalars(alone.where(Entry.thing == scope.id)).all()
    if scope is not None and (type_, scope.type) in _NOT_OF:
        return []
    filters = Filters(type_, axes | ({scope.type: [scope.id]} if scope else {}))
    found = entries.page(session, filters, moment, sort="order", after=None, limit=MOST + 1)
    return found if len(found) <= MOST else _next(session, filters, moment)


def _next(session: Session, filters: Filters, moment: Moment) -> list[Entry]:
    """Of more than a calendar can show, those that are due next, and of what has no such day the newest."""
    if filters.type in ("assembly", "engagement"):
        return entries.page(session, filters, moment, sort="-updated", after=None, limit=MOST)
    since = add_days(moment.day, -RECENT)
    return entries.page(session, filters, moment, sort="due", after=[since, ""], limit=MOST)


# A project has its own dates, not those of what it contributes to; promises are to the whole, by organisations.
_NOT_OF = {
    ("recommendation", "project"),
    *((whole, one) for whole in ("assembly", "engagement") for one in ("recommendation", "project", "post")),
    *((one, "engagement") for one in ("recommendation", "project", "assembly")),
    ("engagement", "assembly"),
}
# What an engagement has days in: not once it was called off. Assemblies, which its list has too, are in none of these.
_HELD = tuple(code for code in CODELISTS["engagement_state"] if code != "cancelled")


def _of_recommendation(shown: _Shown, node: Node, *, alone: bool) -> Iterator[CalendarDay]:
    """What is due of an item. An answer that was promised to the whole assembly is one day of the assembly's, until it
    has passed; in the item's own calendar it is the item's.
    """
    graph = shown.graph
    if not graph.shows(node.id):
        return
    facts, today = facts_of(graph, node.id), graph.moment.day
    body = facts.assembly.host
    seats = seats_of(facts.accountabilities, body, facts.posts, today)
    holders = [seat.post for seat in seats if seat.post]
    for one in coming_of_recommendation(facts, today):
        if alone or one.ground or not one.to_all:
            what = label_of("due_kind", one.kind, shown.view.language)
            yield _day(shown, node, one.part, one.due, what, [*holders, body], one.ground)
    plan = status(facts, today).ended_plan
    if plan is not None and plan.ends is not None:
        after = graph.nodes.get(plan.successor or "")
        told = shown.words["followed"].format(plan=shown.name(after).text) if after else ""
        names = shown.name(graph.nodes[plan.id]).text
        yield _day(shown, node, "plan_ended", plan.ends.last, names, [body], "plan_ended", told)


def _of_project(shown: _Shown, node: Node) -> Iterator[CalendarDay]:
    """What is due of a project, and when a plan ends. What somebody compiled is never called owed here."""
    own, keeper = shown.graph.own(node.id, Project), keeper_of(shown.graph, node)
    items = owing_of_project(shown.graph, node, keeper or own.lead)
    by_kind = {item.kind: item for item in items if not item.says}  # each next step has its own
    for kind, item in by_kind.items():
        posts = [one.post for one in items if one.kind == kind and one.post]
        what = label_of("due_kind", kind, shown.view.language)
        ground = _ground(kind) if keeper and item.days < 0 else None
        yield _day(shown, node, kind, item.due, what, [*posts, item.organisation], ground)
    if own.kind == "plan" and own.ends:
        yield _day(shown, node, "plan_end", own.ends.last, shown.words["plan_end"], [own.lead])


def _promises(shown: _Shown, node: Node) -> Iterator[CalendarDay]:
    """What was promised to the assembly by a day, until it has come. Whether an answer came is each item's to tell once
    its day has passed.
    """
    graph = shown.graph
    facts, today = promise_facts(graph, node, Graph(graph.moment)), graph.moment.day
    for number, promise in enumerate(facts.assembly.promises or ()):
        state = promise_state(facts, promise, today)
        on = promise.due.last if promise.due and stands(promise) else None
        if promise.what not in ANSWERING:
            on = state.since or state.until
        if on is None or state.code == "ended" or (on < today and promise.what in ANSWERING):
            continue
        what = shown.words["promise"].format(what=label_of("promise", promise.what, shown.view.language))
        told = promise_words(facts, promise, state, today, shown.view.language) if state.since else ""
        yield _day(
            shown, node, f"promise-{number}", on, what, [state.by], "report" if state.code == "past" else None, told
        )


def _of_engagement(shown: _Shown, node: Node) -> Iterator[CalendarDay]:
    """When it opens and closes, and by when its results are due, until they are published."""
    own, words = shown.graph.own(node.id, Engagement), shown.words
    state = engagement_state(own, (), shown.graph.moment.day)
    told = words["dates_not_fixed"] if own.provisional else ""
    if own.begins:
        yield _day(shown, node, "opens", own.begins.first, words["opens"], [own.host], told=told)
    if own.ends:
        yield _day(shown, node, "closes", own.ends.last, words["closes"], [own.host], told=told)
    if own.results_promised and not own.outcome:
        ground = "report" if state.code == "results_late" else None
        yield _day(shown, node, "results", own.results_promised.last, words["results"], [own.host], ground)


def _next_steps(shown: _Shown, node: Node) -> Iterator[CalendarDay]:
    """What somebody would build on what works, on the day that they named for it. Nobody owes it."""
    graph = shown.graph
    updates = [graph.own(one.id, Update) for one in graph.about(node.id, "update")] if graph.shows(node.id) else []
    for step in next_steps(updates):
        by, words = step.said.said_by, said(step.text, shown.view.language, step.said.language).text
        what = label_of("due_kind", "build_on", shown.view.language)
        who = [one for one in (by.post, by.organisation) if one]
        yield _day(shown, node, f"{step.said.id}-{step.number}", step.on, what, who, told=words)


def _holds(shown: _Shown, node: Node) -> Iterator[CalendarDay]:
    for hold in shown.graph.own(node.id, Organisation).holds or ():
        yield _day(shown, node, f"hold-{hold.begins.value}", hold.ends.last, shown.words["hold_end"], [])


def _holding(graph: Graph, items: Sequence[Node], wholes: Collection[str], scope: Scope | None) -> set[str]:
    """Whose holds bear on it: the organisation itself, that of a post, and those that commissioned the assemblies and
    engagements.
    """
    found = {scope.id} if scope and scope.id in graph.of_kind(Organisation) else set()
    if scope and (post := graph.of_kind(Post).get(scope.id)):
        found.add(post.organisation)
    around = {*wholes, *(own.assembly for node in items if (own := node.facts).type == "recommendation")}
    facts = [graph.nodes[id_].facts for id_ in around if id_ in graph.nodes]
    found |= {own.host for own in facts if isinstance(own, Assembly | Engagement)}
    return found & graph.nodes.keys()


def _ground(kind: str) -> str:
    """On which ground what is due of a project is owed once its day has passed: nobody promised its news."""
    return "no_news" if kind == "update" else "delivery"


def _day(
    shown: _Shown,
    node: Node,
    part: str,
    on: date,
    kind: str,
    who: Sequence[str],
    ground: str | None = None,
    told: str = "",
) -> CalendarDay:
    """One day to remember. Where something is owed on a ground, of the codelist `owed`, that stands first; `told` is
    said of it, and else that it is still open.
    """
    title, last = shown.name(node), shown.last.get(node.id)
    line = shown.words["line"].format(kind=kind, title=title.text)
    names = ", ".join(shown.name(shown.graph.nodes[id_]).text for id_ in who if id_ in shown.graph.nodes)
    more = [f"{names}." if names else "", told or (shown.still_open(node) if ground else "")]
    return CalendarDay(
        uid=f"{node.id}.{part}@{urlsplit(settings().base_url).hostname}",
        day=on,
        summary=_owed(shown, ground, line) if ground else line,
        description=" ".join(one for one in more if one),
        url=shown.view.to(url(shown.graph, node)),
        language=title.language,
        sequence=last.sequence if last else node.sequence,
        changed_at=last.at if last else node.published_at,
    )


def _owed(shown: _Shown, ground: str, line: str) -> str:
    """What is owed in one line: late, or what else it is called."""
    if ground in OWED["late"]:
        return shown.words["late"].format(line=line)
    return shown.words["line"].format(kind=label_of("owed", ground, shown.view.language), title=line)


def _title(shown: _Shown, scope: Scope | None) -> str:
    if scope is None:
        return shown.words["all"]
    node = shown.graph.nodes.get(scope.id)
    return shown.words["of"].format(name=shown.name(node).text if node else scope.id)
