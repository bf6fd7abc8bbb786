"""Updates on the workbench: written by whoever answers for the thing, changed, published or submitted, withdrawn."""

import json
import secrets
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth import Principal
from api.compose.graph import Graph, load
from api.problems import Problem
from api.rules.checks import Fault
from api.schemas.record import Tombstone
from api.schemas.updates import Update
from api.schemas.workbench import UpdateCreate
from api.services.publish import Act, faults_of, own_bytes, publish
from api.services.tombstones import tombstone_names
from db.models.record import RecordHead
from db.models.workbench import WorkingCopy
from db.publications import Voice
from db.queries import versions
from db.queries.moments import Moment, today
from db.session import now
from db.vocabulary import Role

# No vowels, so that six letters never spell a word.
_LETTERS = "bcdfghjklmnpqrstvwxz"
# Those who may speak for what they answer for; a political lead speaks elsewhere.
_SPEAKING = ("accountable", "responsible", "deputy", "reporting")
_TEXTS = ("summary", "detail", "works", "learned", "note")
_DATES = ("date", "next_update_due")


def create(
    session: Session, head: RecordHead, principal: Principal, type_: str, about: str, asked: UpdateCreate
) -> WorkingCopy:
    """A new working copy of an update. Raises 404, 403 or 409 as the thing, the asker or the record has it."""
    moment = Moment(head.sequence, today())
    speaker = _speaker(session, moment, principal, type_, about, asked.post)
    organisation = _organisation(session, head, speaker["organisation"])
    facts = asked.model_dump(exclude_none=True, exclude={"publish", "post"})
    facts = normal(facts, organisation.language)
    facts |= {
        "type": "update",
        "id": _new_id(session, about),
        "about": about,
        "said_by": speaker,
        "entered_by": _entered_by(principal, speaker),
    }
    facts.setdefault("date", {"value": today().isoformat()})
    update = Update.model_validate(facts)
    check(session, head, update)
    copy = WorkingCopy(
        thing=update.id,
        type="update",
        about=about,
        organisation=organisation.id,
        body=own_bytes(update),
        state="draft",
        revision=1,
        created_at=now(),
        created_by=principal.key,
        changed_at=now(),
        changed_by=principal.key,
    )
    session.add(copy)
    session.flush()
    return copy


def change(session: Session, head: RecordHead, principal: Principal, copy: WorkingCopy, patch: dict[str, Any]) -> None:
    """Apply a merge patch to a working copy; what is public stays as it is until it is published again."""
    organisation = _organisation(session, head, copy.organisation)
    before = json.loads(copy.body)
    for field in _DATES:
        if isinstance(patch.get(field), str):
            before.pop(field, None)  # a bare date replaces the words as printed too
    merged = merge_patch(before, normal(patch, organisation.language))
    if not merged.get("summary"):
        fault = Fault("/summary", "required", "an update needs a summary in at least one language")
        raise Problem("conflict", fault.detail, errors=[fault])
    update = Update.model_validate({key: value for key, value in merged.items() if value != {}})
    check(session, head, update)
    copy.body = own_bytes(update)
    copy.state, copy.submitted_at, copy.submitted_by = "draft", None, None
    copy.revision += 1
    copy.changed_at, copy.changed_by = now(), principal.key
    session.flush()


def release(session: Session, head: RecordHead, principal: Principal, copy: WorkingCopy) -> None:
    """Publish a working copy; where a second person releases, submit it, or release what another key submitted."""
    update = Update.model_validate(json.loads(copy.body))
    if copy.state == "clean":
        raise Problem("conflict", "It is public as it is: there is nothing to publish.")
    organisation = _organisation(session, head, copy.organisation)
    if organisation.release == "second_person":
        if copy.state != "submitted":
            copy.state, copy.submitted_at, copy.submitted_by = "submitted", now(), principal.key
            copy.revision += 1
            session.flush()
            return
        if copy.submitted_by == principal.key:
            raise Problem("not-yours", "You submitted it: somebody else at your organisation releases it.")
    known = versions.ever_published(session, [update.id])
    nature = "correction" if known or update.kind == "correction" else _nature(update)
    publish(
        session,
        head,
        [Act(update, voice(update.said_by), voice(update.entered_by), nature=nature)],
    )
    copy.state, copy.submitted_at, copy.submitted_by = "clean", None, None
    copy.revision += 1
    session.flush()


def withdraw(
    session: Session, head: RecordHead, principal: Principal, copy: WorkingCopy, reason: dict[str, str] | str
) -> None:
    """Take back what is public of an update; its history stays."""
    update = Update.model_validate(json.loads(copy.body))
    graph = load(session, Moment(head.sequence, today()), [update.id])
    if update.id not in graph.nodes:
        raise Problem("conflict", "It is not public: there is nothing to withdraw.")
    text = {_organisation(session, head, copy.organisation).language: reason} if isinstance(reason, str) else reason
    tombstone = Tombstone(
        type="tombstone",
        of="update",
        id=update.id,
        nature="withdrawal",
        by=update.said_by.organisation,
        reason=text,
        names=tombstone_names(graph.nodes[update.id]),
    )
    publish(session, head, [Act(tombstone, voice(update.said_by), _entering(principal, update))])
    copy.state, copy.submitted_at, copy.submitted_by = "draft", None, None
    copy.revision += 1
    session.flush()


