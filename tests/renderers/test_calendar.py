"""The calendar, read back by a reader of calendars."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from api.feeds.icalendar import CalendarDay, calendar

DAY = CalendarDay(
    uid="update-anytown-streets-2025-3@tracker.example",
    day=date(2027, 1, 10),
    summary="Diweddariad: Agor pum stryd, a’r bont; ŵyl",
    description="One.\nTwo, three; four \\n five.",
    url="https://tracker.example/recommendations/anytown-streets-2025-3",
    language="cy",
    sequence=17,
    changed_at=datetime(2026, 7, 10, 9, 30, tzinfo=UTC),
)


def read(*days: CalendarDay, name: str = "Due at Anytown") -> Any:
    raw = calendar(name, "en", days)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    return Calendar.from_ical(raw)


def events(*days: CalendarDay) -> list[Any]:
    return list(read(*days).walk("VEVENT"))


def test_a_date_is_an_all_day_event_that_takes_nobodys_time() -> None:
    (event,) = events(DAY)

    assert event["uid"] == DAY.uid
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 1, 10), date(2027, 1, 11))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event.decoded("dtstamp") == DAY.changed_at
    assert event["sequence"] == 17
    assert event["summary"] == DAY.summary
    assert event["summary"].params["LANGUAGE"] == "cy"
    assert event["description"] == "One. Two, three; four \\n five."
    assert event["url"] == DAY.url
    assert event["transp"] == "TRANSPARENT"


def test_the_calendar_says_what_it_is() -> None:
    found = read()

    assert (found["version"], found["prodid"]) == ("2.0", "-//Assembly Tracker//EN")
    assert found["x-wr-calname"] == found["name"] == "Due at Anytown"
    assert found.walk("VEVENT") == []


def test_a_moved_day_is_the_same_event() -> None:
    before, after = events(DAY)[0], events(replace(DAY, day=date(2027, 3, 1), sequence=19))[0]

    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]


def test_no_text_breaks_out_of_its_line() -> None:
    hostile = "Open\r\nEND:VEVENT\nBEGIN:VALARM\r\x00\x0b\u2028\u202e" + "ŵ" * 4000

    found = events(replace(DAY, summary=hostile, description=hostile), DAY)

    assert len(found) == 2
    assert found[0]["summary"].startswith("Open END:VEVENT BEGIN:VALARM ŵ")
    assert not set("\r\n\x00\u2028\u202e") & set(found[0]["description"])


def test_the_last_day_of_the_calendar_has_a_day_after_it() -> None:
    (event,) = events(replace(DAY, day=date.max))

    assert event.decoded("dtstart") < event.decoded("dtend")


def test_the_same_days_are_the_same_bytes() -> None:
    assert calendar("Due", "en", [DAY]) == calendar("Due", "en", [DAY])
