"""The assemblies that somebody works on, and what is theirs to say of each: answers, verdicts, the members' wording."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.policy import PANELS, acting, its_panel, named, owning
from api.record.graph import as_kind, standing_as
from api.record.reader import RecordReader
from api.record.things import name, url
from api.schemas.assemblies import Assembly
from api.schemas.organisations import Organisation
from api.schemas.responses import Response
from api.status.promises import keepers
from api.text.phrases import phrase
from db.queries.entries import page
from db.queries.filters import Filters
from db.vocabulary import Grant, Role

MOST = 1_000
# Organisations of these kinds give no verdict: they are judged, or stand for something.
_NEVER_JUDGE = ("council", "combined_authority", "government", "parliament", "public_body", "party", "partnership")

Names = Mapping[str, Mapping[str, str]]  # by id, as things are called in each language


@dataclass(frozen=True)
class AtAssembly:
    """An assembly, and what somebody may say of it."""

    id: str
    name: Mapping[str, str]
    url: str
    answering: Names  # the organisations for which they answer
    judging: Names  # as whom they give a verdict
    wording: bool  # whether they transcribe what the members asked for
    is_own: bool  # whether they are its convenor or its panel, and do not only act on this one as on any other

    @property
    def is_theirs(self) -> bool:
        return bool(self.answering or self.judging or self.wording)


def assemblies_of(record: RecordReader, principal: Principal) -> list[AtAssembly]:
    """Every assembly that somebody works on: their own first, then by name of whoever commissioned it."""
    found = page(record.session, Filters("assembly"), record.moment, sort="order", after=None, limit=MOST)
    graph = record.load(entry.thing for entry in found)
    own = [graph.own(entry.thing, Assembly) for entry in found if entry.thing in graph.nodes]
    record.load_named_around(own)
    passed = _passed_on(record, principal)
    panels = _panels(record)
    theirs = [one for assembly in own if (one := _at(record, principal, assembly, passed, panels)).is_theirs]
    return sorted(theirs, key=lambda one: not one.is_own)


def at_assembly(record: RecordReader, principal: Principal, id_: str) -> AtAssembly:
    """What somebody may say of one. Raises 404 where there is none, 403 where nothing of it is theirs."""
    assembly = standing_as(record, id_, Assembly)
    if assembly is None:
        raise Problem("not-found", f"There is no assembly '{id_}' here.")
    record.load_named_around([assembly])
    found = _at(record, principal, assembly, _passed_on(record, principal), _panels(record))
    if not found.is_theirs:
        who = [*(Grant(Role.editor, body) for body in _bodies(record, assembly)), *owning(record, assembly)]
        raise Problem("not-yours", phrase("refusal.who_works", id=id_, who=named(list(dict.fromkeys(who)))))
    return found


def _at(
    record: RecordReader,
    principal: Principal,
    assembly: Assembly,
    passed: Mapping[str, set[str]],
    panels: Iterable[Organisation],
) -> AtAssembly:
    edited = principal.covered(Role.editor)
    bodies = [*_bodies(record, assembly), *sorted(passed.get(assembly.id, ()))]
    answering = [body for body in dict.fromkeys(bodies) if principal.is_admin or body in edited]
    judging = sorted(set(_judging(record, principal, assembly, panels)) - set(bodies))
    node = record.graph.nodes[assembly.id]
    as_its_panel = any(panel.id in judging and its_panel(panel, assembly) for panel in panels)
    return AtAssembly(
        assembly.id,
        name(node),
        url(record.graph, node),
        _called(record, answering),
        _called(record, judging),
        principal.is_admin or acting(principal, owning(record, assembly)) is not None,
        assembly.id in principal.covered(Role.convenor) or as_its_panel,
    )


def _bodies(record: RecordReader, assembly: Assembly) -> list[str]:
    """Who answers for an assembly: whoever commissioned it, promised it something, or took that over."""
    organisations = record.graph.of_kind(Organisation)
    promised = [sorted(keepers(promise, organisations)) for promise in assembly.promises or ()]
    own = [] if assembly.compiled else [assembly.keeper.organisation]
    return [*assembly.commissioners, *own, *(body for bodies in promised for body in bodies)]


def _passed_on(record: RecordReader, principal: Principal) -> dict[str, set[str]]:
    """To whom of theirs something was passed on, by its assembly."""
    edited = principal.covered(Role.editor)
    found: dict[str, set[str]] = {}
    graph = record.naming(edited, [("response", "passed_to")])
    for id_ in graph.naming(edited, [("response", "passed_to")]):
        response = as_kind(graph.nodes[id_].facts, Response)
        found.setdefault(response.assembly, set()).add(response.passed_to or "")
    return found


def _panels(record: RecordReader) -> list[Organisation]:
    kinds = Filters("organisation", {"kind": PANELS})
    found = page(record.session, kinds, record.moment, sort="order", after=None, limit=MOST)
    graph = record.load(entry.thing for entry in found)
    return [graph.own(entry.thing, Organisation) for entry in found if entry.thing in graph.nodes]


def _judging(
    record: RecordReader, principal: Principal, assembly: Assembly, panels: Iterable[Organisation]
) -> Iterator[str]:
    """As whom somebody judges an assembly: its panels, and organisations of theirs that may judge any."""
    granted = principal.covered(Role.panel)
    for panel in panels:
        if panel.id in granted or (its_panel(panel, assembly) and (principal.is_admin or assembly.id in granted)):
            yield panel.id
    for id_ in principal.covered(Role.editor):
        organisation = standing_as(record, id_, Organisation)
        if organisation is not None and organisation.kind not in (*_NEVER_JUDGE, *PANELS):
            yield id_


def _called(record: RecordReader, ids: Iterable[str]) -> Names:
    graph = record.load(ids)
    return {id_: name(graph.nodes[id_]) for id_ in ids if id_ in graph.nodes}
