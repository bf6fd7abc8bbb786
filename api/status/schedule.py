"""Is it on time? Worked out, never typed; being late is not failing, and what is delivered late is delivered."""

from dataclasses import dataclass
from datetime import date

from api.schemas.base import PartialDate
from api.schemas.projects import Project
from api.status.facts import Facts, asks_for_something, what_fell
from api.status.progress import CLOSED, News

SOON = 30  # days
_CARRIES_OUT = ("delivers", "partly_delivers", "tests")


@dataclass(frozen=True)
class Schedule:
    code: str
    days_late: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything more is to be expected."""
        return self.code not in ("finished", "not_expected")


def schedule_at(
    facts: Facts,
    at: date,
    *,
    response: str | None,
    news: News,
    due_on: PartialDate | None,
    plan_end: PartialDate | None,
) -> Schedule:
    """Where the item stands against its date, judged on the day until which it was observed, `at`."""
    leading = news.leading
    progress = leading.facts.progress if leading else None
    if (
        what_fell(facts)
        or not asks_for_something(facts.recommendation)
        or response == "rejected"
        or progress in ("stopped", "overtaken")
    ):
        return Schedule("not_expected")
    if progress in CLOSED:
        return Schedule("finished", _late_delivery(news, due_on))
    if due_on:
        days_left = (due_on.last - at).days
        if days_left < 0:
            return Schedule("late", -days_left)
        return Schedule("due_soon" if days_left <= SOON else "not_due")
    if plan_end and at > plan_end.last and not (leading and leading.facts.date.first > plan_end.last):
        return Schedule("plan_ended")
    return Schedule("no_date")


def _late_delivery(news: News, due_on: PartialDate | None) -> int | None:
    """How many days after its date it was first said to be done: by the first day that statement may stand for."""
    if news.closed_by is None or due_on is None:
        return None
    return max(0, (news.closed_by.facts.date.first - due_on.last).days)


def last_plan(facts: Facts) -> Project | None:
    """The plan meant to deliver this item that ends last; None where there is none, or one has no end."""
    plans = [
        project
        for contribution, project in facts.contributions
        if project.kind == "plan"
        and contribution.kind in _CARRIES_OUT
        and contribution.recommendation in (None, facts.recommendation.id)
        and (contribution.recommendation or contribution.theme in (None, facts.recommendation.theme))
    ]
    known = [(plan.ends.last, plan.id, plan) for plan in plans if plan.ends]
    return max(known)[2] if known and len(known) == len(plans) else None
