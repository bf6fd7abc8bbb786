"""An organisation: whoever commissions, answers, delivers, keeps or judges."""

from typing import Annotated, Literal, TypeVar

from pydantic import Field

from api.schemas.base import (
    Address,
    AsWhole,
    CodeOf,
    LangMap,
    LanguageTag,
    Line,
    Mailbox,
    Maybe,
    OrganisationRef,
    PartialDate,
    Ref,
    Schema,
    Slug,
    Source,
    Thing,
    WholeDay,
)

_T = TypeVar("_T")
_Few = Annotated[list[_T], Field(min_length=1, max_length=50)]
WorkRef = Annotated[Slug, Ref("project", "engagement", "assembly")]


class EarlierName(Schema):
    """A name or title that was used before."""

    name: LangMap
    begins: Maybe[PartialDate] = None
    ends: Maybe[PartialDate] = None


class Successor(Schema):
    """The organisation that took over."""

    organisation: OrganisationRef
    begins: Maybe[PartialDate] = None


class Hold(Schema):
    """A time before an election in which an organisation publishes less; factual corrections go on."""

    begins: WholeDay = Field(description="The first day of it: the day of the notice of election.")
    ends: WholeDay = Field(description="The last day of it: polling day.")
    occasion: LangMap = Field(description="What it is for, such as “Local elections, 6 May 2027”.")
    election: Maybe[Line] = Field(
        None, description="The election’s id in Democracy Club’s scheme, such as `local.anytown.2027-05-06`."
    )
    source: Maybe[Source] = None


class AsksWelcome(Schema):
    """On what terms a group may be asked for its members' time, as the group says."""

    per_year: Maybe[Annotated[int, Field(ge=0, le=1_000, strict=True), AsWhole]] = Field(
        None, description="How often in a year it welcomes being asked."
    )
    contact: Maybe[Mailbox] = Field(None, description="Whom to write to: a mailbox of the group, never a person's.")
    note: Maybe[LangMap] = Field(None, description="What else it asks for, such as to be paid.")


class Organisation(Thing):
    """An organisation's own facts."""

    type: Literal["organisation"]
    kind: Annotated[str, CodeOf("organisation_kind")]
    name: LangMap
    official_name: Maybe[LangMap] = None
    name_inside: Maybe[LangMap] = Field(
        None, description="The name as it stands inside a sentence, where that differs: “the French government”."
    )
    earlier_names: Maybe[list[EarlierName]] = None
    language: LanguageTag = Field(description="The language its bare texts are in.")
    release: Maybe[Annotated[str, CodeOf("release")]] = Field(
        None, description="Whether a second person releases what it publishes; `self` unless said."
    )
    appointed_by: Maybe[OrganisationRef] = Field(None, description="For a panel: the organisation that appointed it.")
    owned_by: Maybe[_Few[OrganisationRef]] = Field(None, description="Who owns or controls it.")
    funded_by: Maybe[_Few[OrganisationRef]] = Field(None, description="Who gives it money.")
    paid_to_run: Maybe[_Few[WorkRef]] = Field(None, description="The work that it was paid to run.")
    run_by_people: Maybe[bool] = Field(
        None,
        description="Whether people who live there, use a service or took part run it; true of charities and community"
        " groups unless said.",
    )
    declares: Maybe[bool] = Field(None, description="Whether it says of its work who held the pen.")
    ended: Maybe[PartialDate] = Field(None, description="When it ceased to be.")
    successors: Maybe[list[Successor]] = None
    holds: Maybe[list[Hold]] = Field(
        None, description="The times before elections in which it publishes less, past and coming; no two share a day."
    )
    asks_welcome: Maybe[AsksWelcome] = Field(
        None, description="For a group: on what terms it may be asked for its time."
    )
    website: Maybe[Address] = None
