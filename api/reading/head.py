"""Where the record ends: what anybody keeps, to tell later whether what was published before it was rewritten."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from api.core.json_text import Json
from db.publications import moment_text
from db.queries import moments, publications
from db.queries.publications import End

HASH = "[0-9a-fA-F]{64}"  # how one is written


def head(session: Session) -> Json:
    """Where the record ends now."""
    ends = moments.seen(session)
    published_at = moment_text(ends.published_at) if ends.sequence else None
    return {"sequence": ends.sequence, "hash": ends.hash, "published_at": published_at}


class Kept(NamedTuple):
    """What became of a head that somebody kept: where the record ended with that publication, and how many came since.

    `ended` is None where the record ends before it.
    """

    asked: int
    ended: End | None
    since: int | None

    def stands(self, hash_: str) -> bool:
        """Whether the record up to there has this hash."""
        return self.ended is not None and self.ended.hash == hash_.lower()


def kept(session: Session, sequence: int) -> Kept:
    """What became of the head that the record had with this publication."""
    found = publications.end(session, sequence)
    return Kept(sequence, found, moments.seen(session).sequence - sequence if found else None)


def kept_answer(found: Kept, hash_: str | None) -> Json:
    """The same as data; with whether it has a hash, where one is asked about."""
    ended = found.ended
    return {
        "sequence": found.asked,
        "hash": ended and ended.hash,
        "published_at": ended and moment_text(ended.published_at),
        "since": found.since,
        "stands": None if hash_ is None else found.stands(hash_),
    }
