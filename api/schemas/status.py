"""The status of a recommendation: the four answers, the dates and the sentence, in a fixed shape."""

from typing import Annotated

from pydantic import Field

from api.schemas.base import CodeOf, LangMap, Maybe, PartialDate, Reference, Schema, Slug


class HoldNow(Schema):
    """The hold before an election that stands on the day asked about."""

    organisation: Reference = Field(description="Who publishes less.")
    begins: str = Field(description="The first day of it.")
    ends: str = Field(description="The last day of it.")
    occasion: LangMap


class EndedPlan(Schema):
    """The plan meant to deliver it, which is over."""

    plan: Reference
    ended: str | None = Field(description="When, as precise as it is known.")
    followed_by: Reference | None = Field(description="The plan that followed it, where that is on this record.")


class StatusLabels(Schema):
    """The words for the codes of a status, by language; null where there is no code."""

    response: LangMap | None
    answered_as: LangMap | None
    progress: LangMap | None
    schedule: LangMap
    assurance: list[LangMap] = Field(description="In the order of the codes.")


class StatusClause(Schema):
    """A piece of the sentence, and the things of the record it stands on."""

    text: dict[str, str] = Field(description="In each language of the sentence.")
    stands_on: list[str] = Field(description="Their ids. Were one of them not there, it would say something else.")


class Status(Schema):
    """Every field but `why` is always there; one that does not apply is null. Days are `2026-11-23`, in UTC."""

    type: str = Field(description="Always `recommendation`.")
    id: Slug
    url: str
    rules: int = Field(description="The number of the rules that worked it out.")
    day: str = Field(description="The day it was worked out for.")
    response: Annotated[str, CodeOf("response")] | None = Field(description="What was answered.")
    answered_as: Annotated[str, CodeOf("answered_as")] | None = Field(
        description="Whether the item itself was answered, its theme, or the whole assembly together."
    )
    answered_by: Reference | None
    answered_on: str | None = Field(description="A date as precise as it is known.")
    answer_due: str | None = Field(description="The day an answer was promised by.")
    answer_days_late: int | None
    progress: Annotated[str, CodeOf("progress")] | None = Field(
        description="What has happened; null of an item that asks for nothing."
    )
    progress_on: str | None = Field(description="When that was true, as precise as it is known.")
    progress_said_by: Reference | None
    coded_by: Annotated[str, CodeOf("coded_by")] | None = Field(
        description="Who chose the code: whoever says it, or the record's keeper; null where nothing leads."
    )
    response_coded_by: Annotated[str, CodeOf("coded_by")] | None = Field(
        description="Who chose the code of the answer: whoever gave it, or the record's keeper where the source's own"
        " word stands beside it; null where no answer leads, or the record cannot tell."
    )
    happened_on: str | None = Field(description="When something last happened, as precise as it is known.")
    still_true_on: str | None = Field(description="When it was last confirmed that nothing had changed.")
    schedule: Annotated[str, CodeOf("schedule")] = Field(description="Whether it is on time.")
    due: str | None
    first_due: str | None = Field(description="The first date given, which stays for ever.")
    members_asked_by: str | None = Field(description="The members' own date; it makes nothing late.")
    times_moved: int
    days_late: int | None
    update_overdue: bool
    next_update_due: str | None = Field(description="The first of the next two.")
    report_due: str | None = Field(description="The day by which a report was promised.")
    news_due: str | None = Field(description="The day for the next news, as the last news gave it.")
    assurance: list[Annotated[str, CodeOf("assurance")]] = Field(description="Who says so; several may hold.")
    last_looked: str | None = Field(
        description="The last day the record's compiler looked; null where it is kept by the body that answers."
    )
    sentence: dict[str, str] = Field(description="The status in one plain sentence, by language.")
    owed: list[Annotated[str, CodeOf("owed")]] = Field(
        description="On which grounds something is owed. *Late* are those of a day that was promised or set by law:"
        " `delivery`, `decision`, `answer`, `report`."
    )
    ended_plan: EndedPlan | None = Field(
        description="Where `plan_ended` is one of those grounds, which plan that was; null elsewhere."
    )
    spans: dict[str, PartialDate] = Field(
        description="Those of the dates above that span more than one value can say, whole, each by its field."
    )
    hold: HoldNow | None = Field(
        description="A hold before an election of an organisation that answers for it; null where none stands."
    )
    late_in_hold: bool = Field(description="Whether it is late while that hold stands. Late stays late.")
    note: dict[str, str] | None = Field(
        description="What readers are told beside the sentence, by language: of the hold, else that an update is being"
        " checked, which was written by the day it was due; null where neither is so."
    )
    labels: StatusLabels
    accountable: list[Reference] = Field(
        description="The posts that are accountable for it on that day; an organisation where no post of it is known."
    )
    why: Maybe[list[StatusClause]] = Field(None, description="Only where it was asked for.")


class ClockState(Schema):
    """What the clock alone decides, from a day on, as long as nothing new is published."""

    from_: str = Field(alias="from", description="The first day it holds.")
    response: Annotated[str, CodeOf("response")] | None
    schedule: Annotated[str, CodeOf("schedule")]
    update_overdue: bool
    in_hold: bool = Field(description="Whether a hold before an election stands.")
    owed: list[Annotated[str, CodeOf("owed")]] = Field(description="On which grounds something is owed.")
