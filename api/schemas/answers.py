"""What the public API answers: own facts composed with what others say about them."""

from typing import Annotated, Literal

from pydantic import Field, create_model

from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly, Promise
from api.schemas.base import Address, CodeOf, Identifier, LangMap, Maybe, Reference, Schema, Slug
from api.schemas.declarations import Declaration
from api.schemas.engagements import Engagement
from api.schemas.lineages import Lineage
from api.schemas.posts import Post
from api.schemas.projects import Contribution, Project
from api.schemas.recommendations import Recommendation
from api.schemas.replies import Reply
from api.schemas.responses import Response
from api.schemas.status import ClockState, Status
from api.schemas.tallies import Tally
from api.schemas.testimonies import Testimony
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Published(Schema):
    """What every published thing carries."""

    url: Address = Field(description="Its canonical address.")
    sequence: int = Field(description="The publication that says so.")
    published_at: Moment = Field(description="When that was published, in UTC.")


class PublishedResponse(Response, Published): ...


class PublishedUpdate(Update, Published): ...


class PublishedVerdict(Verdict, Published): ...


class PublishedReply(Reply, Published): ...


class PublishedTally(Tally, Published): ...


class PublishedLineage(Lineage, Published): ...


class PublishedContribution(Contribution, Published): ...


class PublishedAccountability(Accountability, Published): ...


class RecommendationDetail(Recommendation, Published):
    """A recommendation with everything said about it."""

    status: Status
    responses: list[PublishedResponse]
    accountability: list[PublishedAccountability]
    contributions: list[PublishedContribution]
    updates: list[PublishedUpdate] = Field(description="The newest ten; `history` has them all.")
    verdicts: list[PublishedVerdict]
    replies: list[PublishedReply]
    lineage: list[PublishedLineage]
    timeline: list[ClockState]


class PromiseState(Schema):
    """What became of a promise by a day, worked out from the record. Every field is always there, null where it does
    not apply.
    """

    code: Annotated[str, CodeOf("promise_state")]
    by: Reference = Field(description="Whose promise it is now: who took it over, else who made it.")
    on: str | None = Field(description="When it was kept or dropped, as precise as it is known.")
    came: int | None = Field(description="How many came, where several things were promised.")
    of: int | None = Field(description="Of how many that were due so far.")
    since: str | None = Field(description="The day that passed.")
    until: str | None = Field(description="The day by which something is due next.")
    ended: str | None = Field(description="When whoever the promise is of ceased to be.")
    successors: list[Reference] = Field(description="Who took over from whoever ended.")
    last_looked: str | None = Field(
        description="The last day the record's compiler looked for it; null where it is kept by the body that answers."
    )
    label: LangMap
    sentence: dict[str, str] = Field(description="The state in plain words, by language.")


class PublishedPromise(Promise):
    """A promise, with what became of it."""

    state: PromiseState


_Promises = Maybe[list[PublishedPromise]]


class _AboutAssembly(Assembly, Published):
    """An assembly with what was said to it and about it as a whole. Its recommendations are a list of their own."""

    held: int = Field(description="How many of the recommendations its report counts this record holds.")
    responses: list[PublishedResponse]
    accountability: list[PublishedAccountability]
    contributions: list[PublishedContribution]
    updates: list[PublishedUpdate] = Field(description="The newest ten.")
    verdicts: list[PublishedVerdict]
    tallies: list[PublishedTally]
    replies: list[PublishedReply]


AssemblyDetail = create_model(
    "AssemblyDetail",
    __base__=_AboutAssembly,
    __doc__=_AboutAssembly.__doc__,
    promises=(_Promises, None),
)


class EngagementStatus(Schema):
    """Where an engagement stands, worked out from its dates and from what was published. Every field is always there,
    null where it does not apply.
    """

    type: Literal["engagement"]
    id: Slug
    url: Address
    day: str = Field(description="The day it is of.")
    state: Annotated[str, CodeOf("engagement_state")]
    label: LangMap
    results_promised: str | None = Field(description="By when, as precise as it is known.")
    published_on: str | None = Field(description="When it was published what was decided.")
    days_late: int | None = Field(description="Since the day promised; once published, how late that was.")
    in_hold: bool = Field(description="Whether a hold before an election stands, of whoever commissioned it.")
    last_looked: str | None = Field(
        description="The last day its compiler looked; null where its organisation keeps it."
    )
    sentence: dict[str, str] = Field(description="What it is, who decides, what can change and what came of it.")


