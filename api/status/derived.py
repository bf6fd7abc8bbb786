"""Everything the rules find in the facts, before and after the clock is read."""

from dataclasses import dataclass
from datetime import date

from api.schemas.base import PartialDate
from api.schemas.projects import Project
from api.schemas.responses import Response
from api.status.answers import latest_answer
from api.status.due import DueDates, DueNews, due_dates, due_news
from api.status.facts import Facts, Stated, observed_until
from api.status.holds import HoldOf, hold_at, holds_of
from api.status.progress import News, news
from api.status.responses import Answer, Owed, answer_at, everything_owed
from api.status.schedule import Schedule, last_plan, schedule_at
from db.vocabulary import OWED


@dataclass(frozen=True)
class Derived:
    """What the facts say whatever the day."""

    facts: Facts
    given: Stated[Response] | None  # the latest answer
    owed: tuple[Owed, ...]
    news: News
    dates: DueDates
    plan: Project | None  # the plan meant to deliver it that ends last
    due_news: DueNews
    holds: tuple[HoldOf, ...]

    @property
    def plan_end(self) -> PartialDate | None:
        return self.plan.ends if self.plan else None


@dataclass(frozen=True)
class Clock:
    """What only the clock can say: the answers that change while nothing but time passes."""

    answer: Answer
    schedule: Schedule
    due_news: DueNews  # what is still owed
    report_late: bool
    silent: bool  # the day named for the next news has passed
    being_checked: bool  # it has, but what was written by then is being checked
    hold: HoldOf | None

    @property
    def update_overdue(self) -> bool:
        """Whether a day has passed on which something was to be said."""
        return self.report_late or self.silent

    @property
    def owed(self) -> tuple[str, ...]:
        """On which grounds something is owed, of the codelist `owed`, in its order."""
        undecided = self.answer.owed is not None and self.answer.owed.promise is None
        grounds = {
            "delivery": self.schedule.code == "late",
            "decision": self.answer.missing and undecided,
            "answer": self.answer.missing and not undecided,
            "report": self.report_late,
            "plan_ended": self.schedule.code == "plan_ended",
            "no_news": self.silent,
        }
        return tuple(ground for ground, holds in grounds.items() if holds)

    @property
    def late(self) -> bool:
        """Whether anything is past a day that was promised or set by law."""
        return any(ground in OWED["late"] for ground in self.owed)


def derive(facts: Facts) -> Derived:
    """Reads the facts once."""
    given = latest_answer(facts)
    said = news(facts)
    return Derived(
        facts=facts,
        given=given,
        owed=everything_owed(facts, given),
        news=said,
        dates=due_dates(facts, given, said),
        plan=last_plan(facts),
        due_news=due_news(facts, said),
        holds=holds_of(facts, given, said),
    )


def read_clock(derived: Derived, day: date) -> Clock:
    """Reads the clock on this day, as far as the record was observed."""
    at = observed_until(derived.facts, day)
    answer = answer_at(derived.facts, day, derived.given, derived.owed)
    due_on = derived.dates.leads.on if derived.dates.leads else None
    schedule = schedule_at(
        derived.facts, at, response=answer.code, news=derived.news, due_on=due_on, plan_end=derived.plan_end
    )
    owed = derived.due_news.at(day)
    open_ = schedule.is_open
    return Clock(
        answer=answer,
        schedule=schedule,
        due_news=owed,
        report_late=open_ and owed.is_report_late(derived.facts, day),
        silent=open_ and owed.is_silent(derived.facts, day),
        being_checked=open_ and owed.is_being_checked(at),
        # A hold is published, with its days: it does not wait for anybody to look.
        hold=hold_at(derived.holds, day),
    )
