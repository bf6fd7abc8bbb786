"""Holders of posts, keys and accounts: who may act, from when, and until when. All of it is private."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from api.core.codelists import coded
from api.core.faults import Fault, fault
from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.publishing.policy import named
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.schemas.posts import Post
from api.sign_in import auth, sessions
from api.sign_in.people import meant, meant_or_new
from api.text.phrases import phrase
from api.workbench import audit
from db.clock import now, today
from db.models.access import AccessGrant, Account, Actor, Holding, Key, Person
from db.models.reminders import MailLanguages
from db.queries import access as granted
from db.queries import versions
from db.queries.access import open_links
from db.queries.pages import Place, cut
from db.vocabulary import Grant, Role


@dataclass(frozen=True)
class Who:
    """Somebody as a request names them: by name, by number, or not at all."""

    name: str | None = None
    number: int | None = None

    def __bool__(self) -> bool:
        return self.name is not None or self.number is not None


@dataclass(frozen=True)
class Ended:
    """What no longer acts: somebody's time in a post, what a key or an account could do, or links to answer by.

    `covers` is what it ended for, where it was not ended as a whole; `many` how many links.
    """

    kind: str  # holding, key, account or link
    number: int | None = None
    person: Person | None = None
    covers: str = ""
    many: int | None = None


@dataclass(frozen=True)
class Acting:
    """A grant, and the key or the account that acts by it, which is good until `ends_at`."""

    grant: AccessGrant
    actor: Actor
    key: Key | None  # where it is one
    is_live: bool
    last_used_on: date | None
    ends_at: datetime


def keys(session: Session, after: Place | None, limit: int) -> list[Key]:
    """The keys there are and were, by number."""
    return list(session.scalars(cut(select(Key), [(Key.id, False)], after, limit)))


def accounts(session: Session, after: Place | None, limit: int) -> list[Account]:
    """The accounts of everybody who signed in, by number."""
    return list(session.scalars(cut(select(Account), [(Account.id, False)], after, limit)))


def people(session: Session, after: Place | None, limit: int) -> list[Person]:
    """Everybody who is known here, by number."""
    return list(session.scalars(cut(select(Person), [(Person.id, False)], after, limit)))


def actors_of(session: Session, numbers: Collection[int]) -> dict[int, Actor]:
    """Whose these keys and accounts are, by their number."""
    return {one.id: one for one in session.scalars(select(Actor).where(Actor.id.in_(sorted(numbers))))}


def granted_to(session: Session, numbers: Collection[int]) -> dict[int, list[AccessGrant]]:
    """What these keys and accounts were granted, what was taken away too, by their number and in order."""
    found = defaultdict[int, list[AccessGrant]](list)
    kept = select(AccessGrant).where(AccessGrant.actor.in_(sorted(numbers)))
    for one in session.scalars(kept.order_by(AccessGrant.role, AccessGrant.covers)):
        found[one.actor].append(one)
    return found


@dataclass(frozen=True)
class Theirs:
    """What one person has now: the posts they hold, and the numbers of the keys and accounts of theirs that act."""

    posts: list[str]
    keys: list[int]
    accounts: list[int]


def held_by(session: Session, numbers: Collection[int]) -> Mapping[int | None, Theirs]:
    """What each of these people has now, in order."""
    found: dict[int | None, Theirs] = {number: Theirs([], [], []) for number in sorted(numbers)}
    held = select(Holding.person, Holding.post).where(Holding.person.in_(found), Holding.ends.is_(None))
    for person, post in session.execute(held.order_by(Holding.post)):
        found[person].posts.append(post)
    theirs = select(Actor.person, Actor.id).where(Actor.person.in_(found)).order_by(Actor.id)
    for person, number in session.execute(theirs.join(Key, Key.id == Actor.id).where(is_good())):
        found[person].keys.append(number)
    for person, number in session.execute(
        theirs.join(Account, Account.id == Actor.id).where(Account.disabled_at.is_(None))
    ):
        found[person].accounts.append(number)
    return found


def make_key(
    session: Session,
    principal: Principal,
    role: Role,
    covers: Sequence[str],
    holder: Who,
    days: int,
    *,
    nobodys: bool = False,
) -> tuple[Key, str]:
    """A new key and its secret, which is shown once; of somebody, or, where that is said, of nobody.

    Raises 409 where it covers what is not published here.
    """
    faults = faults_of_covers(session, role, covers)
    if not holder and not nobodys:
        faults.append(fault("/holder", "no-holder", "fault.say_holder"))
    if faults:
        raise Problem("conflict", faults[0].detail, errors=faults)
    person = meant_or_new(session, holder.name or "", holder.number, ("holder", "person")).id if holder else None
    key, secret = auth.new_key(session, role, list(covers), person, days)
    audit.note(session, principal, "make_key", "key", str(key.id), reason=f"{role.value} {' '.join(covers)}".strip())
    return key, secret


def faults_of_covers(session: Session, role: Role, covers: Sequence[str]) -> list[Fault]:
    """What is wrong with what a role is to be held for."""
    wanted = auth.COVERS[role]
    known = versions.ever_published(session, list(covers))
    faults = [
        fault(f"/covers/{number}", "unknown-id", "fault.not_published_here", what=" or ".join(wanted), id=id_)
        for number, id_ in enumerate(covers)
        if known.get(id_) not in wanted
    ]
    if bool(covers) != bool(wanted):
        key = f"fault.{'say_which_covers' if wanted else 'covers_all'}"
        faults.append(fault("/covers", "covers", key, role=coded("role", role.value), what=" or ".join(wanted)))
    return faults


def revoke_key(session: Session, principal: Principal, number: int) -> None:
    """End a key at once. Raises 404 where there is none, 409 where it is ended already."""
    key = session.get(Key, number)
    if key is None:
        raise Problem("not-found", f"There is no key {number}.")
    if key.revoked_at is not None:
        raise Problem("conflict", phrase("refusal.key_revoked", number=number))
    _revoke(session, key)
    audit.note(session, principal, "revoke_key", "key", str(number))


def _revoke(session: Session, key: Key) -> None:
    """A key and all that it was granted, so that whatever hangs on a grant ends with it."""
    key.revoked_at = now()
    live = (AccessGrant.actor == key.id) & AccessGrant.ended_at.is_(None)
    session.execute(update(AccessGrant).where(live).values(ended_at=now()))
    sessions.end_all(session, [key.id])
    session.flush()


def is_good() -> ColumnElement[bool]:
    """Of a key: that it acts."""
    return Key.revoked_at.is_(None) & (Key.expires_at > now())


def may_manage(record: RecordReader, principal: Principal, post: str) -> str:
    """The organisation of a post whose holders somebody may see: its editor, and who acts for it. Raises 403 and 404 as
    others do.
    """
    principal.may(Role.editor, Role.officer)
    facts = record(post)
    if facts is None or facts.type != "post":
        raise Problem("not-found", f"There is no post '{post}' here.")
    organisation = str(facts.organisation)
    if not edits(principal, organisation) and Grant(Role.officer, post) not in principal.grants:
        raise Problem("not-yours", phrase("refusal.kept_by", thing=post, who=named([Grant(Role.editor, organisation)])))
    return organisation


def may_edit(record: RecordReader, principal: Principal, organisation: str) -> None:
    """Raises 404 for an organisation that does not stand, 403 for whoever is not its editor."""
    principal.may(Role.editor)
    facts = record(organisation)
    if facts is None or facts.type != "organisation":
        raise Problem("not-found", f"There is no organisation '{organisation}' here.")
    if not edits(principal, organisation):
        raise Problem("not-yours", phrase("refusal.for_the_editor", organisation=organisation))


def edits(principal: Principal, organisation: str) -> bool:
    """Whether somebody looks after an organisation's posts."""
    return principal.is_admin or Grant(Role.editor, organisation) in principal.grants


