"""For any facts: the rules never fail, the sentence fits, and the timeline is what they say on every single day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.schemas.dates import add_days, add_months, days_of
from api.schemas.organisations import Hold
from api.status.answers import latest_answer
from api.status.derived import derive, read_clock
from api.status.facts import Facts, checked_to, self_kept
from api.status.kept import spans
from api.status.progress import leading_update
from api.status.responses import leading_response
from api.status.status import status, status_on
from api.status.timeline import ClockState, timeline
from api.status.truncate import MAX_LENGTH
from db.vocabulary import CLOCK_RESPONSES, CODELISTS
from tests.rules import build
from tests.rules.build import COMPILER, COUNCIL, ITEM, PAPER, RIVERS, marks

START, END = date(2023, 11, 1), date(2029, 6, 30)


def code(codelist: str, *without: str) -> st.SearchStrategy[str]:
    return st.sampled_from([one for one in CODELISTS[codelist] if one not in without])


YEARS = st.integers(2024, 2027)
DATES = st.one_of(
    YEARS.map(str),
    st.builds("{}-{:02}".format, YEARS, st.integers(1, 12)),
    st.builds("{}-{}".format, YEARS, st.sampled_from(["spring", "summer", "autumn", "winter"])),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)).map(date.isoformat),
)
# The ends of the calendar too, where a day more or less does not exist.
ANY_DATES = DATES | st.sampled_from(["0001-01-01", "9999-12-31", "1000", "2999-winter"])
SPEAKERS = st.sampled_from([COUNCIL, COUNCIL, PAPER, RIVERS, COMPILER, "nobody-known"])
HOLDERS = ["anytown_council", "rivers_agency", "anytown_echo"]
TEXTS = st.dictionaries(
    st.sampled_from(["en", "cy", "cy-GB", "fr"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=383, exclude_categories=["Cc"]), min_size=1, max_size=30)
    .filter(lambda text: any("!" <= letter <= "~" for letter in text))
    .flatmap(lambda text: st.sampled_from([text, f"{text} and then some. " * 30, f"{text}. {text}!", text * 40])),
    min_size=1,
)


def maybe(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.just({}) | values.map(lambda value: {name: value})


def merged(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


@st.composite
def promises(draw: st.DrawFn, dates: st.SearchStrategy[str]) -> dict[str, Any]:
    later = st.lists(st.builds(build.dropped, dates, code("promise_standing"), SPEAKERS), max_size=2)
    more = draw(
        merged(
            maybe("due", dates), maybe("made", dates), maybe("every_months", st.integers(1, 120)), maybe("later", later)
        )
    )
    return build.promise(draw(code("promise")), draw(st.sampled_from([COUNCIL, RIVERS])), **more)


@st.composite
def responses(draw: st.DrawFn, sequence: int, dates: st.SearchStrategy[str]) -> Any:
    revised = st.integers(10, 13).map(lambda number: f"{build.ASSEMBLY}-answer-{number}")
    more = draw(
        merged(
            maybe("due", dates),
            maybe("decide_by", dates),
            maybe("passed_to", SPEAKERS),
            maybe("promised", TEXTS),
            maybe("revises", revised),
        )
    )
    kind, to = draw(code("response", *CLOCK_RESPONSES)), draw(st.sampled_from(["item", "theme", "package"]))
    return build.response(kind, draw(dates), sequence, to=to, by=draw(SPEAKERS), **more)


@st.composite
def updates(draw: st.DrawFn, sequence: int, dates: st.SearchStrategy[str]) -> Any:
    due = st.builds(lambda on, by: {"date": build.when(on), "set_by": by}, dates, code("date_set_by"))
    more = draw(
        merged(
            maybe("due", st.tuples(due, maybe("promised", TEXTS)).map(lambda pair: pair[0] | pair[1])),
            maybe("next_update_due", dates),
            maybe("corrects", st.integers(20, 24).map("update-{}".format)),
            maybe("summary", TEXTS),
            maybe("said_as", TEXTS),
            maybe("counts_differ", st.booleans()),
            maybe("confidence", code("confidence")),
            maybe("checked_by", st.just("anytown-council-director")),
            maybe("inferred", st.booleans()),
        )
    )
    progress = draw(st.none() | code("progress", "unknown"))
    speaker, writer = draw(SPEAKERS), draw(SPEAKERS)
    return build.update(
        progress, draw(dates), sequence, by=speaker, entered_by=writer, kind=draw(code("update_kind")), **more
    )


@st.composite
def verdicts(draw: st.DrawFn, sequence: int, dates: st.SearchStrategy[str]) -> Any:
    counts = st.dictionaries(code("verdict"), st.integers(0, 99)).map(lambda found: marks(**found))
    more = draw(merged(maybe("marks", counts), maybe("voted", st.integers(0, 99)), maybe("of", code("verdict_of"))))
    return build.verdict(draw(code("verdict")), draw(dates), draw(code("assessor")), sequence, **more)


@st.composite
def holds(draw: st.DrawFn, dates: st.SearchStrategy[str]) -> Hold:
    begins = days_of(draw(dates))[0]
    return build.hold(begins.isoformat(), add_days(begins, draw(st.integers(0, 120))).isoformat())


@st.composite
def any_facts(draw: st.DrawFn, dates: st.SearchStrategy[str] = DATES) -> Facts:
    plans = [
        build.plan(draw(st.none() | dates), draw(code("contribution_kind")), number)
        for number in range(draw(st.integers(0, 2)))
    ]
    return build.facts(
        recommendation=build.item(standing=draw(st.sampled_from(["adopted", "adopted", "minority", "not_adopted"]))),
        ancestors=tuple(
            build.item(f"{ITEM}-above", standing=standing) for standing in draw(st.lists(code("standing"), max_size=1))
        ),
        assembly=build.assembly(
            draw(st.lists(promises(dates), max_size=3)),
            checked_to=draw(st.none() | dates),
            compiled=draw(st.booleans()),
        ),
        counted=draw(st.integers(0, 2000)),
        responses=tuple(draw(responses(10 + number, dates)) for number in range(draw(st.integers(0, 3)))),
        updates=tuple(draw(updates(20 + number, dates)) for number in range(draw(st.integers(0, 4)))),
        verdicts=tuple(draw(verdicts(30 + number, dates)) for number in range(draw(st.integers(0, 2)))),
        contributions=tuple(plans),
        accountabilities=(build.answers_for(RIVERS, draw(code("accountability_role"))),),
        organisations=build.holding(**draw(st.dictionaries(st.sampled_from(HOLDERS), holds(dates), max_size=3))),
    )


@given(any_facts(ANY_DATES), st.dates(date(2023, 1, 1), END) | st.sampled_from([date.min, date.max]))
def test_the_rules_never_fail_and_the_sentence_fits(facts: Facts, day: date) -> None:
    found = status(facts, day)
    assert found.response is None or found.response in CODELISTS["response"]
    assert found.progress is None or found.progress in CODELISTS["progress"]
    assert set(found.owed) <= set(CODELISTS["owed"])
    assert found.schedule in CODELISTS["schedule"]
    assert list(found.assurance) == [one for one in CODELISTS["assurance"] if one in found.assurance]
    assert found.sentence.keys() == {"en", "cy"}
    assert 0 < len(found.sentence["en"]) <= MAX_LENGTH
    for text in found.sentence.values():
        assert text
        assert "{" not in text or "{" in repr(facts)
    in_hold = found.hold is not None
    now = ClockState(day, found.response, found.schedule, found.update_overdue, in_hold, found.owed)
    assert timeline(facts, day)[0] == now
    assert (found.note is not None) == in_hold >= found.late_in_hold
    leading, answer = leading_update(facts), leading_response(facts, day)
    assert found.progress_on == (leading.facts.date.value if leading else None)
    if found.response != "not_held":
        assert found.answered_on == (answer.facts.date.value if answer else None)
    assert answer is None or answer == latest_answer(facts)


@settings(max_examples=60)
@given(any_facts())
def test_the_timeline_is_what_the_rules_say_on_every_day(facts: Facts) -> None:
    assert timeline(facts, START) == asked_on_every_day(facts)


def asked_on_every_day(facts: Facts) -> list[ClockState]:
    """The timeline found the long way."""
    states: list[ClockState] = []
    known = derive(facts)
    for number in range((END - START).days + 1):
        day = START + timedelta(number)
        found = read_clock(known, day)
        in_hold = found.hold is not None
        state = ClockState(day, found.answer.code, found.schedule.code, found.update_overdue, in_hold, found.owed)
        if not states or replace(state, begins=states[-1].begins) != states[-1]:
            states.append(state)
    return states


@settings(max_examples=40)
@given(any_facts(), st.dates(START, date(2027, 12, 31)))
def test_within_a_span_that_is_kept_nothing_changes_but_counts_of_days(facts: Facts, start: date) -> None:
    known = derive(facts)
    for begins, ends in spans(known, start):
        last = min(ends, END) - timedelta(days=1)
        tried = {begins, begins + timedelta(1), middle(begins, last), last - timedelta(1), last}
        told = [vars(status_on(known, day)) for day in sorted(day for day in tried if begins <= day <= last)]
        fixed = [{field: value for field, value in one.items() if field not in COUNTED} for one in told]
        assert all(one == fixed[0] for one in fixed)
        for count in ("days_late", "answer_days_late"):
            since = {day_less(one["day"], one[count]) for one in told}
            assert len(since) <= 1 or len({one[count] for one in told}) == 1, (count, told)
        looked = checked_to(facts)
        for one in told:
            assert one["last_looked"] == (None if looked is None or self_kept(facts) else min(looked.last, one["day"]))


COUNTED = ("day", "days_late", "answer_days_late", "last_looked")


def middle(first: date, last: date) -> date:
    return first + (last - first) / 2


def day_less(day: date, days: int | None) -> date | None:
    return None if days is None else day - timedelta(days)


def test_a_timeline_in_full() -> None:
    facts = build.facts(
        assembly=build.assembly([build.promise(due="2024-03-01")]),
        updates=(build.update("under_way", "2024-01", next_update_due="2024-09-30", due=build.due("2024-12-31")),),
    )
    assert timeline(facts, START) == [
        ClockState(START, "awaiting", "not_due", False, False, ()),
        ClockState(date(2024, 3, 2), "no_answer", "not_due", False, False, ("answer",)),
        ClockState(date(2024, 10, 1), "no_answer", "not_due", True, False, ("answer", "no_news")),
        ClockState(date(2024, 12, 1), "no_answer", "due_soon", True, False, ("answer", "no_news")),
        ClockState(date(2025, 1, 1), "no_answer", "late", True, False, ("delivery", "answer", "no_news")),
    ]
    assert timeline(facts, date(2026, 1, 1)) == [
        ClockState(date(2026, 1, 1), "no_answer", "late", True, False, ("delivery", "answer", "no_news"))
    ]


def test_a_timeline_turns_when_the_plan_ends_and_stands_still_after_the_last_look() -> None:
    plans = (build.plan("2025"),)
    assert timeline(build.facts(contributions=plans), START) == [
        ClockState(START, "awaiting", "no_date", False, False, ()),
        ClockState(date(2026, 1, 1), "awaiting", "plan_ended", False, False, ("plan_ended",)),
    ]
    looked_before = build.facts(assembly=build.assembly(checked_to="2025-06"), contributions=plans)
    assert timeline(looked_before, START) == [ClockState(START, "awaiting", "no_date", False, False, ())]


def test_a_timeline_turns_with_a_hold_though_nobody_looks() -> None:
    facts = build.facts(
        assembly=build.assembly(checked_to="2023-12-31"),
        updates=(build.update("under_way", "2023-06", due=build.due("2023-09-30")),),
        organisations=build.holding(anytown_council=build.hold("2024-03-22", "2024-05-02")),
    )
    assert timeline(facts, date(2024, 1, 1)) == [
        ClockState(date(2024, 1, 1), "awaiting", "late", False, False, ("delivery",)),
        ClockState(date(2024, 3, 22), "awaiting", "late", False, True, ("delivery",)),
        ClockState(date(2024, 5, 3), "awaiting", "late", False, False, ("delivery",)),
    ]


def test_days_stop_at_the_ends_of_the_calendar() -> None:
    assert add_days(date.max, 1) == date.max
    assert add_days(date.min, -1) == date.min
    assert add_days(date(2024, 2, 28), 2) == date(2024, 3, 1)
    assert add_months(date(9999, 12, 31), 1) == date.max
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
