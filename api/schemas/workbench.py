"""What the workbench takes and answers."""

from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, StringConstraints, Tag

from api.schemas.answers import Moment, ThingName
from api.schemas.base import (
    BARE,
    MAX_SEQUENCE,
    WHOLE,
    Address,
    AsWhole,
    CodeOf,
    DateValue,
    Figure,
    LangMap,
    LangMapSchema,
    LanguageTag,
    Line,
    Maybe,
    OrganisationRef,
    PartialDate,
    PostRef,
    Ref,
    Schema,
    Slug,
    Source,
    Text,
    bare_or_whole,
)
from api.schemas.updates import Delay, DueDate, Evidence, Update

_EITHER = Discriminator(bare_or_whole)
LangText = Annotated[
    Annotated[LangMap, Tag(WHOLE)] | Annotated[Text, Tag(BARE)],
    _EITHER,
    Field(description="A text by language tag, or bare in the organisation's language."),
]
LangPatch = Annotated[
    Annotated[dict[LanguageTag, Text | None], Field(max_length=20), LangMapSchema(maxProperties=20), Tag(WHOLE)]
    | Annotated[Text, Tag(BARE)],
    _EITHER,
    Field(description="Texts by language tag to change; null removes a language. Bare: the organisation's language."),
]
AnyDate = Annotated[
    Annotated[PartialDate, Tag(WHOLE)] | Annotated[DateValue, Tag(BARE)],
    _EITHER,
    Field(description="A date, bare or with the words as printed."),
]
UpdateRef = Annotated[Slug, Ref("update")]
_KIND = Annotated[str, CodeOf("update_kind")]
_PROGRESS = Annotated[str, CodeOf("progress", without=("unknown",))]


class UpdateCreate(Schema):
    """What an officer says: what changed, in plain words, and where that leaves it."""

    summary: LangText = Field(description="What changed, in one plain sentence.")
    progress: Maybe[_PROGRESS] = Field(None, description="Required of news and corrections about a recommendation.")
    kind: _KIND = "news"
    date: Maybe[AnyDate] = Field(None, description="The date it was true; today unless said.")
    post: Maybe[PostRef] = Field(None, description="Which of your posts says so, where several answer for it.")
    detail: Maybe[LangText] = None
    done_by: Maybe[list[OrganisationRef]] = None
    evidence: Maybe[list[Evidence]] = None
    figures: Maybe[list[Figure]] = None
    counts_differ: Maybe[bool] = None
    delays: Maybe[list[Delay]] = None
    works: Maybe[LangText] = Field(None, description="What works.")
    learned: Maybe[LangText] = Field(None, description="What was learned.")
    next_update_due: Maybe[AnyDate] = None
    due: Maybe[DueDate] = None
    corrects: Maybe[UpdateRef] = None
    checked_by: Maybe[PostRef] = None
    local_label: Maybe[Line] = None
    sources: Maybe[list[Source]] = None
    note: Maybe[LangText] = None
    publish: bool = Field(False, description="Publish at once; where a second person releases, submit it to them.")


def _without_defaults(schema: dict[str, Any]) -> None:
    for described in schema["properties"].values():
        described.pop("default", None)  # what is absent stays as it is


class UpdatePatch(Schema):
    """A JSON merge patch (RFC 7396) of the working copy: what is absent stays, null removes."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    summary: LangPatch = Field({}, description="What changed, in one plain sentence.")
    progress: _PROGRESS | None = None
    kind: _KIND = "news"
    date: AnyDate = Field("2000", description="The date it was true.")
    detail: LangPatch | None = None
    done_by: list[OrganisationRef] | None = None
    evidence: list[Evidence] | None = None
    figures: list[Figure] | None = None
    counts_differ: bool | None = None
    delays: list[Delay] | None = None
    works: LangPatch | None = None
    learned: LangPatch | None = None
    next_update_due: AnyDate | None = None
    due: DueDate | None = None
    corrects: UpdateRef | None = None
    checked_by: PostRef | None = None
    local_label: Line | None = None
    sources: list[Source] | None = None
    note: LangPatch | None = None


class PublishedAs(Schema):
    """The publication that stands of it."""

    sequence: int
    published_at: Moment


class WorkingUpdate(Update):
    """An update as it is being worked on, and what is public of it."""

    url: Address = Field(description="Its canonical address once it is public.")
    state: str = Field(description="`draft`, `submitted` (waiting for another to release it) or `clean` (as public).")
    revision: int = Field(description="Goes up with every change; the ETag.")
    published: Maybe[PublishedAs] = None


class WorkingUpdates(Schema):
    items: list[WorkingUpdate]
    next: str | None


class Withdrawal(Schema):
    """Why a statement is withdrawn; readers see it."""

    reason: LangText = Field(description="Why, in one plain sentence.")


class ErasureCreate(Schema):
    """Which publication's body goes, and on what ground. Being unwelcome is no ground."""

    sequence: Annotated[int, Field(ge=1, le=MAX_SEQUENCE, strict=True), AsWhole] = Field(description="The publication.")
    ground: Annotated[str, CodeOf("erasure_ground")]
    by: OrganisationRef = Field(description="The organisation that decided it.")


class Erasure(Schema):
    """A body that was erased."""

    sequence: int = Field(description="The publication whose body is gone.")
    erased_by: int = Field(description="The publication that says so.")
    erased_at: Moment
    ground: str
    thing: ThingName


class Erasures(Schema):
    items: list[Erasure]
    next: str | None


class ImportReport(Schema):
    """What loading a record document did."""

    assembly: Slug
    added: int
    changed: int
    withdrawn: int
    unchanged: int
    sequence: int = Field(description="The head of the record afterwards.")
    sentence: str


class RecordLink(Schema):
    """An assembly whose record is held here."""

    assembly: Slug
    record: Address


class RecordLinks(Schema):
    items: list[RecordLink]
    next: str | None


IdempotencyKey = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
