"""At a time: the moments that are offered for a publication, each by its name, with the day it is worked out from.

The codes are those of the codelist `release_time`. After a meeting, after its minutes and after call-in means the next
morning on which people work; how long minutes take and call-in lasts the organisation says in its rule. None is offered
whose day is not known, or has passed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from api.core.codelists import coded, codes_of
from api.core.problems import refused
from api.core.working_days import working_day_after
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.schemas.base import PartialDate
from api.schemas.organisations import Organisation
from api.schemas.responses import Decision, Response
from api.schemas.updates import Update
from api.schemas.workbench import Publishing
from api.text.phrases import phrase
from api.workbench.working_copies import facts_of
from db.clock import now
from db.models.workbench import WorkingCopy
from db.publications import moment_text
from db.queries.access import Rule

_MORNING = time(8, tzinfo=UTC)


@dataclass(frozen=True)
class Offer:
    """A moment that is offered: by its code, and after the end of which day it is."""

    name: str
    after: date
    at: datetime


def offered(record: RecordReader, copy: WorkingCopy, meeting: date | None) -> list[Offer]:
    """The moments that are offered for a working copy, soonest first. The day of the `meeting` is that of the last
    decision it names, unless it is given.
    """
    rule = record.release_rule(copy.organisation)
    days = [*_of_meeting(copy, rule, meeting), *_of_polls(record, copy)]
    found = [Offer(name, day, _morning_after(day, rule)) for name, day in days]
    return sorted((one for one in found if one.at > now()), key=lambda one: (one.at, one.name))


def answer(offer: Offer) -> dict[str, object]:
    """A moment as it is answered."""
    label = codes_of("release_time")[offer.name].label
    return {"name": offer.name, "label": label, "after": offer.after.isoformat(), "at": moment_text(offer.at)}


def asked_for(record: RecordReader, copy: WorkingCopy, asked: Publishing) -> datetime | None:
    """When a request asks to publish a working copy: at its moment, or at one that is offered; None for now.

    Raises 409 where it says both, or where what it names is not offered.
    """
    if asked.at_time is None:
        return asked.moment
    if asked.at is not None:
        raise refused("/at_time", "two-times", "fault.two_times")
    meeting = date.fromisoformat(asked.meeting) if asked.meeting else None
    return _chosen(record, copy, asked.at_time, meeting)


def _chosen(record: RecordReader, copy: WorkingCopy, name: str, meeting: date | None) -> datetime:
    """The moment that a name stands for. Raises 409 that says what is missing where it is not offered."""
    for one in offered(record, copy, meeting):
        if one.name == name:
            return one.at
    needs = phrase(f"fault.needs_{name}")
    raise refused("/at_time", "not-offered", "fault.not_offered", name=coded("release_time", name), needs=needs)


def _of_meeting(copy: WorkingCopy, rule: Rule, meeting: date | None) -> Iterator[tuple[str, date]]:
    """The days that follow from a meeting: its own, that on which its minutes are out, the last of call-in."""
    decision = _decision(copy)
    day = meeting or _day(decision.date if decision else None)
    minutes = None
    if day is not None:
        yield "after_meeting", day
    if day is not None and rule.minutes_after is not None:
        minutes = working_day_after(day, rule.minutes_after, rule.bank_holidays)
        yield "minutes_out", minutes
    if decision is not None and decision.call_in_ends is not None:
        yield "call_in_ends", decision.call_in_ends.last
    elif day is not None and rule.call_in_days is not None:
        yield "call_in_ends", working_day_after(minutes or day, rule.call_in_days, rule.bank_holidays)


def _decision(copy: WorkingCopy) -> Decision | None:
    """The last decision a working copy names, or the last evidence of one."""
    facts = facts_of(copy)
    if isinstance(facts, Response):
        return facts.decisions[-1] if facts.decisions else None
    minuted = [one for one in facts.evidence or () if one.kind == "decision"] if isinstance(facts, Update) else []
    return Decision(date=minuted[-1].date) if minuted and minuted[-1].date else None


def _day(when: PartialDate | None) -> date | None:
    """The day that a date is, where it is known to the day."""
    return when.first if when is not None and when.first == when.last else None


def _of_polls(record: RecordReader, copy: WorkingCopy) -> Iterator[tuple[str, date]]:
    """The next day on which a hold before an election of its organisation ends: that of the poll."""
    organisation = standing_as(record, copy.organisation, Organisation)
    ends = [hold.ends.last for hold in (organisation.holds if organisation else None) or ()]
    if to_come := [day for day in ends if day >= record.moment.day]:
        yield "after_poll", min(to_come)


def _morning_after(day: date, rule: Rule) -> datetime:
    return datetime.combine(working_day_after(day, 1, rule.bank_holidays), _MORNING)
