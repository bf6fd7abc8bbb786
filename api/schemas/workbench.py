"""What the workbench takes and answers."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.schemas.answers import EngagementStatus, Moment, Panel, ThingName
from api.schemas.base import (
    MAX_SEQUENCE,
    Address,
    AsWhole,
    CodeOf,
    Day,
    DayValue,
    LangMap,
    LanguageTag,
    Line,
    Mailbox,
    Maybe,
    OrganisationRef,
    Schema,
    Slug,
    Text,
)
from api.schemas.forms import LangText
from api.schemas.queries import Paged
from api.schemas.status import Status


def _moment(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None and "T" in value:
            moment.astimezone(UTC)
            return value
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError(
        "moment", "'{value}' is not a moment with its zone: write 2026-12-01T18:30:00Z", {"value": value[:40]}
    )


When = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class PublishedAs(Schema):
    """The publication that stands of it."""

    sequence: int
    published_at: Moment


class Exempt(Schema):
    """Who alone sees a draft, and until when it is exempt from publication."""

    until: DayValue = Field(description="The last day of it.")
    posts: list[Slug]
    ground: Maybe[str] = Field(None, description="On which ground, in words.")


class Exemption(Schema):
    """Which posts alone see a draft, and until when; both left out, it is seen again by everybody who works on it."""

    until: Maybe[DayValue] = Field(None, description="The last day of it; it can be public from the next.")
    posts: Annotated[list[Slug], Field(max_length=20)] = Field([], description="The posts whose officers see it.")
    ground: Maybe[Line] = Field(None, description="On which ground, in words, for whoever sees the draft.")

    @property
    def day(self) -> date | None:
        """The last day of it."""
        return date.fromisoformat(self.until) if self.until else None


class ExemptDraft(Schema):
    """That a draft is exempt, without a word of it."""

    type: str
    state: Annotated[str, CodeOf("working_state")]
    until: str
    posts: list[Slug]


class ExemptDrafts(Schema):
    """What is exempt at an organisation."""

    exempt: list[ExemptDraft]


class WaitingForHold(Schema):
    """Something that was released and waits for the end of a hold."""

    type: str
    id: Slug
    publish_at: Moment = Field(description="When it would have been public.")


class HoldKept(Schema):
    """A hold before an election that stands or is to come, and what waits because of it."""

    begins: str
    ends: str
    occasion: LangMap
    election: Maybe[str] = None
    waiting: list[WaitingForHold] = Field(description="What was released and is public once the hold has ended.")


class HoldsKept(Schema):
    """The holds of an organisation that stand or are to come."""

    holds: list[HoldKept]


class Working(Schema):
    """What every working copy carries beside the thing's own facts."""

    url: Address = Field(description="Its canonical address once it is public.")
    state: Annotated[str, CodeOf("working_state")]
    revision: int = Field(description="Goes up with every change; the ETag. 0 where nobody here has changed it yet.")
    changed_at: Moment = Field(description="When its working copy was last changed.")
    returned: Maybe[Line] = Field(None, description="Why it came back to whoever wrote it.")
    withdrawing: Maybe[LangMap] = Field(None, description="Why it is to be withdrawn, where that waits for release.")
    nature: Maybe[str] = Field(None, description="What it would be published as, where it is not as it is public.")
    publish_at: Maybe[Moment] = Field(None, description="When it becomes public, once released.")
    hold_reason: Maybe[Line] = Field(None, description="Why a hold before an election does not stop it.")
    exempt: Maybe[Exempt] = Field(None, description="Who alone sees it, and until when.")
    owned: Maybe[bool] = Field(
        None, description="Of a post, or of what one is accountable for: whether anybody here can act for it."
    )
    published: Maybe[PublishedAs] = None


class PageQuery(Paged):
    """What every list of working copies takes."""

    state: Annotated[list[Annotated[str, CodeOf("working_state")]], Field(max_length=50)] = Field(
        [], description="In one of these states."
    )
    cursor: Annotated[str, StringConstraints(max_length=2000)] | None = Field(
        None, description="From `next`, whole. What was changed meanwhile comes first, on a new first page."
    )


class WorkQuery(PageQuery):
    """What a list of one kind of thing takes."""

    about: Slug | None = Field(None, description="About this thing.", examples=["anytown-streets-2025-3"])


# What nobody publishes a change as.
_NEVER_CHOSEN = ("confirmation", "withdrawal", "redaction", "erasure")


