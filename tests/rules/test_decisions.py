"""How far the decision behind an answer has come: said after the answer, while it is not final."""

from datetime import date
from typing import Any

import pytest

from api.status.derived import derive
from api.status.status import status
from api.status.timeline import turning_days
from tests.rules.build import facts, response

AFTER = {
    "called_in": (
        "; the decision was called in for scrutiny and is not final",
        "; cafodd y penderfyniad ei alw i mewn i’w graffu ac nid yw’n derfynol",
    ),
    "in_call_in": (
        "; the decision can be called in for scrutiny until 9 June 2027",
        "; gellir galw’r penderfyniad i mewn i’w graffu hyd at 9 Mehefin 2027",
    ),
}


def answered(**decision: Any) -> Any:
    own = {"date": {"value": "2027-06-01"}, "title": {"en": "Cabinet"}, **decision}
    return facts(responses=(response("accepted", "2027-06-01", decisions=[{"title": {"en": "Plan"}}, own]),))


@pytest.mark.parametrize("state", AFTER)
def test_a_decision_that_is_not_final_is_said_to_be_so(state: str) -> None:
    given = answered(state=state, call_in_ends={"value": "2027-06-09"})
    said = status(given, date(2027, 6, 9)).sentence

    for language, words in zip(("en", "cy"), AFTER[state], strict=True):
        assert words in said[language]


def test_once_the_days_of_call_in_are_over_nothing_is_said_of_it() -> None:
    given = answered(state="in_call_in", call_in_ends={"value": "2027-06-09"})

    assert date(2027, 6, 10) in turning_days(derive(given))
    assert "call" not in status(given, date(2027, 6, 10)).sentence["en"]
    assert (
        "can still be called in for scrutiny" in status(answered(state="in_call_in"), date(2030, 1, 1)).sentence["en"]
    )


@pytest.mark.parametrize("state", ["taken", "final"])
def test_of_a_decision_that_stands_the_sentence_says_nothing(state: str) -> None:
    day = date(2027, 6, 9)

    assert status(answered(state=state), day).sentence == status(answered(), day).sentence
