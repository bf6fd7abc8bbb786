"""What the codes of a thing must be to enter the record: of our list where no other is named, and of no few people."""

import re
from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from api.core.faults import Fault, fault
from api.schemas.assemblies import SMALLEST_BASE, Assembly
from api.schemas.base import Figure
from api.schemas.coding import AudienceCode
from api.schemas.engagements import Engagement
from api.schemas.recommendations import Recommendation
from api.schemas.record import RecordThing
from db.vocabulary import CODELISTS

_NUMBER = re.compile(r"\d+")
_PEOPLE = (None, "people", "members")  # what a figure of members counts, where it is no letters or days


def faults_of_codes(thing: RecordThing, assembly: Assembly | None) -> Iterator[Fault]:
    """Everything wrong with the codes of a thing, which is of that assembly where it is a recommendation."""
    for pointer, part in _parts(thing):
        yield from _wrong(pointer, part)
    if isinstance(thing, Recommendation) and thing.audiences and assembly and _is_small(assembly.members, assembly):
        yield fault("/audiences", "base-too-small", "fault.base_too_small", number=assembly.least_base)
    for number, one in enumerate(thing.findings or ()) if isinstance(thing, Engagement) else ():
        if one.audiences and one.base and _is_small([one.base]):
            pointer = f"/findings/{number}/audiences"
            yield fault(pointer, "base-too-small", "fault.base_too_small", number=SMALLEST_BASE)


def _parts(thing: RecordThing) -> Iterator[tuple[str, BaseModel]]:
    """The thing, and what in it may be coded by itself, each with where it stands."""
    yield "", thing
    for field in ("questions", "findings"):
        for number, one in enumerate(getattr(thing, field, None) or ()):
            yield f"/{field}/{number}", one


def _wrong(pointer: str, part: BaseModel) -> Iterator[Fault]:
    for field in ("places", "topics", "audiences"):
        codes = getattr(part, field, None) or ()
        keys = [one.code if isinstance(one, AudienceCode) else one.key for one in codes]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                yield fault(f"{pointer}/{field}/{number}/code", "code-twice", "fault.code_twice", code=key)
    for number, topic in enumerate(getattr(part, "topics", None) or ()):
        if topic.scheme is None and topic.code not in CODELISTS["topic"]:
            known = {"code": topic.code, "codes": ", ".join(CODELISTS["topic"])}
            yield fault(f"{pointer}/topics/{number}/code", "unknown-topic", "fault.unknown_topic", **known)


def _is_small(figures: Sequence[Figure] | None, assembly: Assembly | None = None) -> bool:
    """Whether some number of people that was published is under what can be told of: on the safe side, as a figure
    does not say for certain whether it is of those who spoke.
    """
    of_people = [figure.value for figure in figures or () if figure.unit in _PEOPLE]
    numbers = [int(found[0]) for value in of_people if (found := _NUMBER.search(value.replace(",", "")))]
    return bool(numbers) and min(numbers) < (assembly.least_base if assembly else SMALLEST_BASE)
