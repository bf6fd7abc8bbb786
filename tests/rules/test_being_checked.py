"""That an update is being checked: the day for the next news is later, once, and only for what came in time."""

from datetime import date
from typing import Any

from api.schemas.updates import Update
from api.status.facts import Stated
from api.status.status import status
from tests.rules.build import facts, update

PROMISED = "2027-06-01"


def check(on: str, until: str, sequence: int) -> Stated[Update]:
    return update(None, on, sequence, kind="being_checked", next_update_due=until)


def is_missing(day: str, *checks: Stated[Update], **more: Any) -> bool:
    """Whether news is missing on a day, that the last news promised by 1 June."""
    told = (update("under_way", "2027-03-01", next_update_due=PROMISED), *more.pop("told", ()))
    return status(facts(updates=told, checks=checks, **more), date.fromisoformat(day)).update_overdue


def test_only_the_first_since_the_last_news_counts() -> None:
    first, second = check("2027-05-27", "2027-06-11", 30), check("2027-05-31", "2027-06-21", 31)

    assert not is_missing("2027-06-11", first, second)
    assert is_missing("2027-06-12", first, second)
    assert is_missing("2027-06-12", second, first)


def test_what_is_said_after_the_day_changes_nothing() -> None:
    assert is_missing("2027-06-03", check("2027-06-02", "2027-06-16", 30))
    assert not is_missing("2027-06-03", check("2027-06-01", "2027-06-15", 30))


def test_news_ends_it() -> None:
    news = update("under_way", "2027-06-03", 40, next_update_due="2027-06-05")

    assert is_missing("2027-06-06", check("2027-05-27", "2027-06-11", 30), told=[news])
