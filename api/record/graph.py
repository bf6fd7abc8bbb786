"""The record around some things at one moment, loaded in a fixed number of queries however many things there are."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from api.schemas.assemblies import Assembly
from api.schemas.base import Thing
from api.schemas.kinds import ABOUT
from api.schemas.names import names
from api.schemas.protocols import OfTheme
from api.schemas.recommendations import Recommendation
from api.schemas.record import THING_SCHEMAS, RecordThing
from api.schemas.responses import Response
from db.queries import versions
from db.queries.moments import Moment
from db.queries.versions import VersionRow

Lookup = Callable[[str], RecordThing | None]  # the own facts of a thing that stands, by id; None where none does
T = TypeVar("T", bound=Thing)

REPLY = ("reply", "about")
SAID = tuple(tie for tie in ABOUT if tie != REPLY)
# What is said to an assembly as a whole, and so bears on each of its recommendations.
TO_ALL = (("response", "assembly"), ("contribution", "assembly"), ("update", "about"), REPLY)


_THEME = "#"  # between an assembly and its theme, as links name it: no id has it
# What a tombstone keeps of what its thing named.
_KEPT = {relation for _, relation in ABOUT} | {"assembly", "in_assembly", "project"}


@dataclass(frozen=True)
class Node:
    """A thing as it stands: its own facts and the publication that says so."""

    type: str
    id: str
    sequence: int
    published_at: datetime
    facts: RecordThing
    body: bytes  # the same as it is stored

    @property
    def held(self) -> VersionRow:
        """The version that stands."""
        return VersionRow(self.sequence, self.published_at, self.type, self.id, "standing", self.body)


@dataclass
class Graph:
    """Things that stand at a moment, and which of them name which."""

    moment: Moment
    nodes: dict[str, Node] = field(default_factory=dict)
    gone: dict[str, VersionRow] = field(default_factory=dict)  # withdrawn or erased
    answered_singly: set[tuple[str, str]] = field(default_factory=set)  # assemblies, and who answered some item alone
    # The own facts by id, of the kind that is the key: no type can say so.
    _by_kind: dict[type[Thing], dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    _naming: dict[tuple[str, str, str], list[Node]] = field(default_factory=lambda: defaultdict(list))

    def add(self, rows: Iterable[VersionRow]) -> list[Node]:
        """Take in versions; returns the new ones that stand."""
        added = []
        for row in rows:
            if row.thing in self:
                continue
            if row.state != "standing" or row.body is None:
                self.gone[row.thing] = row
                continue
            node = Node(row.type, row.thing, row.sequence, row.published_at, parsed(row.type, row.body), row.body)
            self.nodes[row.thing] = node
            self._by_kind[type(node.facts)][row.thing] = node.facts
            added.append(node)
            for relation, target in relations(row.type, row.body):
                self._naming[target, row.type, relation].append(node)
        return added

    def at(self, moment: Moment) -> "Graph":
        """The things of this graph as they are judged at another moment, until which they stand."""
        return replace(self, moment=moment)

    def drop(self, id_: str) -> None:
        """Take out what is loaded of a thing."""
        self.gone.pop(id_, None)
        node = self.nodes.pop(id_, None)
        if node is not None:
            del self._by_kind[type(node.facts)][id_]
            for relation, target in relations(node.type, node.body):
                self._naming[target, node.type, relation].remove(node)

    def __contains__(self, id_: str) -> bool:
        return id_ in self.nodes or id_ in self.gone

    def shows(self, id_: str) -> bool:
        """Whether a loaded thing is to be seen: it stands, and if it is of an assembly, that does too."""
        node = self.nodes.get(id_)
        return node is not None and (node.facts.type != "recommendation" or node.facts.assembly in self.nodes)

    def about(self, id_: str, type_: str, relation: str | None = None) -> list[Node]:
        """The loaded things of a type that are about this one, in the order they were published."""
        ties = [tie for tie in ABOUT if tie[0] == type_ and relation in {None, tie[1]}]
        found = {node.sequence: node for tie in ties for node in self._naming[id_, *tie]}
        return [found[sequence] for sequence in sorted(found)]

    def naming(self, ids: Iterable[str], ties: Collection[tuple[str, str]]) -> set[str]:
        """The loaded things that name one of these in one of these ways."""
        return {node.id for id_ in ids for tie in ties for node in self._naming.get((id_, *tie), ())}

    def of_kind(self, kind: type[T]) -> dict[str, T]:
        """The own facts of every loaded thing of a kind, by id."""
        return self._by_kind[kind]

    def own(self, id_: str, kind: type[T]) -> T:
        """The own facts of a loaded thing that is known to be of this kind."""
        return as_kind(self.nodes[id_].facts, kind)

    def named(self) -> set[str]:
        """Every id that a loaded thing names and that is not loaded."""
        found = {target for node in self.nodes.values() for _, target in relations(node.type, node.body)}
        return {id_ for id_ in found if id_ not in self and _THEME not in id_}


@lru_cache(maxsize=20_000)
def parsed(type_: str, body: bytes) -> RecordThing:
    """A stored body as a model. Bodies never change, and nobody changes the model, so one parse serves all."""
    return THING_SCHEMAS[type_].model_validate(json.loads(body))


@lru_cache(maxsize=20_000)
def relations(type_: str, body: bytes) -> frozenset[tuple[str, str]]:
    """The links of a thing by its stored body: pairs of a relation and the id it names, or that of a theme."""
    return frozenset(_relations(type_, parsed(type_, body)))


def forget_bodies() -> None:
    """Keep nothing of what was read of bodies, as one of them was erased."""
    parsed.cache_clear()
    relations.cache_clear()


def _relations(type_: str, facts: RecordThing) -> Iterator[tuple[str, str]]:
    particular = getattr(facts, "recommendation", None) or getattr(facts, "recommendations", None)
    theme = getattr(facts, "theme", None) if (type_, "theme") in ABOUT else None
    for named in names(facts):
        yield "in_assembly" if named.relation == "assembly" and (particular or theme) else named.relation, named.id
        if theme and named.relation == "assembly":
            for one in getattr(facts, "themes", None) or [theme]:
                yield "theme", f"{named.id}{_THEME}{one}"


def tombstone_names(node: Node) -> list[str]:
    """What a thing was about, so that its tombstone stays in the same record and the same histories."""
    found = _relations(node.type, node.facts)
    return sorted({id_ for relation, id_ in found if relation in _KEPT and _THEME not in id_})


def assembly_of(target: str) -> str:
    """The assembly that a link names, by itself or by one of its themes."""
    return target.partition(_THEME)[0]


def theme_of(facts: OfTheme) -> str:
    """The theme of something, as links name it."""
    return f"{facts.assembly}{_THEME}{facts.theme}"


def containers_of(facts: Recommendation) -> set[str]:
    """The assembly and the theme of a recommendation: what is said to them is said to it."""
    return {facts.assembly} | ({theme_of(facts)} if facts.theme else set())


def as_kind(thing: RecordThing, kind: type[T]) -> T:
    """A thing as the kind that it is known to be. Raises TypeError where it is of another."""
    if not isinstance(thing, kind):
        raise TypeError(f"'{thing.id}' is of type {thing.type}")
    return thing


def standing_as(lookup: Lookup, id_: str, kind: type[T]) -> T | None:
    """What stands under an id, where it is of a kind: what was not checked yet may name anything, itself too."""
    found = lookup(id_)
    return found if isinstance(found, kind) else None


def load(session: Session, moment: Moment, ids: Collection[str]) -> Graph:
    """Just these things."""
    graph = Graph(moment)
    graph.add(versions.held(session, moment.sequence, ids))
    return graph


def load_named(session: Session, graph: Graph) -> None:
    """Everything the loaded things name, so that each can be referred to by its name; and the posts' organisations."""
    for _ in range(2):
        graph.add(versions.held(session, graph.moment.sequence, graph.named()))


