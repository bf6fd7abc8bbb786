"""Working copies: made, changed and found. What is public has one too, from the day somebody here changes it."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.publishing.attribution import entered_by, said_by, voice_of
from api.publishing.policy import acting, named, owners, owning, releasing, stated_by
from api.publishing.publish import faults_of, own_bytes
from api.record.graph import Lookup, Node, parsed, standing_as
from api.record.reader import RecordReader, RecordWriter
from api.retention import purges
from api.schemas.kinds import BY_TYPE
from api.schemas.record import RecordItem, RecordThing, Tombstone
from api.schemas.updates import Update
from api.text.phrases import phrase
from api.workbench import audit, declaring, idempotency
from db.clock import now, today
from db.models.overlaps import GroupAsked
from db.models.workbench import WorkingCopy
from db.queries import versions
from db.vocabulary import Grant, Role


def facts_of(copy: WorkingCopy) -> RecordThing:
    """The own facts in a working copy."""
    return parsed(copy.type, copy.body)


def create(
    record: RecordWriter, principal: Principal, thing: RecordThing, beside: Collection[RecordThing] = ()
) -> WorkingCopy:
    """A new draft, judged as if what is `beside` it were public already.

    Raises 403 where it is not theirs to say, 409 where the record does not allow it.
    """
    session = record.session
    record.load_named_by([thing])
    grant = may_own(record, principal, thing)  # first, so that nobody learns of an id that would not be theirs
    acts = audit.acts_on(session, thing.id)  # none where it was never worked on
    if record.types([thing.id]) or (acts and session.get(WorkingCopy, thing.id) is not None):
        raise refused("/id", "id-taken", "fault.id_taken_already", id=thing.id)
    check(record, thing, beside)
    said = said_by(thing, record, grant)
    entered = entered_by(grant, said)
    copy = WorkingCopy(
        thing=thing.id,
        type=thing.type,
        about=_about(thing),
        organisation=said.organisation,
        body=own_bytes(thing),
        state="draft",
        revision=1 + acts,  # of a draft that was thrown away
        entered_by=entered.organisation,
        entered_capacity=entered.capacity,
        spoken_by="",
        note="",
        hold_reason="",
        nature="",
        created_at=now(),
        created_by=principal.actor,
        changed_at=now(),
        changed_by=principal.actor,
    )
    session.add(copy)
    audit.note(session, principal, "create", copy.type, copy.thing, organisation=copy.organisation, after=copy.body)
    return copy


def change(record: RecordWriter, principal: Principal, copy: WorkingCopy, thing: RecordThing) -> None:
    """Put other facts into a working copy; what is public stays as it is until it is published again."""
    record.load_named_by([thing, facts_of(copy)])
    may_own(record, principal, facts_of(copy))
    no_amendment(copy)
    grant = may_own(record, principal, thing)
    check(record, thing)
    said = said_by(thing, record, grant)
    entered = entered_by(grant, said)
    adopt(record, principal, copy)
    before = copy.body
    copy.body, copy.about, copy.organisation = own_bytes(thing), _about(thing), said.organisation
    copy.entered_by, copy.entered_capacity = entered.organisation, entered.capacity
    copy.changed_at, copy.changed_by = now(), principal.actor
    touch(record.session, copy, "draft")
    audit.note(
        record.session,
        principal,
        "change",
        copy.type,
        copy.thing,
        organisation=said.organisation,
        before=before,
        after=copy.body,
    )


def discard(record: RecordWriter, principal: Principal, copy: WorkingCopy) -> None:
    """Throw a draft away with its words; where the thing is public, its changes: it is as it is public again.

    That it was made, changed and thrown away stays in the audit trail, without what it said. The id of what never was
    public is free again: nobody outside has seen it, a repeated request does not find what is made under it later, and
    revisions go on, so that no old `If-Match` fits. Raises 403 where somebody may not change it, 409 where it is no
    draft.
    """
    session = record.session
    record.load_named_by([facts_of(copy)])
    may_own(record, principal, facts_of(copy))
    no_amendment(copy)
    _is_draft(copy)
    public = of_public(record, copy.thing)
    if public is None and record.types([copy.thing]):
        raise Problem("conflict", phrase("refusal.was_public"))
    idempotency.discard(session, copy.thing)
    audit.forget_bodies(session, copy.thing, unpublished=public is not None)
    audit.note(session, principal, "discard", copy.type, copy.thing, organisation=copy.organisation)
    purges.note(session, "discard")
    if public is None:
        if copy.type == "engagement":
            session.execute(delete(GroupAsked).where(GroupAsked.engagement == copy.thing))
        session.delete(copy)
    else:
        unamended(record, copy)
    session.flush()


def _is_draft(copy: WorkingCopy) -> None:
    """Raises 409 that says what to do instead, where a working copy is public as it is or waits for its release."""
    if copy.state == "clean":
        raise Problem("conflict", phrase("refusal.is_public"))
    if copy.state != "draft":
        raise Problem("conflict", phrase("refusal.not_thrown_away", how=phrase(f"refusal.is_{copy.state}")))


def adopt(record: RecordReader, principal: Principal, copy: WorkingCopy) -> None:
    """Make what is public, and had no working copy, a stored one of whoever touches it first."""
    if copy.revision:
        return
    thing = facts_of(copy)
    record.load_named_by([thing])
    grant = acting(principal, releasing(record, thing))
    said = said_by(thing, record, grant)
    entered = entered_by(grant, said)
    copy.organisation = said.organisation
    copy.entered_by, copy.entered_capacity = entered.organisation, entered.capacity
    copy.created_by = copy.changed_by = principal.actor


def touch(session: Session, copy: WorkingCopy, state: str) -> None:
    """Bring a working copy into a state: its revision goes up, and what belonged to the state before is gone."""
    restate(copy, state)
    session.add(copy)
    session.flush()


def restate(copy: WorkingCopy, state: str) -> None:
    """Bring a working copy into a state and its next revision, for the caller to store with whatever else changes."""
    copy.state = state
    copy.revision += 1
    copy.note = ""
    if state == "draft":
        copy.submitted_at = copy.submitted_by = copy.released_at = copy.released_by = copy.publish_at = None
        copy.withdrawal, copy.hold_reason, copy.spoken_by, copy.nature = None, "", "", ""
        copy.by_writer = False


def amend(record: RecordWriter, principal: Principal, copy: WorkingCopy, thing: RecordThing, organisation: str) -> None:
    """Let an organisation speak on what somebody else owns, such as a promise. Raises 409 beside an open draft."""
    if copy.state != "clean":
        raise Problem("conflict", phrase("refusal.draft_under_way", thing=copy.thing))
    session = record.session
    check(record, thing)
    adopt(record, principal, copy)
    before = copy.body
    copy.body = own_bytes(thing)
    copy.organisation = copy.entered_by = organisation
    copy.entered_capacity = "administrator" if principal.is_admin else "for_itself"
    copy.changed_at, copy.changed_by = now(), principal.actor
    touch(session, copy, "draft")
    copy.spoken_by = organisation
    audit.note(
        session, principal, "amend", copy.type, copy.thing, organisation=organisation, before=before, after=copy.body
    )


def no_amendment(copy: WorkingCopy) -> None:
    """Raises 409 where somebody else has asked to add to a thing: those words are not its owner's to release."""
    if copy.spoken_by:
        raise Problem("conflict", phrase("refusal.amended", by=copy.spoken_by))


