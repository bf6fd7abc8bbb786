"""The groups that an engagement asks for their time: named inside only, and counted for whoever plans to ask them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.record.graph import standing_as
from api.record.reader import RecordReader, RecordWriter
from api.schemas.organisations import Organisation
from api.status.overlap import Occasion
from api.text.phrases import phrase
from api.workbench import audit, working_copies
from db.models.overlaps import GroupAnswer, GroupAsked, GroupTerms
from db.queries.occasions import days_of
from db.queries.versions import parts
from db.session import add_rows

_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Asked:
    """A group that is asked for its time: for how many hours in all, and whether it is paid, where that is said."""

    organisation: str
    hours: int | None = None
    paid: bool | None = None


@dataclass(frozen=True)
class Requests:
    """In how many engagements a group was asked in the twelve months to a day, and in how many of the next twelve; on
    what terms it may be asked, and what it said to what is planned, where it did.
    """

    organisation: str
    asked: int
    planned: int
    terms: GroupTerms | None = None
    answer: GroupAnswer | None = None


def asked_by(record: RecordReader, principal: Principal, id_: str) -> list[Asked]:
    """The groups that an engagement asks. Raises 403 and 404 where it is not theirs to see."""
    working_copies.find(record, principal, "engagement", id_)
    rows = record.session.scalars(
        select(GroupAsked).where(GroupAsked.engagement == id_).order_by(GroupAsked.organisation)
    )
    return [Asked(row.organisation, row.hours, row.paid) for row in rows]


def ask(record: RecordWriter, principal: Principal, id_: str, groups: Sequence[Asked]) -> list[Asked]:
    """Say which groups an engagement asks, in place of what was said before.

    Raises 403 and 404 where it is not theirs to change, 409 for what is no organisation of this record or named twice.
    """
    copy = working_copies.find(record, principal, "engagement", id_)
    working_copies.may_change(record, principal, copy)
    named = [one.organisation for one in groups]
    are_organisations(record, named)
    for number, group in enumerate(named):
        if group in named[:number]:
            raise refused(f"/groups/{number}/organisation", "twice", "fault.group_twice", group=group)
    session = record.session
    session.execute(delete(GroupAsked).where(GroupAsked.engagement == id_))
    add_rows(session, GroupAsked, [{"engagement": id_, **vars(one)} for one in groups])
    audit.note(session, principal, "ask_groups", "engagement", id_, organisation=copy.organisation)
    return asked_by(record, principal, id_)


def are_organisations(record: RecordReader, ids: Collection[str]) -> None:
    """Raises 409 for an id that is no organisation of this record."""
    record.expect(ids)
    for id_ in ids:
        if standing_as(record, id_, Organisation) is None:
            raise Problem("conflict", phrase("refusal.no_other_organisation", id=id_))


def asking_these(session: Session, groups: Collection[str]) -> dict[str, frozenset[str]]:
    """The engagements that ask any of these groups, and which of them."""
    found: dict[str, set[str]] = {}
    rows = select(GroupAsked.engagement, GroupAsked.organisation).where(GroupAsked.organisation.in_(groups))
    for engagement, group in session.execute(rows):
        found.setdefault(engagement, set()).add(group)
    return {engagement: frozenset(of) for engagement, of in found.items()}


def requests_of(
    session: Session, groups: Collection[str], day: date, drafts: Collection[Occasion], but: str
) -> list[Requests]:
    """How often each of these groups was asked: by what is public and by the drafts that are shown, `but` for one."""
    asking = asking_these(session, groups)
    begun = {one.id: one.begins or one.ends for one in drafts}
    for part in parts(sorted(asking)):
        begun |= {id_: days.get("begins", days.get("ends")) for id_, days in days_of(session, part).items()}
    counts = dict.fromkeys(groups, (0, 0))
    for engagement, of in asking.items():
        begins = begun.get(engagement)
        if begins is None or engagement == but:
            continue
        past, coming = day - _YEAR < begins <= day, day < begins <= day + _YEAR
        for group in of:
            asked, planned = counts[group]
            counts[group] = (asked + past, planned + coming)
    terms, answers = terms_of(session, groups), answers_to(session, but)
    return [Requests(group, *found, terms.get(group), answers.get(group)) for group, found in sorted(counts.items())]


def answers_to(session: Session, engagement: str) -> dict[str, GroupAnswer]:
    """What groups said to an engagement, by the group."""
    rows = session.scalars(select(GroupAnswer).where(GroupAnswer.engagement == engagement))
    return {row.organisation: row for row in rows}


def terms_of(session: Session, groups: Collection[str]) -> Mapping[str, GroupTerms]:
    """On what terms groups may be asked, as they said by their links."""
    rows = session.scalars(select(GroupTerms).where(GroupTerms.organisation.in_(groups)))
    return {row.organisation: row for row in rows}
