"""Projects, and what they contribute."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    AssemblyRef,
    CodeOf,
    Figure,
    LangMap,
    Line,
    Maybe,
    OrganisationRef,
    PartialDate,
    ProjectRef,
    RecommendationRef,
    Schema,
    Thing,
)
from api.schemas.coding import Audiences, Places, Topics


class LedBy(Schema):
    """Who leads a project, as one side says it."""

    said_by: OrganisationRef
    led_by: Annotated[str, CodeOf("led_by")]


class Lapsing(Schema):
    """Something that is offered or wanted until a day; after it, it is not shown."""

    text: LangMap
    until: PartialDate = Field(description="The last day on which it holds.")


_Lapsing = Maybe[Annotated[list[Lapsing], Field(min_length=1, max_length=20)]]


class Project(Thing):
    """A project's own facts. Its id begins with its lead organisation's."""

    type: Literal["project"]
    kind: Annotated[str, CodeOf("project_kind")]
    name: LangMap
    summary: Maybe[LangMap] = None
    summary_basis: Maybe[Annotated[str, CodeOf("basis")]] = None
    lead: OrganisationRef
    partners: Maybe[list[OrganisationRef]] = None
    other_partners: Maybe[list[Line]] = Field(None, description="Partners that are no organisation of this record.")
    led_by: Maybe[list[LedBy]] = None
    place: Maybe[LangMap] = None
    places: Places = None
    topics: Topics = None
    audiences: Audiences = None
    stage: Annotated[str, CodeOf("stage")]
    begins: Maybe[PartialDate] = None
    ends: Maybe[PartialDate] = None
    part_of: Maybe[ProjectRef] = Field(None, description="The plan or programme it is a part of.")
    successor: Maybe[ProjectRef] = Field(None, description="The project or plan that follows it.")
    keeper: Maybe[OrganisationRef] = Field(
        None, description="The organisation that keeps its text; nobody else can edit it."
    )
    figures: Maybe[list[Figure]] = None
    offers: _Lapsing = Field(None, description="What it offers others: a room, tools, an hour of somebody’s time.")
    wants: _Lapsing = Field(None, description="What it looks for.")


class Contribution(Thing):
    """A link from a project to a recommendation, a theme or a whole assembly.

    Its id is its project's and six letters. An inferred link never moves progress.
    """

    type: Literal["contribution"]
    project: ProjectRef
    assembly: AssemblyRef
    recommendation: Maybe[RecommendationRef] = None
    theme: Maybe[Line] = None
    kind: Annotated[str, CodeOf("contribution_kind")]
    made_by: Annotated[str, CodeOf("link_made_by")]
    ground: Annotated[str, CodeOf("ground")]
