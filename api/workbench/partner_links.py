"""A partner without a key answers about one declaration, by a link to its mailbox; nobody else reads it before it does.

What it answers counts as the other side only where the mailbox is its own (`own_mailboxes.py`); else the testimony says
who supplied the address. It may decline, and whoever declared is not told.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.record.graph import standing_as, tombstone_names
from api.record.reader import RecordReader, RecordWriter
from api.schemas.declarations import Declaration
from api.schemas.organisations import Organisation
from api.schemas.record import Tombstone
from api.schemas.testimonies import Testimony
from api.settings import settings
from api.sign_in.auth import secret_hash
from api.text.phrases import phrase
from api.workbench import audit, own_mailboxes
from api.workbench.by_link import MOST, NotWantedError, asking, declared_to, publish_by_link, testimony
from db.clock import now
from db.models.workbench import PartnerLink

PAUSE = timedelta(hours=1)  # between two that one partner asks for, whatever they are about


@dataclass(frozen=True)
class Invitation:
    """What is asked of a partner, to which mailbox, and whether that is its own."""

    declaration: Declaration
    partner: Organisation
    recipient: str
    is_own: bool


@dataclass(frozen=True)
class Sent(Invitation):
    """The same with the secret of a link that is on its way, which is kept nowhere; and whether it was asked for."""

    secret: str
    asked_for: bool


@dataclass(frozen=True)
class Invited:
    """Whom whoever declared had written to, at which mailbox, whether that was its own, and how often."""

    partner: str
    recipient: str
    is_own: bool
    times: int


@dataclass(frozen=True)
class Wanted:
    """What a link asks for, and whether it went to a mailbox that was the partner's own, or is by now."""

    declaration: Declaration
    partner: Organisation
    link: PartnerLink
    is_own: bool


def invitation(record: RecordReader, principal: Principal, declaration: str, partner: str, mailbox: str) -> Invitation:
    """How a partner would be written to, of which nothing is kept.

    Raises 404 where nothing is declared under this id, 403 naming who may ask, 409 where the partner is none here, is
    whoever declares, or was written to three times.
    """
    own = asking(record, principal, declaration)
    record.load([partner])
    asked = standing_as(record, partner, Organisation)
    if asked is None or asked.id == own.by:
        raise refused("/partner", "no-partner", "fault.no_partner", partner=partner)
    link = _link(record, declaration, partner, asked_for=False)
    if link is not None and link.times >= MOST:
        raise refused("/partner", "asked-often", "fault.asked_often", number=MOST)
    return Invitation(own, asked, mailbox.lower(), own_mailboxes.is_own(record, partner, mailbox))


def ask(record: RecordWriter, principal: Principal, declaration: str, partner: str, mailbox: str) -> Sent:
    """A new link for a partner; one that it had ends. Raises as `invitation` does."""
    meant = invitation(record, principal, declaration, partner, mailbox)
    audit.note(record.session, principal, "ask_partner", "declaration", declaration, organisation=meant.declaration.by)
    return _sent(record, meant, asked_for=False)


def ask_for(record: RecordWriter, declaration: str, partner: str) -> Sent | None:
    """A new link that a partner asks for itself, to a mailbox of its own and no other; it ends one that it asked for
    before. None, of which nobody is told, where it has no such mailbox, is whoever declares, was sent one within
    `PAUSE`, or `MOST` of them. Whoever declared is not told, and may write to it as often as before.

    Raises 404 where nothing is declared under this id.
    """
    own = open_to_answers(record, declaration)
    record.load([partner])
    asked = standing_as(record, partner, Organisation)
    link = _link(record, declaration, partner, asked_for=True)
    theirs = select(PartnerLink.asked_at).where(PartnerLink.partner == partner, PartnerLink.asked_for)
    recent = any(at > now() - PAUSE for at in record.session.scalars(theirs))
    mailbox = own_mailboxes.own_mailbox(record, partner) if asked is not None else None
    if asked is None or asked.id == own.by or mailbox is None or recent or (link is not None and link.times >= MOST):
        return None
    return _sent(record, Invitation(own, asked, mailbox, is_own=True), asked_for=True)


