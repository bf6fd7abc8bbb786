"""Before an election: what waits because of which hold and until when; what is exempt; who released what lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from api.core.principal import Principal
from api.desk.today import Draft, Texts, drafts_of
from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.record.things import name
from api.schemas.organisations import Organisation
from api.workbench import exemptions, trail
from api.workbench.holds import holds_kept
from db.models.workbench import WorkingCopy
from db.queries.entries import page
from db.queries.filters import Filters
from db.vocabulary import THING_TYPES, Role

_MOST = 2_000
_LATELY = 200  # entries of the trail that are looked through
SHOWN = 40
_RELEASED = ("publish", "withdraw", "schedule")


@dataclass(frozen=True)
class Held:
    """A hold that stands or is to come, and what was released and waits for its end."""

    occasion: Mapping[str, str]
    begins: date
    ends: date
    stands: bool
    waiting: Sequence[Draft]


@dataclass(frozen=True)
class Exempt:
    """That a draft is exempt, without a word of it: what sort of thing it is, for whom, and until when."""

    type: str
    until: date
    posts: Sequence[Texts]


@dataclass(frozen=True)
class AtOrganisation:
    """What waits at one organisation, and what is exempt there."""

    name: Texts
    holds: Sequence[Held]
    exempt: Sequence[Exempt]


@dataclass(frozen=True)
class Released:
    """What somebody published, took back, or released for a time; and why a hold did not stand in its way."""

    at: datetime
    action: str
    type: str
    thing: str
    name: Texts | None
    by: str
    reason: str


def at_organisations(record: RecordReader, principal: Principal) -> list[AtOrganisation]:
    """What waits where somebody is editor; for an administrator, at each organisation with a hold or an exemption."""
    ids = _organisations(record, principal)
    return [_at(record, principal, id_) for id_ in ids if standing_as(record, id_, Organisation) is not None]


def _organisations(record: RecordReader, principal: Principal) -> list[str]:
    if not principal.is_admin:
        return sorted(principal.covered(Role.editor))
    day = record.moment.day
    exempt = select(WorkingCopy.organisation).where(WorkingCopy.exempt_until >= day).distinct()
    every = page(record.session, Filters("organisation"), record.moment, sort="order", after=None, limit=_MOST)
    graph = record.load(entry.thing for entry in every)
    held = {
        id_ for id_, own in graph.of_kind(Organisation).items() if any(one.ends.last >= day for one in own.holds or ())
    }
    return sorted(held | set(record.session.scalars(exempt)))


def _at(record: RecordReader, principal: Principal, id_: str) -> AtOrganisation:
    day = record.moment.day
    holds = [
        Held(
            kept.hold.occasion,
            kept.hold.begins.first,
            kept.hold.ends.last,
            kept.hold.begins.first <= day,
            drafts_of(record, kept.waiting),
        )
        for kept in holds_kept(record, principal, id_)
    ]
    copies = exemptions.exempt(record, principal, id_)
    nodes = record.load(post for copy in copies for post in copy.exempt_posts.split()).nodes
    exempt = [
        Exempt(copy.type, copy.exempt_until, [name(nodes[post]) for post in copy.exempt_posts.split() if post in nodes])
        for copy in copies
        if copy.exempt_until is not None
    ]
    return AtOrganisation(name(record.graph.nodes[id_]), holds, exempt)


def released_lately(record: RecordReader, principal: Principal) -> list[Released]:
    """What was released at their organisations, the latest first, and by whom."""
    entries = trail.read(record, principal, thing=None, before=None, limit=_LATELY)
    found = [(entry, actor) for entry, actor in entries if entry.action in _RELEASED and entry.type in THING_TYPES]
    nodes = record.load(entry.thing for entry, _ in found[:SHOWN]).nodes
    return [
        Released(
            entry.at,
            entry.action,
            entry.type,
            entry.thing,
            name(nodes[entry.thing]) if entry.thing in nodes else None,
            actor.holder if actor else "",
            entry.reason,
        )
        for entry, actor in found[:SHOWN]
    ]
