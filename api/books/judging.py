"""A book against the record: compiled with the ids that the record has, and judged by what the record allows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.books.compiling import compiled
from api.books.result import Compiled, in_book
from api.core.principal import SERVER, Principal
from api.record.document import record_document
from api.workbench.checking import Checked, check
from db.models.record import RecordHead
from db.queries import moments, versions
from db.queries.moments import Moment


def compiled_here(
    session: Session,
    files: Mapping[str, bytes],
    *,
    before: Sequence[Mapping[str, Any]] | None = None,
    mapping: bytes | None = None,
) -> Compiled:
    """The document of a book, with the ids that the record has for the same things. It is not judged yet.

    `before` are the things of an earlier document, instead of what the record holds of this assembly.
    """
    moment = moments.current(session)
    rows = [row for type_ in ("organisation", "assembly") for row in versions.standing(session, moment.sequence, type_)]
    known = [json.loads(row.body) for row in rows if row.body is not None]
    done = compiled(files, before or (), mapping, known)
    held = _held(session, moment, done.assembly) if before is None else []
    return compiled(files, held, mapping, known) if held else done


def judged(session: Session, head: RecordHead, done: Compiled, principal: Principal = SERVER) -> Checked | None:
    """What it would do that somebody loads the document of a book; None where there is none.

    Where the record would refuse it, the faults are told of the book, and it has no document any more. The caller holds
    the write lock, and rolls the session back.
    """
    if done.document is None:
        return None
    checked = check(session, head, done.document, principal)
    done.warnings += in_book(done, checked.warnings)
    if checked.refused is not None:
        done.faults += in_book(done, checked.refused.errors)
        done.document = None
    return checked


def _held(session: Session, moment: Moment, assembly: str) -> list[Mapping[str, Any]]:
    """What the record holds of an assembly; nothing where it holds none."""
    found = versions.held(session, moment.sequence, [assembly]) if assembly else []
    if not any(row.type == "assembly" for row in found):
        return []
    document = json.loads(record_document(session, moment, assembly))
    things: list[Mapping[str, Any]] = document["things"]
    return things
