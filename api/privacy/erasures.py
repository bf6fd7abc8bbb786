"""Erasing: the bytes of one body go everywhere; that it was there, when, and on what ground it went, stays."""

import json

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.index import forget_erased, index_moment
from api.publishing.keeping import keep_moment
from api.publishing.publish import own_bytes
from api.publishing.reach import telling_of
from api.record.graph import Node, forget_bodies, parsed, tombstone_names
from api.retention import purges
from api.schemas.record import Tombstone
from api.workbench import audit
from db import publications
from db.models.record import Body, Publication, RecordHead
from db.models.workbench import SignOffRequest, WorkingCopy
from db.publications import Voice, next_moment
from db.queries.pages import Place, cut


def erasures(session: Session, after: Place | None, limit: int) -> list[Publication]:
    """The erasures made here, the first first."""
    return list(session.scalars(cut(_erasures(), [(Publication.sequence, False)], after, limit)))


def erasure_of(session: Session, sequence: int) -> Publication:
    """The erasure of a publication's body. Raises 404 where there is none."""
    row = session.scalar(_erasures().where(Publication.erases == sequence))
    if row is None:
        raise Problem("not-found", f"Nothing of publication {sequence} was erased here.")
    return row


def _erasures() -> Select[Publication]:
    return select(Publication).where(Publication.erases.is_not(None))


def erase(session: Session, head: RecordHead, principal: Principal, sequence: int, ground: str, by: str) -> Publication:
    """Erase the body of one publication. The caller holds the write lock; `by` is the organisation that orders it.

    What the index made of it, such as its words, is made anew without it. A working copy with the same text goes too,
    and any that is not as public: nobody can tell how much of it was written from what is erased. So do the notes of
    those who would not sign it off, which may quote it.

    Raises 404 where there is no such publication and 409 where its body is gone already.
    """
    row = session.get(Publication, sequence)
    body = session.scalar(select(Body.body).where(Body.sequence == sequence))
    if row is None:
        raise Problem("not-found", f"There is no publication {sequence}.")
    if body is None or row.nature == "erasure":
        raise Problem("conflict", f"Publication {sequence} has no text to erase.")
    tombstone = Tombstone(
        type="tombstone", of=row.type, id=row.thing, nature="erasure", ground=ground, names=_names(row, body)
    )
    entered = Voice(by, "administrator")
    erasure = publications.append(
        session,
        head,
        next_moment(session, head),
        type=row.type,
        thing=row.thing,
        nature="erasure",
        said_by=entered,
        entered_by=entered,
        format="erasure/1",
        body=own_bytes(tombstone),
        ground=ground,
        erases=sequence,
    )
    publications.delete_erased_body(session, sequence)
    copy = session.get(WorkingCopy, row.thing)
    if copy is not None and (copy.state != "clean" or copy.body == body):
        session.delete(copy)
    session.execute(update(SignOffRequest).where(SignOffRequest.thing == row.thing).values(note=""))
    audit.forget_bodies(session, row.thing)
    purges.note(session, "erasure", sequence)
    audit.note(session, principal, "erase", row.type, row.thing, organisation=by, reason=ground)
    named = telling_of(session, [row], head.sequence - 1)
    touched = forget_erased(session, row, head.sequence - 1)
    keep_moment(session, named | touched, index_moment(session, [erasure]))
    forget_bodies()
    return erasure


def _names(row: Publication, body: bytes) -> list[str]:
    """What the erased body was about."""
    if row.nature == "withdrawal":
        return list(json.loads(body).get("names", ()))
    return tombstone_names(Node(row.type, row.thing, row.sequence, row.published_at, parsed(row.type, body), body))
