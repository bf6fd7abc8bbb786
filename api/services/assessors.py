"""What a verdict says of who gives it, held against who they are to what it judges."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy.orm import Session

from api.compose.facts import facts_of
from api.compose.graph import load_around
from api.rules.assessors import BY_KIND, assessor_of, delivering, promising
from api.rules.checks import Fault
from api.rules.progress import answering_for
from api.services.owners import Look
from db.queries.moments import Moment


def assessor_faults(session: Session, moment: Moment, thing: Any, look: Look) -> Iterator[Fault]:
    """Why a verdict may not be published as whose it says it is; nothing where it may."""
    by = look(thing.by)
    answering = _answering(session, moment, thing, look)
    worked_out = assessor_of(thing, by, answering)
    if worked_out == thing.assessor:
        return
    if by is not None and by.id in answering:
        yield Fault("/by", "answers-for-it", f"'{by.id}' answers for it, or delivers it: it does not judge itself")
    elif by is not None and BY_KIND.get(by.kind) == thing.assessor and not thing.sources:
        yield Fault("/sources", "source-missing", "give the minute or the report it stands in")
    elif worked_out is not None:
        yield Fault("/assessor", "not-that", f"'{thing.by}' is {worked_out} to it: leave `assessor` out")
    else:
        told = f"nothing here shows that '{thing.by}' is {thing.assessor} to it; an administrator sets its kind"
        yield Fault("/assessor", "not-shown", told)


def _answering(session: Session, moment: Moment, thing: Any, look: Look) -> Collection[str]:
    if thing.recommendation is None:
        return promising(look(thing.assembly))
    graph = load_around(session, moment, [thing.recommendation])
    if thing.recommendation not in graph.nodes:
        return promising(look(thing.assembly))
    facts = facts_of(graph, thing.recommendation)
    return answering_for(facts) | delivering(facts)
