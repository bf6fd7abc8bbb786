"""When the next update is due (design, section 3; needs F13)."""

from datetime import date

from api.rules.dates import add_months
from api.rules.facts import Facts
from api.rules.order import latest
from api.rules.progress import News
from api.rules.promises import standing
from api.schemas.updates import Update


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
