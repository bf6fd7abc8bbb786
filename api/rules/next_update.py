"""When the next update is due (design, section 3; needs F13)."""

from datetime import date

from api.rules.dates import add_months
from api.rules.facts import Facts
from api.rules.order import latest
from api.rules.progress import News
from api.rules.promises import standing


def next_update_due(facts: Facts, news: News) -> date | None:
    """The last day for the next update: as the latest update says, else as often as somebody promised to report.

    Only updates that may lead count, so that a stranger's statement neither sets the day nor clears it. Before the
    first report, a promise is due on its own day, or so many months after it was made.
    """
    last = latest(news.own)
    if last and last.facts.next_update_due:
        return last.facts.next_update_due.last
    days = []
    for promise in standing(facts, "report"):
        if promise.every_months is None:
            continue
        if last:
            days.append(add_months(last.facts.date.last, promise.every_months))
        elif promise.due:
            days.append(promise.due.last)
        elif promise.made:
            days.append(add_months(promise.made.last, promise.every_months))
    return min(days, default=None)
