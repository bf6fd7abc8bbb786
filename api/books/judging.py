"""A book against the record: compiled with the ids that the record has, and judged by what the record allows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from api.books.compiling import Compiled, compiled, in_book
from api.record.document import record_document
from api.workbench.checking import Checked, check
from db.models.record import RecordHead
from db.queries import moments, versions


class Judged(NamedTuple):
    """What came of a book: what it was compiled to, and what loading that would do; None where there is nothing to
    load.
    """

    compiled: Compiled
    checked: Checked | None


def judged(
    session: Session,
    head: RecordHead,
    files: Mapping[str, bytes],
    *,
    before: Sequence[Mapping[str, Any]] | None = None,
    mapping: bytes | None = None,
) -> Judged:
    """Compile a book and load it, in a session that the caller rolls back. The caller holds the write lock.

    `before` are the things of an earlier document, instead of what the record holds of this assembly.
    """
    moment = moments.current(session)
    organisations = [
        json.loads(row.body or b"{}") for row in versions.standing(session, moment.sequence, "organisation")
    ]
    done = compiled(files, before or (), mapping, organisations)
    if before is None and (held := _held(session, done.assembly)):
        done = compiled(files, held, mapping, organisations)
    if done.document is None:
        return Judged(done, None)
    checked = check(session, head, done.document)
    done.warnings += in_book(done, checked.warnings)
    if checked.refused is not None:
        done.faults += in_book(done, checked.refused.errors)
        done.document = None
    return Judged(done, checked)


def _held(session: Session, assembly: str) -> list[Mapping[str, Any]]:
    """What the record holds of an assembly; nothing where it holds none."""
    moment = moments.current(session)
    found = versions.held(session, moment.sequence, [assembly]) if assembly else []
    if not any(row.type == "assembly" for row in found):
        return []
    document = json.loads(record_document(session, moment, assembly))
    things: list[Mapping[str, Any]] = document["things"]
    return things
