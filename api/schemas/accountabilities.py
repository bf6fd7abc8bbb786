"""Accountability: which post answers for what, from when to when."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import CodeOf, Maybe, OrganisationRef, PartialDate, PostRef, Ref, Slug, Thing


class Accountability(Thing):
    """A post, or an organisation with no post known, answers for a recommendation, a project or a whole assembly.

    Its id is that of what it is about and six letters. `accountable` is held by at most one post of an
    organisation at a time, and never inferred.
    """

    type: Literal["accountability"]
    about: Annotated[Slug, Ref("recommendation", "project", "assembly", "engagement")] = Field(
        description="A recommendation, a project or an assembly."
    )
    organisation: OrganisationRef
    post: Maybe[PostRef] = None
    role: Annotated[str, CodeOf("accountability_role")]
    begins: Maybe[PartialDate] = None
    ends: Maybe[PartialDate] = None
    ground: Annotated[str, CodeOf("ground")]
