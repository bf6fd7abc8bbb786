"""Of what a file is: the whole record, that of one assembly, or all that one organisation keeps."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.record.document import whole_record
from db.queries import versions
from db.queries.filters import Filters
from db.queries.moments import Moment
from db.queries.versions import VersionRow


@dataclass(frozen=True)
class Scope:
    """What a file is of, at a moment: `type` and `id` of an assembly or an organisation; empty of everything.

    Of an assembly, it is what its record document has; of an organisation, that of every assembly whose record it
    keeps, whoever commissioned it: so nobody is taken for the publisher of what somebody else compiled of them.
    """

    session: Session
    moment: Moment
    type: str
    id: str
    assemblies: tuple[str, ...]  # empty of everything
    things: frozenset[str] | None  # by id; None of everything

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
        return Scope(session, moment, "", "", (), None)
    kept = (id_,) if type_ == "assembly" else kept_by(session, moment, id_)
    things: set[str] = set()
    for assembly in kept:
        graph = whole_record(session, moment, assembly)
        things |= graph.nodes.keys() | graph.gone.keys()
    return Scope(session, moment, type_, id_, kept, frozenset(things))


def kept_by(session: Session, moment: Moment, organisation: str) -> tuple[str, ...]:
    """The assemblies whose record an organisation keeps, by id."""
    found = versions.naming(session, moment.sequence, [organisation], [("assembly", "keeper")])
    return tuple(sorted(row.thing for row in found))
