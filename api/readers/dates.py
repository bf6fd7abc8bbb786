"""Dates as people write them and spreadsheets change them, read as the record writes them. Day before month."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from api.schemas.dates import days_of
from api.text.dates import month_names, season_names
from api.text.languages import languages
from api.text.phrases import Phrase, phrase
from db.letters import without_invisible

# Excel counts days from here; the years outside are mistakes, or years themselves.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(14_000, 110_000)
_YEARS = range(1000, 3000)
# A moment, as programs write dates: its time of day, and of which zone.
_TIME = re.compile(
    r"(?<=[0-9])(?:t|,? )(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: ?(?P<zone>z|utc|gmt|bst|[+-][0-9]{2}:?[0-9]{2}))?$"
)
_HERE = ZoneInfo("Europe/London")


_ENGLISH = month_names("en")


@lru_cache
def _months() -> dict[str, int]:
    """Each month by its names in our languages, and by the three letters a spreadsheet makes of the English one."""
    found = {name.casefold(): number for tag in languages() for number, name in month_names(tag).items()}
    short = {name[:3].casefold(): number for number, name in _ENGLISH.items()}
    return found | {name.casefold(): number for number, name in _ENGLISH.items()} | short | {"sept": 9}


@lru_cache
def _seasons() -> dict[str, str]:
    """Each season by its names. `hydref` is October and autumn: with a day it is the month, alone it may be either."""
    return {name.casefold(): code for tag in languages() for code, name in season_names(tag).items()}


def read_date(words: str) -> str:
    """The date these words mean, as `2019-10-07`, `2019-10`, `2019-autumn` or `2019`.

    Raises ValueError with a sentence that says what is wrong and how to write it.
    """
    text = " ".join(without_invisible(words).split()).casefold()
    if re.fullmatch("#+", text):
        raise ValueError(phrase("in_date.narrow"))
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return from_number(float(text))
    time = _TIME.search(text)
    bare = text[: time.start()] if time else text
    found = _written(bare) or _numeric(bare) or _in_words(bare)
    if found is None or (time and len(found) < len("2019-10-07")):
        raise ValueError(phrase("in_date.not_one", words=words[:40], examples=phrase("in_date.examples")))
    return _here(found, time) if time else found


def from_number(number: float) -> str:
    """A number that stands where a date should: a year, or Excel's count of days that lost its format."""
    if number in _YEARS:
        return str(int(number))
    if int(number) in _SERIALS:
        return (_EPOCH + timedelta(int(number))).isoformat()
    raise ValueError(phrase("in_date.number", number=f"{number:g}", examples=phrase("in_date.examples")))


def _here(day: str, time: re.Match[str]) -> str:
    """The day that a moment is of here: midnight in summer is 23:00 of the day before in UTC."""
    hour, minute, second = int(time["hour"]), int(time["minute"]), int(time["second"] or 0)
    if time["half"]:
        hour = hour % 12 + (12 if time["half"] == "p" else 0)
    if (hour, minute, second) == (24, 0, 0):
        raise ValueError(phrase("in_date.two_days", day=day))
    if not (hour < 24 and minute < 60 and second < 60):  # noqa: PLR2004 - of a day
        raise ValueError(phrase("in_date.no_time", time=time[0].strip(" t,")))
    if not time["zone"]:
        return day
    zone = {"z": "+0000", "utc": "+0000", "gmt": "+0000", "bst": "+0100"}.get(time["zone"], time["zone"])
    moment = datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}:{second:02}{zone}")
    return moment.astimezone(_HERE).date().isoformat()


def _written(text: str) -> str | None:
    """As the record writes it."""
    match = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?", text)
    if match is not None:
        year, month, day = match[1], int(match[2]), match[3]
        return _real(int(year), month, int(day)) if day else _real(int(year), month)
    try:
        days_of(text)
    except ValueError:
        return None
    return text


def _numeric(text: str) -> str | None:
    """Day, month and year in figures, as in Britain."""
    match = re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{2}|[0-9]{4})", text)
    if match is not None:
        return _real(_year(match[3]), int(match[2]), int(match[1]))
    match = re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{4})", text)
    return _real(int(match[2]), int(match[1])) if match is not None else None


def _in_words(text: str) -> str | None:
    """With the month or the season in letters."""
    match = re.fullmatch(r"([^\W\d_]+)[ -]?([0-9]{4})|([0-9]{4})[ -]([^\W\d_]+)", text)
    if match is not None:
        name, year = match[1] or match[4], match[2] or match[3]
        if name in _months() and name in _seasons():
            raise ValueError(
                phrase(
                    "in_date.month_or_season",
                    name=name,
                    month=f"{year}-{_months()[name]:02}",
                    season=f"{year}-{_seasons()[name]}",
                )
            )
        if name in _seasons():
            return f"{year}-{_seasons()[name]}"
    month, year, day = 0, "", ""
    for pattern in (
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ -]?(?P<month>[^\W\d_]+)[ ,-]*(?P<year>[0-9]{4}|[0-9]{2})",
        r"(?P<month>[^\W\d_]+) (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})",
        r"(?P<month>[^\W\d_]+)[ -]?(?P<year>[0-9]{4}|[0-9]{2})",
    ):
        match = re.fullmatch(pattern, text)
        if match is not None and match["month"].rstrip(".") in _months():
            month, year, day = _months()[match["month"]], match["year"], match.groupdict().get("day", "")
            return _real(_year(year), month, int(day)) if day else _real(_year(year), month)
    return None


def _year(figures: str) -> int:
    return int(figures) if len(figures) > 2 else 2000 + int(figures)  # noqa: PLR2004 - of two figures


def _real(year: int, month: int, day: int | None = None) -> str:
    """The date of these parts. Raises ValueError, saying which of them cannot be."""
    if year not in _YEARS:
        raise ValueError(phrase("in_date.no_year", year=f"{year:04}", examples=phrase("in_date.examples")))
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        turned = day is not None and month <= 31 and 1 <= day <= 12  # noqa: PLR2004
        if turned:
            raise ValueError(phrase("in_date.turned", month=month, date=f"{month:02}/{day:02}/{year}"))
        raise ValueError(phrase("in_date.no_month", month=month, examples=phrase("in_date.examples")))
    if day is None:
        return f"{year:04}-{month:02}"
    last = days_of(f"{year:04}-{month:02}")[1].day
    if not 1 <= day <= last:
        name = Phrase(lambda language: month_names(language)[month])
        raise ValueError(phrase("in_date.no_day", day=day, name=name, year=year, last=last))
    return f"{year:04}-{month:02}-{day:02}"