def holdings(session: Session, post: str, after: Place | None = None, limit: int | None = None) -> list[Holding]:
    """Who holds and held a post, the first first."""
    held = select(Holding).where(Holding.post == post)
    return list(session.scalars(cut(held, [(Holding.begins, False), (Holding.id, False)], after, limit)))


def held_now(session: Session, posts: Collection[str]) -> dict[str, list[Holding]]:
    """Who holds each of these posts now, by the post; nothing of one that is vacant."""
    found = defaultdict[str, list[Holding]](list)
    held = select(Holding).where(Holding.post.in_(sorted(posts)), Holding.ends.is_(None))
    for one in session.scalars(held.order_by(Holding.begins, Holding.id)):
        found[one.post].append(one)
    return found


def hand_over_post(
    record: RecordReader, principal: Principal, post: str, *, leaver: Who, successor: Who, on: date
) -> list[Ended]:
    """End a holding on a day, begin the next, and end whatever let the old holder act for the post: one act.

    That is what the leaver acts with for it, every key for it that is nobody's, since nobody can say whose it is, and
    with the term of office the links to answer by. Returns what was ended. `leaver` says who leaves, where the post has
    more than one holder or none on record. Whoever acts for a post hands over their own time in it, and nobody else's.
    Raises 409 where that is not clear, or the day has not come.
    """
    session = record.session
    organisation = may_manage(record, principal, post)
    if on > today():
        raise Problem(
            "conflict", f"{on} has not come.", errors=[fault("/on", "in-the-future", "fault.day_has_not_come", on=on)]
        )
    if not edits(principal, organisation):
        leaver = _themselves(session, principal, leaver, successor, organisation)
    leaves = meant(session, leaver.name, leaver.number, ("holder", "person"))
    held = [one for one in holdings(session, post) if one.ends is None]
    current = [one for one in held if not leaver or (leaves is not None and one.person == leaves.id)]
    if not leaver and len(current) > 1:
        raise refused("/holder", "which-holder", "fault.which_holder", n=len(current))
    if not leaver and not current and not successor:
        raise refused("/holder", "no-holder", "fault.nobody_holds")
    if leaves is None and current:
        leaves = current[0].whose
    links = open_links(session, [post])
    for holding in current:
        if on < holding.begins:
            raise refused("/on", "ends-before-begins", "fault.holding_began", begins=holding.begins)
        holding.ends, holding.noted_at = on, now()
    ended = _end_for_post(session, post, leaves)
    if not current and not ended and not successor:
        raise refused("/holder", "no-holder", "fault.nobody_of_that_name")
    if successor:
        _begin(session, post, successor, on)
    session.flush()
    ended += _ended_links(session, links)
    _forget_mail_languages(record, post)
    audit.note(session, principal, "hand_over", "post", post, organisation=organisation, reason=_in_numbers(ended))
    return ended


