"""What the rules are given: what the record says about one recommendation at one moment; and plain readings of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.base import PartialDate
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.schemas.projects import Contribution, Project
from api.schemas.recommendations import Recommendation
from api.schemas.replies import Reply
from api.schemas.responses import Response
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict

T = TypeVar("T")
Said = TypeVar("Said", Response, Update, Reply)
_NOT_ADOPTED = ("not_adopted", "dropped")
_ASKS_NOTHING = ("statement", "finding")
DOUBTED = ("low", "medium")  # how sure somebody is who says that they are not certain


@dataclass(frozen=True)
class Stated(Generic[T]):
    """A thing's own facts as they stand, and the sequence of the publication that says so."""

    facts: T
    sequence: int


@dataclass(frozen=True)
class Facts:
    """One recommendation, with what others say that bears on it. Withdrawn and erased things are not in it."""

    recommendation: Recommendation
    assembly: Assembly
    ancestors: tuple[Recommendation, ...] = ()  # its parent, its parent's parent, and so on
    counted: int = 0  # how many recommendations the assembly says it made; 0 where it does not say
    responses: tuple[Stated[Response], ...] = ()  # to this item, to its theme or to the whole assembly
    updates: tuple[Stated[Update], ...] = ()  # about the recommendation itself
    checks: tuple[Stated[Update], ...] = ()  # that an update about it is being checked before it is public
    reports: tuple[Stated[Update], ...] = ()  # updates about the whole assembly
    verdicts: tuple[Stated[Verdict], ...] = ()  # about the recommendation itself
    accountabilities: tuple[Accountability, ...] = ()  # for the recommendation
    contributions: tuple[tuple[Contribution, Project], ...] = ()  # to it, its theme or the whole assembly
    organisations: Mapping[str, Organisation] = field(default_factory=dict)  # every one named, by id
    posts: Mapping[str, Post] = field(default_factory=dict)
    projects: Mapping[str, Project] = field(default_factory=dict)  # those that contribute, and what follows them
    replies: tuple[Stated[Reply], ...] = ()  # to the recommendation, or to its assembly
    answered_singly: frozenset[str] = frozenset()  # who answered some item of its assembly by itself


def said_at(stated: Stated[Said]) -> tuple[date, int]:
    """What statements are ordered by: the first day that their date stands for, then their publication."""
    return stated.facts.date.first, stated.sequence


def in_order(statements: Iterable[Stated[Said]]) -> list[Stated[Said]]:
    return sorted(statements, key=said_at)


def latest(statements: Iterable[Stated[Said]]) -> Stated[Said] | None:
    return max(statements, key=said_at, default=None)


def what_fell(facts: Facts) -> Recommendation | None:
    """The item itself, or the nearest one above it, that the assembly did not adopt or dropped; else None.

    A condition that hangs on an item not adopted falls with it.
    """
    return next((item for item in (facts.recommendation, *facts.ancestors) if item.standing in _NOT_ADOPTED), None)


def self_kept(facts: Facts) -> bool:
    """True where the body that answers keeps the record: it is always looking."""
    return not facts.assembly.compiled


def observed_until(facts: Facts, day: date) -> date:
    """The day at which the clock is read: today, or for a compiler the last day somebody looked for this item.

    A compiler that never said when it looked has a clock that never runs.
    """
    if self_kept(facts):
        return day
    looked = checked_to(facts)
    return min(day, looked.last) if looked else date.min


def checked_to(facts: Facts) -> PartialDate | None:
    """The last day a compiler looked for this item: its own where it has one, else the assembly's."""
    return facts.recommendation.checked_to or facts.assembly.keeper.checked_to


def asks_for_something(recommendation: Recommendation) -> bool:
    """False for what only states a view or a finding: there is nothing to do, and nothing to be late with."""
    return recommendation.kind not in _ASKS_NOTHING


def verdicts_on_delivery(facts: Facts) -> list[Verdict]:
    """What anybody judged of the delivery of this very item: it stands on the page, whether it counts or not."""
    on_delivery = (one.facts for one in facts.verdicts if one.facts.of == "delivery")
    return [one for one in on_delivery if one.recommendation == facts.recommendation.id]


def last_looked(facts: Facts, day: date) -> date | None:
    """The last day the compiler looked, never after `day`; None where the answering body keeps the record."""
    looked = checked_to(facts)
    return None if self_kept(facts) or looked is None else min(day, looked.last)