class Publishing(Schema):
    """How to publish; nothing in it is needed."""

    nature: Maybe[Annotated[str, CodeOf("nature", without=_NEVER_CHOSEN)]] = Field(
        None,
        description="What a change of what is public is. Unless said, a mistake that is named makes a `correction`, a"
        " mere name or one more translation a `relabelling`, anything else `news`.",
    )

    at: Maybe[When] = Field(None, description="Not before this moment, such as after the committee has met.")
    submit: bool = Field(default=False, description="Let somebody else release it, also where nobody has to.")
    hold_reason: Maybe[Line] = Field(
        None, description="Why a factual correction may pass a hold before an election; kept, never public."
    )
    at_time: Maybe[Annotated[str, CodeOf("release_time")]] = Field(
        None, description="In place of `at`, one of the moments that are offered at `/times`."
    )
    meeting: Maybe[DayValue] = Field(None, description="The day of the meeting that decides, for `at_time`.")
    one_language: Maybe[Line] = Field(
        None,
        description="Why it does not wait for a translation, where an organisation publishes in several languages"
        " together; kept, never public.",
    )
    as_writer: bool = Field(
        False,
        description="Release your own text where a second person does and nobody else could: the record says that its"
        " writer released it.",
    )

    @property
    def moment(self) -> datetime | None:
        """When to publish."""
        return None if self.at is None else datetime.fromisoformat(self.at).astimezone(UTC)


class TimesQuery(Schema):
    """What the moments that are offered are worked out from."""

    meeting: Day | None = Field(
        None, description="The day of the meeting that decides; that of the last decision it names, unless said."
    )


class OfferedTime(Schema):
    """A moment that is offered for a publication."""

    name: Annotated[str, CodeOf("release_time")] = Field(description="What to publish it with, as `at_time`.")
    label: LangMap
    after: str = Field(description="After the end of this day: of the meeting, of call-in, of the poll.")
    at: Moment = Field(description="When it would be public.")


class OfferedTimes(Schema):
    """The moments that are offered for a publication, soonest first."""

    items: list[OfferedTime]


class Sentence(Schema):
    """What readers would read of a recommendation, and what they read now."""

    recommendation: Slug
    now: Maybe[LangMap] = None
    then: Maybe[Status] = None


class EngagementSentence(Schema):
    """What readers would read of an engagement, and what they read now."""

    now: Maybe[LangMap] = None
    then: Maybe[EngagementStatus] = None


class PensPreview(Schema):
    """The panel as it would stand."""

    panel: Panel | None
    needs: list[dict[str, str]] = Field(description="What the word would still need: for whoever declares alone.")


class Preview(Schema):
    """What would be public."""

    thing: dict[str, object] = Field(description="The thing as it would be answered; a tombstone where it would go.")
    nature: Annotated[str, CodeOf("nature")]
    statuses: list[Sentence] = Field(description="The recommendations it is about, twenty at most.")
    engagement: Maybe[EngagementSentence] = Field(None, description="Where it stands, of an engagement.")
    pens: Maybe[PensPreview] = Field(None, description="Of a declaration or a testimony.")


class Note(Schema):
    """Why something goes back to whoever wrote it."""

    note: Line = Field(description="What to mend, in a sentence; whoever wrote it reads it.")


class Withdrawal(Schema):
    """Why a statement is withdrawn; readers see it."""

    reason: LangText = Field(description="Why, in one plain sentence.")


class ErasureCreate(Schema):
    """Which publication's body goes, and on what ground. Being unwelcome is no ground."""

    sequence: Annotated[int, Field(ge=1, le=MAX_SEQUENCE, strict=True), AsWhole] = Field(description="The publication.")
    ground: Annotated[str, CodeOf("erasure_ground")]
    by: OrganisationRef = Field(description="The organisation that decided it.")


class Passage(Schema):
    """Words of one text: every place in the field where exactly these stand."""

    field: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")] = Field(
        description="The field of the thing, such as `text`; with all that is in it, such as the titles of `sources`."
    )
    language: Maybe[LanguageTag] = Field(
        None, description="In which language of the text; left out in each, and in what has none."
    )
    words: Annotated[Text, Field(min_length=2)] = Field(description="The words, exactly as they stand there.")


class WordsRemovalCreate(Schema):
    """Which words of a thing are removed, and on what ground. Being unwelcome is no ground."""

    thing: Slug = Field(description="The thing whose words they are.")
    passages: Annotated[list[Passage], Field(min_length=1, max_length=50)]
    ground: Annotated[str, CodeOf("erasure_ground")]
    by: Maybe[OrganisationRef] = Field(
        None, description="The organisation that decided it, which an administrator names."
    )