class EngagementDetail(Engagement, Published):
    """An engagement, where it stands, and what is said about it."""

    status: EngagementStatus
    accountability: list[PublishedAccountability]
    updates: list[PublishedUpdate] = Field(description="The newest ten.")
    replies: list[PublishedReply]


class PanelLine(Schema):
    """One of the five lines: what it asks, who answered it, and what they say."""

    code: str = Field(description="`pen`, `changed`, `lost`, `decides` or `says`: always in this order.")
    question: dict[str, str]
    answered_by: str = Field(description="A code of /v1/codelists/answered_by.")
    mark: str = Field(description="A small mark for that, to stand beside its label.")
    label: LangMap
    says: list[dict[str, str]] = Field(description="What each side says, a sentence for each.")


class Panel(Schema):
    """Who held the pen, as each side sees it: the same five lines everywhere."""

    claim: dict[str, str] = Field(description="Who calls it what.")
    lines: list[PanelLine]
    closing: dict[str, str] = Field(description="What was shown for that, in a sentence.")


class PublishedTestimony(Testimony, Published): ...


class SideTold(Schema):
    """Where one who answered stands: `ours` is whoever declares, `other` the other side, `beside` neither."""

    testimony: Slug
    side: str
    beside_name: list[dict[str, str]] = Field(description="What stands beside its name, such as who owns it.")


class CalledBefore(Schema):
    """What the work was called before."""

    level: Annotated[str, CodeOf("level")]
    until: str = Field(description="The day on which it was called otherwise.")


class DeclarationDetail(Declaration, Published):
    """A declaration, with what each side answers, and the panel that is made of it."""

    panel: Panel | None = Field(description="Null until somebody has answered.")
    sides: list[SideTold]
    called_before: list[CalledBefore] = Field(description="The latest first.")
    testimonies: list[PublishedTestimony]
    replies: list[PublishedReply]


class ProjectDetail(Project, Published):
    """A project with what it contributes to, who answers for it, and its news."""

    contributions: list[PublishedContribution]
    accountability: list[PublishedAccountability]
    updates: list[PublishedUpdate] = Field(description="The newest ten.")
    lineage: list[PublishedLineage]
    replies: list[PublishedReply]


class PostDetail(Post, Published):
    """A post, with what it answers for, now and before."""

    accountability: list[PublishedAccountability]


class Page(Schema):
    """One page of a list."""

    next: str | None = Field(description="The address of the next page; null on the last.")
    total: Maybe[int] = Field(None, description="How many there are, where `total=true` asked.")


class ThingName(Schema):
    """The type and id of a thing."""

    type: Annotated[str, CodeOf("thing_type")]
    id: Slug


class Removal(Schema):
    """A publication whose body was taken out, and on what ground; never what it said."""

    sequence: int = Field(description="The publication that took it out; of a redaction, it has the rest.")
    removed_at: Moment
    nature: str = Field(description="A code of `nature`: `erasure` of all of it, or `redaction` of some words.")
    thing: ThingName
    ground: Annotated[str, CodeOf("erasure_ground")]
    erases: int = Field(description="The publication whose body is gone: take it out of any copy you keep.")
    decided_by: "Voice" = Field(description="Who decided it: of members, in the organisation’s place.")


class Removals(Schema):
    """A page of what was taken out of the record, the last first."""

    items: list[Removal]
    next: str | None = Field(description="The address of the next page; null on the last.")


class Voice(Schema):
    """Who said or entered a publication, as its hash covers it."""

    organisation: Slug
    capacity: Annotated[str, CodeOf("capacity")]


class PublicationRow(Schema):
    """One publication. `hash` covers the row, its body by `body_hash`, and through `previous_hash` all before it."""

    sequence: int
    published_at: Moment
    thing: ThingName
    nature: Annotated[str, CodeOf("nature")]
    said_by: Voice
    entered_by: Voice
    format: str
    ground: Maybe[Annotated[str, CodeOf("erasure_ground")]] = None
    erases: Maybe[int] = Field(None, description="The sequence whose body was erased.")
    body: dict[str, object] | None = Field(
        description="The thing's own facts as they were published; null where they were erased."
    )
    salt: str | None = Field(description="Hexadecimal; null where the body was erased.")
    body_hash: str = Field(
        description="SHA-256, in hexadecimal, of the salt's bytes followed by the body as canonical JSON (RFC 8785)."
    )
    previous_hash: str = Field(description="The `hash` of the row before; empty in the first.")
    hash: str = Field(
        description="SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of one object: `sequence`,"
        " `published_at`, `type` and `thing` (the thing's type and id), `nature`, `said_by` and `said_capacity` (the"
        " organisation and capacity), `entered_by` and `entered_capacity` likewise, `format`, `ground` and `erases`"
        " (null where the row has none), `body_hash` and `previous_hash`."
    )


