"""The parameters of lists. A repeated filter means any of its values; different filters mean all of them."""

from datetime import UTC, date, datetime, time
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from api.schemas.base import MAX_SEQUENCE, TEXT_PATTERN, CodeOf, Slug
from api.schemas.coding import FACETS, CodedFilters, place_keys
from db.queries.filters import Filters
from db.words import words


def _moment_or_day(value: str) -> str:
    since(value)
    return value


def since(value: str) -> datetime:
    """A moment; a day means its beginning in UTC. Raises ValueError for what is neither."""
    if len(value) == len("2026-11-23"):
        return datetime.combine(date.fromisoformat(value), time(), UTC)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone: write 2026-11-23T09:00:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("that moment is outside the calendar") from None


Since = Annotated[
    str,
    AfterValidator(_moment_or_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=TEXT_PATTERN)]
FEW = Field(max_length=50)
Ids = Annotated[list[Slug], FEW]


class Paged(BaseModel):
    """What every list takes that is answered in pages."""

    model_config = ConfigDict(extra="ignore")

    limit: int = Field(50, ge=1, le=200, description="How many on a page.")
    cursor: Annotated[str, StringConstraints(max_length=2000)] | None = Field(None, description="From `next`, whole.")


class PagedAtMoment(Paged):
    """What a list of the public record takes, whose pages all answer as of one moment."""

    cursor: Annotated[str, StringConstraints(max_length=2000)] | None = Field(
        None, description="From `next`, whole. Later pages answer as of the moment of the first."
    )


class ListQuery(PagedAtMoment):
    """What every list takes."""

    listed: ClassVar[str]
    axes: ClassVar[tuple[str, ...]] = ()

    q: Word | None = Field(
        None,
        description="Words that all occur in the titles and texts, in any of their languages; without regard to case,"
        " accents (`ty` finds `Tŷ`) or English endings (`tree` finds `trees`).",
        examples=["tree"],
    )
    updated_since: Since | None = Field(
        None, description="Only what something was published about since: a day, or a moment with its zone."
    )
    sort: str = "order"
    total: bool = Field(False, description="Whether to add how many there are in all.")

    def filters(self) -> Filters:
        """What is asked for, as filters of the index."""
        axes = {axis: values for axis in self.axes if (values := getattr(self, axis)) is not None and values != []}
        if "place" in axes:
            axes["place"] = place_keys(axes["place"])
        return Filters(
            self.listed,
            {axis: values if isinstance(values, list) else [values] for axis, values in axes.items()},
            frozenset(words(self.q) or {""}) if self.q else frozenset(),  # signs without a word find nothing
            since(self.updated_since) if self.updated_since else None,
        )


class RecommendationFilters(CodedFilters):
    """The filters of recommendations, freely combined."""

    model_config = ConfigDict(extra="ignore")

    assembly: Ids = Field([], description="Of these assemblies.")
    organisation: Ids = Field([], description="That one of these answers for, answered, or commissioned.")
    post: Ids = Field([], description="That one of these posts answers for, or did.")
    project: Ids = Field([], description="That one of these projects contributes to.")
    response: Annotated[list[Annotated[str, CodeOf("response")]], FEW] = Field([], description="What was answered.")
    answered_as: Annotated[list[Annotated[str, CodeOf("answered_as")]], FEW] = Field(
        [], description="How: the item itself, its theme, or all together."
    )
    progress: Annotated[list[Annotated[str, CodeOf("progress")]], FEW] = Field([], description="What has happened.")
    schedule: Annotated[list[Annotated[str, CodeOf("schedule")]], FEW] = Field([], description="Whether it is on time.")
    assurance: Annotated[list[Annotated[str, CodeOf("assurance")]], FEW] = Field([], description="Who says so.")
    theme: Annotated[list[Word], FEW] = Field([], description="Of these themes, spelt as they are.")
    kind: Annotated[list[Annotated[str, CodeOf("recommendation_kind")]], FEW] = Field([], description="Of these kinds.")
    standing: Annotated[list[Annotated[str, CodeOf("standing")]], FEW] = Field([], description="Of these standings.")
    owed: Annotated[list[Annotated[str, CodeOf("owed", groups=("any", "late"))]], FEW] = Field(
        [],
        description="What is owed: on one of these grounds, on `any`, or `late`, which is any of the four by a day that"
        " was promised or set by law.",
    )
    update_overdue: bool | None = Field(None, description="Whether an update was due by now and has not come.")
    in_hold: bool | None = Field(
        None, description="Whether a hold before an election stands, of an organisation that answers for it."
    )


