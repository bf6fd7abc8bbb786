"""A response: what one organisation answered."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    Address,
    AssemblyRef,
    CodeOf,
    Count,
    Format2,
    LangMap,
    Line,
    Maybe,
    OrganisationRef,
    PartialDate,
    PostRef,
    RecommendationRef,
    Ref,
    Schema,
    Slug,
    Thing,
    WholeDay,
)
from db.vocabulary import CLOCK_RESPONSES


class Decision(Schema):
    """The decision behind a response or an update."""

    body: Maybe[LangMap] = None
    date: Maybe[PartialDate] = None
    reference: Maybe[Line] = None
    title: Maybe[LangMap] = None
    address: Maybe[Address] = None
    archived: Maybe[Address] = None
    state: Maybe[Annotated[str, CodeOf("decision_state")]] = Field(
        None, description="How far it has come; unless said, nobody knows."
    )
    call_in_ends: Maybe[WholeDay] = Field(None, description="The last day on which it can be called in.")


class Response(Thing):
    """An answer to one or more recommendations, to a theme, or to the whole assembly. A revision is a new response.

    Its id begins with its assembly's. With neither `recommendations` nor `theme` it answers the whole assembly.
    `not_held` with a source says that an answer was given which this record does not hold; without one, that it is not
    known whether there was any.
    """

    type: Literal["response"]
    assembly: AssemblyRef
    recommendations: Maybe[Annotated[list[RecommendationRef], Field(min_length=1, max_length=500)]] = None
    theme: Maybe[Line] = None
    themes: Annotated[Maybe[Annotated[list[Line], Field(min_length=2, max_length=50)]], Format2()] = Field(
        None, description="Where it answers several themes, all of them; `theme` is the first."
    )
    excluding: Annotated[Maybe[Annotated[list[RecommendationRef], Field(min_length=1, max_length=500)]], Format2()] = (
        Field(None, description="Of a theme or the whole assembly, the recommendations it does not answer.")
    )
    count: Maybe[Count] = Field(
        None, description="How many recommendations it answers together, where the source prints the number."
    )
    by: OrganisationRef
    post: Maybe[PostRef] = Field(None, description="The post that gave it.")
    response: Annotated[str, CodeOf("response", without=CLOCK_RESPONSES)]
    also: Maybe[Annotated[str, CodeOf("response", without=CLOCK_RESPONSES)]] = Field(
        None, description="A second code, where the answer says two things."
    )
    said_as: Maybe[LangMap] = Field(None, description="The source's own word for its answer.")
    date: PartialDate
    reasons: Maybe[LangMap] = Field(None, description="Required unless the response is `accepted` or `not_held`.")
    promised: Maybe[LangMap] = Field(None, description="What exactly was promised, in words that follow “promised”.")
    due: Maybe[PartialDate] = Field(None, description="By when it was promised.")
    decide_by: Maybe[PartialDate] = Field(None, description="Required where the response is `deciding`.")
    began_before: Maybe[bool] = Field(None, description="True where the work began before the assembly.")
    began: Maybe[PartialDate] = None
    passed_to: Maybe[OrganisationRef] = Field(None, description="Required where the response is `passed_on`.")
    decisions: Maybe[list[Decision]] = None
    revises: Maybe[Annotated[Slug, Ref("response")]] = None
