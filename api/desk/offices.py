"""As what somebody is at the desk: their roles, and what each is held for, by name."""

from collections.abc import Iterable
from typing import NamedTuple

from api.core.codelists import codes_of
from api.record.reader import RecordReader
from api.record.things import name
from api.text.languages import Said, said
from db.vocabulary import Grant


class Office(NamedTuple):
    """A role, in words, and the name of what it is held for; None of an administrator."""

    role: Said
    of: Said | None
    covers: str


def offices(record: RecordReader, grants: Iterable[Grant], language: str) -> list[Office]:
    """As what somebody acts with these grants, in order. What is not public any more is called by its id."""
    found = sorted(set(grants))
    nodes = record.load(grant.covers for grant in found).nodes
    roles = codes_of("role")
    return [
        Office(
            said(roles[role].label, language),
            None if not covers else said(name(nodes[covers]), language) if covers in nodes else Said(covers, language),
            covers,
        )
        for role, covers in found
    ]
