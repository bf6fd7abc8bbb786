"""Release: from a working copy to what is public, at once or at its time, by whoever may.

Where a second person releases at an organisation, asking for publication submits, and another key or account releases.
A hold before an election queues what the organisation says; a factual correction passes it with a reason.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.compose.graph import Node, load
from api.principal import Principal
from api.problems import Problem
from api.rules.checks import Fault
from api.rules.holds import ends_at
from api.schemas.record import Tombstone
from api.services import audit
from api.services.copies import adopt, facts_of, look_from, take_out, touch
from api.services.holds import hold_on
from api.services.owners import Look, acting, enters, named, releasing, speaks
from api.services.publish import Act, publish
from api.services.tombstones import tombstone_names
from db.models.access import Actor
from db.models.record import RecordHead
from db.models.workbench import WorkingCopy
from db.publications import Voice, canonical, moment_text
from db.queries import versions
from db.queries.moments import Moment, today
from db.session import now
from db.vocabulary import Grant, Role

# What an organisation says of itself and its work; a post renamed or handed over is upkeep, not publicity.
_HELD = ("update", "response", "project", "contribution", "reply", "verdict", "tally")


@dataclass(frozen=True)
class Asked:
    """What came with a request to publish: at what time, and why a hold does not stand in its way."""

    at: datetime | None = None
    hold_reason: str = ""


def release(session: Session, head: RecordHead, by: Principal, copies: Sequence[WorkingCopy], asked: Asked) -> None:
    """Publish these working copies in one moment; or submit them, or let them wait for their time.

    Raises 403 where somebody may not, or would release what they submitted; 409 where there is nothing to publish, it
    was released already, its time has passed, or the record does not allow it. Then nothing is stored.
    """
    passing = [copy for copy in copies if _passes(session, head, by, copy, asked)]
    _publish(session, head, by, passing)


def withdraw(session: Session, head: RecordHead, by: Principal, copy: WorkingCopy, reason: dict[str, str]) -> None:
    """Take back what is public of a thing, saying why; where a second person releases, ask them to. History stays."""
    look, grants = _may_release(session, head, by, copy)
    if copy.thing not in load(session, Moment(head.sequence, today()), [copy.thing]).nodes:
        raise Problem("conflict", "It is not public: there is nothing to withdraw.")
    adopt(session, head.sequence, by, copy)
    said = speaks(facts_of(copy), look)
    entered = enters(acting(by, grants), said)
    copy.withdrawal = canonical({"reason": reason, "by": entered.organisation, "capacity": entered.capacity})
    if _needs_another(copy, said, look):
        _submit(session, by, copy, Asked())
    else:
        _publish(session, head, by, [copy])


def send_back(session: Session, head: RecordHead, by: Principal, copy: WorkingCopy, note: str) -> None:
    """Return what was submitted, or what waits for its time, to whoever wrote it, with a note.

    What somebody had to say in another's thing is taken out of it: they say it again, or not.
    """
    if copy.spoken_by:
        take_out(session, head.sequence, copy)
        audit.note(session, by, "send_back", copy.type, copy.thing, organisation=copy.organisation, reason=note)
        return
    _may_release(session, head, by, copy)
    if copy.state not in {"submitted", "scheduled"}:
        raise Problem("conflict", f"It is {_in_words(session, copy)}: there is nothing to send back.")
    touch(session, copy, "draft")
    copy.note = note
    audit.note(session, by, "send_back", copy.type, copy.thing, organisation=copy.organisation, reason=note)


def publish_due(session: Session, head: RecordHead, server: Principal) -> list[WorkingCopy]:
    """Publish the first of what was released and whose time has come; nothing where nothing is due.

    The caller holds the write lock, so that however many processes ask, each is published once. One that the record
    refuses by now goes back to its writer with the reason.
    """
    due = select(WorkingCopy).where(WorkingCopy.state == "scheduled", WorkingCopy.publish_at <= now())
    for copy in session.scalars(due.order_by(WorkingCopy.publish_at, WorkingCopy.thing)):
        if copy.hold_reason or _hold(session, copy) is None:
            try:
                with session.begin_nested():
                    _publish(session, head, server, [copy])
            except Problem as problem:
                detail = "; ".join(error.detail for error in problem.errors) or problem.detail
                touch(session, copy, "draft")
                copy.note = f"It could not be published at its time: {detail}"
                audit.note(
                    session, server, "refused", copy.type, copy.thing, organisation=copy.organisation, reason=copy.note
                )
            return [copy]
    return []


def becomes_public(session: Session, copy: WorkingCopy) -> datetime | None:
    """When what waits will be public: at its time, and not before a hold that stands then ends."""
    if copy.state != "scheduled" or copy.publish_at is None:
        return copy.publish_at
    at = max(copy.publish_at, now())
    hold = None if copy.hold_reason else _hold(session, copy, at)
    return copy.publish_at if hold is None else ends_at(hold)


def _passes(session: Session, head: RecordHead, by: Principal, copy: WorkingCopy, asked: Asked) -> bool:
    """Whether a working copy is to be published now; else it was brought to the state in which it waits."""
    look, _ = _may_release(session, head, by, copy)
    if copy.state in {"clean", "scheduled"}:
        raise Problem("conflict", f"It is {_in_words(session, copy)}: there is nothing to release.")
    if asked.at is not None and asked.at <= now():
        detail = "the time to publish at has passed: leave it out to publish now"
        raise Problem("conflict", detail, errors=[Fault("/at", "in-the-past", detail)])
    said = _says(copy, facts_of(copy), look)
    if copy.state == "draft" and _needs_another(copy, said, look):
        _submit(session, by, copy, asked)
        return False
    if copy.state == "submitted" and copy.submitted_by == by.actor:
        raise Problem("not-yours", "You submitted it: somebody else at your organisation releases it.")
    if copy.withdrawal is not None:
        return True
    at = asked.at or copy.publish_at
    reason = asked.hold_reason or copy.hold_reason
    hold = _hold(session, copy, max(at or now(), now()))
    if hold is not None and reason and not _is_correction(session, copy):
        detail = "a hold stands: only a correction of what is public passes it"
        raise Problem("conflict", detail, errors=[Fault("/hold_reason", "not-a-correction", detail)])
    waits = (at is not None and at > now()) or (hold is not None and not reason)
    copy.hold_reason = reason
    if waits:
        _schedule(session, by, copy, max(at or now(), now()))
    return not waits


def _publish(session: Session, head: RecordHead, by: Principal, copies: Sequence[WorkingCopy]) -> None:
    if not copies:
        return
    publish(session, head, [act_of(session, head, copy) for copy in copies])
    for copy in copies:
        gone, reason = copy.withdrawal is not None, copy.hold_reason
        audit.note(
            session,
            by,
            "withdraw" if gone else "publish",
            copy.type,
            copy.thing,
            organisation=copy.organisation,
            after=copy.withdrawal if gone else copy.body,
            reason=reason,
        )
        released_at, released_by = copy.released_at or now(), copy.released_by or by.actor
        copy.spoken_by = ""
        touch(session, copy, "draft")
        if not gone:
            copy.state, copy.released_at, copy.released_by = "clean", released_at, released_by
            session.flush()


def act_of(session: Session, head: RecordHead, copy: WorkingCopy) -> Act:
    """What publishing a working copy does: its facts, or their being taken back."""
    thing = facts_of(copy)
    look = look_from(session, head.sequence, [thing])
    if copy.withdrawal is None:
        known = bool(versions.ever_published(session, [copy.thing]))
        said = _says(copy, thing, look)
        entered = Voice(copy.entered_by, copy.entered_capacity) if copy.entered_by else said
        return Act(thing, said, entered, nature(thing, known=known))
    public = load(session, Moment(head.sequence, today()), [copy.thing]).nodes.get(copy.thing)
    if public is None:
        raise Problem("conflict", "It is not public any more: there is nothing to withdraw.")
    return _taken_back(copy, public, look)


def _taken_back(copy: WorkingCopy, public: Node, look: Look) -> Act:
    asked = json.loads(copy.withdrawal or b"{}")
    said = speaks(public.facts, look)
    tombstone = Tombstone(
        type="tombstone",
        of=copy.type,
        id=copy.thing,
        nature="withdrawal",
        by=said.organisation,
        reason=asked["reason"],
        names=tombstone_names(public),
    )
    return Act(tombstone, said, Voice(asked["by"], asked["capacity"]))


def nature(thing: Any, *, known: bool) -> str:
    """What sort of publication this is: what is said again is a correction of what was said."""
    kind = getattr(thing, "kind", "") if thing.type == "update" else ""
    if known or kind == "correction":
        return "correction"
    return {"confirmation": "confirmation", "restated": "relabelling"}.get(kind, "news")


def _is_correction(session: Session, copy: WorkingCopy) -> bool:
    known = bool(versions.ever_published(session, [copy.thing]))
    return nature(facts_of(copy), known=known) == "correction"


def _says(copy: WorkingCopy, thing: Any, look: Look) -> Voice:
    return Voice(copy.spoken_by, "for_itself") if copy.spoken_by else speaks(thing, look)


def _may_release(session: Session, head: RecordHead, by: Principal, copy: WorkingCopy) -> tuple[Look, list[Any]]:
    thing = facts_of(copy)
    look = look_from(session, head.sequence, [thing])
    grants = [Grant(Role.editor, copy.spoken_by)] if copy.spoken_by else releasing(session, thing, look)
    if not by.is_admin and acting(by, grants) is None:
        raise Problem("not-yours", f"'{copy.thing}' is released by {named(grants)}.")
    return look, grants


def _needs_another(copy: WorkingCopy, said: Voice, look: Look) -> bool:
    """Whether a second person releases: as the organisation that says it has it. What members say is their own."""
    if "members" in {said.capacity, copy.entered_capacity}:
        return False
    organisation = look(said.organisation)
    return getattr(organisation, "release", None) == "second_person"


def _submit(session: Session, by: Principal, copy: WorkingCopy, asked: Asked) -> None:
    copy.submitted_at, copy.submitted_by = now(), by.actor
    copy.publish_at, copy.hold_reason = asked.at, asked.hold_reason
    touch(session, copy, "submitted")
    audit.note(session, by, "submit", copy.type, copy.thing, organisation=copy.organisation, reason=asked.hold_reason)


def _schedule(session: Session, by: Principal, copy: WorkingCopy, at: datetime) -> None:
    copy.released_at, copy.released_by, copy.publish_at = now(), by.actor, at
    touch(session, copy, "scheduled")
    audit.note(session, by, "schedule", copy.type, copy.thing, organisation=copy.organisation, reason=copy.hold_reason)


def _hold(session: Session, copy: WorkingCopy, at: datetime | None = None) -> Any:
    """The hold that stands over what a working copy says, at a time; None where none does."""
    if copy.type not in _HELD or copy.entered_capacity == "members" or copy.withdrawal is not None:
        return None
    return hold_on(session, copy.organisation, (at or now()).date())


def _in_words(session: Session, copy: WorkingCopy) -> str:
    """Where a working copy stands, and who brought it there."""
    if copy.released_by is not None and copy.released_at is not None:
        who = session.get(Actor, copy.released_by)
        name = f" by {who.holder}" if who is not None and who.holder else ""
        done = "released" if copy.state == "scheduled" else "public as it is, released"
        return f"{done}{name} at {moment_text(copy.released_at)}"
    return {"clean": "public as it is", "draft": "a draft"}.get(copy.state, copy.state)
