"""The record document of an assembly or an engagement: the one exchange format."""

from typing import Annotated, Literal, get_args

from pydantic import ConfigDict, Field

from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.base import CodeOf, LangMap, Maybe, Schema, Slug
from api.schemas.declarations import Declaration
from api.schemas.engagements import Engagement
from api.schemas.lineages import Lineage
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.schemas.projects import Contribution, Project
from api.schemas.recommendations import Recommendation
from api.schemas.replies import Reply
from api.schemas.responses import Response
from api.schemas.tallies import Tally
from api.schemas.testimonies import Testimony
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict
from db.vocabulary import THING_TYPES

RECORD_FORMAT = "assembly-record/1"


WHOLES = ("assembly", "engagement")  # of what a record is; a document names one of these


class Tombstone(Schema):
    """What is left in the exchange format of a thing that was withdrawn or erased."""

    type: Literal["tombstone"]
    of: Annotated[str, CodeOf("thing_type")]
    id: Slug
    nature: Literal["withdrawal", "erasure"]
    by: Maybe[Slug] = Field(None, description="The organisation that withdrew it.")
    reason: Maybe[LangMap] = None
    ground: Maybe[Annotated[str, CodeOf("erasure_ground")]] = None
    names: Maybe[list[Slug]] = Field(None, description="What it was about, so that it stays in the same record.")


RecordThing = (
    Organisation
    | Post
    | Assembly
    | Engagement
    | Recommendation
    | Lineage
    | Response
    | Project
    | Contribution
    | Declaration
    | Testimony
    | Accountability
    | Update
    | Verdict
    | Reply
    | Tally
)
RecordItem = Annotated[RecordThing | Tombstone, Field(discriminator="type")]
Whole = Assembly | Engagement
# The schemas by type.
THING_SCHEMAS: dict[str, type[RecordThing]] = {
    get_args(schema.model_fields["type"].annotation)[0]: schema for schema in get_args(RecordThing)
}


class RecordDocument(Schema):
    """Everything that stands in the record of one assembly, or of one engagement that is none, in id order: own facts
    only, no history, no drafts.
    """

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [whole]} for whole in WHOLES]})

    format: Literal["assembly-record/1"]
    assembly: Maybe[Slug] = Field(None, description="The assembly whose record it is.")
    engagement: Maybe[Slug] = Field(None, description="The engagement whose record it is, where it is no assembly's.")
    things: Annotated[list[RecordItem], Field(max_length=200_000)]


assert tuple(THING_SCHEMAS) == THING_TYPES  # noqa: S101 - one list of kinds, in one order
