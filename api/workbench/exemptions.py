"""Exempt drafts: what only some posts see, and nobody publishes, until a day has passed.

What a council decides in private (Local Government Act 1972, schedule 12A) is drafted before it may be public. Of such
a draft no list, trail, sheet or mail has a word for anybody but whoever wrote it and the officers of its posts.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from api.core.faults import fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.record.graph import standing_as
from api.record.reader import RecordReader, RecordWriter
from api.schemas.posts import Post
from api.text.phrases import phrase
from api.workbench import audit, working_copies
from api.workbench.access import may_edit
from db.clock import today
from db.models.workbench import WorkingCopy


def set_exemption(
    record: RecordWriter,
    principal: Principal,
    copy: WorkingCopy,
    until: date | None,
    posts: Sequence[str],
    ground: str = "",
) -> None:
    """Have a draft seen by these posts alone until a day, or by everybody who works on it again where none is given.

    Raises 403 where somebody may not change it; 409 where it is public as it is, for a day that has passed, and for
    posts that do not stand.
    """
    working_copies.may_change(record, principal, copy)
    if copy.state == "clean":
        raise Problem("conflict", phrase("refusal.no_draft"))
    faults = [
        fault(f"/posts/{number}", "unknown-id", "fault.no_post_here", post=post)
        for number, post in enumerate(posts)
        if standing_as(record, post, Post) is None
    ]
    if until is not None and until < today():
        faults.append(fault("/until", "in-the-past", "fault.has_passed", until=until))
    if bool(posts) != (until is not None):
        faults.append(fault("/posts", "exempt-for-whom", "fault.exempt_for_whom"))
    if faults:
        raise Problem("conflict", faults[0].detail, errors=faults)
    copy.exempt_until, copy.exempt_posts = until, " ".join(dict.fromkeys(posts))
    copy.exempt_ground = ground if until else ""
    working_copies.touch(record.session, copy, copy.state)
    reason = f"until {until} for {copy.exempt_posts}" if until else "ended"
    audit.note(
        record.session, principal, "exempt", copy.type, copy.thing, organisation=copy.organisation, reason=reason
    )


def lapses_at(copy: WorkingCopy) -> datetime:
    """The first moment at which a working copy is not exempt, which has passed where it is not."""
    until = copy.exempt_until
    return datetime.combine(until + timedelta(days=1) if until else date.min, time(), UTC)


def exempt(record: RecordReader, principal: Principal, organisation: str) -> list[WorkingCopy]:
    """What is exempt now at an organisation, the first that ends first. Raises 404 and 403 as `may_edit`."""
    may_edit(record, principal, organisation)
    found = select(WorkingCopy).where(WorkingCopy.exempt_until >= today(), WorkingCopy.organisation == organisation)
    return list(record.session.scalars(found.order_by(WorkingCopy.exempt_until, WorkingCopy.thing)))


def answer(copy: WorkingCopy) -> dict[str, object]:
    """That a draft is exempt, as it is answered: without a word of it."""
    assert copy.exempt_until is not None  # noqa: S101 - it is exempt
    until, posts = copy.exempt_until.isoformat(), copy.exempt_posts.split()
    return {"type": copy.type, "state": copy.state, "until": until, "posts": posts}
