"""Runs the table of cases."""

import pytest

from api.status.status import RULES, status
from tests.rules import cases_sources
from tests.rules.cases import CASES as FIRST
from tests.rules.cases import Case

CASES = [*FIRST, *cases_sources.CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    found = status(case.facts, case.on)
    assert {name: getattr(found, name) for name in case.expected} == case.expected, found.sentence["en"]
    assert case.says in found.sentence["en"]
    assert (found.rules, found.day) == (RULES, case.on)


def test_names_are_their_own() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))


def test_a_tied_vote_is_not_nobody() -> None:
    tied = next(case for case in CASES if case.name == "half is neither")
    assert "Nobody else" not in status(tied.facts, tied.on).sentence["en"]
