"""An assembly, and what was promised to it."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    Address,
    AsWhole,
    CodeOf,
    Count,
    Figure,
    Format2,
    LangMap,
    Line,
    Maybe,
    OrganisationRef,
    PartialDate,
    Schema,
    Source,
    Thing,
)
from api.schemas.coding import Audiences, Places, Topics
from db.vocabulary import ENGAGEMENTS

SMALLEST_BASE = 10


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
    looked_for: Maybe[Annotated[str, CodeOf("looked_for")]] = Field(
        None,
        description="Of answers: `all` where a compiler looked for the answer to every item, so that one not found is"
        " one not given.",
    )


class PromiseLater(Schema):
    """What a later administration, or a successor, made of a promise; or that a source shows it to be kept."""

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
    set_by: Maybe[Annotated[str, CodeOf("date_set_by")]] = Field(
        None, description="Whether the law sets it; else whoever promised it did."
    )
    checked_to: Annotated[Maybe[PartialDate], Format2()] = Field(
        None, description="The last day this was looked for, where that is not the assembly's."
    )
    every_months: Maybe[Annotated[int, Field(ge=1, le=120, strict=True), AsWhole]] = Field(
        None, description="How often."
    )
    later: Maybe[list[PromiseLater]] = None
    source: Maybe[Source] = None


class ItemsMade(Schema):
    """How many items of a kind the assembly made, as its own documents count them."""

    kind: Annotated[str, CodeOf("recommendation_kind")]
    standing: Maybe[Annotated[str, CodeOf("standing")]] = Field(
        None, description="Left out where the count does not tell."
    )
    count: Count


class Theme(Schema):
    """What a theme is called in each language."""

    theme: Line = Field(description="As recommendations and answers name it.")
    name: LangMap


class Assembly(Thing):
    """An assembly's own facts. Its id begins with that of the organisation that commissioned it, where it is known."""

    type: Literal["assembly"]
    form: Annotated[str, CodeOf("form", without=ENGAGEMENTS)]
    name: LangMap
    question: Maybe[LangMap] = None
    question_basis: Maybe[Annotated[str, CodeOf("basis")]] = None
    summary: Maybe[LangMap] = None
    commissioned_by: Annotated[Maybe[OrganisationRef], Format2(absent=True)] = Field(
        None, description="Left out where it is not known."
    )
    also_commissioned_by: Maybe[list[OrganisationRef]] = Field(
        None, description="Those who commissioned it together with that organisation."
    )
    run_by: Maybe[list[OrganisationRef]] = None
    begins: Maybe[PartialDate] = None
    ends: Maybe[PartialDate] = None
    sessions: Maybe[list[PartialDate]] = None
    reported: Maybe[PartialDate] = Field(None, description="When its report was published.")
    members: Maybe[list[Figure]] = Field(None, description="Members invited, present and so on, as published.")
    recruited: Maybe[LangMap] = None
    audience: Maybe[LangMap] = None
    place: Maybe[LangMap] = None
    places: Places = None
    topics: Topics = None
    audiences: Audiences = None
    documents: Maybe[list[Document]] = None
    voting: Maybe[LangMap] = None
    thresholds: Maybe[LangMap] = None
    recommendations_made: Maybe[Count] = Field(None, description="How many its own report counts.")
    items_made: Maybe[Annotated[list[ItemsMade], Field(min_length=1, max_length=50)]] = Field(
        None, description="The same by kind and standing, where they are counted apart."
    )
    themes: Maybe[Annotated[list[Theme], Field(max_length=200)]] = None
    smallest_base: Maybe[Count] = Field(
        None,
        description="Of fewer people than this no number is told where they could be known, unless the source printed"
        " it; 10 unless said.",
    )
    dropped: Maybe[list[Dropped]] = None
    keeper: Keeper
    licence: Maybe[Line] = Field(None, description="The licence of this record, as a name or an address.")
    promises: Maybe[list[Promise]] = None

    @property
    def commissioners(self) -> tuple[str, ...]:
        """Every organisation that is known to have commissioned it."""
        return tuple(filter(None, (self.commissioned_by, *(self.also_commissioned_by or ()))))

    @property
    def least_base(self) -> int:
        """Of fewer people than this nothing is told that could show who they are."""
        return SMALLEST_BASE if self.smallest_base is None else self.smallest_base

    @property
    def compiled(self) -> bool:
        """Whether somebody else compiles its record; else the body that answers keeps it."""
        return self.keeper.capacity != "answering_body"

    @property
    def kept_by(self) -> str:
        """The organisation that keeps its record."""
        return self.keeper.organisation

    @property
    def host(self) -> str:
        """The organisation under whose name it is: whoever commissioned it, else whoever keeps its record."""
        return self.commissioned_by or self.keeper.organisation
