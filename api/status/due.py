"""Which date leads, and when the next update is due.

Only dates set by the responder or the law make anything late: whoever else names a date has promised nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from api.schemas.assemblies import Promise
from api.schemas.base import LangMap, PartialDate
from api.schemas.dates import add_months
from api.schemas.organisations import Organisation
from api.schemas.responses import Response
from api.schemas.updates import Update
from api.status.answers import revised_by
from api.status.confirmations import setting_the_day
from api.status.facts import Facts, Stated, latest, observed_until, said_at
from api.status.progress import News
from api.status.promises import clock_ends, keepers, observed_for, standing

# A confirmation says that nothing has changed: it reports nothing.
REPORTING = ("news", "correction", "fact", "restated")


@dataclass(frozen=True)
class Due:
    """A date something is due, who set it, and what is due then in words that follow “promised”."""

    on: PartialDate
    by_law: bool
    set_by: str  # the organisation that promised it, where it was not the law
    promised: LangMap | None
    language: str | None
    said: tuple[date, int]


@dataclass(frozen=True)
class DueDates:
    leads: Due | None  # the latest stated
    first: Due | None  # the first ever stated, kept for ever
    times_moved: int


def due_dates(facts: Facts, given: Stated[Response] | None, news: News) -> DueDates:
    """The due date that leads, the first one stated, and how often it moved.

    Dates come from the leading answer and from uncorrected updates by those who may speak for the item. Dates of
    answers that the leading one revises count as stated before it, but lead no more.
    """
    responder = given.facts.by if given else facts.assembly.host
    answered = [_of_answer(stated) for stated in (revised_by(facts, given) if given else [])]
    reported = [_of_update(stated, responder, news.bodies) for stated in news.told]
    stated_dates = sorted((due for due in answered + reported if due), key=lambda due: due.said)
    days = [due.on.last for due in stated_dates]
    leading = [due for due in stated_dates if due in reported or due == answered[-1]]
    return DueDates(
        leads=leading[-1] if leading else None,
        first=stated_dates[0] if stated_dates else None,
        times_moved=sum(before != after for before, after in pairwise(days)),
    )


def _of_answer(stated: Stated[Response]) -> Due | None:
    answer = stated.facts
    if answer.due is None:
        return None
    return Due(answer.due, False, answer.by, answer.promised, answer.language, said_at(stated))


def _of_update(stated: Stated[Update], responder: str, bodies: frozenset[str]) -> Due | None:
    update = stated.facts
    if update.due is None:
        return None
    # Others may report a date; the promise is still the responder's.
    set_by = update.said_by.organisation if update.said_by.organisation in bodies else responder
    by_law = update.due.set_by == "law"
    return Due(update.due.date, by_law, set_by, update.due.promised, update.language, said_at(stated))


@dataclass(frozen=True)
class ReportDue:
    """The next report that a promise owes, and the last day of whoever owes it, where they end."""

    promise: Promise
    on: date
    ends: date | None

    def runs(self, at: date) -> bool:
        """Whether its clock does on this day: nobody is late once they have ended."""
        return self.ends is None or at <= self.ends


@dataclass(frozen=True)
class DueNews:
    """What is to be said next: the reports owed by promises, and the day the latest update itself named for news; or a
    later one, where what was written by that day is being checked until then.
    """

    reports: tuple[ReportDue, ...] = ()
    named: date | None = None
    checked_until: date | None = None

    def at(self, at: date) -> "DueNews":
        """What is still owed on a day."""
        return replace(self, reports=tuple(one for one in self.reports if one.runs(at)))

    @property
    def news(self) -> date | None:
        """The day for the next news."""
        return self.checked_until or self.named

    def is_being_checked(self, day: date) -> bool:
        """Whether the day for the next news has passed, and what was written by then is being checked."""
        return self.named is not None and self.checked_until is not None and self.named < day <= self.checked_until

    @property
    def report(self) -> date | None:
        """The day of the next report that somebody promised."""
        return min((one.on for one in self.reports), default=None)

    @property
    def next_update_due(self) -> date | None:
        """The day on which something is to be said first."""
        return min((day for day in (self.report, self.news) if day), default=None)

    def is_report_late(self, facts: Facts, day: date) -> bool:
        """Whether the day of a promised report has passed without one, as far as it was looked for."""
        return any(observed_for(facts, one.promise, day) > one.on for one in self.reports)

    def is_silent(self, facts: Facts, day: date) -> bool:
        """Whether the day has passed that the latest update named for the next news."""
        return self.news is not None and observed_until(facts, day) > self.news


def due_news(facts: Facts, news: News) -> DueNews:
    """When something is to be said of this item next.

    Only updates that may lead count, so that a stranger's statement neither sets the day nor clears it. A promise to
    report is about the whole assembly, so a report on the whole keeps it for every item, and one on an item for that.
    """
    last = latest(setting_the_day(news))
    told = (*facts.reports, *news.own)
    owed = (_report_due(facts, promise, told) for promise in standing(facts, "report"))
    named = last.facts.next_update_due.last if last and last.facts.next_update_due else None
    checked_until = _checked_until(facts, news, named) if named else None
    return DueNews(tuple(one for one in owed if one), named, checked_until)


def _checked_until(facts: Facts, news: News, named: date) -> date | None:
    """Until which day what was written by the day for the next news is being checked; None where none was.

    Only the first time that it is said since the last news counts, so that nobody can go on saying so.
    """
    last = max((one.sequence for one in news.own), default=0)
    since = [one for one in facts.checks if one.facts.said_by.organisation in news.bodies and one.sequence > last]
    first = min(since, key=lambda one: one.sequence, default=None)
    if first is None or first.facts.next_update_due is None or first.facts.date.last > named:
        return None
    until = first.facts.next_update_due.last
    return until if until > named else None


def _report_due(facts: Facts, promise: Promise, told: Iterable[Stated[Update]]) -> ReportDue | None:
    due, ends = (
        next_report(promise, reports_of(promise, facts.organisations, told)),
        clock_ends(promise, facts.organisations),
    )
    return ReportDue(promise, due, ends) if due and (ends is None or due <= ends) else None


def reports_of(
    promise: Promise, organisations: Mapping[str, Organisation], told: Iterable[Stated[Update]]
) -> list[PartialDate]:
    """The dates of what keeps a promise to report, soonest first: what the body that promised reported since, or
    whoever took over from it, whoever entered that; and what a source shows to have been reported.
    """
    bodies = keepers(promise, organisations)
    said = [one.facts.date for one in told if one.facts.kind in REPORTING and one.facts.said_by.organisation in bodies]
    shown = [later.date for later in promise.later or [] if later.standing == "kept"]
    made = promise.made.first if promise.made else date.min
    return sorted((on for on in (*said, *shown) if on.last > made), key=lambda on: on.last)


def next_report(promise: Promise, reports: Sequence[PartialDate]) -> date | None:
    """The last day for the next report, after those made already; None where no more is promised, or no day is known.

    Before the first it is due on its own day, or so many months after it was promised.
    """
    if promise.every_months is None:
        return promise.due.last if promise.due and not reports else None
    if reports:
        return add_months(reports[-1].last, promise.every_months)
    return first_report(promise)


def first_report(promise: Promise) -> date | None:
    """The last day for the first report of a promise."""
    if promise.due:
        return promise.due.last
    if promise.every_months and promise.made:
        return add_months(promise.made.last, promise.every_months)
    return None