def unamended(record: RecordReader, copy: WorkingCopy) -> None:
    """Take out of a working copy what is not public, such as what somebody else asked to add: it is as it is public."""
    public = of_public(record, copy.thing)
    assert public is not None  # noqa: S101 - only what stands is added to
    copy.exempt_until, copy.exempt_posts, copy.exempt_ground = None, "", ""
    said = voice_of(facts_of(public), record)
    copy.body, copy.about, copy.organisation = public.body, public.about, said.organisation
    copy.entered_by, copy.entered_capacity = said.organisation, said.capacity
    touch(record.session, copy, "draft")
    copy.state = "clean"


def check(record: RecordReader, thing: RecordThing, beside: Collection[RecordThing] = ()) -> None:
    """Refuse with 409 what the record does not allow, before anything is stored."""
    declaring.may_be_said(thing, record)
    found = [fault for number, fault in faults_of(record, [thing, *beside]) if number == 0]
    if found:
        raise Problem("conflict", f"{found[0].pointer}: {found[0].detail}", errors=found)


def find(record: RecordReader, principal: Principal, type_: str, id_: str) -> WorkingCopy:
    """The working copy of a thing that somebody may see.

    Raises 403 naming the roles that may where theirs may not at all, 403 naming whose it is where it is public, else
    404.
    """
    copy = record.session.get(WorkingCopy, id_) or of_public(record, id_)
    if copy is None or acting(principal, amending(copy)) is None:
        may_work_on(principal, type_)
    if copy is None or copy.type != type_ or not _may_see(record, principal, copy):
        raise Problem("not-found", f"There is no {type_} '{id_}' on this workbench.")
    return copy


