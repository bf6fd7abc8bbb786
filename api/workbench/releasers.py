"""Who releases what somebody submitted: whose text it is, and who is told by mail that it waits, or what became of it.

Only mailboxes of posts are written to. Of whoever may release it but has no post at the organisation, none is known.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.working_days import working_days_between
from api.publishing.policy import acting, is_gated, named_releasers, stated_by
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.schemas.posts import Post
from api.settings import accounts_since, settings
from api.workbench import working_copies
from api.workbench.working_copies import facts_of
from db.models.access import Actor
from db.models.workbench import WorkingCopy
from db.queries.access import Holder, away, holders, posts_of
from db.vocabulary import Grant, Role


@dataclass(frozen=True)
class Told:
    """A post that is told, and the mailbox by which it is."""

    post: str
    mailbox: str


def is_theirs(session: Session, copy: WorkingCopy, actor: int) -> bool:
    """Whether somebody would release their own text: what they submitted or last changed, by whatever they act with."""
    return bool(_same_person(session, {actor}) & _same_person(session, _writers(copy)))


def may_release(record: RecordReader, principal: Principal, copy: WorkingCopy) -> bool:
    """Whether what was submitted waits for somebody: it is theirs to release, and not their own text."""
    theirs = principal.is_admin or acting(principal, _releasing(record, copy)) is not None
    return theirs and not is_theirs(record.session, copy, principal.actor)


def told_of_waiting(record: RecordReader, copy: WorkingCopy) -> list[Told]:
    """Whom to tell that something waits for its release: the posts that the rule of its organisation names, as far down
    as it is by now. Where it names none, or nobody acts for those, the editors of the organisation, by the posts they
    have there; where none of them has a mailbox either, whoever else may release it. Of what is exempt, only those who
    see it.
    """
    people = others(record, copy)
    if working_copies.is_exempt(copy):
        return _told(record, copy.organisation, people)
    acted_for = {one.grant.covers for one in people}
    named = _told_in_order(record, copy, acted_for)
    if any(one.post in acted_for for one in named):
        return named
    editors = [one for one in people if one.grant.role == Role.editor]
    found = _told(record, copy.organisation, editors) or _told(
        record, copy.organisation, [one for one in people if one not in editors]
    )
    return list({one.mailbox.lower(): one for one in [*found, *named]}.values())


def is_nobody_told(record: RecordReader, organisation: str) -> bool:
    """Whether a second person releases at an organisation, and no mail tells anybody that something waits: no post
    that its rule names, nor any of an editor, has a mailbox; or no mail is sent from here.
    """
    if not is_gated(record, organisation):
        return False
    editing = Grant(Role.editor, organisation)
    editors = [one for one in holders(record.session, accounts_since(), {organisation}) if one.grant == editing]
    people = [one for one in editors if one.person is not None]
    named = _mailboxes(record, organisation, record.release_rule(organisation).posts)
    return not (settings().smtp_url and (named or _told(record, organisation, people)))


def _told_in_order(record: RecordReader, copy: WorkingCopy, acted_for: Collection[str]) -> list[Told]:
    """The posts that the rule names, as far down as it is by now, given those that others than its writers act for.

    The next is told after so many working days; and at once where a post is away, has no mailbox, or has nobody who
    could release this.
    """
    rule = record.release_rule(copy.organisation)
    if copy.submitted_at is None or not named_releasers(record, copy.organisation):
        return []
    waited = working_days_between(copy.submitted_at.date(), record.moment.day, rule.bank_holidays)
    rungs = 1 + (waited // rule.next_after if rule.next_after else 0)
    absent, found = away(record.session, record.moment.day), list[Told]()
    for post in rule.posts:
        if rungs < 1:
            break
        if post not in absent and (post in acted_for or not _is_writers(record, copy, post)):
            told = _mailboxes(record, copy.organisation, [post])
            found += told
            rungs -= bool(told) and post in acted_for
    return found


def _is_writers(record: RecordReader, copy: WorkingCopy, post: str) -> bool:
    """Whether whoever wrote this acts for a post."""
    theirs = _same_person(record.session, _writers(copy))
    return any(one.actor in theirs for one in holders(record.session, accounts_since(), {post}))


def told_of_outcome(record: RecordReader, copy: WorkingCopy, writer: int) -> list[Told]:
    """Whom to tell what became of a submission: the post that speaks in it; else the first post of whoever submitted it
    that has a mailbox.
    """
    said = stated_by(facts_of(copy))
    spoken = _mailboxes(record, copy.organisation, [said.post]) if said is not None and said.post is not None else []
    person = record.session.get_one(Actor, writer).person
    return (spoken or _mailboxes(record, copy.organisation, _posts(record.session, {writer}, {person} - {None})))[:1]


def others(record: RecordReader, copy: WorkingCopy) -> list[Holder]:
    """Everybody but its writers who may release it now. A machine is nobody."""
    record.load_named_by([facts_of(copy)])
    grants = _releasing(record, copy)
    theirs = _same_person(record.session, _writers(copy))
    found = holders(record.session, accounts_since(), {grant.covers for grant in grants})
    if working_copies.is_exempt(copy):
        seeing = {one.actor for one in holders(record.session, accounts_since(), copy.exempt_posts.split())}
        found = [one for one in found if one.actor in seeing]
    return [one for one in found if one.grant in grants and one.person is not None and one.actor not in theirs]


def _releasing(record: RecordReader, copy: WorkingCopy) -> list[Grant]:
    """Who may release it: whoever works on it, or, where the rule of its organisation names posts, those and its
    editor.
    """
    named = named_releasers(record, copy.organisation)
    return [*named, Grant(Role.editor, copy.organisation)] if named else working_copies.seeing(record, copy)


def _writers(copy: WorkingCopy) -> set[int]:
    """Who submitted it, and who last changed its text."""
    changed = {copy.changed_by} if copy.withdrawal is None else set()
    return {actor for actor in {copy.submitted_by} | changed if actor is not None}


def _same_person(session: Session, actors: Collection[int]) -> set[int]:
    """These keys and accounts, with all others of the same people."""
    whose = select(Actor.person).where(Actor.id.in_(sorted(actors)))
    return {*actors, *session.scalars(select(Actor.id).where(Actor.person.in_(whose)))}


def _told(record: RecordReader, organisation: str, people: Collection[Holder]) -> list[Told]:
    acting, persons = {one.actor for one in people}, {one.person for one in people}
    return _mailboxes(record, organisation, _posts(record.session, acting, persons - {None}))


def _posts(session: Session, actors: Collection[int], people: Collection[int | None]) -> list[str]:
    return sorted(posts_of(session, accounts_since(), actors, [one for one in people if one is not None]))


def _mailboxes(record: RecordReader, organisation: str, posts: Collection[str]) -> list[Told]:
    """Those of these posts that are the organisation's and have a mailbox; each mailbox once."""
    record.load(posts)
    found = [(id_, post) for id_ in posts if (post := standing_as(record, id_, Post)) is not None]
    theirs = {
        post.contact.lower(): Told(id_, post.contact)
        for id_, post in reversed(found)
        if post.contact and post.organisation == organisation
    }
    return [theirs[mailbox] for mailbox in reversed(theirs)]
