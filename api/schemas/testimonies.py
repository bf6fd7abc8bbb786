"""A testimony: what one side answers for itself about a piece of work; or what people who took part answered on sheets
that somebody gathered.
"""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import CodeOf, Count, LangMap, Maybe, OrganisationRef, PartialDate, Ref, Schema, Slug, Thing
from api.schemas.updates import BuildsOn, Enablers, Evidence, Works


class Shown(Evidence):
    """What shows it: by its address, or by title, date and where it can be seen."""

    seen_at: Maybe[LangMap] = Field(None, description="Where it can be seen, where it has no address.")


_Evidence = Maybe[Annotated[list[Shown], Field(max_length=20)]]


class Pen(Schema):
    """Who held the pen at one stage."""

    work_stage: Annotated[str, CodeOf("work_stage")]
    pen: Annotated[str, CodeOf("pen")]
    text: Maybe[LangMap] = None
    evidence: _Evidence = None


class Answer(Schema):
    """An answer to one question. Which codes there are depends on the question."""

    question: Annotated[str, CodeOf("testimony_question")]
    answer: Annotated[str, CodeOf("testimony_answer")]
    text: Maybe[LangMap] = Field(None, description="In words; of no person by name.")
    evidence: _Evidence = None


class Together(Schema):
    """How many people answer together: a number, or that they are fewer than that by which they could be known."""

    count: Maybe[Count] = None
    fewer_than: Maybe[Count] = None


class GivenBy(Together):
    """How many gave an answer. Neither a number nor `fewer_than` where the number would tell a smaller one."""


class PenCount(GivenBy):
    """How many say that it was they who held the pen."""

    answer: Annotated[str, CodeOf("pen")]


class AnswerCount(GivenBy):
    """How many gave an answer to a question."""

    answer: Annotated[str, CodeOf("testimony_answer")]


class CapacityCount(GivenBy):
    """How many answered in a capacity."""

    answers_as: Annotated[str, CodeOf("answers_as")]


class StageCounted(Schema):
    """What people answered on one stage: the answers that they hold, and how many gave each."""

    work_stage: Annotated[str, CodeOf("work_stage")]
    held: Annotated[list[Annotated[str, CodeOf("pen")]], Field(max_length=6)] = Field(
        description="What at least ten of them answered, or more than half of those who answered it."
    )
    counts: Maybe[Annotated[list[PenCount], Field(max_length=6)]] = Field(
        None, description="Every answer there is, where ten or more answered it and numbers of it can be told."
    )


class QuestionCounted(Schema):
    """The same of one question."""

    question: Annotated[str, CodeOf("testimony_question")]
    held: Annotated[list[Annotated[str, CodeOf("testimony_answer")]], Field(max_length=8)]
    counts: Maybe[Annotated[list[AnswerCount], Field(max_length=8)]] = None


class Gathered(Schema):
    """What people who took part and belong to no group answered on numbered sheets, counted. Every sheet that came back
    counts; no number under ten is told, and none from which one could be worked out.
    """

    given_out: Together = Field(description="How many sheets there are.")
    came_back: Together
    replaced: Maybe[Together] = Field(None, description="How often a sheet was put right that had come back.")
    capacities: Maybe[Annotated[list[CapacityCount], Field(max_length=3)]] = None
    stages: Maybe[Annotated[list[StageCounted], Field(max_length=5)]] = None
    answers: Maybe[Annotated[list[QuestionCounted], Field(max_length=14)]] = None


class Testimony(Thing):
    """What one side answers. Its id is that of the declaration and six letters."""

    type: Literal["testimony"]
    about: Annotated[Slug, Ref("declaration")] = Field(description="The declaration that it is about.")
    by: OrganisationRef
    date: PartialDate
    stages: Maybe[Annotated[list[Pen], Field(max_length=5)]] = None
    answers: Maybe[Annotated[list[Answer], Field(max_length=14)]] = None
    text: Maybe[LangMap] = Field(None, description="What else they wish to say, such as that they see it differently.")
    works: Works = None
    enablers: Enablers = Field(None, description="What made it possible that it works.")
    build_on: BuildsOn = Field(None, description="What they would build on that: next steps, or offers to others.")
    people: Maybe[Together] = Field(None, description="How many people answer together, where they are counted.")
    gathered: Maybe[Gathered] = Field(
        None,
        description="What people who took part answered, where `by` only gathered it; made from their sheets, never"
        " written.",
    )
    as_staff: Maybe[bool] = Field(None, description="True where staff who did the work answer as such.")
    address_from: Maybe[OrganisationRef] = Field(
        None, description="Who supplied the address to which they were written, where they did not themselves."
    )