def _forget_mail_languages(record: RecordReader, post: str) -> None:
    """Whoever reads the mails of a post next may read another language."""
    found = standing_as(record, post, Post)
    if found is not None and found.contact:
        theirs = MailLanguages.mailbox == found.contact.lower()
        record.session.execute(delete(MailLanguages).where(theirs))


def share_post(record: RecordReader, principal: Principal, post: str, *, successor: Who, on: date) -> list[Ended]:
    """Let somebody hold a post beside whoever holds it, as two who share a job: nobody leaves. With the term of office
    the links to answer by end, which are returned. For its editor alone; raises 403, 404 and 409 as a handover does.
    """
    organisation = may_manage(record, principal, post)
    if not edits(principal, organisation):
        raise Problem("not-yours", phrase("refusal.editor_says_who_shares", organisation=organisation, post=post))
    if on > today():
        raise refused("/on", "in-the-future", "fault.day_has_not_come", on=on)
    if not successor:
        raise refused("/to", "required", "fault.say_who_shares")
    links = open_links(record.session, [post])
    _begin(record.session, post, successor, on)
    record.session.flush()
    ended = _ended_links(record.session, links)
    audit.note(record.session, principal, "share", "post", post, organisation=organisation, reason=_in_numbers(ended))
    return ended


def _themselves(session: Session, principal: Principal, leaver: Who, successor: Who, organisation: str) -> Who:
    """Whoever hands over a post for which they act. Raises 403 where they name somebody else, or their key nobody, and
    409 where they follow themselves: that would make a time of their own longer.
    """
    person = session.get_one(Actor, principal.actor).whose
    named = meant(session, leaver.name, leaver.number, ("holder", "person")) if leaver else person
    if person is None or named is not person:
        raise Problem("not-yours", phrase("refusal.own_time", organisation=organisation))
    if successor and meant(session, successor.name, successor.number, ("to", "to_person")) is person:
        raise refused("/to", "the-same", "fault.the_same")
    return Who(number=person.id)


def still_acting(session: Session, grants: Iterable[Grant]) -> list[Acting]:
    """The keys and accounts that act by one of these grants now, in order."""
    found = [one for grant in sorted(set(grants)) for one in _granted(session, _is(grant))]
    return [one for one in found if one.is_live]


def depart(session: Session, principal: Principal, number: int) -> tuple[list[Ended], set[Grant]]:
    """End all that one person acts with: their time in every post, their keys and their accounts, and with those the
    links to answer by. Returns what was ended, and what they could act on.

    Keys for their posts that are nobody's end too, as at a handover. Raises 404 where there is no such person, 409
    where nothing is theirs.
    """
    person = session.get(Person, number)
    if person is None:
        raise Problem("not-found", f"There is no person {number}.")
    held = session.scalars(select(Holding).where(Holding.person == number, Holding.ends.is_(None))).all()
    theirs = [one for one in _granted(session, Actor.person == number) if one.is_live]
    could = {Grant(Role(one.grant.role), one.grant.covers) for one in theirs}
    could |= {Grant(Role.officer, one.post) for one in held}
    posts = [grant.covers for grant in sorted(could) if grant.role == Role.officer]
    links = open_links(session, posts)
    ended = [Ended("holding", None, person, one.post) for one in held]
    for holding in held:
        holding.ends, holding.noted_at = max(today(), holding.begins), now()
    for actor in session.scalars(select(Actor).where(Actor.person == number).order_by(Actor.id)).all():
        ended += _end_all(session, actor)
    ended += [one for post in posts for one in _end_for_post(session, post, person)]
    if not ended:
        raise Problem("conflict", phrase("refusal.holds_nothing", number=number))
    ended += _ended_links(session, links)
    audit.note(session, principal, "depart", "person", str(number), reason=_in_numbers(ended))
    return ended, could