def check(session: Session, head: RecordHead, update: Update) -> None:
    """Refuse with 409 what the record does not allow, before anything is stored."""
    found = [fault for _, fault in faults_of(session, head, [update])]
    if found:
        raise Problem("conflict", f"{found[0].pointer}: {found[0].detail}", errors=found)


def visible(session: Session, principal: Principal, id_: str) -> WorkingCopy:
    """The working copy, where this key may see it; else 404, or 403 naming who answers where it is public."""
    copy = session.get(WorkingCopy, id_)
    public = id_ in versions.ever_published(session, [id_])
    if copy is not None and copy.type == "update" and may_see(principal, copy):
        return copy
    if copy is not None and public:
        raise Problem("not-yours", f"'{id_}' is a statement of '{copy.organisation}'.")
    raise Problem("not-found", f"There is no update '{id_}' on this workbench.")


def may_see(principal: Principal, copy: WorkingCopy) -> bool:
    """An administrator all; an editor their organisation's; an officer their posts'."""
    if principal.role == Role.admin:
        return True
    if principal.role == Role.editor:
        return copy.organisation in principal.covers
    return principal.role == Role.officer and json.loads(copy.body)["said_by"].get("post") in principal.covers


def working_copies(session: Session, principal: Principal, about: str | None = None) -> list[WorkingCopy]:
    """What this key may see, newest change first."""
    found = (
        select(WorkingCopy)
        .where(WorkingCopy.type == "update")
        .order_by(WorkingCopy.changed_at.desc(), WorkingCopy.thing)
    )
    if about is not None:
        found = found.where(WorkingCopy.about == about)
    return [copy for copy in session.scalars(found) if may_see(principal, copy)]


def normal(facts: dict[str, Any], language: str) -> dict[str, Any]:
    """Bare texts become texts in this language, bare dates dates."""
    found = dict(facts)
    for field in _TEXTS:
        if isinstance(found.get(field), str):
            found[field] = {language: found[field]}
    for field in _DATES:
        if isinstance(found.get(field), str):
            found[field] = {"value": found[field]}
    return found


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: null removes, an object is merged, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def voice(speaker: Any) -> Voice:
    """Who speaks, as a publication keeps it."""
    return Voice(speaker.organisation, speaker.capacity)


def _organisation(session: Session, head: RecordHead, id_: str) -> Any:
    """The own facts of an organisation that stands."""
    found = load(session, Moment(head.sequence, today()), [id_]).nodes.get(id_)
    if found is None:
        raise Problem("conflict", f"'{id_}' stands in this record no more.")
    return found.facts


def _nature(update: Update) -> str:
    return {"confirmation": "confirmation", "restated": "relabelling"}.get(update.kind, "news")


def _speaker(
    session: Session, moment: Moment, principal: Principal, type_: str, about: str, wanted: str | None
) -> dict[str, str]:
    """The post that speaks: one that answers for the thing today, and that this key covers."""
    principal.may(Role.officer)
    graph = load(session, moment, [about])
    if about not in graph.nodes or graph.nodes[about].type != type_:
        raise Problem("not-found", f"No {type_} '{about}' is published here.")
    graph.add(versions.naming(session, moment.sequence, [about], [("accountability", "about")]))
    answering = _answering(graph, about, moment.day)
    covered = [one for one in answering if principal.role == Role.admin or one.post in principal.covers]
    if wanted is not None:
        covered = [one for one in covered if one.post == wanted]
    if not covered:
        who = ", ".join(sorted({one.post for one in answering})) or "nobody on record"
        raise Problem("not-yours", f"Who answers for '{about}': {who}.")
    return {"organisation": covered[0].organisation, "post": covered[0].post, "capacity": "for_itself"}


def _answering(graph: Graph, about: str, day: date) -> list[Any]:
    """Who answers today and may speak, the most accountable first."""
    found = [node.facts for node in graph.about(about, "accountability")]
    now_ = [
        one
        for one in found
        if one.post is not None
        and one.role in _SPEAKING
        and (one.begins is None or one.begins.first <= day)
        and (one.ends is None or one.ends.last >= day)
    ]
    return sorted(now_, key=lambda one: (_SPEAKING.index(one.role), one.id))


def _entered_by(principal: Principal, speaker: dict[str, str]) -> dict[str, str]:
    if principal.role == Role.officer:
        return speaker
    return {"organisation": speaker["organisation"], "capacity": "administrator"}


def _entering(principal: Principal, update: Update) -> Voice:
    capacity = "administrator" if principal.role == Role.admin else update.said_by.capacity
    return Voice(update.said_by.organisation, capacity)


def _new_id(session: Session, about: str) -> str:
    while True:
        id_ = f"{about}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"
        if not versions.ever_published(session, [id_]) and session.get(WorkingCopy, id_) is None:
            return id_
