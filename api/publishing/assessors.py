"""What a verdict says of who gives it, held against who they are to what it judges."""

from collections.abc import Collection, Iterator

from api.core.codelists import coded
from api.core.faults import Fault, fault
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.schemas.assemblies import Assembly
from api.schemas.organisations import Organisation
from api.schemas.verdicts import Verdict
from api.status.assessors import BY_KIND, assessor_of, delivering, promising
from api.status.gathering import facts_of
from api.status.progress import answering_for


def assessor_faults(record: RecordReader, thing: Verdict) -> Iterator[Fault]:
    """Why a verdict may not be published as whose it says it is; nothing where it may."""
    by = standing_as(record, thing.by, Organisation)
    answering = _answering(record, thing)
    worked_out = assessor_of(thing, by, answering)
    if worked_out == thing.assessor:
        return
    if by is not None and by.id in answering:
        yield fault("/by", "answers-for-it", "fault.answers_for_it", id=by.id)
    elif by is not None and BY_KIND.get(by.kind) == thing.assessor and not thing.sources:
        yield fault("/sources", "source-missing", "fault.verdict_source")
    elif worked_out is not None:
        yield fault("/assessor", "not-that", "fault.not_that", by=thing.by, assessor=coded("assessor", worked_out))
    else:
        assessor = coded("assessor", thing.assessor)
        yield fault("/assessor", "not-shown", "fault.not_shown", by=thing.by, assessor=assessor)


def _answering(record: RecordReader, thing: Verdict) -> Collection[str]:
    graph = record.around([thing.recommendation] if thing.recommendation else [])
    if thing.recommendation not in graph.nodes:
        assembly = standing_as(record, thing.assembly, Assembly)
        return promising(assembly) if assembly else ()
    facts = facts_of(graph, thing.recommendation)
    return answering_for(facts) | delivering(facts)
