"""What became of each promise, and how often in a row no more was said than that nothing has changed."""

from datetime import date
from typing import Any

import pytest

from api.schemas.updates import Update
from api.status.confirmations import confirmations, last_news
from api.status.facts import Stated
from api.status.progress import news
from api.status.promise_states import PromiseFacts, promise_state
from api.status.promise_words import promise_words
from tests.rules.build import (
    ASSEMBLY,
    COMPILER,
    COUNCIL,
    ITEM,
    ORGANISATIONS,
    PAPER,
    RIVERS,
    SCRUTINY,
    assembly,
    dropped,
    ended,
    facts,
    item,
    kept,
    promise,
    response,
    update,
)

WHOLE = promise("answer_whole", due="2026-03-01")
EACH = promise("answer_each", due="2026-03-01")
ONCE = promise("report", made="2025-06-30", due="2026-03-01")
EVERY_SIX = promise("report", made="2025-06-30", every_months=6)
ITEMS = (item(), item(f"{ITEM}-b"))
FIRST = response("accepted", "2026-02-01")
SECOND = response("rejected", "2026-02-20", 11, recommendations=[f"{ITEM}-b"])
ALL = response("accepted", "2026-02-10", 12, to="package")
NOTED = response("noted", "2026-02-01", to="package")


def report(on: str, **more: Any) -> Stated[Update]:
    return update(None, on, about=ASSEMBLY, **more)


def case(made: dict[str, Any], day: str, says: str, /, checked_to: str | None = None, **around: Any) -> Any:
    compiled = assembly([made], checked_to)
    given = {"assembly": compiled, "items": ITEMS, "organisations": ORGANISATIONS} | around
    return pytest.param(PromiseFacts(**given), date.fromisoformat(day), says, id=says)


@pytest.mark.parametrize(
    ("given", "day", "says"),
    [
        case(WHOLE, "2026-03-01", "not_due: Not due until 1 March 2026."),
        case(WHOLE, "2026-03-02", "past: Past since 1 March 2026."),
        case(WHOLE, "2026-12-01", "kept: Kept on 10 February 2026.", responses=(FIRST, ALL)),
        case(WHOLE, "2026-12-02", "past: Past since 1 March 2026.", responses=(NOTED,)),
        case(WHOLE, "2026-12-03", "kept: Kept on 20 February 2026.", responses=(FIRST, SECOND)),
        case(
            WHOLE, "2026-12-04", "kept_in_part: 1 of 2 came. The rest is past since 1 March 2026.", responses=(FIRST,)
        ),
        case(
            WHOLE,
            "2026-12-05",
            "past: Past since 1 March 2026.",
            responses=(response("accepted", "2026-02-01", to="package", by=PAPER),),
        ),
        case(
            WHOLE,
            "2026-12-06",
            "kept: Kept on 1 February 2026.",
            organisations=ended(COUNCIL, None, RIVERS),
            responses=(response("accepted", "2026-02-01", to="package", by=RIVERS),),
        ),
        case(WHOLE | {"later": [dropped("2026-01-10")]}, "2026-12-01", "dropped: Dropped on 10 January 2026."),
        case(promise("consider"), "2026-12-01", "no_date: No day was given for it."),
        case(
            EACH, "2026-03-01", "not_due: 1 of 2 came. The rest is not due until 1 March 2026.", responses=(FIRST, ALL)
        ),
        case(EACH, "2026-03-02", "kept_in_part: 1 of 2 came. The rest is past since 1 March 2026.", responses=(FIRST,)),
        case(EACH, "2026-03-03", "past: Past since 1 March 2026.", responses=(ALL,)),
        case(EACH, "2026-03-04", "kept: Kept on 20 February 2026.", responses=(FIRST, SECOND)),
        case(
            EACH,
            "2026-12-01",
            "kept_in_part: We found 1 of 2 (last looked November 2026). The rest was due by 1 March 2026, and we found"
            " no sign of it.",
            "2026-11-20",
            responses=(FIRST,),
        ),
        case(ONCE, "2026-03-02", "past: Past since 1 March 2026."),
        case(ONCE, "2027-03-02", "kept: Kept on 5 March 2026.", reports=(report("2026-03-05"),)),
        case(ONCE, "2027-03-03", "past: Past since 1 March 2026.", reports=(report("2026-02", kind="confirmation"),)),
        case(
            ONCE,
            "2027-03-04",
            "past: Past since 1 March 2026.",
            reports=(report("2026-02", by=PAPER, entered_by=COUNCIL),),
        ),
        case(
            ONCE,
            "2026-12-01",
            "no_sign: It was due by 1 March 2026, and we found no sign of it (last looked November 2026).",
            "2026-11-20",
        ),
        case(
            ONCE | {"checked_to": {"value": "2026-06-30"}},
            "2026-12-01",
            "no_sign: It was due by 1 March 2026, and we found no sign of it (last looked June 2026).",
            "2025-11-20",
        ),
        case(
            ONCE,
            "2026-12-01",
            "not_due: It was due by 1 March 2026, later than we looked for it (last looked November 2025).",
            "2025-11-20",
        ),
        case(EVERY_SIX, "2025-12-30", "not_due: Not due until 30 December 2025."),
        case(EVERY_SIX, "2025-12-31", "past: Past since 30 December 2025."),
        case(
            EVERY_SIX,
            "2027-07-01",
            "kept_in_part: 2 of 4 came. The next is past since 10 December 2026.",
            reports=(report("2025-12-01"), report("2026-06-10")),
        ),
        case(
            EVERY_SIX,
            "2027-07-02",
            "kept_in_part: 2 of 4 came. The next is not due until 1 December 2027.",
            reports=(report("2025-12-01"), report("2027-06-01")),
        ),
        case(
            EVERY_SIX,
            "2026-07-02",
            "not_due: 2 of 2 came. The next is not due until 1 December 2026.",
            reports=(report("2025-12-01"), report("2026-06-01")),
        ),
        case(
            EVERY_SIX,
            "2026-07-03",
            "kept_in_part: 1 of 2 came. The next is past since 3 May 2026.",
            reports=(report("2025-11-01"), report("2025-11-02"), report("2025-11-03")),
        ),
        case(promise("review", due="2026-03-01"), "2026-03-02", "past: Past since 1 March 2026."),
        case(
            promise("review", due="2026-03-01", later=[kept("2026-02-20")]),
            "2026-03-02",
            "kept: Kept on 20 February 2026.",
        ),
        case(promise("keep_a_panel", later=[kept("2026-02")]), "2026-03-02", "kept: Kept in February 2026."),
        case(
            promise("report", by=RIVERS, due="2026-03-01"),
            "2026-02-01",
            "not_due: Not due until 1 March 2026.",
            organisations=ended(RIVERS, "2026-02", SCRUTINY),
        ),
        case(
            promise("report", by=RIVERS, due="2026-03-01"),
            "2026-03-02",
            "ended: The Rivers Agency ended in February 2026, and the clock of this promise with it. Its successor is"
            " Anytown scrutiny.",
            organisations=ended(RIVERS, "2026-02", SCRUTINY),
        ),
        case(
            promise("report", by=RIVERS, due="2026-03-01"),
            "2026-12-01",
            "ended: The Rivers Agency ended in June 2026, and the clock of this promise with it. By then it was past"
            " since 1 March 2026.",
            organisations=ended(RIVERS, "2026-06"),
        ),
        case(
            promise("report", by=RIVERS, due="2026-03-01", later=[dropped("2026-01", "reaffirmed", SCRUTINY)]),
            "2026-12-01",
            "past: Past since 1 March 2026.",
            organisations=ended(RIVERS, "2026-02", SCRUTINY),
        ),
    ],
)
def test_what_became_of_a_promise(given: PromiseFacts, day: date, says: str) -> None:
    (made,) = given.assembly.promises or []
    state = promise_state(given, made, day)

    assert f"{state.code}: {promise_words(given, made, state, day, 'en')}" == says


