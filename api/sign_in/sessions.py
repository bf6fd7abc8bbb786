"""Sessions of the desk: somebody signed in, in one browser, until they sign out, are away for long, or may act no more.

The cookie holds a secret of which only the hash is kept. A form carries a token worked out from the same secret, so
that only a page of this session can have made it. What somebody may do is read at each request, as of a key: taking it
away works at once.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.orm import Session

from api.sign_in.auth import acting, secret_hash
from db.clock import now
from db.models.access import Actor
from db.models.desk import DeskSession, KeptForm
from db.queries.pages import Place, cut
from db.session import begin_write, reading, writing
from db.unavailable import DatabaseUnavailableError
from db.vocabulary import Grant

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
KEPT_FORMS = 20  # of one person
_NOTED_EVERY = timedelta(minutes=1)  # that somebody is here; a page is read far more often than that

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class SignedInHere:
    """A session that is good: whose it is, what they may do now, and in which language they read."""

    number: int
    actor: Actor
    grants: frozenset[Grant]
    language: str
    ends_at: datetime


def begin(session: Session, actor: int, language: str) -> str:
    """Begin a session of whoever this is; returns the secret of its cookie. Holds the write lock."""
    secret = secrets.token_urlsafe(32)
    moment = now()
    session.add(
        DeskSession(
            secret_hash=secret_hash(secret),
            actor=actor,
            language=language,
            began_at=moment,
            seen_at=moment,
            ended_at=None,
        )
    )
    session.flush()
    return secret


def form_token(secret: str) -> str:
    """What every form of a session carries: nobody has it who does not have its cookie."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def found(engine: Engine, secret: str) -> SignedInHere | None:
    """The session whose cookie holds this secret, while it is good, and notes that somebody is here; else None."""
    with reading(engine) as session:
        row = _row(session, secret)
        whose = acting(session, row.actor) if row is not None and _is_good(row) else None
        session.expunge_all()
    if row is None or whose is None:
        return None
    if now() - row.seen_at >= _NOTED_EVERY:
        seen = update(DeskSession).where(DeskSession.id == row.id).values(seen_at=now())
        # Nobody waits for it: where it cannot be written just now, the next request notes it.
        with suppress(DatabaseUnavailableError), writing(engine, wait=False) as session:
            begin_write(session)
            session.execute(seen)
    return SignedInHere(row.id, whose[0], whose[1], row.language, row.began_at + LONGEST)


def keep_form(engine: Engine, secret: str, path: str, fields: Fields) -> bool:
    """Keep what somebody typed whose session is over, for the page at a path to show when they are back.

    Returns whether it was kept: nobody's is, and nothing is where too many of theirs are.
    """
    with writing(engine) as session:
        begin_write(session)
        row = _row(session, secret)
        if row is None:
            return False
        theirs = KeptForm.actor == row.actor
        session.execute(delete(KeptForm).where(theirs, (KeptForm.path == path) | (KeptForm.kept_at < now() - LONGEST)))
        if len(session.scalars(select(KeptForm.path).where(theirs)).all()) >= KEPT_FORMS:
            return False
        content = json.dumps({name: list(values) for name, values in fields.items()}).encode()
        session.add(KeptForm(actor=row.actor, path=path, fields=content, kept_at=now()))
        return True


def kept_form(session: Session, actor: int, path: str) -> dict[str, list[str]]:
    """What somebody typed for a page when their session was over; empty where nothing was kept."""
    fresh = KeptForm.kept_at >= now() - LONGEST
    row = session.scalars(select(KeptForm).where(KeptForm.actor == actor, KeptForm.path == path, fresh)).one_or_none()
    return json.loads(row.fields) if row else {}


def drop_form(session: Session, actor: int, path: str) -> None:
    """Keep what somebody typed for a page no longer: they sent it again, or threw it away. Holds the write lock."""
    session.execute(delete(KeptForm).where(KeptForm.actor == actor, KeptForm.path == path))


def good(
    session: Session, actor: int | None = None, after: Place | None = None, limit: int | None = None
) -> list[DeskSession]:
    """The sessions that are good, of one key or account where it is named, by number."""
    found = select(DeskSession).where(_good())
    found = found if actor is None else found.where(DeskSession.actor == actor)
    return list(session.scalars(cut(found, [(DeskSession.id, False)], after, limit)))


def speak(session: Session, number: int, language: str) -> None:
    """Go on in another language in a session. Holds the write lock."""
    session.execute(update(DeskSession).where(DeskSession.id == number).values(language=language))


def end(session: Session, number: int, actor: int | None = None) -> DeskSession | None:
    """End a session, of this actor where one is named; returns it, or None where there is none that was not ended.
    Holds the write lock.
    """
    meant = select(DeskSession).where(DeskSession.id == number, DeskSession.ended_at.is_(None))
    row = session.scalars(meant if actor is None else meant.where(DeskSession.actor == actor)).one_or_none()
    if row is not None:
        row.ended_at = now()
        session.flush()
    return row


def end_by_secret(session: Session, secret: str) -> None:
    """End the session whose cookie holds this secret, where there is one. Holds the write lock."""
    ended = update(DeskSession).where(DeskSession.secret_hash == secret_hash(secret), _good())
    session.execute(ended.values(ended_at=now()))


def end_all(session: Session, actors: Collection[int]) -> None:
    """End every session of these keys and accounts, with what was kept of their forms. Holds the write lock."""
    session.execute(update(DeskSession).where(DeskSession.actor.in_(actors), _good()).values(ended_at=now()))
    session.execute(delete(KeptForm).where(KeptForm.actor.in_(actors)))


def _row(session: Session, secret: str) -> DeskSession | None:
    return session.scalars(select(DeskSession).where(DeskSession.secret_hash == secret_hash(secret))).one_or_none()


def _is_good(row: DeskSession) -> bool:
    return row.ended_at is None and now() < min(row.seen_at + IDLE, row.began_at + LONGEST)


def _good() -> ColumnElement[bool]:
    return (
        DeskSession.ended_at.is_(None) & (DeskSession.seen_at > now() - IDLE) & (DeskSession.began_at > now() - LONGEST)
    )
