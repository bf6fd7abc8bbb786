"""A declaration: what an organisation calls a piece of work. What the evidence supports is worked out, never typed."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Address, CodeOf, LangMap, Maybe, OrganisationRef, PartialDate, Ref, Schema, Slug, Thing


class Charter(Schema):
    """A charter that whoever declares goes by, beside our codes."""

    name: LangMap
    address: Maybe[Address] = None


class Declaration(Thing):
    """What an organisation calls a piece of work. Its id is that of the work and six letters."""

    type: Literal["declaration"]
    about: Annotated[Slug, Ref("project", "engagement", "assembly")] = Field(
        description="The work: a project, an engagement or an assembly."
    )
    by: OrganisationRef
    level: Annotated[str, CodeOf("level")]
    text: Maybe[LangMap] = Field(None, description="Why they call it that, in their own words.")
    charter: Maybe[Charter] = None
    stages: Maybe[Annotated[list[Annotated[str, CodeOf("work_stage")]], Field(min_length=1, max_length=5)]] = Field(
        None, description="The stages of the work that it is about, where it is not about all."
    )
    answer_by: Maybe[PartialDate] = Field(None, description="By when the other side is asked to answer.")
    since: Maybe[PartialDate] = Field(None, description="Since when they call it that.")
