"""What is due, by whom and by when: never more than the record itself says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.schemas.accountabilities import Accountability
from api.schemas.projects import Project
from api.schemas.updates import Update
from api.status.derived import Clock, Derived, derive, read_clock
from api.status.facts import Facts, Stated, latest, self_kept
from api.status.next_steps import next_steps
from api.status.progress import CLOSED

_ANSWERING = ("accountable", "responsible")  # of the roles that somebody can have in an item
_CLOSED_PROJECT = (*CLOSED, "stopped", "overtaken")


@dataclass(frozen=True)
class Seats:
    """The posts of one organisation that have to do with a thing on a day."""

    post: str | None = None  # answers for it: accountable, else responsible; None where no post is on record
    deputies: tuple[str, ...] = ()
    reporting: tuple[str, ...] = ()
    political_leads: tuple[str, ...] = ()  # told, and never chased as the doer


@dataclass(frozen=True)
class Coming:
    """A day on which something is due, whoever owes it."""

    kind: str  # of the codelist due_kind
    due: date
    ground: str | None  # on which it is owed, of the codelist `owed`, as the public record says it; None where not yet
    part: str  # what tells it from others of its kind: the promised report apart from the news that the last news named
    to_all: bool = False  # an answer that was promised to the whole assembly, not set for this item


@dataclass(frozen=True)
class DueItem:
    """One thing that a post owes by a day."""

    about: str
    type: str  # recommendation or project
    kind: str  # of the codelist due_kind
    due: date
    days: int  # until it is due; negative once it is late
    organisation: str
    seats: Seats
    heard: bool  # whether somebody who answers for it has said something on the day it was due or since
    keeps: bool = True  # whether its organisation keeps the record, or the project, and does not only answer for it
    says: tuple[Mapping[str, str], ...] = ()  # next steps of that day, in the words of whoever named them

    @property
    def post(self) -> str | None:
        return self.seats.post


def due_of_recommendation(facts: Facts, day: date) -> list[DueItem]:
    """What the keeper's own posts owe of this item, then what others do who answer for it, or asked for it together
    with the keeper and promised an answer; nothing where somebody else compiled the record.
    """
    if not self_kept(facts):
        return []
    derived, keeper = derive(facts), facts.assembly.keeper.organisation
    found = _due_of(derived, keeper, day)
    for body in sorted(_bodies(derived) - {keeper}):
        held = [one for one in facts.accountabilities if one.organisation == body and in_force(one, day)]
        answers = any(one.role in _ANSWERING for one in held)
        owed = [one for one in _due_of(derived, body, day) if answers or one.kind == "answer"]
        found += [replace(one, keeps=False) for one in owed]
    return [*found, *_steps_of(facts, keeper, day)]


def _steps_of(facts: Facts, keeper: str, day: date) -> list[DueItem]:
    updates, held = [one.facts for one in facts.updates], facts.accountabilities
    return due_to_build_on(facts.recommendation.id, "recommendation", updates, held, facts.posts, keeper, day)


def due_to_build_on(
    about: str,
    type_: str,
    updates: Iterable[Update],
    accountabilities: Sequence[Accountability],
    posts: Collection[str],
    keeper: str,
    day: date,
) -> list[DueItem]:
    """The next steps that somebody named a day for: each is due of whoever named it, by the post as which they did, or,
    where that is not known, by those of theirs that answer for it.
    """
    by_day: dict[tuple[date, str, str | None], list[Mapping[str, str]]] = {}
    for step in next_steps(updates):
        by = step.said.said_by
        says = by_day.setdefault((step.on, by.organisation, by.post if by.post in posts else None), [])
        says += [step.text] if step.text not in says else []
    return [
        DueItem(
            about,
            type_,
            "build_on",
            on,
            (on - day).days,
            organisation,
            Seats(seat),
            heard=False,
            keeps=organisation == keeper,
            says=tuple(says),
        )
        for (on, organisation, post), says in by_day.items()
        for seat in ([post] if post else [one.post for one in seats_of(accountabilities, organisation, posts, day)])
    ]


def _bodies(derived: Derived) -> set[str]:
    """The keeper of the record, who commissioned the assembly, and whoever answers for the item at any time."""
    assembly, answering = derived.facts.assembly, derived.facts.accountabilities
    return {assembly.keeper.organisation, *assembly.commissioners, *(one.organisation for one in answering)}


def _due_of(derived: Derived, body: str, day: date) -> list[DueItem]:
    facts = derived.facts
    days: dict[str, date] = {}
    for one in _coming(derived, day, body):
        days[one.kind] = min(one.due, days.get(one.kind, one.due))
    seats = seats_of(facts.accountabilities, body, facts.posts, day)
    heard = latest(derived.news.own)
    return _items(facts.recommendation.id, "recommendation", days.items(), body, seats, heard, day)


def days_owed(derived: Derived) -> set[date]:
    """Every day by which somebody who answers for this item ever owes something, as the record stands.

    Time alone opens what an answer had closed, once: when another that was promised does not come.
    """
    if not self_kept(derived.facts):
        return set()
    both = (date.min, date.max)
    steps = {item.due for item in _steps_of(derived.facts, derived.facts.assembly.keeper.organisation, date.min)}
    return steps | {item.due for body in _bodies(derived) for day in both for item in _due_of(derived, body, day)}


def coming_of_recommendation(facts: Facts, day: date) -> list[Coming]:
    """What is due of this item, whoever owes it and whoever keeps the record."""
    return _coming(derive(facts), day, None)


def _coming(derived: Derived, day: date, by: str | None) -> list[Coming]:
    """What is due; of the answers only those that this body owes, where one is named."""
    clock = read_clock(derived, day)
    schedule = clock.schedule.code
    found: list[Coming] = []
    if schedule not in ("finished", "not_expected"):
        news = clock.due_news
        if news.report:
            found.append(Coming("update", news.report, _first(clock, "report"), "report"))
        if news.news:
            found.append(Coming("update", news.news, _first(clock, "no_news"), "update"))
    if derived.dates.leads and schedule in ("not_due", "due_soon", "late"):
        found.append(Coming("delivery", derived.dates.leads.on.last, _first(clock, "delivery"), "delivery"))
    # The public record says so for as long as the promise stands, whatever has been done meanwhile.
    answers = [owed for owed in derived.owed if owed.met_by is None and (by is None or by in owed.whose)]
    if answers:
        first = min(answers, key=lambda owed: owed.due)
        ground = _first(clock, "decision", "answer")
        found.append(Coming("answer", first.due, ground, "answer", to_all=first.promise is not None))
    return found


def _first(clock: Clock, *grounds: str) -> str | None:
    """The first of these grounds on which something is owed."""
    return next((ground for ground in grounds if ground in clock.owed), None)


def due_of_project(
    project: Project,
    updates: Sequence[Stated[Update]],
    accountabilities: Sequence[Accountability],
    posts: Collection[str],
    keeper: str,
    day: date,
) -> list[DueItem]:
    """What the keeper's posts owe of a project, as the latest updates say, by those who lead, keep or answer for it;
    and the next steps that anybody named a day for.
    """
    steps = due_to_build_on(project.id, "project", [one.facts for one in updates], accountabilities, posts, keeper, day)
    return [*_owed_of_project(project, updates, accountabilities, posts, keeper, day), *steps]


def _owed_of_project(
    project: Project,
    updates: Sequence[Stated[Update]],
    accountabilities: Sequence[Accountability],
    posts: Collection[str],
    keeper: str,
    day: date,
) -> list[DueItem]:
    bodies = {project.lead, keeper, *(one.organisation for one in accountabilities)}
    own = [one for one in updates if one.facts.said_by.organisation in bodies]
    corrected = {one.facts.corrects for one in own}
    own = [one for one in own if one.facts.id not in corrected]
    coded = latest(one for one in own if one.facts.progress)
    if project.stage == "ended" or (coded and coded.facts.progress in _CLOSED_PROJECT):
        return []
    days: list[tuple[str, date]] = []
    last, dated = latest(own), latest(one for one in own if one.facts.due)
    if last and last.facts.next_update_due:
        days.append(("update", last.facts.next_update_due.last))
    if dated and dated.facts.due:
        days.append(("delivery", dated.facts.due.date.last))
    seats = seats_of(accountabilities, keeper, posts, day)
    return _items(project.id, "project", days, keeper, seats, last, day)


def in_force(one: Accountability, day: date) -> bool:
    """Whether it holds on this day, as far as its dates are known."""
    begun = one.begins is None or one.begins.first <= day
    return begun and (one.ends is None or one.ends.last >= day)


def seats_of(
    accountabilities: Iterable[Accountability], organisation: str, posts: Collection[str], day: date
) -> list[Seats]:
    """Who has to do with a thing at an organisation: one entry for each post that answers for it, and at least one.

    Only `posts` count: those that stand.
    """
    held = [one for one in accountabilities if one.organisation == organisation and in_force(one, day)]
    by_role = {
        role: tuple(sorted({one.post for one in held if one.role == role and one.post and one.post in posts}))
        for role in ("accountable", "responsible", "deputy", "reporting", "political_lead")
    }
    around = Seats(None, by_role["deputy"], by_role["reporting"], by_role["political_lead"])
    answering = by_role["accountable"] or by_role["responsible"]
    return [replace(around, post=post) for post in answering] or [around]


def _items(
    about: str,
    type_: str,
    days: Iterable[tuple[str, date]],
    organisation: str,
    seats: Sequence[Seats],
    last: Stated[Update] | None,
    day: date,
) -> list[DueItem]:
    spoke = last.facts.date.first if last else date.min
    return [
        DueItem(about, type_, kind, due, (due - day).days, organisation, seat, heard=spoke >= due)
        for kind, due in days
        for seat in seats
    ]
