"""Of what a file is: the whole record, that of one assembly, or all that one organisation keeps."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.record.document import whole_record
from api.record.graph import Graph
from api.schemas.engagements import Engagement
from db.queries import entries, versions
from db.queries.filters import Filters
from db.queries.moments import Moment
from db.queries.versions import VersionRow

_AT_ONCE = 200


@dataclass(frozen=True)
class Scope:
    """What a file is of, at a moment: `type` and `id` of an assembly or an organisation; empty of everything.

    Of an assembly, it is what its record document has; of an organisation, that of every assembly and other engagement
    whose record it keeps, whoever commissioned it: so nobody is taken for the publisher of what somebody else compiled
    of them.
    """

    session: Session
    moment: Moment
    type: str
    id: str
    assemblies: tuple[str, ...]  # empty of everything

    @cached_property
    def things(self) -> frozenset[str] | None:
        """What is in it, by id; None of everything."""
        if not self.id:
            return None
        kept = _engagements_kept_by(self.session, self.moment, self.id) if self.type == "organisation" else ()
        graphs = (whole_record(self.session, self.moment, whole) for whole in (*self.assemblies, *kept))
        return frozenset(id_ for graph in graphs for id_ in graph.nodes.keys() | graph.gone.keys())

    @cached_property
    def licences(self) -> frozenset[str]:
        """The licences of its records, as they name them; empty of one that names none."""
        return frozenset(one.get("licence", "") for one in assemblies_of(self))

    @property
    def licence(self) -> str | None:
        """The licence of all of its records, where all have the same."""
        return next(iter(self.licences)) or None if len(self.licences) == 1 else None

    @property
    def filters(self) -> Filters:
        """What lists of recommendations are asked for."""
        return Filters("recommendation", {"assembly": self.assemblies} if self.id else {})

    def versions(self, type_: str | None = None) -> Iterator[VersionRow]:
        """What is in it, of every type or of one, by id; what was withdrawn or erased too."""
        if self.things is None:
            yield from versions.in_order(self.session, self.moment.sequence, type_)
            return
        for part in versions.parts(self.things):
            rows = versions.held(self.session, self.moment.sequence, part)
            yield from sorted((row for row in rows if type_ in {None, row.type}), key=lambda row: row.thing)


def scope_of(session: Session, moment: Moment, type_: str = "", id_: str = "") -> Scope:
    """The scope of an assembly or an organisation that stands, or of everything."""
    if not id_:
        return Scope(session, moment, "", "", ())
    return Scope(session, moment, type_, id_, (id_,) if type_ == "assembly" else kept_by(session, moment, id_))


def assemblies_of(scope: Scope) -> Iterator[Json]:
    """The own facts of every assembly of a scope, by id."""
    for ids in versions.parts(scope.assemblies) if scope.id else _every_assembly(scope.session, scope.moment):
        rows = versions.held(scope.session, scope.moment.sequence, ids)
        yield from (json.loads(row.body) for row in sorted(rows, key=lambda row: row.thing) if row.body)


def _every_assembly(session: Session, moment: Moment) -> Iterator[list[str]]:
    place = None
    while found := entries.page(session, Filters("assembly"), moment, sort="order", after=place, limit=_AT_ONCE):
        yield [entry.thing for entry in found]
        place = entries.place(found[-1], "order")


def kept_by(session: Session, moment: Moment, organisation: str) -> tuple[str, ...]:
    """The assemblies whose record an organisation keeps, by id."""
    found = versions.naming(session, moment.sequence, [organisation], [("assembly", "keeper")])
    return tuple(sorted(row.thing for row in found))


def _engagements_kept_by(session: Session, moment: Moment, organisation: str) -> tuple[str, ...]:
    """The engagements whose record an organisation keeps: it is their keeper, or commissioned those that name none."""
    found = Graph(moment)
    ties = [("engagement", "keeper"), ("engagement", "commissioned_by")]
    found.add(versions.naming(session, moment.sequence, [organisation], ties))
    return tuple(sorted(id_ for id_, own in found.of_kind(Engagement).items() if own.kept_by == organisation))
