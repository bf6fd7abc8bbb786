"""Dates in words, each no more precise than it is known.

A date comes in as the record writes it: `2019-10-07`, `2019-10`, `2019-autumn` or `2019`.
"""

from datetime import date
from functools import lru_cache

from babel.dates import format_date, format_skeleton, get_month_names

from api.text.catalogue import locale, messages

SEASONS = ("spring", "summer", "autumn", "winter")
_KEPT = 10_000


@lru_cache(_KEPT)
def bare(value: str, language: str) -> str:
    """`7 October 2019`, `October 2019`, `autumn 2019`, `2019`. Winter runs over into the year after."""
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


def on(value: str, language: str) -> str:
    """`on 7 October 2019`, `in October 2019`, `in 2019`."""
    return _phrase("on", value, language)


def by(value: str, language: str) -> str:
    """`by 7 October 2019`, `by the end of October 2019`, `by the end of 2019`."""
    return _phrase("by", value, language)


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
    """A date as it follows the verb, the whole of it in the language that has the words."""
    words = messages(language)[f"date.{kind}_{precision_of(value)}"]
    return words.text.format(date=bare(value, words.language))
