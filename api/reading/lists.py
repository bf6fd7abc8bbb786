"""The lines of lists: as they are kept, else composed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from api.core.gaps import read, written
from api.core.json_text import Json
from api.reading.statuses import STATED, statuses
from api.record.graph import load, load_named
from api.record.lines import line
from api.settings import settings
from api.status.kept import filled, made_by
from db.models.index import Entry
from db.publications import moment_text
from db.queries import kept
from db.queries.moments import Moment


def lines(session: Session, moment: Moment, entries: Sequence[Entry]) -> list[Json]:
    """The short form of each entry, in their order."""
    found: list[Json] = read(b"[" + b",".join(written_lines(session, moment, entries)) + b"]")
    return found


def written_lines(session: Session, moment: Moment, entries: Sequence[Entry]) -> list[bytes]:
    """The short form of each entry as JSON, in their order: in a fixed number of queries."""
    ids = [entry.thing for entry in entries]
    found: dict[str, _Line] = dict(kept.lines(session, ids, moment.day, made_by())) if moment.is_now else {}
    rest = [id_ for id_ in ids if id_ not in found]
    if rest:
        found |= _composed(session, moment, rest)
    return [whole(*found[entry.thing], moment_text(entry.updated_at), moment.day) for entry in entries]


_Line = tuple[bytes, bytes | None]  # a short form and a status, each as JSON


def _composed(session: Session, moment: Moment, ids: Sequence[str]) -> dict[str, _Line]:
    graph = load(session, moment, ids)
    load_named(session, graph)
    found = statuses(session, moment, [id_ for id_ in ids if graph.nodes[id_].type in STATED])
    return {id_: (written(line(graph, graph.nodes[id_])), written(found[id_]) if id_ in found else None) for id_ in ids}


def whole(short: bytes, status: bytes | None, updated_at: str, day: date) -> bytes:
    """A line as it is answered on a day, from a short form and a status as they are kept, or were composed."""
    told = b"" if status is None else b',"status":' + status
    line = b'%b,"updated_at":"%b"%b}' % (short[:-1], updated_at.encode(), told)
    return filled(line, day, settings().base_url)
