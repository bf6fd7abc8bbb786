"""Keys, accounts and the audit trail, as an administrator reads them."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import AsWhole, CodeOf, Day, LanguageTag, Line, Mailbox, Maybe, Schema, Slug

PersonNumber = Annotated[int, Field(ge=1, le=2**53 - 1, strict=True), AsWhole]


class KeyCreate(Schema):
    """A key to make."""

    role: Annotated[str, CodeOf("role")]
    covers: Annotated[list[Slug], Field(max_length=200)] = Field([], description="What it covers; nothing for `admin`.")
    holder: Maybe[Line] = Field(None, description="Who holds it, by name; never public. This or `person` is needed.")
    person: Maybe[PersonNumber] = Field(None, description="Who holds it, by number, where several have the name.")
    days: Annotated[int, Field(ge=1, le=3650, strict=True), AsWhole] = Field(
        365, description="For how many days it is good."
    )


class KeyAnswer(Schema):
    """A key, without its secret."""

    number: int
    role: Annotated[str, CodeOf("role")]
    covers: list[Slug]
    holder: str
    person: Maybe[int] = Field(None, description="The number of whoever holds it; absent of a machine's.")
    created_at: str
    expires_at: str
    revoked_at: Maybe[str] = None
    last_used_on: Maybe[str] = None


class NewKey(KeyAnswer):
    """A key that was just made, with its secret, which is shown only now."""

    secret: str


class Keys(Schema):
    items: list[KeyAnswer]
    next: str | None


class Granted(Schema):
    """A role, and what it is held for."""

    role: Annotated[str, CodeOf("role")]
    covers: Maybe[Slug] = None
    until: Maybe[str] = Field(None, description="The last day of it, where it is held for a time.")


class AccountCreate(Schema):
    """Somebody outside the council who signs in to the desk by links to their mailbox, and what they may do."""

    mailbox: Mailbox = Field(description="Where links are sent; never public.")
    role: Annotated[str, CodeOf("role", without=("admin",))]
    covers: Annotated[list[Slug], Field(max_length=200)] = Field([], description="What it is held for.")
    holder: Maybe[Line] = Field(None, description="Whose mailbox it is, by name; never public.")
    person: Maybe[PersonNumber] = Field(None, description="The same by number, where several have the name.")
    until: Day | None = Field(
        None, description="The last day on which they may, where it is for a time: interim, acting up, covering."
    )


class AccountAnswer(Schema):
    """Somebody who signed in, and what their last token let them do."""

    number: int
    issuer: str
    subject: str
    login: str
    holder: str
    person: Maybe[int] = Field(None, description="The number of whoever it is; absent once past its time.")
    grants: list[Granted]
    seen_at: str = Field(description="When they last signed in, to the day.")
    disabled_at: Maybe[str] = None


class Accounts(Schema):
    items: list[AccountAnswer]
    next: str | None


class SessionAnswer(Schema):
    """Somebody signed in to the desk, in one browser."""

    number: int
    actor: int = Field(description="The number of their key or account.")
    holder: str
    person: Maybe[int] = Field(None, description="The number of whoever it is; absent of a machine's key.")
    began_at: str
    seen_at: str = Field(description="When they last asked for a page, to the minute.")


class Sessions(Schema):
    items: list[SessionAnswer]
    next: str | None


class MailLanguages(Schema):
    """In which languages a mailbox is to be written to."""

    languages: Annotated[list[LanguageTag], Field(min_length=1, max_length=20)] = Field(
        description="Of those of this instance."
    )


class MailboxAnswer(Schema):
    """The mailbox of a post, and the languages that were chosen for it."""

    mailbox: Maybe[str] = Field(None, description="Absent where the post has none.")
    languages: list[str] = Field(description="None until some were chosen: it is written to in all.")


class PersonAnswer(Schema):
    """Somebody who holds keys, accounts or posts, and which of those are theirs now."""

    number: int
    name: str
    posts: list[Slug]
    keys: list[int]
    accounts: list[int]


class People(Schema):
    items: list[PersonAnswer]
    next: str | None


class EndedAccess(Schema):
    """What no longer acts: somebody's time in a post, a key, an account, or links in reminders."""

    kind: Literal["holding", "key", "account", "link"]
    number: Maybe[int] = Field(None, description="Of the key or account.")
    holder: Maybe[str] = Field(None, description="Whose it was; empty of a key that is nobody's.")
    person: Maybe[int] = None
    post: Maybe[Slug] = Field(None, description="The post it ended for; absent where it ended as a whole.")
    many: Maybe[int] = Field(None, description="How many links.")


class ActingAccess(Schema):
    """A key or an account that still acts."""

    kind: Literal["key", "account"]
    number: int
    holder: str = Field(description="Whose it is; empty of a machine's.")
    person: Maybe[int] = None
    role: Annotated[str, CodeOf("role")]
    covers: Maybe[Slug] = None
    last_used_on: Maybe[str] = Field(None, description="When it was last used; absent where it never was.")
    until: Maybe[str] = Field(None, description="The last day on which it may, where that is for a time.")
    ends_at: str = Field(description="When the key runs out, or the last sign-in of the account.")


class Departure(Schema):
    """What ended as somebody left, and what still acts on what they could act on."""

    ended: list[EndedAccess]
    still_acting: list[ActingAccess]


class Doer(Schema):
    """Who did something. The name is gone once it is past its time."""

    actor: int
    kind: str
    holder: str
    person: Maybe[int] = None


class AuditThing(Schema):
    type: str
    id: str


class AuditRow(Schema):
    """One act on the workbench."""

    number: int
    at: str
    action: str
    thing: AuditThing
    by: Doer
    address: str = Field(description="The network address it came from; empty once past its time.")
    request_id: str
    reason: Maybe[str] = None
    before: Maybe[dict[str, object]] = None
    after: Maybe[dict[str, object]] = None
    redacted_by: Maybe[int] = Field(
        None, description="The number of the entry that says who took its text out, when and on what ground."
    )


class AuditTrail(Schema):
    items: list[AuditRow]
    next: str | None
