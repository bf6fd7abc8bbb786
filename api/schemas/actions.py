"""What the actions of the workbench take: confirming, correcting, moving a date, handing over, succeeding."""

from typing import Annotated

from pydantic import Field

from api.schemas.access import ActingAccess, EndedAccess, PersonNumber
from api.schemas.base import (
    AsWhole,
    CodeOf,
    Day,
    LanguageTag,
    Line,
    Mailbox,
    Maybe,
    OrganisationRef,
    PostRef,
    RecommendationRef,
    Schema,
    Slug,
    Source,
)
from api.schemas.forms import AnyDate, AnyDay, LangText, TakesBare, creation
from api.schemas.organisations import WorkRef
from api.schemas.updates import Delay, Update

_Publish = Annotated[bool, Field(description="Publish at once; where a second person releases, submit it to them.")]
_SPOKEN = ("id", "about", "said_by", "entered_by", "said_as", "kind", "corrects", "checked_by", "signs_off")
_Post = Annotated[Maybe[PostRef], Field(description="Which of your posts says so, where several answer for it.")]

Correction = creation(Update, name="Correction", without=_SPOKEN, defaults={"date": None}, post=(_Post, None))


class Confirmation(Schema):
    """Nothing new, still true. It can be empty."""

    summary: Maybe[LangText] = Field(None, description="In other words than “Nothing new: it is still true.”")
    date: Maybe[AnyDate] = Field(None, description="The day it was still true; today unless said.")
    next_update_due: Maybe[AnyDate] = Field(None, description="When to ask again.")
    post: _Post = None
    publish: _Publish = True


class Confirmations(Confirmation):
    """About many recommendations: nothing new, still true."""

    recommendations: Annotated[list[RecommendationRef], Field(min_length=1, max_length=500)]


class NewDate(Schema):
    """The date something is due from now on, and why it moved."""

    date: AnyDate
    set_by: Annotated[str, CodeOf("date_set_by")] = "responder"
    promised: Maybe[LangText] = Field(None, description="What is due then, in words that follow “promised”.")
    delays: Annotated[list[Delay], TakesBare(), Field(min_length=1, max_length=20)] = Field(description="Why it moved.")
    summary: Maybe[LangText] = Field(None, description="In other words than “The date was moved.”")
    post: _Post = None
    publish: _Publish = False


class SignOffAsk(Schema):
    """Which post is to check an update: one outside the line of the post that said it."""

    post: PostRef


class SignOff(Schema):
    """That a post has checked an update. It can be empty."""

    post: Maybe[PostRef] = Field(None, description="Which of your posts was asked, where several were.")
    summary: Maybe[LangText] = Field(None, description="In other words than “Checked and signed off.”")
    publish: _Publish = True


class SignOffRefusal(Schema):
    """Why a post does not sign an update off; whoever asked reads it, nobody else."""

    note: Line
    post: Maybe[PostRef] = Field(None, description="Which of your posts was asked, where several were.")


class SignOffRequest(Schema):
    """A post that was asked to sign off an update."""

    update: Slug
    post: Slug
    asked_at: str
    state: str = Field(description="`open`, `signed_off` (a draft of it was made) or `refused`.")
    note: Maybe[str] = Field(None, description="Why it was refused.")


class SignOffRequests(Schema):
    items: list[SignOffRequest]
    next: str | None


class Releases(Schema):
    """Working copies to release together, in one moment."""

    things: Annotated[list[Slug], Field(min_length=1, max_length=500)]


_WorkingDays = Annotated[int, Field(ge=1, le=60, strict=True), AsWhole]


class ReleaseRule(Schema):
    """Who releases at an organisation, where a second person does; and how long its minutes and call-in take."""

    posts: Annotated[list[Slug], Field(max_length=3)] = Field(
        [], description="The posts that release, the first the first that is told; nobody by name where it is empty."
    )
    next_after: Maybe[_WorkingDays] = Field(
        None, description="After how many working days the next of them is told; at no time where it is left out."
    )
    bank_holidays: Maybe[Annotated[str, CodeOf("bank_holidays")]] = Field(
        None, description="Whose bank holidays are no working days; none are where it is left out."
    )
    minutes_after: Maybe[_WorkingDays] = Field(
        None, description="After how many working days the minutes of a meeting are out."
    )
    call_in_days: Maybe[_WorkingDays] = Field(
        None, description="For how many working days after that a decision can be called in."
    )


class ReleaseRuleAnswer(ReleaseRule):
    """The same, and whether anybody is told by mail."""

    nobody_told: Maybe[bool] = Field(
        None,
        description="True where a second person releases, and no mail tells anybody that something waits: no post that"
        " the rule names, nor any of an editor, has a mailbox, or no mail is sent from here.",
    )


class TranslationRule(Schema):
    """The languages in which what an organisation says is published together, and the post that translates."""

    languages: Annotated[list[LanguageTag], Field(max_length=5)] = Field(
        [], description="Two or more; none: nothing waits for a translation."
    )
    post: Maybe[Slug] = Field(None, description="The post that translates, by its mailbox (`contact`).")


