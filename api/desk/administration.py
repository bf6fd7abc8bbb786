"""What an administrator looks after: keys, accounts, people and sessions; and the trail of who did what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.desk.offices import Office, offices
from api.desk.things import Choices, called, choices_of
from api.record.reader import RecordReader
from api.sign_in import sessions
from api.sign_in.auth import COVERS
from api.text.languages import Said
from api.workbench import access, trail
from api.workbench.access import Theirs
from db.clock import now, today
from db.models.access import AccessGrant, Account, Actor, Key, Person
from db.models.audit import AuditEntry
from db.models.desk import DeskSession
from db.vocabulary import Grant, Role

PAGE = 100
# What the trail shows to whoever asks who released what.
RELEASES = ("publish", "withdraw", "schedule", "submit", "send_back")


@dataclass(frozen=True)
class Access:
    """A key or an account: whose it is, and what it may do."""

    number: int
    holder: str
    offices: Sequence[Office]
    login: str  # of an account
    begun: datetime
    used: str  # the day on which it was used last; empty where that is not known
    ends: datetime | None
    is_live: bool


@dataclass(frozen=True)
class Somebody:
    """A person, and what is theirs now."""

    person: Person
    theirs: Theirs


@dataclass(frozen=True)
class Done:
    """A line of the trail: what was done to what, by whom."""

    entry: AuditEntry
    by: str
    called: Sequence[Said]  # the thing, where it is one that stands


def keys(record: RecordReader, after: int, language: str) -> tuple[list[Access], int | None]:
    """The keys there are and were, by number, and after which there are more."""
    found = access.keys(record.session, [after], PAGE + 1)
    theirs = _theirs(record, [key.id for key in found[:PAGE]], language)
    return [_of_key(key, *theirs[key.id]) for key in found[:PAGE]], _next([key.id for key in found])


def accounts(record: RecordReader, after: int, language: str) -> tuple[list[Access], int | None]:
    """Everybody who signs in, by number, and after which there are more."""
    found = access.accounts(record.session, [after], PAGE + 1)
    theirs = _theirs(record, [account.id for account in found[:PAGE]], language)
    return [_of_account(one, *theirs[one.id]) for one in found[:PAGE]], _next([one.id for one in found])


def people(session: Session, after: int) -> tuple[list[Somebody], int | None]:
    """Everybody who is known here, with what is theirs, and after which there are more."""
    found = access.people(session, [after], PAGE + 1)
    theirs = access.held_by(session, [one.id for one in found[:PAGE]])
    return [Somebody(one, theirs[one.id]) for one in found[:PAGE]], _next([one.id for one in found])


def signed_in(session: Session, after: int) -> tuple[list[tuple[DeskSession, str]], int | None]:
    """The sessions of everybody that are good, each with whose it is, and after which there are more."""
    found = sessions.good(session, None, [after], PAGE + 1)
    actors = access.actors_of(session, {one.actor for one in found})
    return [(one, actors[one.actor].holder) for one in found[:PAGE]], _next([one.id for one in found])


def done(
    record: RecordReader, principal: Principal, thing: str, before: int | None, language: str, *, releases: bool
) -> tuple[list[Done], int | None]:
    """What was done, the newest first, and before which there is more: of one thing, or only what was released."""
    actions = RELEASES if releases else ()
    found = trail.read(record, principal, thing=thing or None, actions=actions, before=before, limit=PAGE + 1)
    nodes = record.load({entry.thing for entry, _ in found}).nodes
    record.load_named_by(nodes[entry.thing].facts for entry, _ in found if entry.thing in nodes)
    lines = [
        Done(
            entry,
            actor.holder if actor else "",
            called(record, nodes[entry.thing].facts, language) if entry.thing in nodes else [],
        )
        for entry, actor in found[:PAGE]
    ]
    return lines, found[PAGE - 1][0].id if len(found) > PAGE else None


def what_covers(record: RecordReader, role: Role, language: str) -> Choices | None:
    """What a role can be held for; None where there are very many, or nothing."""
    return choices_of(record, COVERS[role], {}, language) if COVERS[role] else {}


def _theirs(
    record: RecordReader, numbers: Collection[int], language: str
) -> dict[int, tuple[Actor | None, list[Office]]]:
    """Whose each of these is and what it may do; of what may do nothing any more, what it did."""
    actors, kept = access.actors_of(record.session, numbers), access.granted_to(record.session, numbers)
    may = {one: _live(kept[one]) for one in numbers}
    return {one: (actors.get(one), offices(record, may[one], language, may[one])) for one in numbers}


def _live(kept: Sequence[AccessGrant]) -> dict[Grant, date | None]:
    live = [one for one in kept if one.is_good(today())] or kept
    return {Grant(Role(one.role), one.covers): one.until for one in live}


def _of_key(key: Key, actor: Actor | None, may: list[Office]) -> Access:
    used = key.last_used_on.isoformat() if key.last_used_on else ""
    live = key.revoked_at is None and key.expires_at > now()
    return Access(
        key.id, actor.holder if actor else "", may, "", key.created_at, used, key.revoked_at or key.expires_at, live
    )


def _of_account(account: Account, actor: Actor | None, may: list[Office]) -> Access:
    return Access(
        account.id,
        actor.holder if actor else "",
        may,
        account.login,
        account.created_at,
        account.seen_at.date().isoformat(),
        account.disabled_at,
        account.disabled_at is None,
    )


def _next(numbers: Sequence[int]) -> int | None:
    return numbers[PAGE - 1] if len(numbers) > PAGE else None
