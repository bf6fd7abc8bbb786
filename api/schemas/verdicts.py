"""Verdicts, replies and tallies: what others make of it."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    AssemblyRef,
    CodeOf,
    Count,
    LangMap,
    Line,
    Maybe,
    OrganisationRef,
    PartialDate,
    RecommendationRef,
    Schema,
    Thing,
)


class Mark(Schema):
    """How many gave this answer, or the mark as printed. Never who."""

    label: LangMap
    verdict: Maybe[Annotated[str, CodeOf("verdict")]] = None
    count: Maybe[Count] = None
    value: Maybe[Line] = Field(None, description="As printed, where it is not a count of people.")


class Verdict(Thing):
    """A verdict on the answer, the delivery or the process. Its id begins with its assembly's.

    With neither `recommendation` nor `theme` it is about the whole assembly.
    """

    type: Literal["verdict"]
    assembly: AssemblyRef
    recommendation: Maybe[RecommendationRef] = None
    theme: Maybe[Line] = None
    of: Annotated[str, CodeOf("verdict_of")]
    by: OrganisationRef
    assessor: Annotated[str, CodeOf("assessor")] = Field(
        description="What whoever gives it says they are. What counts is worked out from who they are to the item."
    )
    verdict: Annotated[str, CodeOf("verdict")]
    date: PartialDate
    question: Maybe[LangMap] = None
    scale: Maybe[LangMap] = None
    eligible: Maybe[Count] = None
    voted: Maybe[Count] = None
    marks: Maybe[list[Mark]] = None
    text: Maybe[LangMap] = None