class PlainQuery(ListQuery):
    """What a list takes that is not of recommendations."""

    sort: Literal["order", "-order", "updated", "-updated"] = Field(
        "order", description="`order`: by id; `updated`: oldest change first; with `-`, the other way round."
    )


_RECOMMENDATION_AXES = tuple(RecommendationFilters.model_fields)


class RecommendationQuery(RecommendationFilters, ListQuery):
    """The parameters of the list of recommendations."""

    listed = "recommendation"
    axes = _RECOMMENDATION_AXES
    sort: Literal["order", "-order", "updated", "-updated", "due", "-due"] = Field(
        "order",
        description="`order`: by assembly and its own order; `updated`: oldest change first; `due`: by date;"
        " with `-`, the other way round.",
    )


class SummaryQuery(RecommendationFilters):
    """The parameters of the summary: the filters of the list of recommendations."""

    q: Word | None = Field(None, description="Words that all occur in the titles and texts.", examples=["tree"])
    updated_since: Since | None = Field(None, description="Only what something was published about since.")

    def filters(self) -> Filters:
        return RecommendationQuery.model_validate(self.model_dump()).filters()


class AssemblyQuery(CodedFilters, PlainQuery):
    """The parameters of the list of assemblies."""

    listed = "assembly"
    axes = ("organisation", "kind", *FACETS)
    organisation: Ids = Field([], description="That one of these commissioned, ran or keeps the record of.")
    kind: Annotated[list[Annotated[str, CodeOf("form")]], FEW] = Field([], description="Of these forms.")


class EngagementQuery(CodedFilters, PlainQuery):
    """The parameters of the list of engagements."""

    listed = "engagement"
    axes = ("organisation", "form", "decision", "state", *FACETS)
    organisation: Ids = Field([], description="That one of these commissioned, ran, asked for or keeps the record of.")
    form: Annotated[list[Annotated[str, CodeOf("form")]], FEW] = Field([], description="Of these forms.")
    decision: Annotated[list[Word], FEW] = Field(
        [], description="That feed one of these decisions: the id of a project or plan, or a decision's reference."
    )
    state: Annotated[list[Annotated[str, CodeOf("engagement_state")]], FEW] = Field(
        [], description="That stand so on the day; assemblies, whose recommendations each have a status, never do."
    )


class ProjectQuery(CodedFilters, PlainQuery):
    """The parameters of the list of projects."""

    listed = "project"
    axes = ("assembly", "recommendation", "organisation", "post", "kind", "stage", *FACETS)
    assembly: Ids = Field([], description="That contribute to one of these assemblies.")
    recommendation: Ids = Field([], description="That contribute to one of these recommendations.")
    organisation: Ids = Field([], description="That one of these leads or is a partner in.")
    post: Ids = Field([], description="That one of these posts answers for.")
    kind: Annotated[list[Annotated[str, CodeOf("project_kind")]], FEW] = Field([], description="Of these kinds.")
    stage: Annotated[list[Annotated[str, CodeOf("stage")]], FEW] = Field([], description="At one of these stages.")


class DeclarationQuery(PlainQuery):
    """The parameters of the list of declarations: by no word, and by nothing that came of one."""

    listed = "declaration"
    axes = ("about",)
    about: Ids = Field([], description="About one of these projects, engagements or assemblies.")


class OrganisationQuery(PlainQuery):
    """The parameters of the list of organisations."""

    listed = "organisation"
    axes = ("kind",)
    kind: Annotated[list[Annotated[str, CodeOf("organisation_kind")]], FEW] = Field([], description="Of these kinds.")


class PostQuery(PlainQuery):
    """The parameters of the list of posts."""

    listed = "post"
    axes = ("organisation", "kind")
    organisation: Ids = Field([], description="Of one of these organisations.")
    kind: Annotated[list[Annotated[str, CodeOf("post_kind")]], FEW] = Field([], description="Of these kinds.")


class StatusQuery(BaseModel):
    """What may be asked of a status."""

    why: bool = Field(False, description="Say what each piece of the sentence stands on.")


class HistoryQuery(PagedAtMoment):
    """The parameters of a history."""


class ChangesQuery(BaseModel):
    """The parameters of the change feed."""

    model_config = ConfigDict(extra="ignore")

    after: int = Field(
        0,
        ge=0,
        le=MAX_SEQUENCE,
        description="The last sequence you have; 0 for everything from the first.",
        examples=[100],
    )
    limit: int = Field(100, ge=1, le=1000, description="How many at most.")