def load_around(session: Session, moment: Moment, ids: Collection[str]) -> Graph:
    """These things, what is about them, and what is about that: everything an answer needs.

    For a recommendation that includes its ancestors and its assembly, and what was said to the whole of it; for a
    contribution or a lineage, the projects.
    """
    graph = Graph(moment)
    found = _add_around(session, graph, ids)
    graph.add(versions.naming(session, moment.sequence, found, [REPLY]))
    load_named(session, graph)
    return graph


def add_around(session: Session, graph: Graph, ids: Collection[str], beside: Collection[str] = ()) -> None:
    """Add these things to a graph, with what is about them, and about that; and just the things `beside` them.

    Replies to what is said of them are left out, as no rule asks for those.
    """
    _add_around(session, graph, ids, beside)
    load_named(session, graph)


def _add_around(session: Session, graph: Graph, ids: Collection[str], beside: Collection[str] = ()) -> set[str]:
    """These things and what is about them, which is returned by id."""
    sequence = graph.moment.sequence
    alone = {id_ for id_ in (*ids, *beside) if id_ not in graph}
    found = versions.held_and_naming(session, sequence, alone, [(ids, ABOUT)])
    graph.add(found)
    parts = [graph.nodes[id_] for id_ in _with_ancestors(session, graph, ids) & graph.nodes.keys()]
    recommendations = [own for node in parts if (own := node.facts).type == "recommendation"]
    assemblies = {own.assembly for own in recommendations}
    themes = {theme_of(own) for own in recommendations if own.theme}
    to_all = [(themes, SAID), (assemblies - set(ids), TO_ALL)]
    graph.add(versions.held_and_naming(session, sequence, graph.named(), to_all))
    graph.answered_singly |= versions.answered_singly(session, sequence, _where_singly_matters(graph, assemblies))
    to_wholes = graph.naming(themes, SAID) | graph.naming(assemblies - set(ids), TO_ALL)
    return {row.thing for row in found} | to_wholes | set(ids)


def _where_singly_matters(graph: Graph, assemblies: Collection[str]) -> set[str]:
    """The assemblies of which a rule asks whether other items were answered by themselves: compiled ones that were
    promised an answer to each, and those with an answer to many whose number no source prints.
    """
    many = {one.assembly for one in graph.of_kind(Response).values() if one.recommendations is None and not one.count}
    return {id_ for id_ in assemblies if id_ in many or _was_promised_each(graph, id_)}


def _was_promised_each(graph: Graph, assembly: str) -> bool:
    own = graph.of_kind(Assembly).get(assembly)
    if own is None or not own.compiled:
        return False
    return any(one.what == "answer_each" for one in own.promises or ())


def _with_ancestors(session: Session, graph: Graph, ids: Collection[str]) -> set[str]:
    """These with their parents, whose parents, and so on, all loaded: as many queries as the deepest part has levels
    above it, and none where none has.
    """
    found = set(ids)
    while True:
        parts = [graph.nodes[id_].facts for id_ in found & graph.nodes.keys()]
        parents = {own.parent for own in parts if own.type == "recommendation" and own.parent is not None}
        graph.add(versions.held(session, graph.moment.sequence, {id_ for id_ in parents if id_ not in graph}))
        if parents <= found:
            return found
        found |= parents
