"""Working days: Monday to Friday, without the bank holidays of where somebody works.

The bank holidays stand in `db/bank_holidays.json`, with their source, in the form in which GOV.UK publishes them: its
own file can be put in place of it.
"""

import json
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import db

_WEEKEND = 5  # the number of Saturday
_DIVISIONS = {
    "england_and_wales": "england-and-wales",
    "scotland": "scotland",
    "northern_ireland": "northern-ireland",
}


@lru_cache
def bank_holidays(whose: str | None) -> frozenset[date]:
    """The bank holidays of a code of the codelist `bank_holidays`; none where it is not said."""
    if whose is None:
        return frozenset()
    found = json.loads((Path(db.__file__).parent / "bank_holidays.json").read_bytes())
    return frozenset(date.fromisoformat(one["date"]) for one in found[_DIVISIONS[whose]]["events"])


def is_working_day(day: date, whose: str | None) -> bool:
    """Whether people work on a day where these are the bank holidays."""
    return day.weekday() < _WEEKEND and day not in bank_holidays(whose)


def working_day_after(day: date, many: int, whose: str | None) -> date:
    """The day that is so many working days after another."""
    while many > 0:
        day += timedelta(days=1)
        many -= is_working_day(day, whose)
    return day


def working_days_between(day: date, later: date, whose: str | None) -> int:
    """How many working days came after a day, up to a later one and with it."""
    days = ((day + timedelta(days=number)) for number in range(1, (later - day).days + 1))
    return sum(is_working_day(one, whose) for one in days)
