"""A group's own page, by a link to the mailbox that the group itself published: what asks it, what came of that, and
what the group says to it. Nobody else sees the page; what the group says is read by whoever asks it.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.record.graph import standing_as
from api.record.reader import RecordReader, RecordWriter
from api.schemas.engagements import Engagement
from api.schemas.organisations import Organisation
from api.sign_in.auth import secret_hash
from api.text.phrases import phrase
from api.workbench import audit
from db.clock import now, today
from db.models.overlaps import GroupAnswer, GroupAsked, GroupLink, GroupTerms
from db.vocabulary import CODELISTS, Role

LASTS = timedelta(days=365)  # from the mail on
MOST = 3  # mails to one group within that, whoever sends them: each link opens the same page, and goes on
LONGEST = 2_000  # letters of what a group says
MOST_A_YEAR = 1_000  # as in `AsksWelcome`
_YEAR = timedelta(days=365)


class UnknownLinkError(Exception):
    """A link is none that was sent, or its time is over."""


@dataclass(frozen=True)
class Invited:
    """A group to whose own mailbox a link is on its way, with its secret, which is kept nowhere."""

    organisation: Organisation
    recipient: str
    secret: str


@dataclass(frozen=True)
class AskedOf:
    """An engagement that asks a group, and what the group said to it."""

    engagement: Engagement
    answer: GroupAnswer | None


@dataclass(frozen=True)
class OurGroup:
    """What a group sees: what is coming and what asked it in the last year, the nearest first; and its own terms."""

    organisation: Organisation
    recipient: str
    coming: list[AskedOf]
    past: list[AskedOf]
    terms: GroupTerms | None


def invite(record: RecordWriter, principal: Principal, id_: str) -> Invited:
    """A new link for a group; those before it go on.

    Raises 403 for whoever edits no organisation, 404 for no organisation, 409 where the group published no mailbox, or
    was sent `MOST` links that it can still open.
    """
    principal.may(Role.editor)
    organisation = standing_as(record, id_, Organisation)
    if organisation is None:
        raise Problem("not-found", f"There is no organisation '{id_}' here.")
    if organisation.asks_welcome is None or organisation.asks_welcome.contact is None:
        raise Problem("conflict", phrase("refusal.group_without_mailbox"))
    secret, recipient = secrets.token_urlsafe(32), organisation.asks_welcome.contact.lower()
    session = record.session
    good = GroupLink.organisation == id_, GroupLink.sent_at > now() - LASTS
    if (session.scalar(select(func.count()).select_from(GroupLink).where(*good)) or 0) >= MOST:
        raise Problem("conflict", phrase("refusal.group_sent_links", number=MOST))
    session.add(
        GroupLink(
            secret_hash=secret_hash(secret),
            organisation=id_,
            recipient=recipient,
            sent_at=now(),
            sent_by=principal.actor,
        )
    )
    audit.note(session, principal, "invite_group", "organisation", id_, organisation=id_)
    session.flush()
    return Invited(organisation, recipient, secret)


def our_group(record: RecordReader, secret: str) -> OurGroup:
    """What the group sees to whom a link was sent. Raises `UnknownLinkError`."""
    link, organisation = _opened(record, secret)
    session = record.session
    ids = session.scalars(select(GroupAsked.engagement).where(GroupAsked.organisation == organisation.id)).all()
    record.load(ids)
    answers = {
        one.engagement: one
        for one in session.scalars(select(GroupAnswer).where(GroupAnswer.organisation == organisation.id))
    }
    found = [
        AskedOf(own, answers.get(id_))
        for id_ in ids
        if (own := standing_as(record, id_, Engagement)) is not None and not own.cancelled
    ]
    day = record.moment.day
    coming = [one for one in found if _last(one.engagement) >= day]
    past = [one for one in found if day - _YEAR <= _last(one.engagement) < day]
    record.load_named_by([one.engagement for one in found])
    return OurGroup(
        organisation,
        link.recipient,
        sorted(coming, key=lambda one: (_first(one.engagement), one.engagement.id)),
        sorted(past, key=lambda one: (-_last(one.engagement).toordinal(), one.engagement.id)),
        session.get(GroupTerms, organisation.id),
    )


def answer(record: RecordWriter, secret: str, engagement: str, code: str, text: str) -> None:
    """Keep what a group says to an engagement that asks it, in place of what it said before.

    Raises `UnknownLinkError`; 409 for an engagement that does not ask it, for no code, or for a text that is too long.
    """
    _, organisation = _opened(record, secret)
    session = record.session
    if (
        session.get(GroupAsked, (engagement, organisation.id)) is None
        or standing_as(record, engagement, Engagement) is None
    ):
        raise Problem("conflict", phrase("refusal.group_not_asked"))
    if code not in CODELISTS["group_answer"]:
        raise refused("/answer", "required", "fault.group_need_answer")
    if code != "not_now" and not text.strip():
        raise refused("/text", "required", f"fault.group_need_{code}")
    _fits(text)
    session.merge(
        GroupAnswer(engagement=engagement, organisation=organisation.id, answer=code, text=text.strip(), at=now())
    )
    session.flush()


def set_terms(record: RecordWriter, secret: str, per_year: str, text: str) -> None:
    """Keep on what terms a group may be asked: how often in a year, where it says so, and what else matters to it.

    Raises `UnknownLinkError`, 409 for what is no such number, or for a text that is too long.
    """
    _, organisation = _opened(record, secret)
    number = _number(per_year)
    _fits(text, "/terms")
    record.session.merge(GroupTerms(organisation=organisation.id, per_year=number, text=text.strip(), at=now()))
    record.session.flush()


def forget(session: Session, mailbox: str) -> int:
    """End the links that were sent to a mailbox; how many."""
    ended = delete(GroupLink).where(GroupLink.recipient == mailbox).returning(GroupLink.organisation)
    return len(session.execute(ended).all())


def _opened(record: RecordReader, secret: str) -> tuple[GroupLink, Organisation]:
    link = record.session.get(GroupLink, secret_hash(secret))
    organisation = standing_as(record, link.organisation, Organisation) if link else None
    if link is None or organisation is None or link.sent_at + LASTS < now():
        raise UnknownLinkError
    return link, organisation


def _number(text: str) -> int | None:
    """A number of times a year; None where nothing is said."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_A_YEAR)) and int(text) <= MOST_A_YEAR):
        raise refused("/per_year", "too-large", "fault.group_per_year")
    return int(text)


def _fits(text: str, pointer: str = "/text") -> None:
    if len(text) > LONGEST:
        raise refused(pointer, "too-long", "fault.group_too_long", number=LONGEST)


def _first(own: Engagement) -> date:
    return own.begins.first if own.begins else own.ends.first if own.ends else today()


def _last(own: Engagement) -> date:
    """The last day of an engagement; of one without an end, the first, where that has passed it is still open."""
    return own.ends.last if own.ends else date.max
