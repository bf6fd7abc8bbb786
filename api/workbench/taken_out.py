"""What no document brings back: things that were erased here, and words that were removed."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from api.core.faults import Fault, fault
from api.publishing.publish import own_bytes
from api.schemas.record import RecordItem, Tombstone
from api.text.removed import markers
from db.queries import publications
from db.queries.versions import VersionRow


def left_out(
    session: Session, things: Sequence[tuple[int, RecordItem]], held: Mapping[str, VersionRow], whole: str
) -> list[Fault]:
    """Why each of these things, which are numbered as in the document of a `whole`, is not brought in; nothing of one
    that is. Where the whole itself was erased, the document is refused.
    """
    days = publications.redacted_on(session, [thing.id for _, thing in things])
    found = []
    for number, thing in things:
        row = held.get(thing.id)
        if row is None or isinstance(thing, Tombstone):
            continue
        if row.state == "erased" and thing.id != whole:
            found.append(fault(f"/things/{number}", "was-erased", "fault.left_out_erased", thing=thing.id))
        elif thing.id in days and row.body is not None and _brings_back(own_bytes(thing), row.body, days[thing.id]):
            found.append(fault(f"/things/{number}", "words-removed", "fault.left_out_words", thing=thing.id))
    return found


def _brings_back(body: bytes, stands: bytes, days: Sequence[date]) -> bool:
    """Whether a body may have words that were removed: it lacks a note of it that what stands has.

    One without any note to go by, as an earlier text alone had the words, may have them unless it is what stands.
    """
    notes = {note.encode(): stands.count(note.encode()) for note in markers(days)}
    return body != stands and (not any(notes.values()) or any(body.count(note) < many for note, many in notes.items()))
