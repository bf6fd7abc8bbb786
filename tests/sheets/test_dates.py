"""Dates as people write them in Britain, and as spreadsheets change them."""

import re

import pytest

from api.readers.dates import from_number, read_date

READ = {
    "07/10/2019": "2019-10-07",
    "7/10/19": "2019-10-07",
    "7.10.2019": "2019-10-07",
    "07-10-2019": "2019-10-07",
    "07/10/2019 00:00": "2019-10-07",
    "2019-10-07": "2019-10-07",
    "2019-10-07T00:00:00": "2019-10-07",
    "2019-10-07 00:00:00": "2019-10-07",
    "2019-10-07T00:00:00.000Z": "2019-10-07",
    "2019-10-06T23:00:00Z": "2019-10-07",
    "2019-10-07T00:30:00+02:00": "2019-10-06",
    "2019-12-07 23:30:00 +0000": "2019-12-07",
    "2019-10-07T14:30": "2019-10-07",
    "07/10/2019 14:30:00": "2019-10-07",
    "7 October 2019, 12:00 AM": "2019-10-07",
    "7-Oct-19 9:15 pm": "2019-10-07",
    "43745.604": "2019-10-07",
    "\ufeff07/10/2019\u200b": "2019-10-07",
    "7 October 2019": "2019-10-07",
    " 7th\u00a0October  2019 ": "2019-10-07",
    "7-Oct-19": "2019-10-07",
    "07-Oct-2019": "2019-10-07",
    "October 7, 2019": "2019-10-07",
    "7 Hydref 2019": "2019-10-07",
    "1 Rhagfyr 2019": "2019-12-01",
    "Oct-19": "2019-10",
    "October 2019": "2019-10",
    "10/2019": "2019-10",
    "2019-10": "2019-10",
    "sept 2019": "2019-09",
    "2019": "2019",
    "autumn 2019": "2019-autumn",
    "2019-autumn": "2019-autumn",
    "2019 Autumn": "2019-autumn",
    "gwanwyn 2026": "2026-spring",
    "43745": "2019-10-07",
    "29/02/2024": "2024-02-29",
}
REFUSED = {
    "31/09/2026": "there is no 31 September 2026: September 2026 has 30 days",
    "29 February 2026": "February 2026 has 28 days",
    "10/13/2026": "write 13/10/2026",
    "10/31/2026": "write 31/10/2026",
    "10/32/2026": "there is no month 32: write 7 October",  # and no day 32 either
    "13/13/2026": "there is no month 13: write 7 October",
    "2026-10-07T25:00:00": "there is no time 25:00:00",
    "2026-10-07T24:00:00": "may be one day or the next",
    "2026-09-31T00:00:00Z": "September 2026 has 30 days",
    "October 2026 00:00": "is not a date",
    "2026-13-01": "there is no month 13",
    "2026-00": "there is no month 0",
    "0/10/2026": "there is no 0 October",
    "########": "make it wider",
    "soon": "“soon” is not a date",
    "hydref 2026": "write 2026-10 or 2026-autumn",
    "7 Octember 2026": "is not a date",
    "12": "the number 12 is not a date",
    "99999999999999999999": "is not a date",
    "07/10/0026": "there is no year 0026",
    "١٢/١٠/٢٠٢٦": "is not a date",
}


@pytest.mark.parametrize("words", READ)
def test_read(words: str) -> None:
    assert read_date(words) == READ[words]


@pytest.mark.parametrize("words", REFUSED)
def test_refused_with_the_fix(words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(REFUSED[words])):
        read_date(words)


def test_a_number_is_a_year_or_a_day_that_lost_its_format() -> None:
    assert from_number(2019.0) == "2019"
    assert from_number(43745.0) == "2019-10-07"
    for wrong in (0.5, 2019.5, -1.0, 9_999_999.0):
        with pytest.raises(ValueError, match="is not a date"):
            from_number(wrong)
