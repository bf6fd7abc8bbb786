"""What waits for somebody at the desk: what they owe, late first, and the drafts that wait for them or for others."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from api.core.principal import Principal
from api.desk.assemblies import AtAssembly, assemblies_of
from api.record.graph import Graph
from api.record.reader import RecordReader
from api.record.things import name, url
from api.reminders.due import NEVER, Due, concerns, due, theirs_of
from api.schemas.dates import add_days
from api.status.composed import status_answer
from api.status.due_items import DueItem
from api.status.owing import is_past_its_day
from api.workbench import access, worklist
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy
from db.queries.entries import Theirs
from db.vocabulary import Role

SOON = 30  # days, as of what is `due_soon`
MOST = 200
_FAR = date.max

Texts = dict[str, str]


@dataclass(frozen=True)
class Owed:
    """A recommendation or project of which something is owed, with all that is owed of it."""

    about: str
    url: str  # of its public page
    type: str
    name: Texts
    sentence: Texts | None  # what residents read now
    dues: tuple[tuple[str, date], ...]  # kinds of the codelist due_kind, and by when
    post: Texts | None  # who answers for it; None where no post does
    post_id: str
    is_owned: bool  # whether anybody here can act for that post
    holders: tuple[str, ...]  # who has that post, for whoever may know
    is_late: bool  # by a day that was promised or set by law
    is_mine: bool  # whether a post of whoever looks answers for it, so that they can say something
    confirmable: bool  # whether “nothing new, still true” is all that is asked of whoever looks
    answerable: bool  # whether an answer is owed which is theirs to give


@dataclass(frozen=True)
class Draft:
    """A working copy that waits: what it is, what it is about, and why it waits or came back."""

    id: str
    type: str
    name: Texts | None  # its own, or of what it is about
    state: str
    changed_at: datetime
    note: str = ""
    publish_at: datetime | None = None


@dataclass(frozen=True)
class Today:
    """Everything that waits, as lists in order."""

    late: Sequence[Owed] = ()
    silent: Sequence[Owed] = ()  # of which news is overdue
    soon: Sequence[Owed] = ()
    returned: Sequence[Draft] = ()
    waiting: Sequence[Draft] = ()  # for their release
    drafts: Sequence[Draft] = ()
    submitted: Sequence[Draft] = ()  # theirs, for somebody else's release
    translating: Sequence[Draft] = ()
    scheduled: Sequence[Draft] = ()
    next_due: date | None = None
    projects: Sequence[tuple[str, Texts]] = field(default=())
    assemblies: Sequence[AtAssembly] = ()  # of which they are the convenor or the panel

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for them, and nothing is theirs to begin with."""
        due = any((self.late, self.silent, self.soon, self.projects, self.assemblies))
        drafts = (self.returned, self.waiting, self.drafts, self.submitted, self.translating, self.scheduled)
        return not due and not any(drafts)

    @property
    def confirmable(self) -> list[str]:
        return [one.about for one in (*self.late, *self.silent, *self.soon) if one.confirmable]


def today_of(record: RecordReader, principal: Principal) -> Today:
    """What waits for somebody today."""
    owed, next_due = _owed(record, principal)
    rest = [one for one in owed if not one.is_late]
    overdue = [one for one in rest if one.dues[0][1] < record.moment.day]
    drafts = {view: _drafts(record, principal, view) for view in ("returned", "waiting", "draft", "mine", "scheduled")}
    returned = {one.id for one in drafts["returned"]}
    nodes = record.load(sorted(principal.covered(Role.keeper))).nodes
    return Today(
        late=[one for one in owed if one.is_late],
        silent=overdue,
        soon=[one for one in rest if one not in overdue],
        returned=drafts["returned"],
        waiting=drafts["waiting"],
        drafts=[one for one in drafts["draft"] if one.id not in returned],
        submitted=[one for one in drafts["mine"] if one.state == "submitted"],
        translating=[one for one in drafts["mine"] if one.state == "translating"],
        scheduled=drafts["scheduled"],
        next_due=next_due,
        projects=[(id_, name(nodes[id_])) for id_ in sorted(principal.covered(Role.keeper)) if id_ in nodes],
        assemblies=_assemblies(record, principal),
    )


