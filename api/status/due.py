"""Which date leads, and when the next update is due.

Only dates set by the responder or the law make anything late: whoever else names a date has promised nothing.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from api.schemas.base import LangMap, PartialDate
from api.schemas.dates import add_months
from api.schemas.responses import Response
from api.schemas.updates import Update
from api.status.answers import revised_by
from api.status.facts import Facts, Stated, latest, said_at
from api.status.progress import News
from api.status.promises import standing


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


def next_update_due(facts: Facts, news: News) -> date | None:
    """The last day for the next update: as the latest update says, else as often as somebody promised to report.

    Only updates that may lead count, so that a stranger's statement neither sets the day nor clears it. A promise to
    report is about the whole assembly, so a report on the whole keeps it for every item. Before the first report it is
    due on its own day, or so many months after it was made.
    """
    last = latest(news.own)
    if last and last.facts.next_update_due:
        return last.facts.next_update_due.last
    days = []
    for promise in standing(facts, "report"):
        if promise.every_months is None:
            continue
        reports = [one for one in facts.reports if _by(one.facts, promise.by, facts.assembly.keeper.organisation)]
        kept = [one.facts.date.last for one in (latest(reports), last) if one is not None]
        if kept:
            days.append(add_months(max(kept), promise.every_months))
        elif promise.due:
            days.append(promise.due.last)
        elif promise.made:
            days.append(add_months(promise.made.last, promise.every_months))
    return min(days, default=None)


def _by(update: Update, promised: str, keeper: str) -> bool:
    """Whether whoever promised says so, or the record's keeper found that they did."""
    return update.said_by.organisation == promised or update.entered_by.organisation == keeper
