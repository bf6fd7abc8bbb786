"""What a thing must be to enter the record: rules a schema cannot say. Pure, given what is held around it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from api.core.faults import Fault, fault
from api.record.coded import faults_of_codes
from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import SMALLEST_BASE, Assembly, Keeper
from api.schemas.base import PartialDate, Source
from api.schemas.dates import days_of
from api.schemas.declarations import Declaration
from api.schemas.engagements import Engagement
from api.schemas.kinds import BY_TYPE
from api.schemas.names import fields_of_models, names
from api.schemas.organisations import Hold, Organisation
from api.schemas.posts import Post
from api.schemas.recommendations import Recommendation
from api.schemas.record import RecordThing
from api.schemas.responses import Response
from api.schemas.tallies import TallyCount
from api.schemas.testimonies import Shown, Testimony, Together
from api.schemas.updates import BEING_CHECKED, Update
from api.schemas.verdicts import Verdict
from db.vocabulary import QUESTIONS

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
        yield fault("/id", "id-month", "fault.id_month", id=thing.id)
    kind = BY_TYPE[thing.type]
    if not kind.parent:
        return
    parent = getattr(thing, kind.parent)
    if parent is None:  # whoever commissioned it is not known
        return
    pattern = rf"{re.escape(parent)}-[a-z]{{6}}" if kind.coded else rf"{re.escape(parent)}-.+"
    if not re.fullmatch(pattern, thing.id):
        key = "fault.id_prefix_and_letters" if kind.coded else "fault.id_prefix"
        yield fault("/id", "id-prefix", key, type=thing.type, parent=parent)


def _coded(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    assembly = context.facts.get(getattr(thing, "assembly", ""))
    yield from faults_of_codes(thing, assembly if isinstance(assembly, Assembly) else None)


def _same_type(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    known = context.types.get(thing.id)
    if known not in {None, thing.type}:
        yield fault("/id", "id-taken", "fault.id_taken", id=thing.id, known=known)


def _named(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    for named in names(thing):
        found = context.types.get(named.id)
        wanted = " or ".join(named.types)
        if found is None:
            yield fault(named.pointer, "unknown-id", "fault.never_published", id=named.id, wanted=wanted)
        elif found not in named.types:
            yield fault(named.pointer, "wrong-type", "fault.wrong_type", id=named.id, found=found, wanted=wanted)


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
        yield fault(
            f"{pointer}/ends", "ends-before-begins", "fault.ends_before_begins", value=ends.value, value2=begins.value
        )
    if isinstance(value, PartialDate) and value.until is not None and value.last <= days_of(value.value)[1]:
        yield fault(f"{pointer}/until", "until", "fault.until_earlier", value=value.value)
    if isinstance(value, Source) and value.address is None and value.title is None:
        yield fault(f"{pointer}/title", "source-unnamed", "fault.source_unnamed")
    if isinstance(value, Shown) and value.address is None and None in (value.title, value.date, value.seen_at):
        yield fault(f"{pointer}/seen_at", "not-to-be-seen", "fault.shown_where")
    if isinstance(value, TallyCount) and value.count is None and value.value is None:
        yield fault(f"{pointer}/count", "count-missing", "fault.count_missing")


def _organisation(thing: Organisation, context: ValidationContext) -> Iterator[Fault]:
    holds = thing.holds or []
    for number, hold in enumerate(holds):
        days = (hold.ends.last - hold.begins.first).days + 1
        if days > LONGEST_HOLD:
            yield fault(
                f"/holds/{number}/ends", "hold-too-long", "fault.hold_too_long", days=days, LONGEST_HOLD=LONGEST_HOLD
            )
        if any(hold.begins.first <= one.ends.last and one.begins.first <= hold.ends.last for one in holds[:number]):
            yield fault(f"/holds/{number}", "holds-overlap", "fault.holds_overlap")
    yield from _holds_seen(holds, getattr(context.before.get(thing.id), "holds", None) or [], context.today)


def _holds_seen(holds: Sequence[Hold], before: Sequence[Hold], today: date) -> Iterator[Fault]:
    """A hold that has begun was told to readers: it stays, and its end may only move among days still to come."""
    numbers = {hold.begins.value: number for number, hold in enumerate(holds)}
    for old in before:
        if old.begins.first > today:
            continue
        number = numbers.get(old.begins.value)
        if number is None:
            yield fault("/holds", "hold-begun", "fault.hold_begun", value=old.begins.value)
        elif (ends := holds[number].ends).value != old.ends.value and min(ends.last, old.ends.last) < today:
            yield fault(f"/holds/{number}/ends", "hold-begun", "fault.hold_over")


def _keeper(keeper: Keeper, today: date) -> Iterator[Fault]:
    if keeper.capacity == "compiler" and keeper.checked_to is None:
        yield fault("/keeper/checked_to", "checked-to-missing", "fault.checked_to_missing")
    if keeper.checked_to is not None and keeper.checked_to.first > today:
        yield fault("/keeper/checked_to", "in-the-future", "fault.not_looked_yet")


def _assembly(thing: Assembly, context: ValidationContext) -> Iterator[Fault]:
    yield from _keeper(thing.keeper, context.today)
    for number, promise in enumerate(thing.promises or ()):
        if promise.checked_to is not None and promise.checked_to.first > context.today:
            pointer = f"/promises/{number}/checked_to"
            yield fault(pointer, "in-the-future", "fault.not_looked_yet")
        for place, later in enumerate(promise.later or ()):
            if later.standing == "kept" and later.source is None:
                pointer = f"/promises/{number}/later/{place}/source"
                yield fault(pointer, "source-missing", "fault.promise_source")


def _engagement(thing: Engagement, context: ValidationContext) -> Iterator[Fault]:
    numbers = [question.number for question in thing.questions or ()]
    if thing.keeper is not None:
        yield from _keeper(thing.keeper, context.today)
    for name in ("cancelled", "feedback", "outcome"):
        happened = getattr(thing, name)
        if happened is not None and happened.date.first > context.today:
            yield fault(f"/{name}/date", "in-the-future", "fault.has_not_come", value=happened.date.value)
    for place, number in enumerate(numbers):
        if number in numbers[:place]:
            yield fault(f"/questions/{place}/number", "number-twice", "fault.number_twice", number=number)
    yield from _overlaps(thing, context.today)
    for place, finding in enumerate(thing.findings or ()):
        if finding.question is not None and finding.question not in numbers:
            yield fault(f"/findings/{place}/question", "no-question", "fault.no_question", number=finding.question)


def _overlaps(thing: Engagement, today: date) -> Iterator[Fault]:
    """What was decided about each other, once, by a day that has come."""
    others = [one.other for one in thing.overlaps or ()]
    for place, one in enumerate(thing.overlaps or ()):
        if one.other == thing.id:
            yield fault(f"/overlaps/{place}/other", "itself", "fault.overlaps_itself")
        if one.other in others[:place]:
            yield fault(f"/overlaps/{place}/other", "twice", "fault.overlap_twice", other=one.other)
        if one.date.first > today:
            yield fault(f"/overlaps/{place}/date", "in-the-future", "fault.has_not_come", value=one.date.value)


def _declaration(thing: Declaration, context: ValidationContext) -> Iterator[Fault]:
    if thing.since is not None and thing.since.first > context.today:
        yield fault("/since", "in-the-future", "fault.has_not_come", value=thing.since.value)
    if thing.stages is not None and len({*thing.stages}) < len(thing.stages):
        yield fault("/stages", "stage-twice", "fault.stage_twice")


def _testimony(thing: Testimony, context: ValidationContext) -> Iterator[Fault]:
    yield from _gathered(thing, context)
    stages, questions = ([one.work_stage for one in thing.stages or ()], [one.question for one in thing.answers or ()])
    for place, stage in enumerate(stages):
        if stage in stages[:place]:
            yield fault(f"/stages/{place}/work_stage", "stage-twice", "fault.stage_twice")
    for place, one in enumerate(thing.answers or ()):
        if one.question in questions[:place]:
            yield fault(f"/answers/{place}/question", "question-twice", "fault.question_twice")
        if one.answer not in QUESTIONS[one.question]:
            codes = ", ".join(QUESTIONS[one.question])
            pointer = f"/answers/{place}/answer"
            yield fault(pointer, "unknown-code", "fault.no_answer_to_it", question=one.question, codes=codes)
    if thing.people is not None:
        if (thing.people.count is None) == (thing.people.fewer_than is None):
            yield fault("/people", "one-of", "fault.people_one_of")
        yield from _few(thing.people, "/people")


def _gathered(thing: Testimony, context: ValidationContext) -> Iterator[Fault]:
    """Of people who took part nothing is told but what was counted, nothing under ten, and not by whoever declares."""
    if thing.gathered is None:
        return
    if getattr(context.facts.get(thing.about), "by", None) == thing.by:
        yield fault("/gathered", "declares-itself", "fault.gathers_own")
    for field in ("stages", "answers"):
        if getattr(thing, field) is not None:
            yield fault(f"/{field}", "not-both", "fault.gathered_alone")
    own = thing.gathered
    yield from _few(own.given_out, "/gathered/given_out")
    yield from _few(own.came_back, "/gathered/came_back")
    for place, capacity in enumerate(own.capacities or ()):
        yield from _few(capacity, f"/gathered/capacities/{place}")
    for place, stage in enumerate(own.stages or ()):
        yield from _held(f"/gathered/stages/{place}", stage.held, {one.answer: one for one in stage.counts or ()})
    for place, question in enumerate(own.answers or ()):
        pointer, counts = f"/gathered/answers/{place}", {one.answer: one for one in question.counts or ()}
        yield from _held(pointer, question.held, counts)
        if {*question.held, *counts} - {*QUESTIONS[question.question]}:
            codes = ", ".join(QUESTIONS[question.question])
            yield fault(pointer, "unknown-code", "fault.no_answer_to_it", question=question.question, codes=codes)


def _held(pointer: str, held: Sequence[str], counts: Mapping[str, Together]) -> Iterator[Fault]:
    """What ten people answered is held, and one answer beside that which more than half gave."""
    many = {code for code, one in counts.items() if one.fewer_than is None}
    if len({*held}) < len(held) or not many <= {*held} or (counts and len({*held} - many) > 1):
        yield fault(f"{pointer}/held", "not-held", "fault.gathered_held", number=SMALLEST_BASE)
    for place, one in enumerate(counts.values()):
        yield from _few(one, f"{pointer}/counts/{place}")


def _few(many: Together, pointer: str) -> Iterator[Fault]:
    if many.count is not None and many.count < SMALLEST_BASE:
        yield fault(f"{pointer}/count", "base-too-small", "fault.people_too_few", number=SMALLEST_BASE)
    if many.fewer_than is not None and many.fewer_than != SMALLEST_BASE:
        yield fault(f"{pointer}/fewer_than", "base-too-small", "fault.people_fewer_than", number=SMALLEST_BASE)


def _recommendation(thing: Recommendation, context: ValidationContext) -> Iterator[Fault]:
    if (thing.text is None) != (thing.text_basis is None):
        yield fault("/text_basis", "basis-missing", "fault.basis_missing")
    yield from _ring(thing, "parent", context, "items")
    if getattr(context.facts.get(thing.parent or ""), "assembly", thing.assembly) != thing.assembly:
        yield fault("/parent", "other-assembly", "fault.part_elsewhere")
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
            yield fault(f"/{field}_basis", "verbatim", "fault.verbatim")
        if any(now.get(tag) != text for tag, text in kept.items()):
            yield fault(f"/{field}", "verbatim", "fault.members_words")


def _response(thing: Response, context: ValidationContext) -> Iterator[Fault]:
    if thing.response not in {"accepted", "not_held"} and thing.reasons is None:
        yield fault("/reasons", "reasons-missing", "fault.reasons_missing", response=thing.response)
    if thing.response == "deciding" and thing.decide_by is None:
        yield fault("/decide_by", "decide-by-missing", "fault.decide_by_missing")
    if thing.response == "passed_on" and thing.passed_to is None:
        yield fault("/passed_to", "passed-to-missing", "fault.passed_to_missing")
    if thing.themes is not None and thing.theme != thing.themes[0]:
        yield fault("/theme", "first-theme", "fault.first_theme", what=thing.themes[0])
    if thing.excluding is not None and thing.recommendations is not None:
        yield fault("/excluding", "one-of", "fault.leaves_out")
    for number, id_ in enumerate(thing.excluding or ()):
        yield from _in_assembly(thing, context, id_, f"/excluding/{number}")
    if thing.also is not None and thing.also in {thing.response, "not_held"}:
        yield fault("/also", "second-code", "fault.second_code")
    if thing.post is not None and getattr(context.facts.get(thing.post), "organisation", thing.by) != thing.by:
        yield fault("/post", "other-organisation", "fault.no_post_of", post=thing.post, by=thing.by)


def _one_subject(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    """What may be about a part of its assembly: about recommendations of it, a theme, or the whole."""
    if "theme" not in BY_TYPE[thing.type].subjects:
        return
    field = BY_TYPE[thing.type].subjects[0]
    named = getattr(thing, field)
    if named is not None and getattr(thing, "theme", None) is not None:
        yield fault("/theme", "one-of", "fault.items_or_theme")
    if isinstance(named, list):
        for number, id_ in enumerate(named):
            yield from _in_assembly(thing, context, id_, f"/{field}/{number}")
    elif named is not None:
        yield from _in_assembly(thing, context, named, f"/{field}")


def _in_assembly(thing: RecordThing, context: ValidationContext, id_: str, pointer: str) -> Iterator[Fault]:
    assembly = getattr(thing, "assembly", None)
    if getattr(context.facts.get(id_), "assembly", assembly) != assembly:
        yield fault(pointer, "other-assembly", "fault.not_of_assembly", id=id_, assembly=assembly)


def _verdict(thing: Verdict, _context: ValidationContext) -> Iterator[Fault]:
    if thing.eligible is not None and thing.voted is not None and thing.voted > thing.eligible:
        yield fault(
            "/voted", "more-than-eligible", "fault.more_than_eligible", voted=thing.voted, eligible=thing.eligible
        )
    counted = sum(mark.count for mark in thing.marks or () if mark.count is not None)
    if thing.voted is not None and counted > thing.voted:
        yield fault("/marks", "more-than-voted", "fault.more_than_voted", counted=counted, voted=thing.voted)


def _accountability(thing: Accountability, context: ValidationContext) -> Iterator[Fault]:
    if thing.post is not None:
        organisation = getattr(context.facts.get(thing.post), "organisation", thing.organisation)
        if organisation != thing.organisation:
            yield fault(
                "/post", "other-organisation", "fault.post_of_another", post=thing.post, organisation=organisation
            )
    if thing.role != "accountable":
        return
    if thing.ground == "inferred":
        yield fault("/ground", "inferred", "fault.inferred")
    for other in context.seats.get((thing.about, thing.organisation), ()):
        if other.id != thing.id and _overlap(thing, other):
            yield fault("/post", "second-accountable", "fault.second_accountable", id=other.id)


def _overlap(one: Accountability, other: Accountability) -> bool:
    """Whether two periods share a day for certain; one may end on the day the next begins."""
    return _first(one) < _last(other) and _first(other) < _last(one)


def _first(period: Accountability) -> date:
    return period.begins.last if period.begins else date.min


def _last(period: Accountability) -> date:
    return period.ends.first if period.ends else date.max


def _update(thing: Update, context: ValidationContext) -> Iterator[Fault]:
    if (thing.kind == "correction") != (thing.corrects is not None):
        yield fault("/corrects", "corrects", "fault.corrects")
    if thing.corrects is not None:
        if thing.corrects == thing.id:
            yield fault("/corrects", "corrects-itself", "fault.corrects_itself")
        if getattr(context.facts.get(thing.corrects), "about", thing.about) != thing.about:
            yield fault("/corrects", "other-thing", "fault.correction_elsewhere")
    if thing.kind == "fact" and thing.progress is not None:
        yield fault("/progress", "fact-without-code", "fault.fact_without_code")
    answering = thing.said_by.post is not None and context.types.get(thing.about) == "recommendation"
    if answering and thing.kind in {"news", "correction"} and thing.progress is None:
        yield fault("/progress", "progress-missing", "fault.progress_missing")
    if (thing.kind == "sign_off") != (thing.signs_off is not None):
        yield fault("/signs_off", "signs-off", "fault.signs_off")
    if thing.kind == BEING_CHECKED:
        yield from _being_checked(thing, context)
    if (signed := context.facts.get(thing.signs_off or "")) is not None:
        yield from _sign_off(thing, signed)


def _being_checked(thing: Update, context: ValidationContext) -> Iterator[Fault]:
    if context.types.get(thing.about) != "recommendation" or thing.progress is not None or thing.due is not None:
        yield fault("/kind", "being-checked", "fault.being_checked")
    until = thing.next_update_due
    if until is None or (until.last - thing.date.first).days > LONGEST_CHECK:
        yield fault("/next_update_due", "checked-too-long", "fault.checked_too_long", days=LONGEST_CHECK)


def _sign_off(thing: Update, signed: RecordThing) -> Iterator[Fault]:
    if thing.said_by.post is None or thing.said_by.post == getattr(getattr(signed, "said_by", None), "post", None):
        yield fault("/said_by/post", "signs-off-itself", "fault.signs_off_itself")
    if getattr(signed, "about", thing.about) != thing.about:
        yield fault("/signs_off", "other-thing", "fault.sign_off_elsewhere")
    if thing.progress is not None:
        yield fault("/progress", "sign-off-without-code", "fault.sign_off_without_code")


def _post(thing: Post, context: ValidationContext) -> Iterator[Fault]:
    yield from _ring(thing, "reports_to", context, "posts")


def _ring(thing: Post | Recommendation, field: str, context: ValidationContext, of: str) -> Iterator[Fault]:
    """What names what is above it leads to an end."""
    seen, above = {thing.id}, getattr(thing, field)
    while above is not None:
        if above in seen:
            yield fault(f"/{field}", "ring", f"fault.ring_{of}", above=above)
            return
        seen.add(above)
        above = getattr(context.facts.get(above), field, None)


def _not_in_future(thing: RecordThing, context: ValidationContext) -> Iterator[Fault]:
    """What happened, was said or was judged on a day: not on one that has not come."""
    date_ = getattr(thing, "date", None)
    if isinstance(date_, PartialDate) and date_.first > context.today:
        yield fault("/date", "in-the-future", "fault.has_not_come", value=date_.value)


# What a kind must be besides, where it must: each check takes the model of its kind, which the key says.
_CHECKS: dict[str, Callable[[Any, ValidationContext], Iterator[Fault]]] = {
    "organisation": _organisation,
    "post": _post,
    "assembly": _assembly,
    "engagement": _engagement,
    "declaration": _declaration,
    "testimony": _testimony,
    "recommendation": _recommendation,
    "response": _response,
    "verdict": _verdict,
    "accountability": _accountability,
    "update": _update,
}
