"""Release: from a working copy to what is public, at once or at its time, by whoever may.

Where a second person releases at an organisation, asking for publication submits, and another person releases.
A hold before an election queues what the organisation says; a factual correction passes it with a reason.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.core.faults import fault
from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.publishing.assessors import assessor_faults
from api.publishing.attribution import authority, entered_by, said_by, voice_of
from api.publishing.policy import is_gated, named, named_releasers
from api.publishing.publish import Act, publish
from api.record.graph import Node, standing_as, tombstone_names
from api.record.natures import nature_faults, nature_of
from api.record.reader import RecordReader, RecordWriter
from api.schemas.engagements import Engagement
from api.schemas.organisations import Organisation
from api.schemas.record import Tombstone
from api.schemas.updates import Update
from api.settings import accounts_since
from api.status.holds import is_held, opens_at
from api.text.phrases import Phrase, phrase
from api.workbench import (
    audit,
    being_checked,
    decided,
    declaring,
    exemptions,
    releasers,
    translation_rules,
    working_copies,
)
from api.workbench.working_copies import adopt, facts_of, restate, touch
from db.clock import now
from db.doubt import believe
from db.models.access import Actor
from db.models.reminders import AnswerToken, ReleaseMail
from db.models.workbench import WorkingCopy
from db.publications import Voice, canonical, moment_text
from db.queries import versions
from db.queries.access import is_mailbox, is_of_this_term, live_grants, terms_began
from db.upserts import upsert
from db.vocabulary import Grant, Role


@dataclass(frozen=True)
class Asked:
    """What came with a request to publish: at what time, why a hold does not stand in its way, and what it is."""

    at: datetime | None = None
    hold_reason: str = ""
    nature: str = ""  # news, correction or relabelling; empty for what its fields propose
    submit: bool = False  # somebody else is to release it, though nobody has to
    as_writer: bool = False  # their own text, as nobody else could release it
    one_language: str = ""  # why it does not wait for a translation


def release(record: RecordWriter, principal: Principal, copies: Sequence[WorkingCopy], asked: Asked) -> None:
    """Publish these working copies in one moment; or submit them, or let them wait for their time.

    Raises 403 where somebody may not, or would release what they submitted; 409 where there is nothing to publish, it
    was released already, its time has passed, or the record does not allow it. Then nothing is stored.
    """
    judged = [(copy, _passing(record, principal, copy, asked)) for copy in copies]
    _publish(record, principal, [(copy, act) for copy, act in judged if act is not None], _checks(record, copies))
    _answer_mails(record.session, copies)


def _answer_mails(session: Session, copies: Sequence[WorkingCopy]) -> None:
    """Whoever releases what was said by a link, or drafted by a reply, has answered the reminder."""
    for part in versions.parts({copy.thing for copy in copies if copy.type == "update"}):
        open_ = AnswerToken.draft.in_(part) & AnswerToken.used_at.is_(None)
        session.execute(update(AnswerToken).where(open_).values(used_at=now()))


def withdraw(record: RecordWriter, principal: Principal, copy: WorkingCopy, reason: dict[str, str]) -> None:
    """Take back what is public of a thing, saying why; where a second person releases, ask them to. History stays."""
    case = _case(record, principal, copy, gone=True)
    if not case.is_public:
        raise Problem("conflict", phrase("refusal.not_public"))
    working_copies.no_amendment(copy)
    adopt(record, principal, copy)
    entered = entered_by(case.grant, case.said)
    copy.withdrawal = canonical({"reason": reason, "by": entered.organisation, "capacity": entered.capacity})
    if _needs_another(case, entered.capacity):
        _submit(record.session, principal, copy, Asked())
    else:
        _publish(record, principal, [(copy, _act(record, copy, case.said))])


def send_back(record: RecordWriter, principal: Principal, copy: WorkingCopy, note: str) -> None:
    """Return what was submitted, or what waits for its time, to whoever wrote it, with a note.

    What somebody asked to add to a thing that is another's goes back as a whole: the thing is as it is public again.
    """
    record.load_named_by([facts_of(copy)])
    working_copies.may_act_on(principal, copy, working_copies.seeing(record, copy))
    if copy.state not in {"translating", "submitted", "scheduled"} and not copy.spoken_by:
        raise Problem("conflict", phrase("refusal.nothing_to_send_back", how=_in_words(record.session, copy)))
    _back(record, principal, copy, "send_back", note)


def publish_due(record: RecordWriter, server: Principal) -> list[WorkingCopy]:
    """Publish the first of what was released and whose time has come; nothing where nothing is due.

    The caller holds the write lock, so that however many processes ask, each is published once. One that the record
    refuses by now goes back to its writer with the reason. Raises ClockInDoubt: what waits goes on waiting.
    """
    session = record.session
    believe(session, record.head)
    due = select(WorkingCopy).where(WorkingCopy.state == "scheduled", WorkingCopy.publish_at <= now())
    for copy in session.scalars(due.order_by(WorkingCopy.publish_at, WorkingCopy.thing)):
        if _opens(record, copy, copy.hold_reason, now()) <= now():
            try:
                with session.begin_nested():
                    _publish(record, server, [(copy, act_of(record, _releaser(session, copy), copy))])
            except Problem as problem:
                detail = "; ".join(error.detail for error in problem.errors) or problem.detail
                _back(record, server, copy, "refused", f"It could not be published at its time: {detail}")
            return [copy]
    return []


def _releaser(session: Session, copy: WorkingCopy) -> Principal:
    """Whoever released what waits for its time, with what they are still granted now.

    Whoever answered a mail had the grant of its post, for the term of office in which they answered.
    """
    assert copy.released_by is not None  # noqa: S101 - it is scheduled
    assert copy.released_at is not None  # noqa: S101
    grants = live_grants(session, accounts_since(), actor=copy.released_by)
    post = getattr(getattr(facts_of(copy), "said_by", None), "post", None)
    if post is None or not is_mailbox(session, copy.released_by):
        return Principal(copy.released_by, frozenset(grants))
    theirs = is_of_this_term(copy.released_at, post, terms_began(session, [post]))
    return Principal(copy.released_by, frozenset({Grant(Role.officer, post)} if theirs else ()))


@dataclass(frozen=True)
class _Case:
    """What somebody would release or take back, and what that is judged by."""

    said: Voice
    grant: Grant | None  # by which they act; an administrator by none
    gated: bool  # whether a second person releases at an organisation that says it, or said it until now
    is_public: bool


def _case(record: RecordWriter, principal: Principal, copy: WorkingCopy, *, gone: bool = False) -> _Case:
    """The case of a working copy, or of taking back what is public. Raises 403 where it is not theirs.

    What is public counts beside what would be, so that no draft gives a thing away, or itself to whom it likes.
    """
    mine = facts_of(copy)
    record.load_named_by([mine])
    public = record(copy.thing)
    if copy.spoken_by and not gone:
        return _Case(*_amends(principal, copy), is_gated(record, copy.spoken_by), public is not None)
    things = [one for one in (public, None if gone and public else mine) if one is not None]
    grants = [authority(record, principal, one) for one in things]
    said = said_by(things[-1], record, grants[-1])
    gated = any(is_gated(record, voice_of(one, record).organisation) for one in things)
    return _Case(said, grants[-1], gated, public is not None)


def _amends(principal: Principal, copy: WorkingCopy) -> tuple[Voice, Grant | None]:
    """In what voice, and by which grant, somebody adds to what another owns. Of a hold an administrator may too."""
    (grant,) = working_copies.amending(copy)
    if grant in principal.grants:
        return Voice(copy.spoken_by, "for_itself"), grant
    if principal.is_admin and copy.type == "organisation":
        return Voice(copy.spoken_by, "administrator"), None
    raise Problem("not-yours", phrase("refusal.released_by", thing=copy.thing, who=named([grant])))


def _passing(record: RecordWriter, principal: Principal, copy: WorkingCopy, asked: Asked) -> Act | None:
    """What publishing a working copy now does; None where it was brought to the state in which it waits."""
    case = _case(record, principal, copy, gone=copy.withdrawal is not None)
    if copy.state in {"clean", "scheduled"}:
        raise Problem("conflict", phrase("refusal.nothing_to_release", how=_in_words(record.session, copy)))
    if asked.at is not None and asked.at <= now():
        raise refused("/at", "in-the-past", "fault.time_has_passed")
    if copy.state == "translating":
        raise Problem("conflict", phrase("refusal.with_translator"))
    copy.nature = asked.nature or copy.nature
    act = _act(record, copy, case.said)
    _in_every_language(record, principal, copy, asked)
    if asked.hold_reason and act.nature not in {"correction", "withdrawal"}:
        raise refused("/hold_reason", "not-a-correction", "fault.passes_no_hold")
    asks = copy.state == "draft" and (asked.submit or _needs_another(case, copy.entered_capacity))
    if asks and not asked.as_writer:
        _submit(record.session, principal, copy, asked)
        return None
    if copy.state == "submitted":
        _may_release(record, principal, copy, case, asked)
    if asked.as_writer and (asks or copy.state == "submitted"):
        act = _as_writer(record, principal, copy, act)
    copy.hold_reason = asked.hold_reason or copy.hold_reason
    at = max(asked.at or copy.publish_at or now(), now(), exemptions.lapses_at(copy))
    if _opens(record, copy, copy.hold_reason, at) > now():
        _schedule(record.session, principal, copy, at)
        return None
    return act


def _in_every_language(record: RecordReader, principal: Principal, copy: WorkingCopy, asked: Asked) -> None:
    """Raises 409 where an organisation publishes in several languages together, and a text is not in all of them; but
    for the reason why this one does not wait, which the audit trail keeps.
    """
    lacking = () if copy.withdrawal is not None else translation_rules.lacking(record, copy)
    if not lacking:
        return
    if not asked.one_language:
        faults = [
            fault(one.pointer, "needs-translation", "fault.needs_translation", language=one.language, others=one.others)
            for one in lacking
        ]
        raise Problem("conflict", faults[0].detail, errors=faults)
    audit.note(
        record.session,
        principal,
        "one_language",
        copy.type,
        copy.thing,
        organisation=copy.organisation,
        reason=asked.one_language,
    )


def _checks(record: RecordWriter, copies: Sequence[WorkingCopy]) -> list[Act]:
    """What tells readers that updates wait which were submitted just now, in time; none of what is to wait for anything
    else than a second person.
    """
    found: dict[tuple[str, str], Act] = {}
    for copy in copies:
        at, act = copy.publish_at or now(), act_to_look_at(record, copy) if copy.state == "submitted" else None
        if act is None or not isinstance(act.thing, Update) or at > now():
            continue
        own = act.said_by == act.entered_by and act.said_by.capacity == "for_itself"
        if own and _opens(record, copy, copy.hold_reason, at) <= now():
            check = being_checked.check_of(record, act.thing, act.said_by)
            found |= {(copy.about, copy.organisation): check} if check is not None else {}
    return list(found.values())


def _may_release(record: RecordReader, principal: Principal, copy: WorkingCopy, case: _Case, asked: Asked) -> None:
    """Raises 403 where somebody would release their own text, or where others are named to release."""
    named_ = named_releasers(record, case.said.organisation)
    if named_:
        working_copies.may_act_on(principal, copy, [*named_, Grant(Role.editor, case.said.organisation)])
    if releasers.is_theirs(record.session, copy, principal.actor) and not asked.as_writer:
        did = "submitted" if copy.submitted_by == principal.actor else "wrote"
        raise Problem("not-yours", phrase(f"refusal.you_{did}"))


def _as_writer(record: RecordReader, principal: Principal, copy: WorkingCopy, act: Act) -> Act:
    """The act by which somebody releases their own text, which the record says. Raises 403 where another could."""
    others = releasers.others(record, copy)
    if others or not releasers.is_theirs(record.session, copy, principal.actor):
        who = named(sorted({one.grant for one in others})) if others else phrase("refusal.its_writer")
        raise Problem("not-yours", phrase("refusal.not_by_its_writer", thing=copy.thing, who=who))
    if act.entered_by != act.said_by:
        raise Problem("not-yours", phrase("refusal.entered_for_another", thing=copy.thing))
    copy.by_writer = True
    return replace(act, entered_by=_entered(copy, act.said_by))


def _publish(
    record: RecordWriter, principal: Principal, acts: Sequence[tuple[WorkingCopy, Act]], beside: Sequence[Act] = ()
) -> None:
    """Publish these in one moment, with what is said `beside` them; `principal` is who asks for it now, whoever
    released them.
    """
    if not acts and not beside:
        return
    for copy, _ in acts:
        gone, reason = copy.withdrawal is not None, copy.hold_reason
        audit.note(
            record.session,
            principal,
            "withdraw" if gone else "publish",
            copy.type,
            copy.thing,
            organisation=copy.organisation,
            after=copy.withdrawal if gone else copy.body,
            reason=reason,
        )
        released_at, released_by = copy.released_at or now(), copy.released_by or principal.actor
        if copy.submitted_by not in {None, released_by}:
            _tell_writer(record.session, copy, "out", copy.submitted_by)
        if not gone and copy.type == "engagement":
            _tell_others(record, copy)
        restate(copy, "draft")
        copy.exempt_until, copy.exempt_posts, copy.exempt_ground = None, "", ""
        if not gone:
            copy.state, copy.released_at, copy.released_by = "clean", released_at, released_by
            copy.hold_reason = reason
        record.session.add(copy)
    for act in beside:
        audit.note(
            record.session, principal, "publish", act.thing.type, act.thing.id, organisation=act.said_by.organisation
        )
    publish(record, [*(act for _, act in acts), *beside])


def act_of(record: RecordWriter, principal: Principal, copy: WorkingCopy) -> Act:
    """What publishing a working copy does: its facts, or their being taken back, in the voice of who releases it.

    Raises 403 where they have no grant of that voice, 409 where there is nothing to take back.
    """
    case = _case(record, principal, copy, gone=copy.withdrawal is not None)
    return _act(record, copy, case.said)


def act_to_look_at(record: RecordWriter, copy: WorkingCopy) -> Act:
    """What publishing a working copy would do, for whoever only looks at it: in the voice of its own facts."""
    said = Voice(copy.spoken_by, "for_itself") if copy.spoken_by else voice_of(facts_of(copy), record)
    return _act(record, copy, said)


def _act(record: RecordReader, copy: WorkingCopy, said: Voice) -> Act:
    if copy.withdrawal is not None:
        public = record.node(copy.thing)
        if public is None:
            raise Problem("conflict", phrase("refusal.not_public_any_more"))
        return _taken_back(copy, public, said)
    thing = facts_of(copy)
    declaring.may_be_said(thing, record)
    entered = _entered(copy, said)
    before = record(copy.thing)
    found = list(nature_faults(thing, before, copy.nature))
    if thing.type == "verdict":
        found += assessor_faults(record, thing)
    if found:
        raise Problem("conflict", found[0].detail, errors=found)
    return Act(thing, said, entered, nature_of(thing, before, copy.nature))


def _entered(copy: WorkingCopy, said: Voice) -> Voice:
    """For whom it was entered; that it was released by its writer, too."""
    asked = (
        json.loads(copy.withdrawal) if copy.withdrawal else {"by": copy.entered_by, "capacity": copy.entered_capacity}
    )
    if not asked["by"]:
        return said
    return Voice(asked["by"], "writer" if copy.by_writer else asked["capacity"])


def _taken_back(copy: WorkingCopy, public: Node, said: Voice) -> Act:
    asked = json.loads(copy.withdrawal or b"{}")
    tombstone = Tombstone(
        type="tombstone",
        of=copy.type,
        id=copy.thing,
        nature="withdrawal",
        by=said.organisation,
        reason=asked["reason"],
        names=tombstone_names(public),
    )
    return Act(tombstone, said, _entered(copy, said))


def _needs_another(case: _Case, entered: str) -> bool:
    """Whether a second person releases it. What members say is their own."""
    return case.gated and "members" not in {case.said.capacity, entered}


def _opens(record: RecordReader, copy: WorkingCopy, reason: str, at: datetime) -> datetime:
    """The first moment from this one on at which no hold keeps a working copy back, and it is not exempt."""
    thing, at = facts_of(copy), max(at, exemptions.lapses_at(copy))
    held = copy.withdrawal is None and not reason and is_held(thing, record)
    return opens_at(standing_as(record, copy.organisation, Organisation), at) if held else at


def _back(record: RecordWriter, principal: Principal, copy: WorkingCopy, action: str, note: str) -> None:
    writer = copy.submitted_by or copy.released_by
    if writer not in {None, principal.actor}:
        _tell_writer(record.session, copy, "back", writer)
    if copy.spoken_by:
        working_copies.unamended(record, copy)
    else:
        touch(record.session, copy, "draft")
    copy.note = note
    audit.note(record.session, principal, action, copy.type, copy.thing, organisation=copy.organisation, reason=note)


def _tell_writer(session: Session, copy: WorkingCopy, news: str, writer: int | None) -> None:
    """Have whoever submitted it told by mail what became of it (`api/reminders/release_mails.py`).

    Of what happened twice at one moment the last is told: a clock may stand, or be read more coarsely than people act.
    """
    connection, what = (
        session.connection(),
        {"thing": copy.thing, "about": "", "news": news, "at": now(), "recipient": ""},
    )
    noting = upsert(connection, ReleaseMail)
    noting = noting.on_conflict_do_update(index_elements=list(what), set_={"writer": writer})
    connection.execute(noting, what | {"writer": writer})


def _tell_others(record: RecordWriter, copy: WorkingCopy) -> None:
    """Have whoever runs another occasion told by mail what is decided about it as this engagement becomes public.

    What was noted before and not sent yet is told as it is decided now.
    """
    own = facts_of(copy)
    assert isinstance(own, Engagement)  # noqa: S101 - of that type
    for one, told in decided.newly_decided(record, own):
        what = (ReleaseMail.thing == own.id) & (ReleaseMail.about == one.other) & (ReleaseMail.news == "decided")
        unsent = ReleaseMail.state.is_(None) | (ReleaseMail.state == "failed")
        record.session.execute(delete(ReleaseMail).where(what, unsent))
        mailbox = told.mailbox.lower()
        record.session.add(ReleaseMail(thing=own.id, about=one.other, news="decided", at=now(), recipient=mailbox))


def _submit(session: Session, principal: Principal, copy: WorkingCopy, asked: Asked) -> None:
    copy.submitted_at, copy.submitted_by = now(), principal.actor
    copy.released_at = copy.released_by = None
    copy.publish_at, copy.hold_reason = asked.at, asked.hold_reason
    touch(session, copy, "submitted")
    audit.note(
        session, principal, "submit", copy.type, copy.thing, organisation=copy.organisation, reason=asked.hold_reason
    )


def _schedule(session: Session, principal: Principal, copy: WorkingCopy, at: datetime) -> None:
    copy.released_at, copy.released_by, copy.publish_at = now(), principal.actor, at
    touch(session, copy, "scheduled")
    audit.note(
        session, principal, "schedule", copy.type, copy.thing, organisation=copy.organisation, reason=copy.hold_reason
    )


def _in_words(session: Session, copy: WorkingCopy) -> Phrase:
    """Where a working copy stands, and who brought it there."""
    if copy.released_by is not None and copy.released_at is not None:
        who = session.get(Actor, copy.released_by)
        name = who.holder if who is not None else None
        key = f"refusal.{'' if copy.state == 'scheduled' else 'public_'}released{'_whose' if name else ''}"
        return phrase(key, name=name, at=moment_text(copy.released_at))
    return phrase(f"refusal.is_{copy.state}")
