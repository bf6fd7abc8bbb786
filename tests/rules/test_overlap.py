"""How occasions on which people are asked overlap: every rule as a row, and what always holds."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.status.overlap import RELATIONS, Answer, Occasion, Overlap, Planned, overlap

NEW = Occasion(
    "new",
    date(2027, 3, 1),
    date(2027, 4, 15),
    frozenset({"A", "B", "C"}),
    frozenset({"parks", "walking_cycling"}),
    frozenset({"over_65"}),
    frozenset({"plan"}),
    frozenset({"ageing-well"}),
)
KNOWN = frozenset({"A", "B", "B1", "C", "D", "town", "elsewhere"})
PLANNED = Planned(NEW, {1: frozenset({"parks"}), 2: frozenset({"walking_cycling"})}, NEW.places | {"town", "B1"}, KNOWN)
FAR = {"begins": date(2020, 1, 1), "ends": date(2020, 2, 1)}
SOON = {"begins": date(2027, 1, 4), "ends": date(2027, 1, 25)}
THERE = {"places": frozenset({"B1"})}
THEM = {"audiences": frozenset({"over_65", "carers"})}
SO = {"topics": frozenset({"parks"})}
DECIDED = {"decisions": frozenset({"plan"})}


def told(held: tuple[Answer, ...] = (), /, **other: object) -> Overlap | None:
    return overlap(PLANNED, Occasion("other", **other), held)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "relation"),
    [
        (DECIDED | THERE | THEM | {"begins": date(2027, 4, 15)}, "same"),
        (DECIDED | THERE | THEM | SOON, "sequel"),
        (DECIDED | {"places": frozenset({"elsewhere"})} | FAR, "sequel"),
        (THERE | THEM | SO | SOON, "related"),
        (THERE | {"audiences": frozenset({"everyone"})} | SO | SOON, "related"),
        (THERE | THEM | SOON, "same_people"),
        (THERE | {"audiences": frozenset({"everyone"})} | SOON, None),
        ({"groups": frozenset({"ageing-well"})} | SOON, "same_people"),
        ({"groups": frozenset({"ageing-well"})} | FAR, None),
        (SO | SOON, "look"),
        (SO | SOON | {"places": frozenset({"unheard-of"})}, "look"),
        (SO | SOON | THEM | {"places": frozenset({"elsewhere"})}, None),
        (SO | SOON | THERE | {"audiences": frozenset({"children"})}, None),
        (SO | THERE | THEM, "look"),
        (SO | THERE | THEM | FAR, None),
        (THERE | THEM, None),
        ({}, None),
    ],
)
def test_how_another_overlaps(other: dict[str, object], relation: str | None) -> None:
    found = told(**other)
    assert (found and found.relation) == relation


@pytest.mark.parametrize(
    ("answer", "relation", "questions"),
    [
        (THEM | SO | THERE, "reuse", [1]),
        ({"topics": frozenset({"parks", "walking_cycling"}), "audiences": frozenset({"everyone"})}, "reuse", [1, 2]),
        (SO, "look", [1]),
        (SO | {"audiences": frozenset({"children"})}, None, []),
        (SO | THEM | {"places": frozenset({"elsewhere"})}, None, []),
        (SO | THEM | {"holds_until": date(2027, 3, 1)}, "reuse", [1]),
        (SO | THEM | {"holds_until": date(2027, 2, 28)}, None, []),
        ({"topics": frozenset({"food"})} | THEM, None, []),
    ],
)
def test_what_answers_a_question(answer: dict[str, object], relation: str | None, questions: list[int]) -> None:
    whole = {"places": frozenset(), "topics": frozenset(), "audiences": frozenset()} | answer
    found = told((Answer("asked-before", **whole),), **FAR)  # type: ignore[arg-type]
    assert (found and found.relation) == relation
    assert list(found.answers if found else []) == questions


@pytest.mark.parametrize(
    ("days", "number"),
    [
        ({"ends": date(2027, 2, 28)}, -1),
        ({"begins": date(2027, 4, 16)}, 1),
        ({"begins": date(2019, 1, 1)}, 0),  # it has no end
        ({"begins": date(2019, 1, 1), "ends": date(2027, 3, 1)}, 0),
        ({}, None),
    ],
)
def test_the_days_between(days: dict[str, date], number: int | None) -> None:
    found = told(**DECIDED, **days)
    assert found is not None
    assert found.days == number


_codes = st.frozensets(st.sampled_from(["A", "B1", "elsewhere", "unheard-of"]), max_size=2)
_days = st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1))
_others = st.builds(
    Occasion,
    st.just("other"),
    _days,
    _days,
    _codes,
    st.frozensets(st.sampled_from(["parks", "food"])),
    st.frozensets(st.sampled_from(["over_65", "children", "everyone"])),
    st.frozensets(st.sampled_from(["plan"])),
    st.frozensets(st.sampled_from(["ageing-well"])),
)


@given(_others)
def test_an_unknown_place_never_hides_a_match(other: Occasion) -> None:
    known, unknown = (overlap(PLANNED, replace(other, places=places)) for places in (other.places, frozenset[str]()))
    if known is not None and "place" not in known.reasons:
        assert unknown is not None
        assert RELATIONS.index(unknown.relation) <= RELATIONS.index(known.relation)
    if unknown is None:
        assert known is None or known.relation in {"same_people", "related"}


@given(_others)
def test_saying_less_of_when_and_whom_hides_nothing_about_the_same_topic(other: Occasion) -> None:
    if overlap(PLANNED, other) is not None and other.topics & NEW.topics:
        for less in ({"begins": None, "ends": None}, {"audiences": frozenset[str]()}, {"places": frozenset[str]()}):
            assert overlap(PLANNED, replace(other, **less)) is not None, less
