"""The chain: appending a publication, deleting an erased body, and checking that nothing was rewritten."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.clock import now
from db.doubt import believe
from db.models.record import Body, Publication, RecordHead
from db.session import add_rows

_EXACT = 2**53  # from which on a float, as others read a number, does not tell each from the next


@dataclass(frozen=True)
class Voice:
    """Who said or entered something: an organisation and in what capacity, never a person."""

    organisation: str
    capacity: str


def canonical(value: Any) -> bytes:
    """RFC 8785: one value, one sequence of bytes. Of nearly all that is here Python writes the same, and in a quarter
    of the time.
    """
    if _is_plain(value):
        with suppress(UnicodeEncodeError):  # which is refused
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    """Whether a value has no number with a fraction or beyond those that a float can tell apart, and no name that
    others put in another order.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is dict:
        return all(type(name) is str and name.isascii() and _is_plain(one) for name, one in value.items())
    return all(_is_plain(one) for one in value) if kind is list else kind is int and abs(value) < _EXACT


def moment_text(moment: datetime) -> str:
    """A moment as the API writes it: UTC, microseconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def body_hash(salt: bytes, body: bytes) -> str:
    """Salted, so that a body that was erased cannot be guessed back from its hash."""
    return hashlib.sha256(salt + body).hexdigest()


def chain_hash(row: Publication) -> str:
    """The hash of a publication: every column but this one, and through `previous_hash` all that came before."""
    return hashlib.sha256(
        canonical(
            {
                "sequence": row.sequence,
                "published_at": moment_text(row.published_at),
                "type": row.type,
                "thing": row.thing,
                "nature": row.nature,
                "said_by": row.said_by,
                "said_capacity": row.said_capacity,
                "entered_by": row.entered_by,
                "entered_capacity": row.entered_capacity,
                "format": row.format,
                "ground": row.ground,
                "erases": row.erases,
                "body_hash": row.body_hash,
                "previous_hash": row.previous_hash,
            }
        )
    ).hexdigest()


def next_moment(session: Session, head: RecordHead) -> datetime:
    """When what is published now is published: now, and later than anything before it.

    All that one transaction publishes shares one moment, and no two transactions do: readers only ever see the record
    between moments. The caller holds the write lock. Raises ClockInDoubt where now cannot be believed.
    """
    believe(session, head)
    return moment_after(head)


def moment_after(head: RecordHead) -> datetime:
    """Now, and later than anything published before, whatever the clock says: for what is going to be undone."""
    return max(now(), head.published_at + timedelta(microseconds=1))


def append(
    session: Session,
    head: RecordHead,
    published_at: datetime,
    *,
    type: str,  # noqa: A002 - the column's name
    thing: str,
    nature: str,
    said_by: Voice,
    entered_by: Voice,
    format: str,  # noqa: A002
    body: bytes,
    ground: str | None = None,
    erases: int | None = None,
) -> Publication:
    """Append one publication and its body, and move the head, which the session flushes. The caller holds the lock."""
    salt = secrets.token_bytes(16)
    row = Publication(
        sequence=head.sequence + 1,
        published_at=published_at,
        type=type,
        thing=thing,
        nature=nature,
        said_by=said_by.organisation,
        said_capacity=said_by.capacity,
        entered_by=entered_by.organisation,
        entered_capacity=entered_by.capacity,
        format=format,
        ground=ground,
        erases=erases,
        body_hash=body_hash(salt, body),
        previous_hash=head.hash,
    )
    row.hash = chain_hash(row)
    add_rows(session, Publication, [{column.key: getattr(row, column.key) for column in Publication.__table__.columns}])
    add_rows(session, Body, [{"sequence": row.sequence, "salt": salt, "body": body}])
    head.sequence, head.published_at, head.hash = row.sequence, published_at, row.hash
    return row


def delete_erased_body(session: Session, sequence: int) -> None:
    """Delete a body that an erasure just appended names; the guard refuses any other."""
    session.execute(delete(Body).where(Body.sequence == sequence))


def chain_faults(session: Session) -> Iterator[str]:
    """Every fault of the chain and its bodies, in order: what is missing, and what is not what was hashed."""
    previous_hash, expected = "", 1
    bodies = (
        select(Publication, Body.salt, Body.body)
        .outerjoin(Body, Body.sequence == Publication.sequence)
        .order_by(Publication.sequence)
        .execution_options(yield_per=200)
    )
    erased = set(session.scalars(select(Publication.erases).where(Publication.erases.is_not(None))))
    with session.execute(bodies) as rows:  # which whoever wants no more than the first fault leaves half read
        for row, salt, body in rows:
            name = f"publication {row.sequence}"
            if row.sequence != expected:
                yield f"{name}: number {expected} is missing"
            if row.previous_hash != previous_hash:
                yield f"{name}: does not follow the publication before it"
            if chain_hash(row) != row.hash:
                yield f"{name}: its row is not what was hashed"
            if body is None and row.sequence not in erased:
                yield f"{name}: its body is missing, and no erasure names it"
            if body is not None and row.sequence in erased:
                yield f"{name}: its body stands, though an erasure names it"
            if body is not None and body_hash(salt, body) != row.body_hash:
                yield f"{name}: its body is not what was hashed"
            if body is not None and canonical(json.loads(body)) != body:
                yield f"{name}: its body is not in canonical form"
            previous_hash, expected = row.hash, row.sequence + 1
    head = session.scalars(select(RecordHead)).one()
    if (head.sequence, head.hash) != (expected - 1, previous_hash):
        yield f"the head says {head.sequence}, the last publication is {expected - 1}"
