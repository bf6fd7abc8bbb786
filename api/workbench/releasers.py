"""Who releases what somebody submitted: whose text it is, and who is told by mail that it waits, or what became of it.

Only mailboxes of posts are written to. Of whoever may release it but has no post at the organisation, none is known.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.publishing.policy import stated_by
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.schemas.posts import Post
from api.settings import accounts_since
from api.workbench import working_copies
from api.workbench.working_copies import facts_of
from db.models.access import Actor
from db.models.workbench import WorkingCopy
from db.queries.access import Holder, holders, posts_of
from db.vocabulary import Role


@dataclass(frozen=True)
class Told:
    """A post that is told, and the mailbox by which it is."""

    post: str
    mailbox: str


def is_theirs(session: Session, copy: WorkingCopy, actor: int) -> bool:
    """Whether somebody would release their own text: what they submitted or last changed, by whatever they act with."""
    return bool(_same_person(session, {actor}) & _same_person(session, _writers(copy)))


def told_of_waiting(record: RecordReader, copy: WorkingCopy) -> list[Told]:
    """Whom to tell that something waits for its release: the editors of the organisation, by the posts they have there;
    where none of them has a mailbox, whoever else may release it.
    """
    others = _others(record, copy)
    editors = [one for one in others if one.grant.role == Role.editor]
    return _told(record, copy, editors) or _told(record, copy, [one for one in others if one not in editors])


def told_of_outcome(record: RecordReader, copy: WorkingCopy, writer: int) -> list[Told]:
    """Whom to tell what became of a submission: the post that speaks in it; else the first post of whoever submitted it
    that has a mailbox.
    """
    said = stated_by(facts_of(copy))
    spoken = _mailboxes(record, copy, [said.post]) if said is not None and said.post is not None else []
    person = record.session.get_one(Actor, writer).person
    return (spoken or _mailboxes(record, copy, _posts(record.session, {writer}, {person} - {None})))[:1]


def _others(record: RecordReader, copy: WorkingCopy) -> list[Holder]:
    """Everybody but its writers who may release it now; a machine is nobody to write to."""
    record.load_named_by([facts_of(copy)])
    grants = working_copies.seeing(record, copy)
    theirs = _same_person(record.session, _writers(copy))
    found = holders(record.session, accounts_since(), {grant.covers for grant in grants})
    return [one for one in found if one.grant in grants and one.person is not None and one.actor not in theirs]


def _writers(copy: WorkingCopy) -> set[int]:
    """Who submitted it, and who last changed its text."""
    changed = {copy.changed_by} if copy.withdrawal is None else set()
    return {actor for actor in {copy.submitted_by} | changed if actor is not None}


def _same_person(session: Session, actors: Collection[int]) -> set[int]:
    """These keys and accounts, with all others of the same people."""
    whose = select(Actor.person).where(Actor.id.in_(sorted(actors)))
    return {*actors, *session.scalars(select(Actor.id).where(Actor.person.in_(whose)))}


def _told(record: RecordReader, copy: WorkingCopy, people: Collection[Holder]) -> list[Told]:
    acting, persons = {one.actor for one in people}, {one.person for one in people}
    return _mailboxes(record, copy, _posts(record.session, acting, persons - {None}))


def _posts(session: Session, actors: Collection[int], people: Collection[int | None]) -> list[str]:
    return sorted(posts_of(session, accounts_since(), actors, [one for one in people if one is not None]))


def _mailboxes(record: RecordReader, copy: WorkingCopy, posts: Collection[str]) -> list[Told]:
    """Those of these posts that are the organisation's and have a mailbox; each mailbox once."""
    record.load(posts)
    found = [(id_, post) for id_ in posts if (post := standing_as(record, id_, Post)) is not None]
    theirs = {
        post.contact.lower(): Told(id_, post.contact)
        for id_, post in reversed(found)
        if post.contact and post.organisation == copy.organisation
    }
    return [theirs[mailbox] for mailbox in reversed(theirs)]
