"""An engagement: an occasion on which people were asked, or worked together. Assemblies are a kind of their own."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.assemblies import Document, Keeper
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
    ProjectRef,
    Ref,
    Schema,
    Slug,
    Source,
    Thing,
)
from api.schemas.coding import Audiences, Places, Topics
from api.schemas.dates import add_days
from db.vocabulary import ASSEMBLIES

_TWO_YEARS = 730  # days


class Deciding(Schema):
    """The decision that an engagement feeds: what is decided, by whom, and when."""

    what: LangMap
    by: LangMap = Field(description="Who decides, as people call them.")
    body: Maybe[OrganisationRef] = None
    due: Maybe[PartialDate] = None
    reference: Maybe[Line] = Field(None, description="The number by which the body that decides knows it.")
    project: Maybe[ProjectRef] = Field(None, description="The plan or project that it is about.")


class Changeable(Schema):
    """Something that can still change."""

    text: LangMap


class Fixed(Schema):
    """Something that cannot change, and why."""

    text: LangMap
    reason: LangMap


class Question(Schema):
    """What people are asked."""

    number: Annotated[int, Field(ge=1, le=1_000, strict=True), AsWhole]
    text: LangMap
    kind: Maybe[Annotated[str, CodeOf("question_kind")]] = None
    topics: Topics = None


class Missing(Schema):
    """Who was not there, and what was tried."""

    people: LangMap
    tried: Maybe[LangMap] = None


class Result(Schema):
    """What people said, or what was decided, as it was published."""

    text: LangMap
    date: PartialDate = Field(description="When it was published.")
    address: Maybe[Address] = None


class Cancelled(Schema):
    """That it was called off."""

    date: PartialDate
    reason: LangMap


class Finding(Schema):
    """One thing that was found out, which others can use."""

    says: LangMap
    basis: Annotated[str, CodeOf("basis")]
    question: Maybe[Count] = Field(None, description="The number of the question that it answers.")
    base: Maybe[Figure] = Field(None, description="How many said so, and of whom.")
    places: Places = None
    topics: Topics = None
    audiences: Audiences = None
    date: PartialDate
    holds_until: Maybe[PartialDate] = Field(
        None, description="Until when it can be relied on; two years after its date, where nothing is said."
    )
    limits: Maybe[LangMap] = Field(None, description="Who is missing, and how people were asked.")
    source: Maybe[Source] = None

    @property
    def relied_on_until(self) -> dt.date:
        """The last day on which it can be relied on: two years after its date, where nothing is said."""
        return self.holds_until.last if self.holds_until else add_days(self.date.last, _TWO_YEARS)


class Overlap(Schema):
    """What was decided about another occasion that overlaps with this one, and why."""

    other: Annotated[Slug, Ref("engagement", "assembly", "recommendation")]
    relation: Maybe[Annotated[str, CodeOf("overlap")]] = Field(None, description="How the two overlap.")
    choice: Annotated[str, CodeOf("overlap_choice")]
    reason: LangMap
    date: PartialDate = Field(description="When that was decided.")


class Engagement(Thing):
    """An engagement's own facts. Its id begins with that of the organisation that commissioned it."""

    type: Literal["engagement"]
    form: Annotated[str, CodeOf("form", without=ASSEMBLIES)] = Field(
        description="How people come together; never how much power they have."
    )
    name: LangMap
    summary: Maybe[LangMap] = None
    commissioned_by: OrganisationRef
    run_by: Maybe[list[OrganisationRef]] = None
    initiated_by: Maybe[OrganisationRef] = Field(
        None, description="Who asked for it, where that is somebody else: a group that asked to take part."
    )
    begins: Maybe[PartialDate] = None
    ends: Maybe[PartialDate] = None
    provisional: Maybe[bool] = Field(None, description="True while its dates are not fixed.")
    cancelled: Maybe[Cancelled] = None
    place: Maybe[LangMap] = None
    places: Places = None
    topics: Topics = None
    audience: Maybe[LangMap] = None
    audiences: Audiences = None
    decision: Maybe[Deciding] = None
    open: Maybe[list[Changeable]] = Field(None, description="What can still change.")
    fixed: Maybe[list[Fixed]] = Field(None, description="What cannot change, and why.")
    statutory: Maybe[LangMap] = Field(None, description="The duty to ask, where the law sets one.")
    questions: Maybe[Annotated[list[Question], Field(min_length=1, max_length=200)]] = None
    responses: Maybe[list[Figure]] = Field(None, description="How many took part, as published.")
    missing: Maybe[list[Missing]] = None
    results_promised: Maybe[PartialDate] = Field(None, description="By when it will be published what was decided.")
    feedback: Maybe[Result] = Field(None, description="What people said.")
    outcome: Maybe[Result] = Field(None, description="What was decided, and why.")
    findings: Maybe[Annotated[list[Finding], Field(max_length=200)]] = None
    overlaps: Maybe[Annotated[list[Overlap], Field(min_length=1, max_length=100)]] = Field(
        None, description="What was decided about others that ask the same, or know it already."
    )
    documents: Maybe[list[Document]] = None
    keeper: Maybe[Keeper] = Field(None, description="Who keeps this record; its organisation, where nobody is named.")
    licence: Maybe[Line] = None

    @property
    def host(self) -> str:
        """The organisation under whose name it is."""
        return self.commissioned_by

    @property
    def kept_by(self) -> str:
        """The organisation that keeps its record."""
        return self.keeper.organisation if self.keeper else self.commissioned_by

    @property
    def compiled(self) -> bool:
        """Whether somebody else compiles its record; else its organisation keeps it."""
        return self.keeper is not None and self.keeper.capacity != "answering_body"
