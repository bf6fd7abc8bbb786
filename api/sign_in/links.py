"""People outside the council sign in by a link to their mailbox, which an administrator made an account for.

Such an account is one whose issuer is the mailbox itself. Opening the link spends nothing, as scanners of mail open
links: a press on its page does, or the code that stands beside it in the mail. A new link ends those before it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from api.sign_in.auth import secret_hash
from db.clock import now
from db.models.access import AccessGrant, Account
from db.models.desk import SignInLink
from db.queries.access import is_good

MAILBOX = "mailto:"  # the issuer of such an account
GOOD_FOR = timedelta(minutes=60)
TRIES = 5  # at the code of one link
PAUSE = timedelta(minutes=1)  # between two mails to one mailbox
AN_HOUR = 10  # mails to one mailbox
_DIGITS = 6


@dataclass(frozen=True)
class Minted:
    """A link as it is mailed: its secret, which also opens its page, and its code."""

    account: int
    mailbox: str
    secret: str
    code: str


def mailbox_account(session: Session, mailbox: str) -> Account | None:
    """The account of a mailbox, however its letters are written, while it may do anything here."""
    named = select(Account).where(Account.issuer == MAILBOX, Account.subject == mailbox.strip().lower())
    return session.scalars(named.where(_may_act())).one_or_none()


def _may_act() -> ColumnElement[bool]:
    """Of an account: that it was not disabled, and may do something today."""
    return Account.disabled_at.is_(None) & Account.id.in_(select(AccessGrant.actor).where(is_good()))


def has_signed_in(account: Account) -> bool:
    """Whether somebody ever signed in by the mailbox of an account: until then it ends when it was made."""
    return account.ends_at - account.seen_at > PAUSE


def mint(session: Session, mailbox: str) -> Minted | None:
    """A new link for a mailbox, which ends those before it; None where it has no account, or was just sent one.

    Holds the write lock.
    """
    account = mailbox_account(session, mailbox)
    if account is None:
        return None
    theirs = SignInLink.account == account.id
    recent = session.scalars(select(SignInLink.minted_at).where(theirs, SignInLink.minted_at > now() - GOOD_FOR)).all()
    if len(recent) >= AN_HOUR or any(at > now() - PAUSE for at in recent):
        return None
    session.execute(update(SignInLink).where(theirs).values(uses_left=0))
    secret, code = secrets.token_hex(24), f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    add_link(session, account.id, secret, code)
    return Minted(account.id, account.subject, secret, code)


def add_link(
    session: Session, account: int, secret: str, code: str, *, good_for: timedelta = GOOD_FOR, uses: int = 1
) -> None:
    """Keep a link with this secret and code for an account; only the demonstration's can be used more than once."""
    session.add(
        SignInLink(
            secret_hash=secret_hash(secret),
            account=account,
            code_hash=_code_hash(secret_hash(secret), code),
            minted_at=now(),
            expires_at=now() + good_for,
            uses_left=uses,
            tries_left=TRIES,
        )
    )
    session.flush()


def opened(session: Session, secret: str) -> list[Account]:
    """Whom a link can sign in, in order; nobody where it was used, is past its time, or never was one."""
    found = select(Account).join(SignInLink, SignInLink.account == Account.id).where(*_good(secret))
    return list(session.scalars(found.order_by(Account.id)))


def spend(session: Session, secret: str, account: int) -> Account | None:
    """Use a link up; returns whom it signs in, or None where it is good no longer. Holds the write lock."""
    link = session.scalars(
        select(SignInLink).join(Account, Account.id == SignInLink.account).where(*_good(secret), Account.id == account)
    ).one_or_none()
    if link is None:
        return None
    link.uses_left -= 1
    return session.get_one(Account, account)


def spend_code(session: Session, mailbox: str, code: str) -> Account | None:
    """The same by the code of the mail. A wrong one is counted, and after a few the link is of no use. Holds the write
    lock.
    """
    account = mailbox_account(session, mailbox)
    link = (
        account
        and session.scalars(
            select(SignInLink)
            .where(SignInLink.account == account.id, SignInLink.uses_left > 0, SignInLink.expires_at > now())
            .where(SignInLink.tries_left > 0)
            .order_by(SignInLink.minted_at.desc())
            .limit(1)
        ).one_or_none()
    )
    if not account or not link:
        return None
    if not hmac.compare_digest(link.code_hash, _code_hash(link.secret_hash, code)):
        link.tries_left -= 1
        return None
    link.uses_left -= 1
    return account


def _good(secret: str) -> tuple[ColumnElement[bool], ...]:
    return (
        SignInLink.secret_hash == secret_hash(secret),
        SignInLink.uses_left > 0,
        SignInLink.expires_at > now(),
        _may_act(),
    )


def _code_hash(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt} {''.join(filter(str.isdigit, code))}".encode()).hexdigest()
