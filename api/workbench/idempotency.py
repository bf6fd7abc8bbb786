"""Making a POST safe to repeat: what a request asked is kept with what it made, in the same transaction."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.core.problems import KINDS, Problem
from api.retention.retention import REPEATS_DAYS
from db.clock import now
from db.models.workbench import IdempotentRequest
from db.publications import canonical

KEPT_FOR = timedelta(days=REPEATS_DAYS)


def request_hash(path: str, body: object) -> str:
    """What a request asks."""
    return hashlib.sha256(canonical([path, body])).hexdigest()


def made_before(session: Session, actor: int, idempotency_key: str | None, asked: str) -> str | None:
    """The thing that the same request made before; None for a new one. The caller holds the write lock.

    Raises a problem where the key carried another request, or where what it made was thrown away since.
    """
    if idempotency_key is None:
        return None
    own = (IdempotentRequest.actor == actor) & (IdempotentRequest.idempotency_key == idempotency_key)
    session.execute(delete(IdempotentRequest).where(own, IdempotentRequest.created_at < now() - KEPT_FOR))
    found = session.scalars(select(IdempotentRequest).where(own)).one_or_none()
    if found is None:
        return None
    if found.request_hash != asked:
        raise Problem("idempotency-key-reused", KINDS["idempotency-key-reused"].meaning)
    if not found.thing:
        detail = "What this request made was thrown away since. To make it anew, send another `Idempotency-Key`."
        raise Problem("conflict", detail)
    return found.thing


def remember(session: Session, actor: int, idempotency_key: str | None, asked: str, thing: str) -> None:
    """Keep what a request made."""
    if idempotency_key is not None:
        session.add(
            IdempotentRequest(
                actor=actor, idempotency_key=idempotency_key, request_hash=asked, thing=thing, created_at=now()
            )
        )


def discard(session: Session, thing: str) -> None:
    """Let no repeated request find a thing that is thrown away, or another one that is made under its id later."""
    made = IdempotentRequest.thing.contains(thing, autoescape=True)
    for row in session.scalars(select(IdempotentRequest).where(made)):
        row.thing = " ".join(id_ for id_ in row.thing.split() if id_ != thing)
