"""What is told of the sheets of people who took part: each rule as a row of a table, and that no small number shows."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.status.declared import Matter
from api.status.gathered import Sheet, gathered, may_be_told
from db.vocabulary import PENS, QUESTIONS

CHANGED, DECISION = Matter("testimony_question", "changed"), Matter("work_stage", "decision")
CODES = QUESTIONS["changed"]  # yes, no, too_early, cannot_tell


def told(counts: Sequence[int], replaced: int = 0, matter: Matter = CHANGED, codes: Sequence[str] = CODES) -> Any:
    """What is told where so many gave each answer."""
    given_ = [code for code, many in zip(codes, counts, strict=False) for _ in range(many)]
    return gathered(60, [Sheet("took_part", {matter: code}) for code in given_], replaced)


@pytest.mark.parametrize(
    ("counts", "shown", "held"),
    [
        ([20, 14], [20, 14, "few", "few"], ["yes", "no"]),
        ([12, 9], [12, "few", "few", "few"], ["yes"]),
        ([12, 0], [12, "few", "few", "few"], ["yes"]),
        # One that is hidden alone would follow from the rest: the last of the others is hidden with it.
        ([20, 14, 11, 3], [20, 14, "", "few"], ["yes", "no", "too_early"]),
        ([3, 14, 11, 20], ["few", 14, 11, ""], ["no", "too_early", "cannot_tell"]),
        ([20, 14, 11, 0], [20, 14, 11, "few"], ["yes", "no", "too_early"]),  # of nobody nothing shows
        ([15, 9, 9, 9], ["", "few", "few", "few"], ["yes"]),  # else each would follow to be nine
        ([12, 11, 10, 13], [12, 11, 10, 13], list(CODES)),
        ([7, 5], ["few", "few", "few", "few"], ["yes"]),
        ([6, 6], ["few", "few", "few", "few"], []),
        # Fewer than ten: what they hold, and no number.
        ([4, 3], [], ["yes"]),
        ([9], [], ["yes"]),
        ([1, 2], [], ["no"]),
        ([2], None, None),
        ([0, 1], None, None),
    ],
)
def test_what_is_told_of_one_question(counts: list[int], shown: list[Any] | None, held: list[str] | None) -> None:
    found = told(counts).get("answers")
    if shown is None:
        assert found is None
        return
    (row,) = found
    assert row["held"] == held
    assert [_word(one) for one in row.get("counts", [])] == shown


def _word(one: Mapping[str, Any]) -> Any:
    return one.get("count") or ("few" if one.get("fewer_than") else "")


def test_of_fewer_than_ten_nothing_shows_but_that_they_are_fewer() -> None:
    few = told([5, 2], replaced=2)
    assert few["came_back"] == few["replaced"] == {"fewer_than": 10}
    assert few["answers"] == [{"question": "changed", "held": ["yes"]}]
    assert "capacities" not in few
    many = told([20, 14], replaced=2)
    assert (many["given_out"], many["came_back"], many["replaced"]) == ({"count": 60}, {"count": 34}, {"count": 2})
    assert many["capacities"][0] == {"answers_as": "took_part", "count": 34}


@pytest.mark.parametrize(
    ("before", "back", "since", "may"),
    [
        (None, 3, 3, True),
        (12, 21, 9, False),  # what the nine said would show by subtraction
        (12, 22, 10, True),
        (12, 20, 10, True),  # of which two were put right
        (7, 9, 2, False),
        (7, 10, 3, True),  # nothing was told of the seven from which it could be subtracted
        (30, 30, 0, False),
    ],
)
def test_when_it_may_be_published_again(before: int | None, back: int, since: int, *, may: bool) -> None:
    assert may_be_told(before, back, since) is may


@given(st.lists(st.integers(0, 25), min_size=4, max_size=4))
def test_no_number_under_ten_follows_from_those_that_are_told(counts: list[int]) -> None:
    """Not even for whoever knows that everybody answered, and how it is decided what is hidden."""
    found = told(counts).get("answers")
    assume(found and found[0].get("counts"))
    shown = [_word(one) for one in found[0]["counts"]]
    left = sum(counts) - sum(one for one in shown if isinstance(one, int))
    small = [place for place, one in enumerate(shown) if one == "few"]
    large = shown.count("")
    fits = [
        numbers
        for numbers in product(range(10), repeat=len(small))
        if (rest := left - sum(numbers)) >= 10 * large and (large or rest == 0)
    ]
    for column, place in enumerate(small):
        assert counts[place] == 0 or len({numbers[column] for numbers in fits}) > 1


@given(st.lists(st.integers(0, 25), min_size=6, max_size=6))
def test_whatever_is_told_may_enter_the_record(counts: list[int]) -> None:
    found = told(counts, matter=DECISION, codes=PENS).get("stages")
    assume(found)
    for one in found[0].get("counts", []):
        assert one.get("count", 10) >= 10
        assert one.get("fewer_than") or one["answer"] in found[0]["held"]