def may_change(record: RecordReader, principal: Principal, copy: WorkingCopy) -> None:
    """Raises 403 naming whose it is where somebody may not change a working copy, 409 where another adds to it."""
    record.load_named_by([facts_of(copy)])
    may_own(record, principal, facts_of(copy))
    no_amendment(copy)


def is_exempt(copy: WorkingCopy) -> bool:
    """Whether a draft is exempt from publication today (`exemptions.py`)."""
    return copy.exempt_until is not None and today() <= copy.exempt_until


def _is_hidden(principal: Principal, copy: WorkingCopy) -> bool:
    """Whether a working copy is exempt, and somebody neither wrote it nor acts for a post that sees it."""
    if not is_exempt(copy) or principal.actor in {copy.created_by, copy.changed_by, copy.submitted_by}:
        return False
    return not any(Grant(Role.officer, post) in principal.grants for post in copy.exempt_posts.split())


def seeing(record: RecordReader, copy: WorkingCopy) -> list[Grant]:
    """Who works on a working copy: whoever may release the thing, and the editor of who asked to add to it."""
    return [*releasing(record, facts_of(copy)), *amending(copy)]


def amending(copy: WorkingCopy) -> list[Grant]:
    """Who speaks in a draft of what somebody else owns; nobody where its owner does."""
    return [Grant(Role.editor, copy.spoken_by)] if copy.spoken_by else []


def may_act_on(principal: Principal, copy: WorkingCopy, grants: Sequence[Grant]) -> None:
    """Raises 403 naming who may, where somebody holds none of these grants and is no administrator."""
    if not principal.is_admin and acting(principal, grants) is None:
        raise Problem("not-yours", phrase("refusal.released_by", thing=copy.thing, who=named(grants)))


def find_any(record: RecordReader, principal: Principal, id_: str) -> WorkingCopy:
    """The working copy of a thing, whatever its type. Where it is not theirs to see: 403 if it is public, else 404."""
    copy = record.session.get(WorkingCopy, id_) or of_public(record, id_)
    if copy is None or not _may_see(record, principal, copy):
        raise Problem("not-found", f"There is nothing '{id_}' on this workbench.")
    return copy


def _may_see(record: RecordReader, principal: Principal, copy: WorkingCopy) -> bool:
    """Whether a working copy is somebody's to see. Raises 403 naming whose it is where it is public."""
    if _is_hidden(principal, copy):
        return False
    record.expect([copy.thing])
    record.load_named_by([facts_of(copy)])
    grants = seeing(record, copy)
    if principal.is_admin or acting(principal, grants):
        return True
    if record.types([copy.thing]):
        raise Problem("not-yours", phrase("refusal.kept_by", thing=copy.thing, who=named(grants)))
    return False


def may_work_on(principal: Principal, type_: str) -> None:
    """Raises a problem that names the roles that may, where nobody with theirs works on such things."""
    principal.may(*BY_TYPE[type_].roles)


def visible(record: RecordReader, principal: Principal, copies: Collection[WorkingCopy]) -> list[WorkingCopy]:
    """Those of these working copies that somebody may see, in their order, in a fixed number of queries."""
    copies = [copy for copy in copies if not _is_hidden(principal, copy)]
    if principal.is_admin:
        return copies
    know_owners(record, [facts_of(copy) for copy in copies])
    return [copy for copy in copies if acting(principal, seeing(record, copy)) is not None]


def know_owners(record: RecordReader, things: Collection[RecordThing]) -> None:
    """Read at once all that the owners of these are worked out from, however many they are."""
    _load_concerned(record, things)
    grants = [grant for thing in things for grant in owners(thing, record) if grant.role == Role.convenor]
    record.know_live(grant.covers for grant in grants)
    record.know_entered(thing.id for thing in things)


