"""An assembly, and what was promised to it."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    Address,
    AsWhole,
    CodeOf,
    Count,
    Figure,
    LangMap,
    Line,
    Maybe,
    OrganisationRef,
    PartialDate,
    Schema,
    Source,
    Thing,
)


class Document(Schema):
    """A document of the assembly, with the licence its publisher gives it."""

    title: Line
    address: Address
    publisher: Maybe[Line] = None
    date: Maybe[PartialDate] = None
    licence: Maybe[Line] = None
    archived: Maybe[Address] = None
    note: Maybe[LangMap] = None


class Dropped(Schema):
    """What the assembly worked on and let go."""

    text: LangMap
    reason: Maybe[LangMap] = None


class Keeper(Schema):
    """Who keeps this record, what they watch and the last day they looked.

    The clock turns silence into `no_answer` or `late` only up to `checked_to`, unless the answering body keeps it.
    """

    organisation: OrganisationRef
    capacity: Annotated[str, CodeOf("keeper")]
    watches: Maybe[LangMap] = None
    checked_to: Maybe[PartialDate] = Field(None, description="Required of a compiler.")


class PromiseLater(Schema):
    """What a later administration, or a successor, made of a promise."""

    by: OrganisationRef
    standing: Annotated[str, CodeOf("promise_standing")]
    date: PartialDate
    note: Maybe[LangMap] = None
    source: Maybe[Source] = None


class Promise(Schema):
    """A promise made about the assembly: who, to whom, what, and by when or how often."""

    by: OrganisationRef
    what: Annotated[str, CodeOf("promise")]
    to: Maybe[LangMap] = Field(None, description="To whom, in words.")
    text: Maybe[LangMap] = None
    made: Maybe[PartialDate] = None
    due: Maybe[PartialDate] = Field(None, description="By when.")
    every_months: Maybe[Annotated[int, Field(ge=1, le=120, strict=True), AsWhole]] = Field(
        None, description="How often."
    )
    later: Maybe[list[PromiseLater]] = None
    source: Maybe[Source] = None


class Assembly(Thing):
    """An assembly's own facts. Its id begins with the id of the organisation that commissioned it."""

    type: Literal["assembly"]
    form: Annotated[str, CodeOf("form")]
    name: LangMap
    question: Maybe[LangMap] = None
    question_basis: Maybe[Annotated[str, CodeOf("basis")]] = None
    summary: Maybe[LangMap] = None
    commissioned_by: OrganisationRef
    run_by: Maybe[list[OrganisationRef]] = None
    begins: Maybe[PartialDate] = None
    ends: Maybe[PartialDate] = None
    sessions: Maybe[list[PartialDate]] = None
    reported: Maybe[PartialDate] = Field(None, description="When its report was published.")
    members: Maybe[list[Figure]] = Field(None, description="Members invited, present and so on, as published.")
    recruited: Maybe[LangMap] = None
    audience: Maybe[LangMap] = None
    place: Maybe[LangMap] = None
    documents: Maybe[list[Document]] = None
    voting: Maybe[LangMap] = None
    thresholds: Maybe[LangMap] = None
    recommendations_made: Maybe[Count] = Field(None, description="How many its own report counts.")
    dropped: Maybe[list[Dropped]] = None
    keeper: Keeper
    licence: Maybe[Line] = Field(None, description="The licence of this record, as a name or an address.")
    promises: Maybe[list[Promise]] = None
