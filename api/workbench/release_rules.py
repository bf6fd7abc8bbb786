"""Who releases at an organisation, in which order, and which posts are away: set by its editor, and never public."""

from collections.abc import Iterator
from datetime import date

from api.core.faults import Fault, fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.policy import is_gated
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.schemas.posts import Post
from api.workbench import audit
from api.workbench.access import may_edit
from db.clock import today
from db.models.access import Absence, ReleaseRule
from db.queries.access import Rule
from db.vocabulary import Grant, Role


def set_rule(record: RecordReader, principal: Principal, organisation: str, rule: Rule) -> None:
    """Say who releases at an organisation. Raises 404 and 403 as `may_edit`, 409 where it does not fit.

    What was submitted and waits is released by whoever may from now on.
    """
    may_edit(record, principal, organisation)
    faults = list(_faults(record, organisation, rule))
    if faults:
        raise Problem("conflict", faults[0].detail, errors=faults)
    session, posts = record.session, " ".join(rule.posts)
    row = session.get(ReleaseRule, organisation) or ReleaseRule(organisation=organisation)
    row.posts, row.next_after, row.bank_holidays = posts, rule.next_after, rule.bank_holidays
    row.minutes_after, row.call_in_days = rule.minutes_after, rule.call_in_days
    session.add(row)
    reason = f"{posts or 'nobody by name'}; the next after {rule.next_after or 'no'} working days"
    audit.note(
        session, principal, "set_release_rule", "organisation", organisation, organisation=organisation, reason=reason
    )


def _faults(record: RecordReader, organisation: str, rule: Rule) -> Iterator[Fault]:
    for number, post in enumerate(rule.posts):
        found = standing_as(record, post, Post)
        if found is None or found.organisation != organisation:
            yield fault(f"/posts/{number}", "unknown-id", "fault.no_post_at", post=post, organisation=organisation)
        elif post in rule.posts[:number]:
            yield fault(f"/posts/{number}", "named-twice", "fault.named_twice", post=post)
    if rule.posts and not is_gated(record, organisation):
        yield fault("/posts", "no-second-person", "fault.no_second_person", organisation=organisation)


def absence(record: RecordReader, principal: Principal, post: str) -> date | None:
    """The last day a post is away; None where it is there. Raises 404 and 403 naming who may."""
    _may_say(record, principal, post)
    row = record.session.get(Absence, post)
    return row.until if row is not None and row.until >= today() else None


def set_absence(record: RecordReader, principal: Principal, post: str, until: date | None) -> None:
    """Say until when a post is away, or that it is there. Raises 404 and 403, and 409 for a day that has passed."""
    organisation = _may_say(record, principal, post)
    if until is not None and until < today():
        raise Problem(
            "conflict", f"{until} has passed.", errors=[fault("/until", "in-the-past", "fault.has_passed", until=until)]
        )
    session = record.session
    row = session.get(Absence, post)
    if until is not None:
        row = row or Absence(post=post)
        row.until = until
        session.add(row)
    elif row is not None:
        session.delete(row)
    reason = f"until {until}" if until else "there again"
    audit.note(session, principal, "set_absence", "post", post, organisation=organisation, reason=reason)


def _may_say(record: RecordReader, principal: Principal, post: str) -> str:
    """The organisation of a post of which somebody may say whether it is away: its officer, or the editor there."""
    principal.may(Role.officer, Role.editor)
    found = standing_as(record, post, Post)
    if found is None:
        raise Problem("not-found", f"There is no post '{post}' here.")
    grants = {Grant(Role.officer, post), Grant(Role.editor, found.organisation)}
    if not principal.is_admin and not principal.grants & grants:
        told = f"Only the officer of '{post}' or the editor of '{found.organisation}' may say whether it is away."
        raise Problem("not-yours", told)
    return found.organisation
