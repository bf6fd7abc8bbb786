"""iCalendar (RFC 5545): dates as all-day events, which every calendar shows; many leave tasks out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vText, vUri

from api.pages.plain import one_line

_LAST_DAY = date.max - timedelta(days=1)  # the end of an event is the day after it


@dataclass(frozen=True)
class CalendarDay:
    """One day to remember."""

    uid: str  # the same for ever, also when the day moves
    day: date
    summary: str
    description: str
    url: str
    language: str
    sequence: int  # grows when the day moves
    changed_at: datetime


def calendar(name: str, language: str, days: Iterable[CalendarDay]) -> bytes:
    """A calendar to subscribe to."""
    found = Calendar()
    found.add("prodid", "-//Assembly Tracker//EN")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("name", _text(name, language))
    found.add("x-wr-calname", _text(name, language))  # what most calendars still read
    for one in days:
        found.add_component(_event(one))
    return bytes(found.to_ical())


def _event(one: CalendarDay) -> Event:
    begins = min(one.day, _LAST_DAY)
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.sequence)
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(days=1))
    event.add("summary", _text(one.summary, one.language))
    event.add("description", _text(one.description, one.language, room=5000))
    event.add("url", vUri(one.url))
    event.add("transp", "TRANSPARENT")  # it takes nobody's time
    return event


def _text(text: str, language: str, room: int = 500) -> vText:
    value = vText(one_line(text, room))
    value.params["LANGUAGE"] = language
    return value