def _load_concerned(record: RecordReader, things: Collection[RecordThing]) -> None:
    """Load what these name, and what those are about that they are about, and so on: whose they are hangs on it."""
    seen = set[str]()
    while things:
        record.load_named_by(things)
        about = {id_ for thing in things if (id_ := getattr(thing, "about", None)) is not None} - seen
        seen |= about
        things = [found for id_ in about if (found := record(id_)) is not None]


def follow(session: Session, things: Collection[RecordItem]) -> None:
    """After a document was loaded: working copies that were as public are as public again."""
    by_id = {thing.id: thing for thing in things}
    for part in versions.parts(by_id):
        for copy in session.scalars(select(WorkingCopy).where(WorkingCopy.thing.in_(part))):
            thing = by_id[copy.thing]
            if isinstance(thing, Tombstone):
                touch(session, copy, "draft")
            elif copy.state == "clean":
                copy.body, copy.about = own_bytes(thing), _about(thing)
                touch(session, copy, "clean")


def may_own(record: RecordReader, principal: Principal, thing: RecordThing) -> Grant | None:
    """The grant by which somebody changes a thing; None for an administrator. Raises 403 naming whose it is."""
    may_work_on(principal, thing.type)
    grants = owning(record, thing)
    grant = acting(principal, grants)
    if grant is None and not principal.is_admin:
        raise Problem("not-yours", phrase("refusal.only_these", who=named(grants)))
    corrected = record(getattr(thing, "corrects", None) or "")
    said_by, before = stated_by(thing), stated_by(corrected) if corrected is not None else None
    if said_by and corrected and before and before.organisation != said_by.organisation and not principal.is_admin:
        told = phrase("refusal.said_by_another", thing=corrected.id, by=before.organisation)
        raise Problem("not-yours", told)
    return grant


def _about(thing: RecordThing) -> str:
    """What a thing is about, or belongs to: the first of those that it names one of."""
    named = (getattr(thing, field, None) for field in BY_TYPE[thing.type].hosts)
    return next((one for one in named if isinstance(one, str)), "")


def of_public(record: RecordReader, id_: str) -> WorkingCopy | None:
    """What stands of a thing as a working copy that nobody has touched."""
    node = record.node(id_)
    return None if node is None else _clean(node)


def public_organisation(record: RecordReader, principal: Principal, id_: str) -> WorkingCopy:
    """What stands of an organisation, which its editor may add to though an administrator keeps the rest.

    Raises 404 for an unknown one, 403 naming who may.
    """
    principal.may(Role.editor)
    copy = of_public(record, id_)
    if copy is None or copy.type != "organisation":
        raise Problem("not-found", f"There is no organisation '{id_}' here.")
    if not principal.is_admin and Grant(Role.editor, id_) not in principal.grants:
        raise Problem("not-yours", phrase("refusal.only_these", who=named([Grant(Role.editor, id_)])))
    return copy


def published_update(lookup: Lookup, id_: str) -> Update:
    """The own facts of an update that stands. Raises 404 where none does."""
    found = standing_as(lookup, id_, Update)
    if found is None:
        raise Problem("not-found", f"No update '{id_}' is published here.")
    return found


def stored_or_public(record: RecordReader, ids: Collection[str]) -> list[WorkingCopy]:
    """The working copies of these things, in their order; of what has none, what stands as one. Two queries, however
    many.
    """
    stored = {
        copy.thing: copy
        for part in versions.parts(ids)
        for copy in record.session.scalars(select(WorkingCopy).where(WorkingCopy.thing.in_(part)))
    }
    graph = record.load(id_ for id_ in ids if id_ not in stored)
    public = {id_: _clean(graph.nodes[id_]) for id_ in ids if id_ in graph.nodes and id_ not in stored}
    found = public | stored
    return [found[id_] for id_ in ids if id_ in found]


def _clean(node: Node) -> WorkingCopy:
    """What is public, as a working copy nobody has touched; it is stored once somebody changes it."""
    return WorkingCopy(
        thing=node.id,
        type=node.type,
        about=_about(node.facts),
        organisation="",
        body=node.body,
        state="clean",
        revision=0,
        entered_by="",
        entered_capacity="",
        spoken_by="",
        note="",
        hold_reason="",
        nature="",
        exempt_posts="",
        exempt_ground="",
        created_at=node.published_at,
        created_by=None,
        changed_at=node.published_at,
        changed_by=None,
    )
