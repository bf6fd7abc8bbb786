"""The status of a recommendation on a day: the four answers, the dates and the sentence."""

from dataclasses import dataclass
from datetime import date

from api.schemas.base import PartialDate
from api.schemas.projects import Project
from api.status.answers import response_coded_by
from api.status.assurance import assurance
from api.status.confirmations import confirmations
from api.status.derived import Derived, derive, read_clock
from api.status.due import DueNews
from api.status.facts import Facts, asks_for_something, last_looked
from api.status.holds import HoldOf
from api.status.progress import coded_by_keeper
from api.status.responses import Answer
from api.status.sentence import note_beside, sentence

RULES = 5


@dataclass(frozen=True)
class Status:
    """What the rules say. A `str` date is a partial date as recorded; a `date` is the last day one stands for."""

    rules: int
    day: date
    response: str | None
    answered_as: str | None
    answered_by: str | None
    answered_on: str | None
    answer_due: date | None
    answer_days_late: int | None
    progress: str | None
    progress_on: str | None
    progress_said_by: str | None
    coded_by: str | None
    response_coded_by: str | None
    happened_on: str | None
    still_true_on: str | None
    schedule: str
    due: date | None
    first_due: date | None
    members_asked_by: date | None
    times_moved: int
    days_late: int | None
    update_overdue: bool
    next_update_due: date | None
    report_due: date | None
    news_due: date | None
    assurance: tuple[str, ...]
    last_looked: date | None
    sentence: dict[str, str]
    owed: tuple[str, ...]
    ended_plan: Project | None
    spans: dict[str, PartialDate]
    hold: HoldOf | None
    late_in_hold: bool
    note: dict[str, str] | None


def status(facts: Facts, day: date) -> Status:
    """The four answers on this day. Nothing in it can be typed in."""
    return status_on(derive(facts), day)


def status_on(derived: Derived, day: date) -> Status:
    """The four answers on one of the days for which the same facts were read once."""
    facts, clock = derived.facts, read_clock(derived, day)
    news, dates, answer, schedule = derived.news, derived.dates, clock.answer, clock.schedule
    response = answer.leads.facts if answer.leads else None
    leading = news.leading.facts if news.leading else None
    confirmed = confirmations(news)
    # Where nothing more is to be expected, no news is due either.
    to_come = DueNews() if schedule.code == "not_expected" else clock.due_news
    timescale = facts.recommendation.timescale
    return Status(
        rules=RULES,
        day=day,
        response=answer.code,
        answered_as=answered_as(answer),
        answered_by=response.by if response else answer.not_held.by if answer.not_held else None,
        answered_on=_answered_on(answer),
        answer_due=answer.owed.due if answer.owed else None,
        answer_days_late=answer.days_late,
        progress=progress_of(derived),
        progress_on=leading.date.value if leading else None,
        progress_said_by=leading.said_by.organisation if leading else None,
        coded_by=("keeper" if coded_by_keeper(leading) else "speaker") if leading else None,
        response_coded_by=response_coded_by(facts, response) if response else None,
        happened_on=news.happening.facts.date.value if news.happening else None,
        still_true_on=confirmed[-1].facts.date.value if confirmed else None,
        schedule=schedule.code,
        due=due_of(derived),
        first_due=dates.first.on.last if dates.first else None,
        members_asked_by=timescale.by.last if timescale and timescale.by else None,
        times_moved=dates.times_moved,
        days_late=schedule.days_late,
        update_overdue=clock.update_overdue,
        next_update_due=to_come.next_update_due,
        report_due=to_come.report,
        news_due=to_come.news,
        assurance=assurance(facts, news),
        last_looked=last_looked(facts, day),
        sentence=sentence(derived, clock, day),
        owed=clock.owed,
        ended_plan=derived.plan if "plan_ended" in clock.owed else None,
        spans=_spans(derived, answer),
        hold=clock.hold,
        late_in_hold=clock.hold is not None and clock.late,
        note=note_beside(derived, clock, day),
    )


def _spans(derived: Derived, answer: Answer) -> dict[str, PartialDate]:
    """Those of the dates above that span more than one value can say, whole, each by its field."""
    news, dates, timescale = derived.news, derived.dates, derived.facts.recommendation.timescale
    answered = answer.leads.facts.date if answer.leads else None
    confirmed = confirmations(news)
    told = {
        "answered_on": answer.not_held.on if answer.not_held else answered,
        "answer_due": answer.owed.when if answer.owed else None,
        "progress_on": news.leading.facts.date if news.leading else None,
        "happened_on": news.happening.facts.date if news.happening else None,
        "still_true_on": confirmed[-1].facts.date if confirmed else None,
        "due": dates.leads.on if dates.leads else None,
        "first_due": dates.first.on if dates.first else None,
        "members_asked_by": timescale.by if timescale else None,
    }
    return {field: when for field, when in told.items() if when and when.until}


def progress_of(derived: Derived) -> str | None:
    """What has happened; None of what asks for nothing."""
    leading = derived.news.leading.facts if derived.news.leading else None
    if leading and leading.progress:
        return leading.progress
    return "unknown" if asks_for_something(derived.facts.recommendation) else None


def due_of(derived: Derived) -> date | None:
    """By when it is to be done, as far as anybody said."""
    return derived.dates.leads.on.last if derived.dates.leads else None


def answered_as(answer: Answer) -> str | None:
    """How it was answered: the item itself, its theme, or all together."""
    return answer.answered_as if answer.leads else None


def _answered_on(answer: Answer) -> str | None:
    """The day of the answer; of one that is not held, as far as it is known."""
    if answer.not_held:
        return answer.not_held.on.value if answer.not_held.on else None
    return answer.leads.facts.date.value if answer.leads else None
