"""Lineage: what became of a recommendation's wording, or which project a council made of it."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import AssemblyRef, CodeOf, Maybe, PartialDate, RecommendationRef, Ref, Slug, Thing


class Lineage(Thing):
    """A split, merge, rewording or supersession, or a recommendation taken up as a project. Its id begins with its
    assembly's.
    """

    type: Literal["lineage"]
    assembly: AssemblyRef
    kind: Annotated[str, CodeOf("lineage_kind")]
    came_from: Annotated[list[RecommendationRef], Field(min_length=1, max_length=500)] = Field(
        description="Recommendations."
    )
    became: Annotated[list[Annotated[Slug, Ref("recommendation", "project")]], Field(min_length=1, max_length=500)] = (
        Field(description="Recommendations, or projects.")
    )
    by: Annotated[str, CodeOf("lineage_by")]
    members: Annotated[str, CodeOf("members_view")]
    date: Maybe[PartialDate] = None
