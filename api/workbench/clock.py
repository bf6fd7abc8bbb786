"""Saying that a clock in doubt is right, and that publishing goes on."""

from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.index import index_days_anew
from api.text.phrases import phrase
from api.workbench import audit
from api.workbench.clock_words import in_doubt
from db import doubt
from db.doubt import Seen
from db.models.record import RecordHead
from db.queries import kept


def go_on(session: Session, head: RecordHead, principal: Principal) -> Seen:
    """Go on with the clock as it stands and the record as it ends; returns what is seen then.

    What a wrong clock dated in the future is read from today on, and so indexed from today on. The caller holds the
    write lock. Raises 409 where nothing is in doubt.
    """
    seen = doubt.examine(session, head)
    if not seen.in_doubt:
        raise Problem("conflict", phrase("refusal.clock_not_in_doubt"))
    doubt.go_on(session, head, principal.actor)
    audit.note(session, principal, "go_on", "clock", "clock", reason=in_doubt(seen, "An administrator said to go on."))
    if seen.is_ahead:
        index_days_anew(session, seen.now, head.sequence)
        kept.all_anew(session)
    return doubt.examine(session, head)
