"""What a record keeper may bring in: the record of an assembly or an engagement that is theirs, or a new one of an
organisation.

An administrator may bring in any. A record keeper reports from public sources: they speak for nobody who speaks here,
and change nothing that stands in the record of another assembly too.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import exists, select

from api.core.faults import Fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.policy import concerned, named, owning
from api.record.graph import Lookup
from api.record.reader import RecordReader, RecordWriter
from api.schemas.assemblies import Assembly
from api.schemas.engagements import Engagement
from api.schemas.record import RecordItem, Tombstone, Whole
from api.status.assessors import promising
from api.workbench.reported import is_compiled
from db.models.audit import AuditEntry
from db.queries import memberships
from db.queries.versions import VersionRow
from db.vocabulary import Grant, Role

# What a document is refused for because of whose it is: a record keeper is told with 403.
OTHERS = {"owner-has-key", "voice-has-grant", "of-another-record", "not-a-compiler"}


class Coming(NamedTuple):
    """A document on its way in: its assembly or engagement, what in it is new or different by number, and what stands
    of that.
    """

    own: Whole
    things: Sequence[tuple[int, RecordItem]]
    held: Mapping[str, VersionRow]
    lookup: Lookup  # what the document says, else what stands


def may_bring_in(record: RecordReader, principal: Principal, assembly: str) -> None:
    """Raises 403 where it is not theirs to bring in the record of this assembly or engagement, naming whose it is where
    it is here.

    A new one is theirs whose organisation they bring in records of; and again, as long as they brought it in.
    """
    principal.may(Role.record_keeper)
    if principal.is_admin or Grant(Role.record_keeper, assembly) in principal.grants:
        return
    thing = record(assembly)
    if _of_organisation(record, principal, assembly):
        brought_in = (AuditEntry.actor == principal.actor) & (AuditEntry.action == "load")
        if not record.held([assembly]) or record.session.scalar(
            select(exists().where(brought_in, AuditEntry.thing == assembly))
        ):
            return
    if isinstance(thing, Assembly | Engagement):
        told = f"The record of '{assembly}' is kept by {named(owning(record, thing))}."
    else:
        told = f"'{assembly}' is not among the assemblies whose records you may bring in."
    raise Problem("not-yours", told, errors=[Fault("/assembly", "not-yours", told)])


def _of_organisation(record: RecordReader, principal: Principal, assembly: str) -> bool:
    """Whether an id begins with that of an organisation whose records somebody brings in."""
    types = record.types(principal.covered(Role.record_keeper))
    return any(assembly.startswith(f"{id_}-") for id_, type_ in types.items() if type_ == "organisation")


def faults(record: RecordWriter, principal: Principal, coming: Coming) -> Iterator[Fault]:
    """What of a document a record keeper may not bring in; nothing for an administrator."""
    if principal.is_admin:
        return
    own = coming.own
    if not is_compiled(own) or own.kept_by in promising(own):
        detail = f"'{own.kept_by}' would keep its own record: a record keeper brings in compiled ones"
        number = next((number for number, thing in coming.things if thing.id == own.id), 0)
        yield Fault(f"/things/{number}/keeper/capacity", "not-a-compiler", detail)
    ids = {id_ for _, thing in coming.things for id_ in (thing.id, _about(thing)) if id_}
    in_records = memberships.assemblies_of(record.session, ids)
    for number, thing in coming.things:
        stands = record(thing.id)
        both = [one for one in (stands, None if isinstance(thing, Tombstone) else thing) if one is not None]
        of = {home for one in both for home in _homes(one, coming.lookup)}
        if stands is not None and not of:
            of = in_records.get(thing.id, set()) or {thing.id}
        elif not of and record(_about(thing)) is not None:
            known = in_records.get(_about(thing), set())
            of = set() if own.id in known else known or {_about(thing)}
        if others := sorted(of - {own.id}):
            detail = f"'{thing.id}' stands in the record of '{others[0]}', and is not changed by this one"
            yield Fault(f"/things/{number}", "of-another-record", detail)


def _about(thing: RecordItem) -> str:
    """What a thing says it is about, such as a project; empty where it says nothing."""
    return str(getattr(thing, "about", None) or "")


def _homes(thing: object, lookup: Lookup) -> set[str]:
    """The assemblies that a thing belongs to by what it says; none for an organisation, a post or a project."""
    if isinstance(thing, Assembly):
        return {thing.id}
    if assembly := getattr(thing, "assembly", None):
        return {assembly}
    named_ = [getattr(thing, "recommendation", None), getattr(thing, "about", None)]
    named_ += getattr(thing, "came_from", None) or []
    return {home for id_ in named_ if id_ and (home := concerned(lookup(id_), lookup, "assembly"))}
