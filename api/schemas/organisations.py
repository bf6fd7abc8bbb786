"""An organisation: whoever commissions, answers, delivers, keeps or judges."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Address, CodeOf, LangMap, LanguageTag, Maybe, OrganisationRef, PartialDate, Schema, Thing


class EarlierName(Schema):
    """A name or title that was used before."""

    name: LangMap
    begins: Maybe[PartialDate] = None
    ends: Maybe[PartialDate] = None


class Successor(Schema):
    """The organisation that took over."""

    organisation: OrganisationRef
    begins: Maybe[PartialDate] = None


class Organisation(Thing):
    """An organisation's own facts."""

    type: Literal["organisation"]
    kind: Annotated[str, CodeOf("organisation_kind")]
    name: LangMap
    official_name: Maybe[LangMap] = None
    earlier_names: Maybe[list[EarlierName]] = None
    language: LanguageTag = Field(description="The language its bare texts are in.")
    release: Maybe[Annotated[str, CodeOf("release")]] = Field(
        None, description="Whether a second person releases what it publishes; `self` unless said."
    )
    appointed_by: Maybe[OrganisationRef] = Field(None, description="For a panel: the organisation that appointed it.")
    successors: Maybe[list[Successor]] = None
    website: Maybe[Address] = None
