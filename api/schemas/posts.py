"""A post: a job at an organisation, which answers for things whoever holds it."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import (
    CodeOf,
    LangMap,
    Line,
    Mailbox,
    Maybe,
    OrganisationRef,
    PartialDate,
    PostRef,
    Schema,
    Thing,
)
from api.schemas.organisations import EarlierName


class NamedHolder(Schema):
    """A holder whose name is public, with the reason recorded. Other holders stand on no public record."""

    name: Line
    reason: LangMap
    begins: Maybe[PartialDate] = None
    ends: Maybe[PartialDate] = None


class Post(Thing):
    """A post's own facts. Its id begins with its organisation's."""

    type: Literal["post"]
    organisation: OrganisationRef
    kind: Annotated[str, CodeOf("post_kind")]
    name: LangMap = Field(description="The title of the post as it is now.")
    earlier_names: Maybe[list[EarlierName]] = None
    remit: Maybe[LangMap] = Field(None, description="What the post does, in a sentence.")
    reports_to: Maybe[PostRef] = Field(None, description="The post it reports to: its line ends where none is named.")
    contact: Maybe[Mailbox] = Field(None, description="A team mailbox, never a person's.")
    holders: Maybe[list[NamedHolder]] = None
