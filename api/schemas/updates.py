"""An update: what changed, in plain words, and whose statement that is."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    Address,
    CodeOf,
    Figure,
    LangMap,
    Line,
    Maybe,
    OrganisationRef,
    PartialDate,
    PostRef,
    Ref,
    Schema,
    Slug,
    Thing,
)

BEING_CHECKED = "being_checked"  # of the codelist `update_kind`: says nothing but that


class Speaker(Schema):
    """Who said or entered something: an organisation, its post where known, and in what capacity; never a person."""

    organisation: OrganisationRef
    post: Maybe[PostRef] = None
    capacity: Annotated[str, CodeOf("capacity", without=("writer",))]


class Evidence(Schema):
    """What shows it."""

    kind: Annotated[str, CodeOf("evidence_kind")]
    title: Maybe[LangMap] = None
    address: Maybe[Address] = None
    date: Maybe[PartialDate] = None
    archived: Maybe[Address] = None


class Delay(Schema):
    """Why it is later than it was meant to be."""

    reason: Annotated[str, CodeOf("delay_reason")]
    text: Maybe[LangMap] = None


class DueDate(Schema):
    """The date something is due. Only one set by the responder or the law makes anything late."""

    date: PartialDate
    set_by: Annotated[str, CodeOf("date_set_by")]
    promised: Maybe[LangMap] = Field(None, description="What is due then, in words that follow “promised”.")


class Link(Schema):
    """Who says that an update is about this, and on what ground; doubt about that is no doubt about what it says."""

    made_by: Annotated[str, CodeOf("link_made_by")]
    ground: Annotated[str, CodeOf("ground")]
    confidence: Maybe[Annotated[str, CodeOf("confidence")]] = None


class BuildOn(Schema):
    """What somebody would build on what works: a next step, or an offer to others."""

    text: LangMap
    date: Maybe[PartialDate] = Field(None, description="The day it is for: by when the step is taken, or from when.")


# What works, said by whoever says it: of an update and of a testimony.
Works = Annotated[Maybe[LangMap], Field(description="What works.")]
Enablers = Maybe[Annotated[list[Annotated[str, CodeOf("enabler")]], Field(min_length=1, max_length=10)]]
BuildsOn = Maybe[Annotated[list[BuildOn], Field(min_length=1, max_length=10)]]


class Update(Thing):
    """An update's own facts. Its id is that of what it is about and six letters."""

    type: Literal["update"]
    about: Annotated[Slug, Ref("recommendation", "project", "assembly", "engagement")] = Field(
        description="A recommendation, a project or an assembly."
    )
    kind: Annotated[str, CodeOf("update_kind")]
    progress: Maybe[Annotated[str, CodeOf("progress", without=("unknown",))]] = None
    coded_by: Maybe[Annotated[str, CodeOf("coded_by")]] = Field(
        None,
        description="Who chose the code: whoever says it, or the record's keeper. Unless said, the keeper where they"
        " entered what somebody else says.",
    )
    summary: LangMap = Field(description="What changed, in one plain sentence.")
    detail: Maybe[LangMap] = None
    said_by: Speaker
    entered_by: Speaker
    said_as: Maybe[LangMap] = Field(None, description="The source's own word for where it stands.")
    link: Maybe[Link] = Field(None, description="Where what it says was linked to this by somebody.")
    date: PartialDate = Field(description="The date it was true.")
    done_by: Maybe[list[OrganisationRef]] = None
    evidence: Maybe[list[Evidence]] = None
    figures: Maybe[list[Figure]] = None
    counts_differ: Maybe[bool] = Field(None, description="True where sources count the same thing differently.")
    delays: Maybe[list[Delay]] = None
    works: Works = None
    enablers: Enablers = Field(None, description="What made it possible that it works.")
    build_on: BuildsOn = Field(None, description="What somebody would build on that: next steps, or offers to others.")
    learned: Maybe[LangMap] = Field(None, description="What was learned.")
    next_update_due: Maybe[PartialDate] = None
    due: Maybe[DueDate] = Field(None, description="The date it is now due, where this update sets or moves it.")
    corrects: Maybe[Annotated[Slug, Ref("update")]] = Field(
        None, description="The update this corrects, which stays readable."
    )
    checked_by: Maybe[PostRef] = Field(
        None, description="A post that released it, as older records have it. It is signed off only by a `sign_off`."
    )
    signs_off: Maybe[Annotated[Slug, Ref("update")]] = Field(
        None, description="The update that another post signs off with this one, of the kind `sign_off`."
    )
    local_label: Maybe[Line] = Field(None, description="The council's own label for the code.")