class Changes(Schema):
    """Publications in order, nothing skipped."""

    items: list[PublicationRow]
    head: int = Field(description="The last sequence there is. Ask again after it.")


class Head(Schema):
    """Where the record ends: keep `sequence` and `hash`, and nothing before can be rewritten without your seeing it."""

    sequence: int = Field(description="The last publication there is; 0 where there is none.")
    hash: str = Field(description="Its `hash`, which covers all before it; empty where there is none.")
    published_at: Moment | None = Field(description="When it was published, in UTC.")


class EarlierHead(Schema):
    """Where the record ended with a publication, and whether that is what somebody kept."""

    sequence: int
    hash: str | None = Field(description="The `hash` of that publication; null where the record ends before it.")
    published_at: Moment | None
    since: int | None = Field(description="How many publications came after it.")
    stands: bool | None = Field(
        description="Whether the hash that was asked about is this one; null where none was. `false`: what was"
        " published up to there is not what it was, or the hash is not of this record."
    )


class History(Page):
    items: list[PublicationRow]


class ItemsHeld(Schema):
    """How many items of a kind and standing one assembly made, as its own documents count them, and are held."""

    kind: Annotated[str, CodeOf("recommendation_kind")]
    standing: Annotated[str, CodeOf("standing")] | None = Field(description="Null where the count does not tell.")
    made: int | None = Field(description="Null where the assembly's own documents do not count them.")
    held: int


class Totals(Schema):
    """What the headline says."""

    held: int = Field(description="How many recommendations this record holds that the assemblies' reports count.")
    made: int | None = Field(description="How many the assemblies say they made; null where one does not say.")
    items: list[ItemsHeld] = Field(
        description="Like with like, where one assembly is asked about whose documents count by kind and standing."
    )
    sentence: dict[str, str]


class Axes(Schema):
    """How many of the counted recommendations have each code. On `assurance`, `topic`, `audience` and `place` several
    may hold, and many have none.
    """

    response: dict[str, int]
    answered_as: dict[str, int]
    progress: dict[str, int]
    schedule: dict[str, int]
    assurance: dict[str, int]
    topic: dict[str, int] = Field(description="Of ours every code; of other schemes those that occur.")
    audience: dict[str, int]
    place: dict[str, int] = Field(description="By scheme and code as they are recorded, not by what lies in which.")


class OwedCounts(Schema):
    """Of how many something is owed: those that the report counts and those that are counted apart alike. Several
    grounds may hold of one.
    """

    any: int = Field(description="On any ground.")
    late: int = Field(description="Past a day that was promised or set by law: any of the next four.")
    delivery: int
    decision: int
    answer: int
    report: int
    plan_ended: int = Field(description="The plan is over and no word of the result was found. Not late.")
    no_news: int = Field(description="No news came by the day the last news gave. Not late.")


class Apart(Schema):
    """What the headline does not count, by kind and by standing."""

    total: int
    kind: dict[str, int]
    standing: dict[str, int]


class Summary(Schema):
    """Counts under the filters asked for."""

    day: str
    sequence: int
    rules: int
    totals: Totals
    axes: Axes
    owed: OwedCounts = Field(description="As the filter `owed` finds them.")
    owed_in_hold: OwedCounts = Field(
        description="How many of those are so while a hold before an election stands, of an organisation that answers"
        " for them; they are counted in `owed` too."
    )
    apart: Apart


class CodeText(Schema):
    """A code, its label and what it means."""

    code: str
    label: LangMap
    definition: LangMap
    identifiers: Maybe[list[Identifier]] = Field(None, description="What it corresponds to in other schemes.")


class Codelist(Schema):
    """A closed list of codes."""

    name: str
    url: Address
    title: LangMap
    description: LangMap
    codes: list[CodeText]


class Codelists(Schema):
    items: list[Codelist]
    next: str | None
