"""Partial dates: each stands for its first and its last day."""

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

# Seasons as they are meant in Britain; winter runs from December into the year after.
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}


@lru_cache(maxsize=100_000)
def days_of(value: str) -> tuple[date, date]:
    """The first and the last day that `2019`, `2019-autumn`, `2019-10` or `2019-10-07` stands for.

    Raises ValueError when the value is none of these, or no real date.
    """
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        day = date.fromisoformat(value)
        return day, day
    match = re.fullmatch(r"([12][0-9]{3})(?:-([0-9]{2}|spring|summer|autumn|winter))?", value)
    if match is None:
        raise ValueError(value)
    year, part = int(match[1]), match[2]
    if part is None:
        return date(year, 1, 1), date(year, 12, 31)
    if part in _SEASONS:
        begins, ends = _SEASONS[part]
        return date(year, begins, 1), _month_end(year + (begins > ends), ends)
    return date(year, int(part), 1), _month_end(year, int(part))


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """A day moved by so many months, to the last of the month where it has no day of that number."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """So many days later (or earlier), stopping at the ends of the calendar instead of failing there."""
    if days > 0:
        return date.max if day > date.max - timedelta(days) else day + timedelta(days)
    return date.min if day < date.min - timedelta(days) else day + timedelta(days)
