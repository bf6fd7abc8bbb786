"""Holds before elections: which stands on a day. A hold never stops a clock: what is late stays late."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from api.record.graph import Lookup
from api.schemas.kinds import BY_TYPE, Speaker
from api.schemas.organisations import Hold, Organisation
from api.schemas.record import RecordThing
from api.schemas.responses import Response
from api.schemas.updates import Speaker as Said
from api.status.facts import Facts, Stated
from api.status.progress import News


@dataclass(frozen=True)
class HoldOf:
    """A hold, and whose it is."""

    organisation: str
    hold: Hold


def holds_of(facts: Facts, given: Stated[Response] | None, news: News) -> tuple[HoldOf, ...]:
    """Every hold of the organisations that answer for the item, the one to tell of first.

    The hold of whoever gave the answer, else of whoever commissioned the assembly, goes before another's; then the one
    that lasts longer.
    """
    responder = given.facts.by if given else facts.assembly.host
    found = [
        HoldOf(id_, hold)
        for id_ in sorted(news.bodies & facts.organisations.keys())
        for hold in facts.organisations[id_].holds or ()
    ]
    found.sort(key=lambda one: one.hold.ends.last, reverse=True)
    return tuple(sorted(found, key=lambda one: one.organisation != responder))


def hold_at(holds: Iterable[HoldOf], day: date) -> HoldOf | None:
    """The first of these that covers the day."""
    return next((one for one in holds if covers(one.hold, day)), None)


def hold_on(organisation: Organisation, day: date) -> Hold | None:
    """The organisation's own hold on a day; no two of them share one."""
    return next((hold for hold in organisation.holds or () if covers(hold, day)), None)


def covers(hold: Hold, day: date) -> bool:
    return hold.begins.first <= day <= hold.ends.last


def opens_at(organisation: Organisation | None, at: datetime) -> datetime:
    """The first moment from this one on at which no hold of the organisation stands; holds may follow one another."""
    while organisation is not None and (hold := hold_on(organisation, at.astimezone(UTC).date())):
        if hold.ends.last == date.max:
            return datetime.max.replace(tzinfo=UTC)
        at = datetime.combine(hold.ends.last + timedelta(days=1), time(), UTC)
    return at


def is_held(thing: RecordThing, lookup: Lookup) -> bool:
    """Whether a hold of whoever says a thing keeps it back: what an organisation says of itself and its work is.

    Posts, who answers for what, and names are upkeep, not publicity; nor is it publicity to tell people what came of
    what they were asked. What members, panels and community projects say is not the organisation's.
    """
    kind = BY_TYPE[thing.type]
    if not kind.publicity or (kind.results and _tells_results_alone(thing, lookup(thing.id), kind.results)):
        return False
    if kind.says == Speaker.stated:
        said_by: Said = getattr(thing, kind.speaker)
        return said_by.capacity not in {"members", "project"}
    if kind.says == Speaker.project:
        project = thing if thing.type == "project" else lookup(getattr(thing, "project", ""))
        return getattr(project, "kind", "") != "community_project"
    return True


def _tells_results_alone(thing: RecordThing, before: RecordThing | None, results: Collection[str]) -> bool:
    """Whether nothing but results is other than it stands."""
    others = [name for name in type(thing).model_fields if name not in results]
    return before is not None and all(getattr(thing, name) == getattr(before, name, None) for name in others)


def with_holds(organisation: Organisation, holds: Iterable[Hold]) -> Organisation:
    """The organisation with these holds too, in order. One that it has already keeps its words and moves its days."""
    found = list(organisation.holds or ())
    for hold in holds:
        number = next((number for number, one in enumerate(found) if _same(one, hold)), None)
        if number is None:
            found.append(hold)
        else:
            moved = {"begins": hold.begins, "ends": hold.ends, "election": hold.election or found[number].election}
            found[number] = found[number].model_copy(update=moved)
    found.sort(key=lambda hold: hold.begins.first)
    return organisation.model_copy(update={"holds": found or organisation.holds, "mistake": None})


def _same(one: Hold, other: Hold) -> bool:
    """Whether two are the same hold: for one election, or from one day."""
    return one.begins.value == other.begins.value or (one.election is not None and one.election == other.election)
