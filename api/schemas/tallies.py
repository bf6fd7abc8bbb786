"""A tally: a count somebody published of many items at once."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    AssemblyRef,
    Count,
    Format2,
    LangMap,
    Line,
    Maybe,
    OrganisationRef,
    PartialDate,
    Schema,
    Thing,
)


class TallyCount(Schema):
    """One count, or share, under the label of whoever counted."""

    label: LangMap
    count: Annotated[Maybe[Count], Format2(absent=True)] = Field(
        None, description="Left out where only a share was published."
    )
    value: Maybe[Line] = Field(None, description="As printed, where it is not a count: “62 %”.")


class Tally(Thing):
    """A published count, shown beside our own summary, never spread over items. Its id begins with its assembly's."""

    type: Literal["tally"]
    assembly: AssemblyRef
    by: OrganisationRef
    counted: LangMap = Field(description="What was counted.")
    total: Maybe[Count] = None
    counts: Annotated[list[TallyCount], Field(min_length=1)]
    date: PartialDate
