"""Which mailboxes are an organisation's own: those that it published itself, and those that it confirmed here.

Published: as the contact of a post of its own that it entered itself; what an administrator or a compiler entered is
not, nor is the contact of a group's terms, which an administrator enters. Confirmed: somebody signed in by a link to
the mailbox who may answer for the organisation, which only an administrator lets anybody do. Opening a link that
another body sent confirms nothing: whoever supplied the address would have confirmed it.
"""

from sqlalchemy import select

from api.publishing.policy import PANELS
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.sign_in.links import MAILBOX, has_signed_in
from db.models.access import AccessGrant, Account
from db.queries.access import is_good
from db.vocabulary import Role

_POSTS = [("post", "organisation")]


def published_by(record: RecordReader, organisation: str) -> list[str]:
    """The mailboxes that an organisation published itself, in lower case, in the order of its posts."""
    posts = sorted(record.naming([organisation], _POSTS).naming([organisation], _POSTS))
    record.know_entered(posts)
    own = [standing_as(record, id_, Post) for id_ in posts if record.last_entered(id_) == "for_itself"]
    return list(dict.fromkeys(one.contact.lower() for one in own if one is not None and one.contact))


def confirmed_by(record: RecordReader, organisation: str) -> list[str]:
    """The mailboxes by which somebody signed in who may answer for an organisation today, the first account first."""
    own = standing_as(record, organisation, Organisation)
    role = Role.panel if own is not None and own.kind in PANELS else Role.editor
    accounts = (
        select(Account)
        .join(AccessGrant, AccessGrant.actor == Account.id)
        .where(Account.issuer == MAILBOX, Account.disabled_at.is_(None))
        .where(AccessGrant.covers == organisation, AccessGrant.role == role.value, is_good())
        .order_by(Account.id)
    )
    return [one.subject for one in record.session.scalars(accounts) if has_signed_in(one)]


def own_mailbox(record: RecordReader, organisation: str) -> str | None:
    """The mailbox to which an organisation is written to as itself: one that it published, else one it confirmed."""
    return next(iter(published_by(record, organisation) or confirmed_by(record, organisation)), None)


def is_own(record: RecordReader, organisation: str, mailbox: str) -> bool:
    """Whether a mailbox is an organisation's own, however its letters are written."""
    address = mailbox.strip().lower()
    return address in published_by(record, organisation) or address in confirmed_by(record, organisation)