def _assemblies(record: RecordReader, principal: Principal) -> list[AtAssembly]:
    if principal.roles.isdisjoint({Role.convenor, Role.panel}):
        return []
    return [one for one in assemblies_of(record, principal) if one.is_own]


def _owed(record: RecordReader, principal: Principal) -> tuple[list[Owed], date | None]:
    """What somebody owes, or their organisation, soonest first; where that is nothing, the day of what comes next."""
    theirs = theirs_of(principal)
    if not principal.is_admin and not theirs.posts and not theirs.organisations:
        return [], None
    moment = record.moment
    until = add_days(moment.day, SOON)
    things = owed_by(record, principal, theirs, until)
    later = due(record.session, moment, theirs, (add_days(until, 1), _FAR), limit=1).items if not things else []
    return things, later[0].due if later else None


def owed_by(record: RecordReader, principal: Principal, theirs: Theirs, until: date) -> list[Owed]:
    """What posts and organisations owe up to a day, as somebody may see it, what was due first."""
    found = due(record.session, record.moment, theirs, (NEVER, until), limit=MOST)
    things = [
        _thing(record, found, principal, about, list(items))
        for about, items in groupby(sorted(found.items, key=lambda one: one.about), lambda one: one.about)
    ]
    return sorted(things, key=lambda one: (min(day for _, day in one.dues), one.about))


def _thing(record: RecordReader, found: Due, principal: Principal, about: str, items: list[DueItem]) -> Owed:
    graph, node = found.graph, found.graph.nodes[about]
    mine = [one for one in items if concerns(one, principal.covered(Role.officer))]
    post = next((one.post for one in items if one.post), None)
    edited = [one for one in items if principal.is_admin or one.organisation in principal.covered(Role.editor)]
    return Owed(
        about,
        url(graph, node),
        node.type,
        name(node),
        _sentence(graph, about),
        tuple(dict.fromkeys((one.kind, one.due) for one in sorted(items, key=lambda one: one.due))),
        name(graph.nodes[post]) if post in graph.nodes else None,
        post or "",
        any(found.is_owned(one) for one in items),
        _holders(record, post) if post and edited else (),
        any(one.days < 0 and one.kind != "update" for one in items),
        bool(mine),
        bool(mine) and node.type == "recommendation" and _is_confirmable(graph, about, items),
        any(one.kind == "answer" for one in edited),
    )


def _is_confirmable(graph: Graph, about: str, items: Iterable[DueItem]) -> bool:
    """Where an answer is owed, or a promised day is past, more is to be said than that nothing is new."""
    return all(one.kind != "answer" for one in items) and not is_past_its_day(graph, graph.nodes[about])


def _sentence(graph: Graph, id_: str) -> Texts | None:
    node = graph.nodes[id_]
    shown = node.facts.type == "recommendation" and node.facts.assembly in graph.nodes
    found: Texts | None = status_answer(graph, id_)["sentence"] if shown else None
    return found


def _holders(record: RecordReader, post: str) -> tuple[str, ...]:
    held = [one for one in access.holdings(record.session, post) if one.ends is None and one.whose]
    return tuple(one.whose.name for one in held if one.whose)


def _drafts(record: RecordReader, principal: Principal, view: str) -> list[Draft]:
    states: Collection[str] = ("submitted", "translating") if view == "mine" else ()
    copies = worklist.waiting(record, principal, view, states, None, MOST)
    return drafts_of(record, copies)


def drafts_of(record: RecordReader, copies: Sequence[WorkingCopy]) -> list[Draft]:
    """Working copies as lists of the desk have them."""
    nodes = record.load(copy.about for copy in copies).nodes
    return [
        Draft(
            copy.thing,
            copy.type,
            _own_name(copy) or (name(nodes[copy.about]) if copy.about in nodes else None),
            copy.state,
            copy.changed_at,
            copy.note,
            copy.publish_at,
        )
        for copy in copies
    ]


def _own_name(copy: WorkingCopy) -> Texts | None:
    facts = facts_of(copy)
    return getattr(facts, "name", None) or getattr(facts, "title", None)
