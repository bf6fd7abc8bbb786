"""A tally: a count somebody published of many items at once."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import AssemblyRef, Count, LangMap, Maybe, OrganisationRef, PartialDate, Schema, Thing


class TallyCount(Schema):
    """One count, under the label of whoever counted."""

    label: LangMap
    count: Count


class Tally(Thing):
    """A published count, shown beside our own summary, never spread over items. Its id begins with its assembly's."""

    type: Literal["tally"]
    assembly: AssemblyRef
    by: OrganisationRef
    counted: LangMap = Field(description="What was counted.")
    total: Maybe[Count] = None
    counts: Annotated[list[TallyCount], Field(min_length=1)]
    date: PartialDate
