"""Keys, accounts and the audit trail, as an administrator reads them."""

from typing import Annotated

from pydantic import Field

from api.schemas.base import AsWhole, CodeOf, Line, Maybe, Schema, Slug


class KeyCreate(Schema):
    """A key to make."""

    role: Annotated[str, CodeOf("role")]
    covers: Annotated[list[Slug], Field(max_length=200)] = Field([], description="What it covers; nothing for `admin`.")
    holder: Line = Field(description="Who holds it; never public.")
    days: Annotated[int, Field(ge=1, le=3650, strict=True), AsWhole] = Field(
        365, description="For how many days it is good."
    )


class KeyAnswer(Schema):
    """A key, without its secret."""

    number: int
    role: Annotated[str, CodeOf("role")]
    covers: list[Slug]
    holder: str
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


class AccountAnswer(Schema):
    """Somebody who signed in, and what their last token let them do."""

    number: int
    issuer: str
    subject: str
    login: str
    holder: str
    grants: list[Granted]
    seen_at: str = Field(description="When they last signed in, to the day.")
    disabled_at: Maybe[str] = None


class Accounts(Schema):
    items: list[AccountAnswer]
    next: str | None


class Doer(Schema):
    """Who did something. The name is gone once it is past its time."""

    actor: int
    kind: str
    holder: str


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


class AuditTrail(Schema):
    items: list[AuditRow]
    next: str | None
