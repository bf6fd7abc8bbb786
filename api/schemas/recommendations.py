"""A recommendation, in its members' words."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    AssemblyRef,
    Basis,
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


class Place(Schema):
    """Where in which document it stands."""

    document: Line
    page: Maybe[Line] = None


class Recommendation(Thing):
    """A recommendation's own facts. Its id begins with its assembly's."""

    type: Literal["recommendation"]
    assembly: AssemblyRef
    reference: Line = Field(description="The assembly's own reference.")
    position: Count = Field(description="Its place in the assembly's own order.")
    kind: Annotated[str, CodeOf("recommendation_kind")]
    standing: Annotated[str, CodeOf("standing")]
    parent: Maybe[RecommendationRef] = None
    theme: Maybe[Line] = None
    level: Maybe[Line] = None
    place: Maybe[LangMap] = None
    title: LangMap
    title_basis: Basis
    text: Maybe[LangMap] = None
    text_basis: Maybe[Basis] = Field(None, description="Required where there is a text.")
    reasons: Maybe[LangMap] = Field(None, description="The members' reasons.")
    asked: Maybe[list[Ask]] = None
    timescale: Maybe[Timescale] = None
    votes: Maybe[list[Vote]] = None
    stands_in: Maybe[Place] = None
