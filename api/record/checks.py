"""What a thing must be to enter the record: rules a schema cannot say. Pure, given what is held around it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from api.core.faults import Fault
from api.record.coded import faults_of_codes
from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.base import PartialDate, Source
from api.schemas.dates import days_of
from api.schemas.kinds import BY_TYPE
from api.schemas.names import fields_of_models, names
from api.schemas.organisations import Hold, Organisation
from api.schemas.posts import Post
from api.schemas.recommendations import Recommendation
from api.schemas.record import RecordThing
from api.schemas.responses import Response
from api.schemas.tallies import TallyCount
from api.schemas.updates import BEING_CHECKED, Update
from api.schemas.verdicts import Verdict

MONTHS = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)

LONGEST_CHECK = 28  # days; ten working days, with all the bank holidays there can be
LONGEST_HOLD = 120  # days; from a notice of election to the poll is about six weeks


@dataclass(frozen=True)
class ValidationContext:
    """What the record holds around a thing, with what is about to be published beside it taken in."""

    types: Mapping[str, str]  # every id ever published or about to be, and its type
    facts: Mapping[str, RecordThing]  # the own facts of what is named, as they will stand
    before: Mapping[str, RecordThing]  # the own facts of what is about to be published again, as they stand now
    seats: Mapping[tuple[str, str], Sequence[Accountability]]  # who is accountable, by what for and the organisation
    today: date


def faults(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    """Everything wrong with one thing's own facts, in no particular order; nothing where it may enter the record."""
    yield from _id(thing)
    yield from _same_type(thing, context)
    yield from _named(thing, context)
    yield from _parts(thing, "")
    yield from _one_subject(thing, context)
    yield from _not_in_future(thing, context)
    yield from _coded(thing, context)
    if (check := _CHECKS.get(thing.type)) is not None:
        yield from check(thing, context)


def _id(thing: RecordThing) -> Iterator[Fault]:
    if thing.type == "organisation" and thing.id in MONTHS:
        yield Fault("/id", "id-month", f"a spreadsheet would read '{thing.id}' as a month: choose another id")
    kind = BY_TYPE[thing.type]
    if not kind.parent:
        return
    parent = getattr(thing, kind.parent)
    if parent is None:  # whoever commissioned it is not known
        return
    pattern = rf"{re.escape(parent)}-[a-z]{{6}}" if kind.coded else rf"{re.escape(parent)}-.+"
    if not re.fullmatch(pattern, thing.id):
        then = " and six letters" if kind.coded else ""
        yield Fault("/id", "id-prefix", f"the id of this {thing.type} begins with '{parent}-'{then}")


