"""Working days, by the bank holidays of each part of the United Kingdom."""

from datetime import date

import pytest

from api.core.working_days import bank_holidays, is_working_day, working_day_after, working_days_between
from db.vocabulary import CODELISTS


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-12-25", ()),
        ("2026-12-26", ()),  # a Saturday
        ("2026-12-28", ()),  # in place of it
        ("2026-12-29", ("england_and_wales", "scotland", "northern_ireland")),
        ("2027-01-04", ("england_and_wales", "northern_ireland")),  # in place of 2 January, in Scotland
        ("2027-03-29", ("scotland",)),  # Easter Monday
        ("2027-08-02", ("england_and_wales", "northern_ireland")),
        ("2027-08-30", ("scotland",)),
        ("2027-03-17", ("england_and_wales", "scotland")),
        ("2026-07-13", ("england_and_wales", "scotland")),
        ("2023-05-08", ()),  # the coronation
    ],
)
def test_who_works_on_a_day(day: str, works: tuple[str, ...]) -> None:
    found = [one for one in CODELISTS["bank_holidays"] if is_working_day(date.fromisoformat(day), one)]

    assert found == list(works)


def test_where_no_bank_holidays_are_said_only_weekends_are_free() -> None:
    assert is_working_day(date(2026, 12, 25), None)
    assert not is_working_day(date(2026, 12, 26), None)
    assert bank_holidays(None) == frozenset()


@pytest.mark.parametrize(
    ("day", "many", "then"),
    [
        ("2026-12-23", 0, "2026-12-23"),
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-24", 1, "2026-12-29"),
        ("2027-03-24", 5, "2027-04-02"),  # over Easter
        ("2027-05-01", 1, "2027-05-04"),  # from a Saturday before a bank holiday
    ],
)
def test_so_many_working_days_after(day: str, many: int, then: str) -> None:
    first, last = date.fromisoformat(day), date.fromisoformat(then)

    assert working_day_after(first, many, "england_and_wales") == last
    assert working_days_between(first, last, "england_and_wales") == many


@pytest.mark.parametrize("whose", CODELISTS["bank_holidays"])
def test_the_bank_holidays_are_working_days_otherwise_and_known_for_years(whose: str) -> None:
    days = bank_holidays(whose)

    assert all(day.weekday() < 5 for day in days)
    assert {day.year for day in days} >= set(range(2019, 2041))