class TranslationAsk(Schema):
    """Drafts to send for translation, and what becomes of them once they are back."""

    things: Annotated[list[Slug], Field(min_length=1, max_length=100)]
    submit: bool = Field(default=False, description="Let somebody else release it, also where nobody has to.")


class PartnerAsk(Schema):
    """A partner that is asked to answer for itself, and the mailbox to which the link goes."""

    partner: OrganisationRef
    mailbox: Mailbox


class PartnerAsked(Schema):
    """That a partner was written to."""

    declaration: Slug
    partner: Slug
    own_mailbox: bool = Field(
        description="Whether the mailbox is its own, as it published it itself or confirmed it; else what it answers"
        " says who supplied the address, and does not count as the other side."
    )


MOST_SHEETS = 500  # of one facilitator about one declaration


class SheetsAsk(Schema):
    """A facilitator that is asked to give out sheets, how many, and the mailbox to which the link goes."""

    facilitator: OrganisationRef
    mailbox: Mailbox
    sheets: Annotated[int, Field(ge=1, le=MOST_SHEETS, strict=True)]


class SheetsAsked(Schema):
    """That a facilitator was written to, and the numbers of its sheets."""

    declaration: Slug
    facilitator: Slug
    first: int
    last: int
    own_mailbox: bool = Field(
        description="Whether the mailbox is its own; else what it gathers says who supplied the address, and does not"
        " count as the other side."
    )


class PostAbsence(Schema):
    """Until when a post is away."""

    until: Day | None = Field(None, description="The last day; left out where it is there.")


class PromiseMark(Schema):
    """What a later administration, or a successor, makes of a promise; or that it was kept, with a source."""

    by: OrganisationRef
    standing: Annotated[str, CodeOf("promise_standing")]
    date: AnyDate
    note: Maybe[LangText] = None
    source: Maybe[Source] = Field(None, description="What shows it; required where the promise was kept.")
    publish: _Publish = False


class AccountabilityHandover(Schema):
    """Which post answers from a day on."""

    post: PostRef
    on: Day | None = Field(None, description="The day; today unless said.")
    publish: _Publish = False


class PostHandover(Schema):
    """Who leaves a post and who begins. Names are private."""

    holder: Maybe[Line] = Field(None, description="Who leaves, where the post has several holders or none on record.")
    person: Maybe[PersonNumber] = Field(None, description="The same by number, where several people have the name.")
    to: Maybe[Line] = Field(None, description="Who begins.")
    to_person: Maybe[PersonNumber] = Field(None, description="The same by number, where several people have the name.")
    mailbox: Maybe[Mailbox] = Field(
        None, description="Where whoever begins signs in to the desk by links; without one they use their own account."
    )
    until: Day | None = Field(
        None, description="The last day on which they may with that mailbox, where they begin for a time."
    )
    on: Day | None = Field(None, description="The day; today unless said.")
    shares: bool = Field(
        False, description="Whoever begins shares the post with whoever holds it, and nobody leaves. For its editor."
    )


class Succession(Schema):
    """Who, or which plan, follows, and from or until when."""

    successor: Slug
    on: AnyDate
    publish: _Publish = False


class HoldCreate(Schema):
    """A time before an election in which an organisation publishes less."""

    begins: AnyDay = Field(description="The first day of it: the day of the notice of election.")
    ends: AnyDay = Field(description="The last day of it: polling day.")
    occasion: LangText = Field(description="What it is for, such as “Local elections, 6 May 2027”.")
    election: Maybe[Line] = Field(
        None, description="The election’s id in Democracy Club’s scheme, such as `local.anytown.2027-05-06`."
    )
    publish: _Publish = False


_Bodies = Annotated[list[OrganisationRef], Field(max_length=50)]


class OfItself(Schema):
    """What an organisation says of itself, so that readers know on which side it answers. An empty list takes back."""

    declares: Maybe[bool] = Field(None, description="Whether it says of its work who held the pen.")
    run_by_people: Maybe[bool] = Field(
        None, description="Whether people who live there, use a service or took part run it."
    )
    owned_by: Maybe[_Bodies] = Field(None, description="Who owns or controls it.")
    funded_by: Maybe[_Bodies] = Field(None, description="Who gives it money.")
    paid_to_run: Maybe[Annotated[list[WorkRef], Field(max_length=50)]] = Field(
        None, description="The work that it was paid to run."
    )
    publish: _Publish = False


class ElectionsReport(Schema):
    """What loading a file of elections did."""

    changed: list[Slug] = Field(description="The organisations whose holds are new or moved.")
    unknown: list[str] = Field(description="Whom the file names and this record does not know.")
    sequence: int = Field(description="The head of the record afterwards.")
    sheet: Maybe[str] = Field(None, description="The sheet of the workbook that was read: the one with the headings.")
    sentence: str


class Held(Schema):
    """Somebody's time in a post; never public."""

    holder: str
    person: Maybe[int] = Field(None, description="The number of whoever it is; absent once past its time.")
    begins: str
    ends: Maybe[str] = None


class Holdings(Schema):
    items: list[Held]
    next: str | None


class PostHandedOver(Holdings):
    """Who holds and held the post now, what was ended, and what still acts for it: see whom to revoke."""

    ended: list[EndedAccess]
    still_acting: list[ActingAccess]
