"""Accountability: which post answers for what, from when to when."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import CodeOf, Maybe, OrganisationRef, PartialDate, PostRef, Ref, Slug, Thing


class Accountability(Thing):
    """A post, or an organisation with no post known, answers for a recommendation or a project.

    Its id is its recommendation's or project's and six letters. `accountable` is held by at most one post of an
    organisation at a time, and never inferred.
    """

    type: Literal["accountability"]
    about: Annotated[Slug, Ref("recommendation", "project")] = Field(description="A recommendation or a project.")
    organisation: OrganisationRef
    post: Maybe[PostRef] = None
    role: Annotated[str, CodeOf("accountability_role")]
    begins: Maybe[PartialDate] = None
    ends: Maybe[PartialDate] = None
    ground: Annotated[str, CodeOf("ground")]