def _coded(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    assembly = context.facts.get(getattr(thing, "assembly", ""))
    yield from faults_of_codes(thing, assembly if isinstance(assembly, Assembly) else None)


def _same_type(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    known = context.types.get(thing.id)
    if known not in {None, thing.type}:
        yield Fault(
            "/id", "id-taken", f"'{thing.id}' is the id of another thing, of type {known}; ids are never reused"
        )


def _named(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    for named in names(thing):
        found = context.types.get(named.id)
        wanted = " or ".join(named.types)
        if found is None:
            yield Fault(named.pointer, "unknown-id", f"'{named.id}' was never published; it must be of type {wanted}")
        elif found not in named.types:
            yield Fault(named.pointer, "wrong-type", f"'{named.id}' is of type {found}; here it must be {wanted}")


def _parts(value: object, pointer: str) -> Iterator[Fault]:
    """What no schema says of a part, wherever a thing holds one: periods, dates that span, sources, counts."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _parts(item, f"{pointer}/{number}")
    elif isinstance(value, BaseModel):
        yield from _part(value, pointer)
        for field in fields_of_models(type(value)):
            yield from _parts(getattr(value, field), f"{pointer}/{field}")


def _part(value: BaseModel, pointer: str) -> Iterator[Fault]:
    begins, ends = getattr(value, "begins", None), getattr(value, "ends", None)
    if isinstance(begins, PartialDate) and isinstance(ends, PartialDate) and ends.last < begins.first:
        yield Fault(f"{pointer}/ends", "ends-before-begins", f"it ends in {ends.value}, before {begins.value}")
    if isinstance(value, PartialDate) and value.until is not None and value.last <= days_of(value.value)[1]:
        yield Fault(f"{pointer}/until", "until", f"it is later than {value.value}: leave it out where one says it all")
    if isinstance(value, Source) and value.address is None and value.title is None:
        yield Fault(f"{pointer}/title", "source-unnamed", "a source has an address, or a title where it has none")
    if isinstance(value, TallyCount) and value.count is None and value.value is None:
        yield Fault(f"{pointer}/count", "count-missing", "give the count, or the value as printed")


def _organisation(thing: Organisation, context: ValidationContext) -> Iterator[Fault]:
    holds = thing.holds or []
    for number, hold in enumerate(holds):
        days = (hold.ends.last - hold.begins.first).days + 1
        if days > LONGEST_HOLD:
            yield Fault(f"/holds/{number}/ends", "hold-too-long", f"{days} days; a hold lasts at most {LONGEST_HOLD}")
        if any(hold.begins.first <= one.ends.last and one.begins.first <= hold.ends.last for one in holds[:number]):
            yield Fault(
                f"/holds/{number}", "holds-overlap", "another hold before it in the list covers some of its days"
            )
    yield from _holds_seen(holds, getattr(context.before.get(thing.id), "holds", None) or [], context.today)


def _holds_seen(holds: Sequence[Hold], before: Sequence[Hold], today: date) -> Iterator[Fault]:
    """A hold that has begun was told to readers: it stays, and its end may only move among days still to come."""
    numbers = {hold.begins.value: number for number, hold in enumerate(holds)}
    for old in before:
        if old.begins.first > today:
            continue
        number = numbers.get(old.begins.value)
        if number is None:
            yield Fault(
                "/holds", "hold-begun", f"the hold that began on {old.begins.value} stays, and its first day too"
            )
        elif (ends := holds[number].ends).value != old.ends.value and min(ends.last, old.ends.last) < today:
            yield Fault(
                f"/holds/{number}/ends",
                "hold-begun",
                "a hold that has begun ends today or later; one that is over stays as it was",
            )


def _assembly(thing: Assembly, context: ValidationContext) -> Iterator[Fault]:
    keeper = thing.keeper
    if keeper.capacity == "compiler" and keeper.checked_to is None:
        yield Fault("/keeper/checked_to", "checked-to-missing", "a compiler says the last day they looked")
    if keeper.checked_to is not None and keeper.checked_to.first > context.today:
        yield Fault("/keeper/checked_to", "in-the-future", "nobody has looked on a day that has not come")
    for number, promise in enumerate(thing.promises or ()):
        if promise.checked_to is not None and promise.checked_to.first > context.today:
            pointer = f"/promises/{number}/checked_to"
            yield Fault(pointer, "in-the-future", "nobody has looked on a day that has not come")
        for place, later in enumerate(promise.later or ()):
            if later.standing == "kept" and later.source is None:
                pointer = f"/promises/{number}/later/{place}/source"
                yield Fault(pointer, "source-missing", "name the source that shows that the promise was kept")


def _recommendation(thing: Recommendation, context: ValidationContext) -> Iterator[Fault]:
    if (thing.text is None) != (thing.text_basis is None):
        yield Fault("/text_basis", "basis-missing", "a text and its basis come together")
    yield from _ring(thing, "parent", context, "be its own ancestor")
    if getattr(context.facts.get(thing.parent or ""), "assembly", thing.assembly) != thing.assembly:
        yield Fault("/parent", "other-assembly", "a part is of the same assembly as its parent")
    yield from _verbatim(thing, context.before.get(thing.id))


def _verbatim(thing: Recommendation, before: RecordThing | None) -> Iterator[Fault]:
    for field in ("title", "text"):
        basis = getattr(before, f"{field}_basis", None)
        if basis is None or basis.basis != "verbatim":
            continue
        kept = {tag: text for tag, text in getattr(before, field).items() if tag not in (basis.translated or ())}
        now = getattr(thing, field) or {}
        as_ = getattr(thing, f"{field}_basis")
        if as_ is not None and (as_.basis != "verbatim" or kept.keys() & set(as_.translated or ())):
            yield Fault(f"/{field}_basis", "verbatim", "what is held as the members' own words stays so")
        if any(now.get(tag) != text for tag, text in kept.items()):
            yield Fault(f"/{field}", "verbatim", "the members' own words never change")


def _response(thing: Response, context: ValidationContext) -> Iterator[Fault]:
    if thing.response not in {"accepted", "not_held"} and thing.reasons is None:
        yield Fault("/reasons", "reasons-missing", f"a response that is '{thing.response}' gives its reasons")
    if thing.response == "deciding" and thing.decide_by is None:
        yield Fault("/decide_by", "decide-by-missing", "say by when it will be decided")
    if thing.response == "passed_on" and thing.passed_to is None:
        yield Fault("/passed_to", "passed-to-missing", "say to whom it was passed on")
    if thing.themes is not None and thing.theme != thing.themes[0]:
        yield Fault("/theme", "first-theme", f"'{thing.themes[0]}', the first of the themes")
    if thing.excluding is not None and thing.recommendations is not None:
        yield Fault(
            "/excluding", "one-of", "an answer to named recommendations leaves the others out by not naming them"
        )
    for number, id_ in enumerate(thing.excluding or ()):
        yield from _in_assembly(thing, context, id_, f"/excluding/{number}")
    if thing.also is not None and thing.also in {thing.response, "not_held"}:
        yield Fault("/also", "second-code", "the second code says something else than the first")
    if thing.post is not None and getattr(context.facts.get(thing.post), "organisation", thing.by) != thing.by:
        yield Fault("/post", "other-organisation", f"'{thing.post}' is no post of '{thing.by}'")


def _one_subject(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    """What may be about a part of its assembly: about recommendations of it, a theme, or the whole."""
    if "theme" not in BY_TYPE[thing.type].subjects:
        return
    field = BY_TYPE[thing.type].subjects[0]
    named = getattr(thing, field)
    if named is not None and getattr(thing, "theme", None) is not None:
        yield Fault("/theme", "one-of", "it is about recommendations or a theme, not both")
    if isinstance(named, list):
        for number, id_ in enumerate(named):
            yield from _in_assembly(thing, context, id_, f"/{field}/{number}")
    elif named is not None:
        yield from _in_assembly(thing, context, named, f"/{field}")


def _in_assembly(thing: RecordThing, context: ValidationContext, id_: str, pointer: str) -> Iterator[Fault]:
    assembly = getattr(thing, "assembly", None)
    if getattr(context.facts.get(id_), "assembly", assembly) != assembly:
        yield Fault(pointer, "other-assembly", f"'{id_}' is not a recommendation of '{assembly}'")


def _verdict(thing: Verdict, _context: ValidationContext) -> Iterator[Fault]:
    if thing.eligible is not None and thing.voted is not None and thing.voted > thing.eligible:
        yield Fault("/voted", "more-than-eligible", f"{thing.voted} voted of {thing.eligible} who could")
    counted = sum(mark.count for mark in thing.marks or () if mark.count is not None)
    if thing.voted is not None and counted > thing.voted:
        yield Fault("/marks", "more-than-voted", f"the marks count {counted}, but {thing.voted} voted")


def _accountability(thing: Accountability, context: ValidationContext) -> Iterator[Fault]:
    if thing.post is not None:
        organisation = getattr(context.facts.get(thing.post), "organisation", thing.organisation)
        if organisation != thing.organisation:
            yield Fault("/post", "other-organisation", f"'{thing.post}' is a post of '{organisation}'")
    if thing.role != "accountable":
        return
    if thing.ground == "inferred":
        yield Fault("/ground", "inferred", "who is accountable is never inferred: somebody says so")
    for other in context.seats.get((thing.about, thing.organisation), ()):
        if other.id != thing.id and _overlap(thing, other):
            yield Fault(
                "/post", "second-accountable", f"'{other.id}' already names who is accountable there at that time"
            )


def _overlap(one: Accountability, other: Accountability) -> bool:
    """Whether two periods share a day for certain; one may end on the day the next begins."""
    return _first(one) < _last(other) and _first(other) < _last(one)


def _first(period: Accountability) -> date:
    return period.begins.last if period.begins else date.min


def _last(period: Accountability) -> date:
    return period.ends.first if period.ends else date.max


def _update(thing: Update, context: ValidationContext) -> Iterator[Fault]:
    if (thing.kind == "correction") != (thing.corrects is not None):
        yield Fault("/corrects", "corrects", "a correction names the update it corrects, and nothing else does")
    if thing.corrects is not None:
        if thing.corrects == thing.id:
            yield Fault("/corrects", "corrects-itself", "an update does not correct itself")
        if getattr(context.facts.get(thing.corrects), "about", thing.about) != thing.about:
            yield Fault("/corrects", "other-thing", "a correction is about the same thing as what it corrects")
    if thing.kind == "fact" and thing.progress is not None:
        yield Fault("/progress", "fact-without-code", "a fact carries no progress code")
    answering = thing.said_by.post is not None and context.types.get(thing.about) == "recommendation"
    if answering and thing.kind in {"news", "correction"} and thing.progress is None:
        yield Fault("/progress", "progress-missing", "a post that reports on a recommendation says where it stands")
    if (thing.kind == "sign_off") != (thing.signs_off is not None):
        yield Fault("/signs_off", "signs-off", "a sign-off names the update it signs off, and nothing else does")
    if thing.kind == BEING_CHECKED:
        yield from _being_checked(thing, context)
    if (signed := context.facts.get(thing.signs_off or "")) is not None:
        yield from _sign_off(thing, signed)


def _being_checked(thing: Update, context: ValidationContext) -> Iterator[Fault]:
    if context.types.get(thing.about) != "recommendation" or thing.progress is not None or thing.due is not None:
        yield Fault("/kind", "being-checked", "that an update is being checked says nothing else of a recommendation")
    until = thing.next_update_due
    if until is None or (until.last - thing.date.first).days > LONGEST_CHECK:
        told = f"an update is being checked until a day, at most {LONGEST_CHECK} days after"
        yield Fault("/next_update_due", "checked-too-long", told)


def _sign_off(thing: Update, signed: RecordThing) -> Iterator[Fault]:
    if thing.said_by.post is None or thing.said_by.post == getattr(getattr(signed, "said_by", None), "post", None):
        yield Fault("/said_by/post", "signs-off-itself", "another post signs it off")
    if getattr(signed, "about", thing.about) != thing.about:
        yield Fault("/signs_off", "other-thing", "a sign-off is about the same thing as what it signs off")
    if thing.progress is not None:
        yield Fault("/progress", "sign-off-without-code", "a sign-off carries no progress code")


def _post(thing: Post, context: ValidationContext) -> Iterator[Fault]:
    yield from _ring(thing, "reports_to", context, "report to itself")


def _ring(thing: Post | Recommendation, field: str, context: ValidationContext, told: str) -> Iterator[Fault]:
    """What names what is above it leads to an end."""
    seen, above = {thing.id}, getattr(thing, field)
    while above is not None:
        if above in seen:
            yield Fault(f"/{field}", "ring", f"'{above}' would {told}")
            return
        seen.add(above)
        above = getattr(context.facts.get(above), field, None)


def _not_in_future(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    """What happened, was said or was judged on a day: not on one that has not come."""
    date_ = getattr(thing, "date", None)
    if isinstance(date_, PartialDate) and date_.first > context.today:
        yield Fault("/date", "in-the-future", f"{date_.value} has not come")


# What a kind must be besides, where it must: each check takes the model of its kind, which the key says.
_CHECKS: dict[str, Callable[[Any, ValidationContext], Iterator[Fault]]] = {
    "organisation": _organisation,
    "post": _post,
    "assembly": _assembly,
    "recommendation": _recommendation,
    "response": _response,
    "verdict": _verdict,
    "accountability": _accountability,
    "update": _update,
}
