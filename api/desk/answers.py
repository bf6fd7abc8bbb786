"""What an organisation has answered to an assembly, item by item, what it owes, and what others answered beside it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from api.core.principal import Principal
from api.record.graph import Graph, as_kind
from api.record.reader import RecordReader
from api.record.things import name, url
from api.schemas.assemblies import Assembly
from api.schemas.responses import Response
from api.status.answers import LEVELS, answered_as, answers_by_body, latest_answer
from api.status.due_items import in_force
from api.status.facts import Facts, Stated, asks_for_something, what_fell
from api.status.gathering import facts_of, is_counted
from api.status.promises import observed_for
from api.status.responses import everything_owed
from api.text.languages import default
from api.workbench import worklist
from api.workbench.working_copies import facts_of as draft_facts
from db.queries.entries import page
from db.queries.filters import Filters

MOST = 1_000
_OPEN = ("draft", "translating", "submitted", "scheduled")


@dataclass(frozen=True)
class Answered:
    """The answer of one body that stands for an item."""

    given: Response
    by: Mapping[str, str]  # what it is called
    answered_as: str  # by its name, with its theme, or with the whole
    sequence: int  # of its publication

    @property
    def id(self) -> str:
        return self.given.id

    @property
    def alone(self) -> bool:
        """Whether it answers the item by its name."""
        return self.answered_as == LEVELS[0]


@dataclass(frozen=True)
class Row:
    """A recommendation: what the organisation answered to it, what it owes, and what others said."""

    id: str
    url: str
    number: str
    title: Mapping[str, str]
    text: Mapping[str, str] | None
    theme: str
    given: Answered | None
    beside: Sequence[Answered]
    owed: date | None  # by when an answer is promised that has not come
    is_late: bool
    together: bool  # whether an answer to several together reaches it
    counted: bool  # whether the assembly's own report counts it
    drafts: Sequence[tuple[str, str]] = ()  # of answers that are not public yet: their ids and states
    accountable: Mapping[str, str] | None = None  # the post of the organisation that answers for it


@dataclass(frozen=True)
class Grid:
    """Every recommendation of an assembly, in its order."""

    rows: Sequence[Row]
    themes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # as they are called, in order

    def of(self, ids: Collection[str]) -> list[Row]:
        """Some of them, in order."""
        return [row for row in self.rows if row.id in ids]

    def ticked(self, things: Iterable[str], tick: str) -> set[str]:
        """Which are ticked: those already, and those of a theme, those without an answer, or all; or none any more."""
        more = {
            "all": {row.id for row in self.rows},
            "unthemed": {row.id for row in self.rows if not row.theme},
            "unanswered": {row.id for row in self.rows if row.given is None and row.together},
        }
        themed = {row.id for row in self.rows if row.theme and f"theme:{row.theme}" == tick}
        known = {row.id for row in self.rows}
        return set() if tick == "none" else (set(things) & known) | more.get(tick, themed)


def grid_of(record: RecordReader, principal: Principal, assembly: str, by: str) -> Grid:
    """An assembly as an organisation that answers it has it before itself."""
    asked = Filters("recommendation", {"assembly": [assembly]})
    found = page(record.session, asked, record.moment, sort="order", after=None, limit=MOST)
    ids = [entry.thing for entry in found]
    graph = record.around([assembly, *ids])
    drafts = _drafts(record, principal, assembly, by)
    rows = [_row(graph, facts_of(graph, id_), by, drafts) for id_ in ids if graph.shows(id_)]
    own = graph.own(assembly, Assembly)
    called = {one.theme: one.name for one in own.themes or ()}
    themes = dict.fromkeys(row.theme for row in rows if row.theme)
    return Grid(rows, {theme: called.get(theme) or {own.language or default(): theme} for theme in themes})


def _row(graph: Graph, facts: Facts, by: str, drafts: Sequence[tuple[Response, str]]) -> Row:
    own = facts.recommendation
    bodies = answers_by_body(facts)
    given = {body: _answered(graph, facts, stated) for body, stated in bodies.items()}
    owed, late = _owed(facts, by, graph.moment.day)
    reaching = [(draft.id, state) for draft, state in drafts if answered_as(facts, draft)]
    return Row(
        own.id,
        url(graph, graph.nodes[own.id]),
        own.reference or "",
        name(graph.nodes[own.id]),
        own.text,
        own.theme or "",
        given.pop(by, None),
        list(given.values()),
        owed,
        late,
        what_fell(facts) is None and asks_for_something(own),
        is_counted(own),
        reaching,
        _accountable(graph, facts, by),
    )


def _answered(graph: Graph, facts: Facts, stated: Stated[Response]) -> Answered:
    own = stated.facts
    by = name(graph.nodes[own.by]) if own.by in graph.nodes else {default(): own.by}
    return Answered(own, by, answered_as(facts, own) or "", stated.sequence)


def _owed(facts: Facts, by: str, day: date) -> tuple[date | None, bool]:
    """By when a body owes an answer that has not come, soonest first, and whether that day has passed."""
    owed = [one for one in everything_owed(facts, latest_answer(facts)) if one.met_by is None and by in one.whose]
    first = min(owed, key=lambda one: one.due, default=None)
    return (first.due, observed_for(facts, first.promise, day) > first.due) if first else (None, False)


def _accountable(graph: Graph, facts: Facts, by: str) -> Mapping[str, str] | None:
    """The post of an organisation that answers for an item today, by its name."""
    held = [one for one in facts.accountabilities if one.organisation == by and one.role == "accountable" and one.post]
    now = next((one.post for one in held if in_force(one, graph.moment.day)), None)
    return name(graph.nodes[now]) if now in graph.nodes else None


def _drafts(record: RecordReader, principal: Principal, assembly: str, by: str) -> list[tuple[Response, str]]:
    """The answers of an organisation that are not public yet, with their states."""
    copies = worklist.of_type(record, principal, "response", assembly, _OPEN, None, MOST)
    return [(as_kind(draft_facts(copy), Response), copy.state) for copy in copies if copy.organisation == by]


def in_scope(rows: Iterable[Row], themes: Collection[str]) -> list[Row]:
    """What an answer to these themes together reaches; to the whole, where none is named."""
    return [row for row in rows if row.together and (not themes or row.theme in themes)]
