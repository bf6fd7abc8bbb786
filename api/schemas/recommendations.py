"""A recommendation, in its members' words."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    MAX_COUNT,
    AssemblyRef,
    Basis,
    CodeOf,
    Count,
    Format2,
    LangMap,
    Line,
    Maybe,
    OrganisationRef,
    PartialDate,
    RecommendationRef,
    Schema,
    Source,
    Thing,
)
from api.schemas.coding import Audiences, Places, Topics


class Ask(Schema):
    """Whom the members asked for what, as they named them."""

    body: LangMap
    organisation: Maybe[OrganisationRef] = None
    action: Maybe[LangMap] = None


class Timescale(Schema):
    """The timescale the members asked for, as printed. It never makes anything late."""

    printed: LangMap
    by: Maybe[PartialDate] = None


class VoteResult(Schema):
    """One row of a ballot, as printed."""

    label: LangMap
    value: Line


class Vote(Schema):
    """A vote as published, never recomputed."""

    who: Annotated[str, CodeOf("voters")]
    kind: Annotated[str, CodeOf("vote_kind")]
    base: Maybe[LangMap] = Field(None, description="What the figures are a share of.")
    question: Maybe[LangMap] = None
    results: Annotated[list[VoteResult], Field(min_length=1)]
    note: Maybe[LangMap] = None
    source: Maybe[Source] = None


class Place(Schema):
    """Where in which document it stands."""

    document: Line
    page: Maybe[Line] = None


class Recommendation(Thing):
    """A recommendation's own facts. Its id begins with its assembly's."""

    type: Literal["recommendation"]
    assembly: AssemblyRef
    reference: Annotated[Maybe[Line], Format2(absent=True)] = Field(
        None, description="The assembly's own reference; left out where it gave none."
    )
    position: Annotated[Maybe[Count], Format2(absent=True)] = Field(
        None, description="Its place in the assembly's own order; left out where it has none."
    )
    kind: Annotated[str, CodeOf("recommendation_kind")]
    standing: Annotated[str, CodeOf("standing")]
    parent: Maybe[RecommendationRef] = None
    theme: Maybe[Line] = None
    subtheme: Maybe[Line] = Field(None, description="A heading between its theme and itself.")
    level: Maybe[Line] = None
    place: Maybe[LangMap] = None
    places: Places = None
    topics: Topics = None
    audiences: Audiences = None
    title: LangMap
    title_basis: Basis
    text: Maybe[LangMap] = None
    text_basis: Maybe[Basis] = Field(None, description="Required where there is a text.")
    reasons: Maybe[LangMap] = Field(None, description="The members' reasons.")
    asked: Maybe[list[Ask]] = None
    timescale: Maybe[Timescale] = None
    votes: Maybe[list[Vote]] = None
    stands_in: Maybe[Place] = None
    checked_to: Annotated[Maybe[PartialDate], Format2()] = Field(
        None, description="The last day this was looked for, where that is not the assembly's."
    )

    @property
    def order(self) -> int:
        """Its place among its assembly's items; what has none comes last."""
        return MAX_COUNT if self.position is None else self.position
