"""Is it on time? Worked out, never typed; being late is not failing, and what is delivered late is delivered."""

from dataclasses import dataclass
from datetime import date

from api.schemas.base import PartialDate
from api.status.facts import Facts, what_fell
from api.status.progress import CLOSED, News

SOON = 30  # days
_CARRIES_OUT = ("delivers", "partly_delivers", "tests")


@dataclass(frozen=True)
class Schedule:
    code: str
    days_late: int | None = None


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
    if what_fell(facts) or response == "rejected" or progress in ("stopped", "overtaken"):
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


def last_plan_end(facts: Facts) -> PartialDate | None:
    """When the last of the plans meant to deliver this item ends; None where there is none, or one has no end."""
    ends = [
        project.ends
        for contribution, project in facts.contributions
        if project.kind == "plan"
        and contribution.kind in _CARRIES_OUT
        and contribution.recommendation in (None, facts.recommendation.id)
        and (contribution.recommendation or contribution.theme in (None, facts.recommendation.theme))
    ]
    known = [end for end in ends if end]
    return max(known, key=lambda end: end.last) if known and len(known) == len(ends) else None
