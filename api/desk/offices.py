"""As what somebody is at the desk, by name: their roles; and the organisations and posts that they may choose from."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from api.core.codelists import codes_of
from api.core.principal import Principal
from api.record.reader import RecordReader
from api.record.things import name
from api.text.languages import Said, said
from db.queries.entries import page
from db.queries.filters import Filters
from db.vocabulary import Grant, Role

_MOST = 2_000
NO_LAST_DAYS: Mapping[Grant, date | None] = MappingProxyType({})


class Office(NamedTuple):
    """A role, in words, the name of what it is held for, None of an administrator; its last day, where it has one."""

    role: Said
    of: Said | None
    covers: str
    until: date | None = None


def offices(
    record: RecordReader, grants: Iterable[Grant], language: str, until: Mapping[Grant, date | None] = NO_LAST_DAYS
) -> list[Office]:
    """As what somebody acts with these grants, in order, and until which day. What is not public any more is called by
    its id.
    """
    found = sorted(set(grants))
    nodes = record.load(grant.covers for grant in found).nodes
    roles = codes_of("role")
    return [
        Office(
            said(roles[role].label, language),
            None if not covers else said(name(nodes[covers]), language) if covers in nodes else Said(covers, language),
            covers,
            until.get(Grant(role, covers)),
        )
        for role, covers in found
    ]


def organisations(record: RecordReader, language: str, but: str = "") -> dict[str, Said]:
    """Every organisation by id, but for one, in the order of their names."""
    found = page(record.session, Filters("organisation"), record.moment, sort="order", after=None, limit=_MOST)
    return _by_name(record, (entry.thing for entry in found if entry.thing != but), language)


def edited(record: RecordReader, principal: Principal, language: str) -> dict[str, Said]:
    """The organisations that somebody edits by id, in the order of their names; of an administrator all."""
    if principal.is_admin:
        return organisations(record, language)
    return _by_name(record, principal.covered(Role.editor), language)


def projects(record: RecordReader, language: str) -> dict[str, Said]:
    """Every project by id, in the order of their names."""
    found = page(record.session, Filters("project"), record.moment, sort="order", after=None, limit=_MOST)
    return _by_name(record, (entry.thing for entry in found), language)


def posts_of(record: RecordReader, organisation: str, language: str) -> dict[str, Said]:
    """The posts of an organisation by id, in the order of their names."""
    tie = [("post", "organisation")]
    return _by_name(record, record.naming([organisation], tie).naming([organisation], tie), language)


def _by_name(record: RecordReader, ids: Iterable[str], language: str) -> dict[str, Said]:
    wanted = list(ids)
    graph = record.load(wanted)
    called = {id_: said(name(graph.nodes[id_]), language) for id_ in wanted if id_ in graph.nodes}
    return dict(sorted(called.items(), key=lambda one: one[1].text.casefold()))
