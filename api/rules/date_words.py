"""Dates in words, English and Welsh, each no more precise than it is known."""

from datetime import date

from api.schemas.base import PartialDate

MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "cy": [
        "Ionawr",
        "Chwefror",
        "Mawrth",
        "Ebrill",
        "Mai",
        "Mehefin",
        "Gorffennaf",
        "Awst",
        "Medi",
        "Hydref",
        "Tachwedd",
        "Rhagfyr",
    ],
}
SEASONS = {
    "en": {"spring": "spring", "summer": "summer", "autumn": "autumn", "winter": "winter"},
    "cy": {"spring": "gwanwyn", "summer": "haf", "autumn": "hydref", "winter": "gaeaf"},
}
# How a date follows the verb, by precision. “Ym mis” and “yn ystod” spare the month and the season a mutation.
_ON = {
    "en": {"day": "on {}", "month": "in {}", "season": "in {}", "year": "in {}"},
    "cy": {"day": "ar {}", "month": "ym mis {}", "season": "yn ystod {}", "year": "yn {}"},
}
_BY = {
    "en": {"day": "by {}", "month": "by the end of {}", "season": "by the end of {}", "year": "by the end of {}"},
    "cy": {
        "day": "erbyn {}",
        "month": "erbyn diwedd mis {}",
        "season": "erbyn diwedd {}",
        "year": "erbyn diwedd {}",
    },
}


def bare(when: PartialDate, language: str) -> str:
    """`7 October 2019`, `October 2019`, `autumn 2019`, `2019`. Winter runs over into the year after."""
    year, _, rest = when.value.partition("-")
    month, _, day = rest.partition("-")
    year = year.lstrip("0")
    if not month:
        return year
    if month in SEASONS[language]:
        return f"{SEASONS[language][month]} {year}" + (f"–{(int(year) + 1) % 100:02}" if month == "winter" else "")
    name = MONTHS[language][int(month) - 1]
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"


def on(when: PartialDate, language: str) -> str:
    """`on 7 October 2019`, `in October 2019`, `in 2019`."""
    return _ON[language][_precision(when)].format(bare(when, language))


def by(when: PartialDate, language: str) -> str:
    """`by 7 October 2019`, `by the end of October 2019`, `by the end of 2019`."""
    return _BY[language][_precision(when)].format(bare(when, language))


def to_the_month(when: PartialDate) -> PartialDate:
    """The same date without its day: as precise as a short sentence needs."""
    # Not checked again: before the year 1000 a date is known by its day or not at all.
    return PartialDate.model_construct(value=when.value[:7]) if _precision(when) == "day" else when


def day_in_words(day: date, language: str) -> str:
    """`7 October 2019`."""
    return bare(exact(day), language)


def exact(day: date) -> PartialDate:
    return PartialDate(value=day.isoformat())


def _precision(when: PartialDate) -> str:
    if len(when.value) == len("2019-10-07") and when.value[5].isdigit():
        return "day"
    if len(when.value) == len("2019-10"):
        return "month"
    return "season" if "-" in when.value else "year"