class PlaceLeft(Schema):
    """A place in which text that was erased may still be."""

    place: Literal["pages", "log", "postgresql_log", "replicas", "memory", "caches", "copies", "backups", "logs"] = (
        Field(description="Which, as a word that stays the same.")
    )
    within_reach: bool = Field(description="Whether this server can take it out of there, and look.")
    detail: str = Field(description="What holds it there, and what ends that.")
    until: Maybe[Moment] = Field(None, description="Until when at most, where that is known.")


class Erasure(Schema):
    """A body that was erased, or had words removed. Nobody has read it here since; its bytes may take longer to go."""

    sequence: int = Field(description="The publication whose body is gone.")
    erased_by: int = Field(description="The publication that says so; a redaction has what is left of it.")
    nature: Literal["erasure", "redaction"]
    erased_at: Moment
    ground: str
    thing: ThingName
    state: Literal["pending", "done"] = Field(
        description="`done` once its bytes were seen to be gone from all files of the database within reach."
    )
    done_at: Maybe[Moment] = None
    left: list[PlaceLeft] = Field(
        description="Where it may still be: what is pending first, then what is out of reach."
    )


class Erasures(Schema):
    items: list[Erasure]
    next: str | None


class WordsRemoved(Schema):
    """Words that were removed from a thing: each body that had them is gone, and a redaction has the rest of it."""

    thing: ThingName
    ground: str
    removed_at: Moment
    state: Literal["pending", "done"] = Field(description="`done` once each of the bodies is.")
    bodies: list[Erasure]


class Redaction(Schema):
    """On what ground text is taken out of an entry of the audit trail."""

    ground: Annotated[str, CodeOf("erasure_ground")]


class MailboxRedaction(Schema):
    """Which mailbox is taken away, and on what ground."""

    mailbox: Mailbox
    ground: Annotated[str, CodeOf("erasure_ground")]


class MailboxRedacted(Schema):
    """Where a mailbox was taken away."""

    reminders: int = Field(description="Reminders that do not say any more to whom they went.")
    links: int = Field(description="Things that mails to it could have answered, and now cannot.")
    answers: int = Field(description="Answers by mail that do not say any more from which mailbox they came.")
    posts: list[Slug] = Field(
        description="Posts that still name it as theirs: what becomes due next is sent there again, until they change."
    )


class LooseEnd(Schema):
    """Something that hangs loose in a record document, which was loaded all the same."""

    pointer: str = Field(description="A JSON pointer into the document.")
    rule: str = Field(description="What it is, as a word that stays the same.")
    detail: str = Field(description="What hangs loose, in a sentence.")
    thing: Maybe[str] = Field(None, description="The id of the thing.")
    line: Maybe[int] = Field(None, description="The line of the document.")


class ImportReport(Schema):
    """What loading a record document did."""

    assembly: Slug = Field(description="The assembly whose record it is, or the engagement.")
    type: Literal["assembly", "engagement"]
    added: int
    changed: int
    withdrawn: int
    unchanged: int
    left_out: int = Field(description="What was erased here, or still has words that were removed; see `warnings`.")
    sequence: int = Field(description="The head of the record afterwards.")
    sentence: str
    warnings: list[LooseEnd] = Field(
        description="What was left out, and what hangs loose in the document; nothing is refused for it."
    )


class CellRefused(Schema):
    """One thing wrong in a sheet, and where."""

    cell: str = Field(description="The cell, as a spreadsheet names it.")
    column: str = Field(description="The name of its column.")
    rule: str = Field(description="The rule it breaks, as a word that stays the same.")
    detail: str = Field(description="What is wrong, and what to do about it.")


class SheetReport(Schema):
    """What became of the rows of a sheet."""

    staged: int = Field(description="Rows that are new drafts.")
    changed: int = Field(description="Rows that changed drafts which were there.")
    unchanged: int
    refused_rows: int = Field(description="Rows in which something is wrong. Nothing of them was stored.")
    refused: list[CellRefused] = Field(description="What is wrong in them; the first 200 cells.")
    things: list[Slug] = Field(description="The drafts, to release with `POST /v1/admin/releases`.")
    reopened: list[Slug] = Field(description="Those that had been submitted or scheduled, and are drafts again.")
    sheet: Maybe[str] = Field(None, description="The sheet of the workbook that was read: the one with the headings.")
    sentence: str


class RecordLink(Schema):
    """An assembly whose record is held here."""

    assembly: Slug
    record: Address


class RecordLinks(Schema):
    items: list[RecordLink]
    next: str | None


IdempotencyKey = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
