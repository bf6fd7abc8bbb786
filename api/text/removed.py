"""What stands in a text in place of words that were removed from it."""

from collections.abc import Iterable
from datetime import date

from api.text.catalogue import ever_spoken
from api.text.languages import default
from api.text.localizer import localizer


def marker(language: str, day: date) -> str:
    """The note that words were removed on a day, in the language of the text around it, else in ours."""
    tags = (language, language.partition("-")[0], default())
    says = localizer(next(tag for tag in tags if tag in ever_spoken()))
    return says.t("removed.marker", day=says.day(day))


def markers(days: Iterable[date]) -> set[str]:
    """Every note that may stand in a text from which words were removed on these days."""
    return {marker(language, day) for day in days for language in ever_spoken()}
