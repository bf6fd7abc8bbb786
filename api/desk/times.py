"""At a time: the moments that are offered on the desk, and the one that somebody chose or typed."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from api.core.codelists import codes_of
from api.record.reader import RecordReader
from api.settings import settings
from api.workbench import release_times
from db.models.workbench import WorkingCopy


class Offered(NamedTuple):
    """A moment that is offered: its code, what it is called by language, and when that is."""

    name: str
    label: Mapping[str, str]
    at: datetime


class Given(Protocol):
    """A form as it came."""

    def one(self, name: str) -> str: ...


def offers(record: RecordReader, copy: WorkingCopy) -> list[Offered]:
    """After the meeting, its minutes, call-in or the poll: as far as their days are known, soonest first."""
    labels = codes_of("release_time")
    return [Offered(one.name, labels[one.name].label, one.at) for one in release_times.offered(record, copy, None)]


def chosen_moment(record: RecordReader, copy: WorkingCopy, form: Given) -> datetime | None:
    """The moment that was chosen among those, or typed; None where neither is one, or both are."""
    chosen, day = form.one("offer"), form.one("at_day")
    if chosen and not day:
        return next((one.at for one in offers(record, copy) if one.name == chosen), None)
    return None if chosen else moment_of(day, form.one("at_time"))


def moment_of(day: str, hour: str) -> datetime | None:
    """A day and a time as somebody typed them, by the clock of this instance; None where they are none."""
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), ZoneInfo(settings().time_zone))
    except ValueError:
        return None