def _end_all(session: Session, actor: Actor) -> list[Ended]:
    """A key is revoked; an account is disabled, or the next token would grant it anew."""
    key, account = session.get(Key, actor.id), session.get(Account, actor.id)
    if key is not None and key.revoked_at is None and key.expires_at > now():
        _revoke(session, key)
    elif account is not None and account.disabled_at is None:
        account.disabled_at = now()
        sessions.end_all(session, [actor.id])
        session.flush()
    else:
        return []
    return [Ended(actor.kind, actor.id, actor.whose)]


def _end_for_post(session: Session, post: str, leaver: Person | None) -> list[Ended]:
    """Take a post from all that a person acts with, and from keys that are nobody's; a key left with none is revoked.

    Also from what does not act just now, such as a disabled account, so that it does not come back with it.
    """
    grant = Grant(Role.officer, post)
    whose = Actor.person.is_(None) & Key.id.is_not(None)
    if leaver is not None:
        whose |= Actor.person == leaver.id
    ended = []
    for one in _granted(session, _is(grant) & whose):
        ended += [Ended(one.actor.kind, one.actor.id, one.actor.whose, post)] if one.is_live else []
        one.grant.ended_at = now()
        sessions.end_all(session, [one.actor.id])
        session.flush()
        if one.key is not None and one.key.revoked_at is None and not auth.grants_of(session, one.key.id):
            _revoke(session, one.key)
    return ended


def _granted(session: Session, where: ColumnElement[bool]) -> list[Acting]:
    """Grants that are good today, and whose they are, whether or not those can act just now."""
    found = (
        select(AccessGrant, Actor, Key, Account)
        .join(Actor, Actor.id == AccessGrant.actor)
        .outerjoin(Key, Key.id == Actor.id)
        .outerjoin(Account, Account.id == Actor.id)
        .where(granted.is_good(), where)
        .order_by(Actor.id, AccessGrant.role, AccessGrant.covers)
    )
    return [_acting(*row) for row in session.execute(found) if row.Key or row.Account]


def _acting(grant: AccessGrant, actor: Actor, key: Key | None, account: Account | None) -> Acting:
    if key is not None:
        live = key.revoked_at is None and key.expires_at > now()
        return Acting(grant, actor, key, live, key.last_used_on, key.expires_at)
    assert account is not None  # noqa: S101 - it is one of the two
    return Acting(grant, actor, None, account.disabled_at is None, account.seen_at.date(), account.ends_at)


def _is(grant: Grant) -> ColumnElement[bool]:
    return (AccessGrant.role == grant.role.value) & (AccessGrant.covers == grant.covers)


def _begin(session: Session, post: str, successor: Who, on: date) -> None:
    """Somebody's time in a post. Who had it before and comes back to it: their account may act for it again."""
    person = meant_or_new(session, successor.name or "", successor.number, ("to", "to_person"))
    if any(one.person == person.id and one.ends is None for one in holdings(session, post)):
        raise refused("/to", "holds-it-already", "fault.holds_it_already", name=person.name)
    session.add(Holding(post=post, person=person.id, begins=on, ends=None, noted_at=now()))
    theirs = select(Account.id).join(Actor, Actor.id == Account.id).where(Actor.person == person.id)
    again = _is(Grant(Role.officer, post)) & AccessGrant.actor.in_(theirs) & ~granted.is_good()
    session.execute(update(AccessGrant).where(again).values(ended_at=None, until=None))


def _ended_links(session: Session, before: dict[str, set[str]]) -> list[Ended]:
    """Those of the links that were open before and are not any more, by post."""
    after = open_links(session, before)
    return [
        Ended("link", covers=post, many=len(gone))
        for post, links in sorted(before.items())
        if (gone := links - after.get(post, set()))
    ]


def _in_numbers(ended: Collection[Ended]) -> str:
    """What was ended, for the audit trail, which names nobody."""
    told = []
    for one in ended:
        many = "1 link" if one.many == 1 else f"{one.many} links"
        what = many if one.kind == "link" else f"{one.kind} {one.number or ''}".strip()
        told.append(f"{what} for {one.covers}" if one.covers else what)
    return f"Ended: {'; '.join(told) or 'nothing'}."
