"""Checking a record document: it is loaded as any other, to see what comes of it, and then thrown away."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.core.faults import Fault
from api.core.problems import Problem
from api.record.document import led_to
from api.record.reader import read_now
from api.status.composed import status_answer
from api.workbench.documents import parse
from api.workbench.loading import load_document
from db.models.record import RecordHead


class Checked(NamedTuple):
    """What loading a document would do: why it is refused, or what it would say."""

    refused: Problem | None
    told: str  # what it would add and change
    warnings: Sequence[Fault]
    sentences: Mapping[str, Mapping[str, str]]  # of each recommendation of its assembly, by language


def check(session: Session, head: RecordHead, data: bytes) -> Checked:
    """Load a document in a session that the caller rolls back. The caller holds the write lock."""
    try:
        loaded = load_document(session, head, parse(data))
    except Problem as problem:
        return Checked(problem, "", (), {})
    return Checked(None, loaded.sentence, loaded.warnings, _sentences(session, loaded.assembly))


def _sentences(session: Session, assembly: str) -> dict[str, Mapping[str, str]]:
    """Where each recommendation of an assembly stands today, in its order, as everybody would read it."""
    record = read_now(session)
    of_it = led_to(session, record.moment, assembly).of_type("recommendation").values()
    ordered = sorted((one for one in of_it if one.assembly == assembly), key=lambda one: (one.order, one.id))
    graph = record.around(one.id for one in ordered)
    return {one.id: status_answer(graph, one.id)["sentence"] for one in ordered}
