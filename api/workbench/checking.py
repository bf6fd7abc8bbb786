"""Checking a record document: it is loaded as any other, to see what comes of it, and then thrown away."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.core.faults import Fault
from api.core.principal import SERVER, Principal
from api.core.problems import Problem
from api.reading.statuses import STATED
from api.record.document import led_to
from api.record.graph import Graph
from api.record.reader import read_now
from api.schemas.recommendations import Recommendation
from api.status.gathering import facts_of
from api.status.why import Clause
from api.status.why import why as stands_on
from api.workbench.documents import parse
from api.workbench.loading import Loaded, load_document
from db.models.record import RecordHead


class Checked(NamedTuple):
    """What loading a document would do: why it is refused, or what it would say."""

    refused: Problem | None
    loaded: Loaded | None  # what it would add and change, where it is not refused
    sentences: Mapping[str, Mapping[str, str]]  # of each recommendation of its assembly, by language
    pieces: Mapping[str, Sequence[Clause]]  # what each of them is made of, and stands on, where asked for

    @property
    def told(self) -> str:
        """What it would add and change, in words."""
        return self.loaded.sentence if self.loaded else ""

    @property
    def warnings(self) -> Sequence[Fault]:
        """What would hang loose in it."""
        return self.loaded.warnings if self.loaded else ()


def check(
    session: Session, head: RecordHead, data: bytes, principal: Principal = SERVER, *, why: bool = False
) -> Checked:
    """Load a document in a session that the caller rolls back. The caller holds the write lock."""
    try:
        loaded = load_document(session, head, parse(data), principal)
    except Problem as problem:
        return Checked(problem, None, {}, {})
    graph, ids = _around(session, loaded.assembly)
    sentences = _sentences(graph, ids)
    items = [id_ for id_ in ids if graph.nodes[id_].type == "recommendation"] if why else []
    pieces = {id_: stands_on(facts_of(graph, id_), graph.moment.day) for id_ in items}
    return Checked(None, loaded, sentences, pieces)


def sentences_of(session: Session, whole: str) -> dict[str, Mapping[str, str]]:
    """Where each recommendation of an assembly stands today, by language, in the order of the assembly; or where an
    engagement does.
    """
    return _sentences(*_around(session, whole))


def _sentences(graph: Graph, ids: Sequence[str]) -> dict[str, Mapping[str, str]]:
    return {id_: STATED[graph.nodes[id_].type](graph, id_)["sentence"] for id_ in ids}


def _around(session: Session, whole: str) -> tuple[Graph, list[str]]:
    """The recommendations of an assembly, in its order, in a graph that tells where each stands today; or an engagement
    in such a graph.
    """
    record = read_now(session)
    if record.types([whole]).get(whole) == "engagement":
        return record.around([whole]), [whole]
    of_it = led_to(session, record.moment, whole).of_kind(Recommendation).values()
    ordered = sorted((one for one in of_it if one.assembly == whole), key=lambda one: (one.order, one.id))
    return record.around(one.id for one in ordered), [one.id for one in ordered]
