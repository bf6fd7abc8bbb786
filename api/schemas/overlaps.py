"""What the workbench takes and answers about overlaps: with what an engagement that is planned has to do."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.base import (
    Address,
    AsWhole,
    CodeOf,
    LangMap,
    Maybe,
    OrganisationRef,
    Reference,
    Schema,
    Slug,
)
from api.schemas.kinds import BY_TYPE

_Engagement: Any = BY_TYPE["engagement"].create
_FEW = Field(max_length=50)


class OverlapCheck(Schema):
    """An engagement as it is planned, and the groups that it is to ask for their time."""

    engagement: _Engagement
    groups: Annotated[list[OrganisationRef], _FEW] = Field([], description="They are named to nobody else.")


class OtherOccasion(Schema):
    """An engagement or assembly; of a draft, only what whoever plans to ask the same people needs of it."""

    type: str
    id: Slug
    name: LangMap
    organisation: Reference
    url: Maybe[Address] = Field(None, description="Nothing of a draft.")
    draft: bool = Field(description="Whether it is not public yet.")


class PromisedAndLate(Schema):
    """Something that people were promised and that is late."""

    other: OtherOccasion
    sentence: LangMap


class QuestionAnswered(Schema):
    """What is answered already, and by what."""

    question: Maybe[int] = Field(None, description="Its number; nothing where no question says what it is about.")
    by: list[Reference] = Field(description="Recommendations, or the engagements whose findings they are.")


class OverlapFound(Schema):
    """An occasion that overlaps, and how."""

    other: OtherOccasion
    relation: Annotated[str, CodeOf("overlap")]
    label: LangMap
    reasons: list[str] = Field(description="`decision`, `place`, `people`, `topic`, `time`, `group`, `held`.")
    days: Maybe[int] = Field(
        None, description="Between the two; 0 where they meet, negative where the other came before."
    )
    answers: list[QuestionAnswered]
    sentence: LangMap


class GroupRequests(Schema):
    """How often a group is asked for its time, and on what terms it welcomes that."""

    organisation: Reference
    asked: int = Field(description="In how many engagements in the twelve months to today.")
    planned: int = Field(description="In how many of the next twelve months.")
    terms: Maybe[str] = Field(None, description="On what terms it may be asked, in its own words.")
    answer: Maybe[Annotated[str, CodeOf("group_answer")]] = Field(None, description="What it said to this engagement.")
    says: Maybe[str] = Field(None, description="The same in its own words.")
    welcomes: Maybe[int] = Field(None, description="How many a year it welcomes, where it says so.")
    sentence: LangMap


class TopicProposed(Schema):
    """A topic that a plan may be about, by the words that it has in common with what is coded."""

    code: str
    label: LangMap


class OverlapsChecked(Schema):
    """What is worth knowing before people are asked again. It advises; nothing is stored, and nothing is blocked."""

    day: Annotated[str, Field(description="The day for which it is told.")]
    owed: list[PromisedAndLate] = Field(description="First: what these people were promised and have not been told.")
    overlaps: list[OverlapFound] = Field(description="At most twenty, by relation, then the nearest in time.")
    more: int = Field(description="How many more there are.")
    groups: list[GroupRequests]
    topics: list[TopicProposed] = Field(description="What it may be about, where it does not say; codes alone decide.")


class GroupAsked(Schema):
    """A group that is asked for its time."""

    organisation: Slug = Field(description="The id of the group.")
    hours: Maybe[Annotated[int, Field(ge=0, le=100_000, strict=True), AsWhole]] = Field(
        None, description="Of all its members together."
    )
    paid: Maybe[bool] = None


class GroupsAsked(Schema):
    """The groups that an engagement asks for their time, inside only."""

    groups: Annotated[list[GroupAsked], _FEW]


class GroupInvited(Schema):
    """A group to which a link to its own page is on its way."""

    sent_to: str = Field(description="The mailbox that the group published.")


class PlansShown(Schema):
    """To which organisations one shows what it plans; each sees it that shows its own plans in return."""

    organisations: Annotated[list[Slug], _FEW] = Field(description="Their ids.")
