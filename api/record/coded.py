"""What the codes of a thing must be to enter the record: of our list where no other is named, and of no few people."""

import re
from collections.abc import Iterator

from api.core.faults import Fault, fault
from api.schemas.assemblies import Assembly
from api.schemas.coding import AudienceCode, PlaceCode, TopicCode
from api.schemas.recommendations import Recommendation
from api.schemas.record import RecordThing
from db.vocabulary import CODELISTS

_NUMBER = re.compile(r"\d+")
_PEOPLE = (None, "people", "members")  # what a figure of members counts, where it is no letters or days
_CODED = PlaceCode | TopicCode | AudienceCode


def faults_of_codes(thing: RecordThing, assembly: Assembly | None) -> Iterator[Fault]:
    """Everything wrong with the codes of a thing, which is of that assembly where it is a recommendation."""
    for field in ("places", "topics", "audiences"):
        yield from _once(field, getattr(thing, field, None) or ())
    for number, topic in enumerate(getattr(thing, "topics", None) or ()):
        if topic.scheme is None and topic.code not in CODELISTS["topic"]:
            known = ", ".join(CODELISTS["topic"])
            yield fault(f"/topics/{number}/code", "unknown-topic", "fault.unknown_topic", code=topic.code, codes=known)
    if (
        isinstance(thing, Recommendation)
        and thing.audiences is not None
        and assembly is not None
        and _is_small(assembly)
    ):
        yield fault("/audiences", "base-too-small", "fault.base_too_small", number=assembly.least_base)


def _once(field: str, codes: "list[_CODED] | tuple[()]") -> Iterator[Fault]:
    keys = [one.code if isinstance(one, AudienceCode) else one.key for one in codes]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield fault(f"/{field}/{number}/code", "code-twice", "fault.code_twice", code=key)


def _is_small(assembly: Assembly) -> bool:
    """Whether some number of members that was published is under what can be told of: on the safe side, as a figure
    does not say for certain whether it is of those who spoke.
    """
    of_people = [figure.value for figure in assembly.members or () if figure.unit in _PEOPLE]
    numbers = [int(found[0]) for value in of_people if (found := _NUMBER.search(value.replace(",", "")))]
    return bool(numbers) and min(numbers) < assembly.least_base
