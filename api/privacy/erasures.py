"""Erasing: the bytes of one body go everywhere; that it was there, when, and on what ground it went, stays."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import Engine, Select, delete, select, update
from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.index import forget_erased, index_moment
from api.publishing.keeping import keep_moment
from api.publishing.publish import own_bytes
from api.publishing.reach import telling_of
from api.record.graph import Node, forget_bodies, parsed, tombstone_names
from api.retention import purges
from api.retention.purge_words import Place as PlaceLeft
from api.retention.purge_words import places
from api.retention.purges import Purging
from api.schemas.record import Tombstone
from api.workbench import audit, gathering
from db import publications
from db.models.record import Body, Publication, RecordHead
from db.models.workbench import PartnerLink, SignOffRequest, WorkingCopy
from db.publications import Voice, moment_text, next_moment
from db.queries import versions
from db.queries.pages import Place, cut
from db.queries.publications import told_by


def erasures(session: Session, after: Place | None, limit: int) -> list[Publication]:
    """What was erased here, and what words were removed from, the first first."""
    return list(session.scalars(cut(_erasures(), [(Publication.sequence, False)], after, limit)))


def erasure_of(session: Session, sequence: int) -> Publication:
    """The publication that took out another's body. Raises 404 where there is none."""
    row = session.scalar(_erasures().where(Publication.erases == sequence))
    if row is None:
        raise Problem("not-found", f"Nothing of publication {sequence} was erased here.")
    return row


def _erasures() -> Select[Publication]:
    return select(Publication).where(Publication.erases.is_not(None))


def erase(session: Session, head: RecordHead, principal: Principal, sequence: int, ground: str, by: str) -> Publication:
    """Erase the body of one publication. The caller holds the write lock; `by` is the organisation that orders it.

    Where words of it were removed already, what is left of it goes; and of a declaration that stands no more, what was
    asked by links about it.

    Raises 404 where there is no such publication and 409 where its body is gone already.
    """
    sequence = told_by(session, [sequence]).get(sequence, sequence)
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
    take_out(session, [row], [body], [erasure])
    audit.note(session, principal, "erase", row.type, row.thing, organisation=by, reason=ground)
    stands = any(one.state == "standing" for one in versions.held(session, head.sequence, [row.thing]))
    if row.type == "declaration" and not stands:
        session.execute(delete(PartnerLink).where(PartnerLink.declaration == row.thing))
        gathering.forget_declaration(session, row.thing)
    return erasure


def take_out(
    session: Session,
    rows: Sequence[Publication],
    bodies: Collection[bytes],
    by: Collection[Publication],
) -> None:
    """Take the bodies of these publications of one thing out of all that is kept: others, just published, name them.

    What the index made of them, such as their words, is made anew without them. A working copy with the same text goes
    too, and any that is not as public: nobody can tell how much of it was written from what is gone. So do the notes of
    those who would not sign it off, which may quote it, and what the audit trail keeps of it.
    """
    thing, before = rows[0].thing, min(one.sequence for one in by) - 1
    for row in rows:
        publications.delete_erased_body(session, row.sequence)
        purges.note(session, "erasure", row.sequence)
    copy = session.get(WorkingCopy, thing)
    if copy is not None and (copy.state != "clean" or copy.body in bodies):
        session.delete(copy)
    session.execute(update(SignOffRequest).where(SignOffRequest.thing == thing).values(note=""))
    audit.forget_bodies(session, thing)
    touched = telling_of(session, rows, before)
    for row in rows:
        touched |= forget_erased(session, row, before)
    keep_moment(session, touched, index_moment(session, by))
    forget_bodies()


def purged(engine: Engine, rows: Sequence[Publication]) -> list[Json]:
    """What is told of these, which are committed, once it was tried to take what they took out out of the files too."""
    dialect = engine.dialect.name
    return [_told(row, purges.purge_erased(engine, row.erases or 0), dialect) for row in rows]


def told(session: Session, rows: Sequence[Publication]) -> list[Json]:
    """What is told of these: what is gone, when and on what ground, and how far its bytes are gone."""
    known, dialect = purges.of_erasures(session, [row.erases or 0 for row in rows]), session.get_bind().dialect.name
    return [_told(row, known.get(row.erases or 0, _PENDING), dialect) for row in rows]


_PENDING = Purging("pages")


def _told(row: Publication, purging: Purging, dialect: str) -> Json:
    done = {"done_at": moment_text(purging.done_at)} if purging.done_at else {}
    return {
        "sequence": row.erases,
        "erased_by": row.sequence,
        "nature": row.nature,
        "erased_at": moment_text(row.published_at),
        "ground": row.ground,
        "thing": {"type": row.type, "id": row.thing},
        "state": "done" if purging.state == "done" else "pending",
        **done,
        "left": [_place(one) for one in places(purging.state, row.published_at, dialect)],
    }


def _place(place: PlaceLeft) -> Json:
    until = {"until": moment_text(place.until)} if place.until else {}
    return {"place": place.place, "within_reach": place.within_reach, "detail": place.detail, **until}


def _names(row: Publication, body: bytes) -> list[str]:
    """What the erased body was about."""
    if json.loads(body)["type"] == "tombstone":
        return list(json.loads(body).get("names", ()))
    return tombstone_names(Node(row.type, row.thing, row.sequence, row.published_at, parsed(row.type, body), body))
