"""The ladder: which step a thing stands at, and to whom it goes."""

from datetime import date, timedelta

import pytest

from api.core.codelists import codelist
from api.reminders.steps import ROLES, STEPS, addressees, step_due
from api.status.due_items import DueItem, Seats

DUE = date(2026, 6, 1)
ALL = {"head": "streets@x.example", "deputy": "deputy@x.example", "desk": "desk@x.example", "cabinet": "cab@x.example"}


def on(days: int) -> date:
    return DUE + timedelta(days)


def item(**seats: object) -> DueItem:
    around = {"post": "head", "deputies": ("deputy",), "reporting": ("desk",), "political_leads": ("cabinet",)}
    return DueItem("x-1", "recommendation", "update", DUE, 0, "x", Seats(**(around | seats)), heard=False)  # type: ignore[arg-type]


def to(step: str, of: DueItem, mailboxes: dict[str, str] = ALL, owned: str = "head") -> list[str]:
    return [one.mailbox.split("@")[0] for one in addressees(of, step, mailboxes, frozenset({owned}))]


def test_run_every_day_each_step_comes_on_its_day() -> None:
    reached: dict[str, date] = {}
    for days in range(-30, 400):
        step = step_due(DUE, on(days), reached)
        if step and step not in reached:
            reached[step] = on(days)

    assert {step: (day - DUE).days for step, day in reached.items()} == {
        "coming": -14,
        "due": 0,
        "deputy": 7,
        "reporting": 28,
        "political_lead": 56,
    }


def test_a_tracker_just_filled_begins_with_the_post_and_climbs_a_step_a_week() -> None:
    reached: dict[str, date] = {}
    for days in range(300, 400):
        step = step_due(DUE, on(days), reached)
        if step and step not in reached:
            reached[step] = on(days)

    assert {step: (day - DUE).days for step, day in reached.items()} == {
        "due": 300,
        "deputy": 307,
        "reporting": 314,
        "political_lead": 321,
    }


def test_after_a_holiday_one_step_comes_not_all_that_were_missed() -> None:
    assert step_due(DUE, on(90), {"coming": on(-14), "due": on(0)}) == "deputy"


def test_what_is_far_off_is_at_no_step() -> None:
    assert step_due(DUE, on(-15), {}) is None
    assert step_due(date.max, on(0), {}) is None
    assert step_due(date.min, on(0), {}) == "due"


def test_each_step_goes_further_up() -> None:
    assert {step: to(step, item()) for step in STEPS} == {
        "coming": ["streets"],
        "due": ["streets"],
        "deputy": ["streets", "deputy"],
        "reporting": ["streets", "deputy", "desk"],
        "political_lead": ["streets", "deputy", "desk", "cab"],
    }


@pytest.mark.parametrize("step", ["coming", "due"])
def test_a_post_nobody_holds_is_not_waited_for(step: str) -> None:
    assert to(step, item(), owned="somebody-else") == ["streets", "deputy"]
    assert to(step, item(deputies=()), owned="somebody-else") == ["streets", "desk"]


def test_a_post_without_a_mailbox_is_not_waited_for() -> None:
    without = {post: box for post, box in ALL.items() if post not in ("head", "deputy")}

    assert to("due", item(), without) == ["desk"]
    assert to("due", item(post=None), ALL) == ["deputy"]
    assert to("due", item(), {}) == []


def test_a_political_lead_is_told_early_only_where_nobody_else_can_be() -> None:
    only = item(deputies=(), reporting=())

    assert to("due", only, owned="somebody-else") == ["streets"]
    assert to("due", only, {"cabinet": "cab@x.example"}) == ["cab"]
    assert to("political_lead", only) == ["streets", "cab"]


def test_posts_that_share_a_mailbox_get_one_mail_as_the_nearest() -> None:
    shared = ALL | {"deputy": "Streets@X.example"}

    assert [(one.post, one.role) for one in addressees(item(), "deputy", shared, frozenset({"head"}))] == [
        ("head", "post")
    ]


def test_the_ladder_is_the_one_that_is_published() -> None:
    """The days in the definitions are those the rule keeps."""
    days = {
        "coming": "14 days before",
        "due": "On the day",
        "deputy": "7 days",
        "reporting": "28",
        "political_lead": "56",
    }

    published = {code.code: code.definition for code in codelist("reminder_step").codes}

    assert list(published) == list(STEPS)
    assert all(days[step] in published[step]["en"] for step in STEPS)
    assert all(days[step].split()[0] in published[step]["cy"] for step in STEPS if step != "due")
    assert ROLES[0] == "post"