def open_to_answers(record: RecordReader, declaration: str) -> Declaration:
    """A declaration about which a partner may ask for a link. Raises 404 where there is none, or nobody may declare."""
    own = standing_as(record, declaration, Declaration)
    if own is None or not settings().declarations:
        raise Problem("not-found", f"There is no declaration '{declaration}' here.")
    record.load_named_by([own])
    return own


def _link(record: RecordReader, declaration: str, partner: str, *, asked_for: bool) -> PartnerLink | None:
    return record.session.get(PartnerLink, (declaration, partner, asked_for))


def _sent(record: RecordWriter, meant: Invitation, *, asked_for: bool) -> Sent:
    ids, secret = {"declaration": meant.declaration.id, "partner": meant.partner.id}, secrets.token_hex(24)
    link = _link(record, **ids, asked_for=asked_for) or PartnerLink(**ids, asked_for=asked_for, times=0)
    link.recipient, link.secret_hash, link.is_own = meant.recipient, secret_hash(secret), meant.is_own
    link.times, link.asked_at, link.declined_at = link.times + 1, now(), None
    record.session.add(link)
    record.session.flush()
    return Sent(**vars(meant), secret=secret, asked_for=asked_for)


def invited(record: RecordReader, principal: Principal, declaration: str) -> tuple[Declaration, list[Invited]]:
    """A declaration, and whom whoever declared had written to: never whether it read that, declined or answers, nor
    whether it asked for a link itself.

    Raises 404 and 403 as `invitation` does.
    """
    own = asking(record, principal, declaration)
    theirs = PartnerLink.declaration == declaration, PartnerLink.asked_for.is_(False)
    links = record.session.scalars(select(PartnerLink).where(*theirs).order_by(PartnerLink.partner))
    return own, [Invited(one.partner, one.recipient, one.is_own, one.times) for one in links]


def wanted(record: RecordReader, secret: str) -> Wanted:
    """What a link asks for. Raises `NotWantedError`."""
    found = select(PartnerLink).where(PartnerLink.secret_hash == secret_hash(secret))
    link = record.session.scalars(found).one_or_none()
    if link is None:
        raise NotWantedError("unknown")
    own, partner = declared_to(record, link.declaration, link.partner, link.asked_at)
    is_own = link.is_own or own_mailboxes.is_own(record, partner.id, link.recipient)
    return Wanted(own, partner, link, is_own)


def answered(record: RecordReader, asked: Wanted) -> Testimony | None:
    """What stands of what was answered by a link; or by the partner's other one, where both are its own word."""
    other = _link(record, asked.declaration.id, asked.partner.id, asked_for=not asked.link.asked_for)
    found = standing_as(record, asked.link.testimony or "", Testimony)
    if found is None and other is not None and asked.is_own:
        found = standing_as(record, other.testimony or "", Testimony)
        found = None if found is None or found.address_from else found
    return found


def answer(record: RecordWriter, secret: str, facts: Json, address: str, request: str) -> str:
    """Publish what a partner answers, in place of what it answered before; returns the id of the testimony.

    Raises `NotWantedError`, and 409 where the record does not take it.
    """
    asked = wanted(record, secret)
    before = answered(record, asked)
    id_ = before.id if before is not None else None
    thing = testimony(record, asked.declaration, asked.partner.id, id_, facts, is_own=asked.is_own)
    publish_by_link(record, asked.link.recipient, asked.partner.id, thing, address, request)
    asked.link.testimony, asked.link.declined_at = thing.id, None
    return thing.id


def take_back(record: RecordWriter, secret: str, address: str, request: str) -> None:
    """Withdraw what was answered by a link. Raises `NotWantedError`, and 409 where nothing of it stands."""
    asked = wanted(record, secret)
    before = answered(record, asked)
    node = record.node(before.id) if before is not None else None
    if node is None:
        raise Problem("conflict", phrase("refusal.not_public"))
    gone = Tombstone(
        type="tombstone",
        of="testimony",
        id=node.id,
        nature="withdrawal",
        by=asked.partner.id,
        names=tombstone_names(node),
    )
    publish_by_link(record, asked.link.recipient, asked.partner.id, gone, address, request)
    asked.link.testimony = None


def decline(record: RecordWriter, secret: str) -> None:
    """Keep that a partner would rather not answer; whoever declared is not told. Raises `NotWantedError`."""
    wanted(record, secret).link.declined_at = now()
