"""Dates in words, each no more precise than it is known.

A date comes in as the record writes it, alone (`2019-10-07`, `2019-10`, `2019-autumn` or `2019`) or with all that is
known of it. One that spans two of these is told in the words of its source, in quotation marks; else from the one to
the other.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton, get_month_names

from api.schemas.base import PartialDate
from api.text.catalogue import locale, messages

SEASONS = ("spring", "summer", "autumn", "winter")
_KEPT = 10_000
# A date of the record: alone, whole, or whole as the API answers it.
When = str | PartialDate | Mapping[str, Any]


def bare(when: When, language: str) -> str:
    """`7 October 2019`, `October 2019`, `autumn 2019`, `2019`; `“late 2021 or early 2022”`, `2021 to spring 2022`."""
    value, until, printed = _parts(when)
    if until is None:
        return _one(value, language)
    if printed:
        return f"“{printed}”"
    words = messages(language)["date.span"]
    return words.text.format(first=_one(value, words.language), last=_one(until, words.language))


def on(when: When, language: str) -> str:
    """`on 7 October 2019`, `in October 2019`, `in 2019`, `in “late 2021 or early 2022”`."""
    return _following("on", when, language)


def by(when: When, language: str) -> str:
    """`by 7 October 2019`, `by the end of October 2019`, `by the end of 2019`, `by “late 2021 or early 2022”`."""
    return _following("by", when, language)


def _following(kind: str, when: When, language: str) -> str:
    """A date as it follows the verb."""
    value, until, _ = _parts(when)
    if until is None:
        return _phrase(kind, value, language)
    words = messages(language)[f"date.{kind}_span"]
    return words.text.format(date=bare(when, words.language))


def _parts(when: When) -> tuple[str, str | None, str | None]:
    """The value of a date, what it runs until where it spans more, and the words that its source prints."""
    if isinstance(when, str):
        return when, None, None
    if isinstance(when, PartialDate):
        return when.value, when.until, when.printed
    return when["value"], when.get("until"), when.get("printed")


@lru_cache(_KEPT)
def _one(value: str, language: str) -> str:
    """What one value says. Winter runs over into the year after."""
    precision = precision_of(value)
    if precision == "day":
        return format_date(date.fromisoformat(value), "long", locale=locale(language))
    if precision == "month":
        return format_skeleton("yMMMM", date.fromisoformat(f"{value}-01"), locale=locale(language))
    year, _, season = value.partition("-")
    year = year.lstrip("0")
    if not season:
        return year
    words = messages(language)["date.winter_of" if season == "winter" else "date.season_of"].text
    return words.format(season=messages(language)[f"date.{season}"].text, year=year, next=f"{(int(year) + 1) % 100:02}")


def precision_of(value: str) -> str:
    """`day`, `month`, `season` or `year`."""
    if len(value) == len("2019-10-07") and value[5].isdigit():
        return "day"
    if len(value) == len("2019-10"):
        return "month"
    return "season" if "-" in value else "year"


def month_names(language: str) -> dict[int, str]:
    """The months by number."""
    return dict(get_month_names("wide", locale=locale(language)))


def season_names(language: str) -> dict[str, str]:
    """The seasons by the code that the record writes."""
    return {season: messages(language)[f"date.{season}"].text for season in SEASONS}


@lru_cache(_KEPT)
def _phrase(kind: str, value: str, language: str) -> str:
    """One value as it follows the verb, the whole of it in the language that has the words."""
    words = messages(language)[f"date.{kind}_{precision_of(value)}"]
    return words.text.format(date=_one(value, words.language))