def test_of_a_compiled_record_no_state_says_that_something_was_not_done() -> None:
    compiled = assembly([WHOLE, EACH, ONCE, EVERY_SIX, promise("review", due="2026-03-01")], "2026-11-20")
    given = PromiseFacts(compiled, ITEMS, (FIRST,), organisations=ended(COUNCIL, "2026-11-25", RIVERS))
    for day in (date(2026, 2, 1), date(2026, 11, 20), date(2026, 12, 1), date(2027, 12, 1)):
        for made in compiled.promises or []:
            words = promise_words(given, made, promise_state(given, made, day), day, "en").lower()
            assert not [one for one in ("has not", "nobody", "past since") if one in words], words


@pytest.mark.parametrize(
    ("updates", "in_a_row", "last"),
    [
        ((), 0, None),
        ((update("under_way", "2026-01", 20),), 0, "2026-01"),
        ((update(None, "2026-01", 20, kind="confirmation"),), 1, None),
        (
            (
                update("under_way", "2026-01", 20),
                update(None, "2026-02", 21, kind="confirmation"),
                update(None, "2026-03", 22, by=PAPER, entered_by=COMPILER),
                update(None, "2026-04", 23, kind="restated"),
                update(None, "2026-05", 24, kind="confirmation"),
            ),
            2,
            "2026-01",
        ),
        ((update(None, "2026-02", 21, kind="confirmation"), update(None, "2026-03", 22, kind="fact")), 0, "2026-03"),
    ],
)
def test_confirmations_in_a_row(updates: tuple[Stated[Update], ...], in_a_row: int, last: str | None) -> None:
    said = news(facts(updates=updates, assembly=assembly(checked_to="2026-11-20")))
    told = last_news(said)

    assert (len(confirmations(said)), told.facts.date.value if told else None) == (in_a_row, last)
