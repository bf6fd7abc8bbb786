"""What the clock alone changed, as entries: a date passed, and nobody had to say anything for it to be news."""

from datetime import UTC, datetime, time, timedelta

from api.feeds.context import FeedContext, tag, term
from api.feeds.entry_text import standing
from api.feeds.model import FeedEntry, Term
from api.text.languages import Said
from api.text.localizer import localizer
from db.queries.feeds import StatusChange

# What each ground is called in the ids of entries, where that is not its code: ids never change.
_IN_IDS = {"delivery": "late", "decision": "no_answer", "answer": "no_answer", "no_news": "update_overdue"}


def begins(one: StatusChange) -> datetime:
    """When the clock turned: days begin at midnight UTC."""
    return datetime.combine(one.day, time(), UTC)


def clock_entry(context: FeedContext, one: StatusChange, ground: str, status: Said | None) -> FeedEntry:
    """One ground on which something is owed of an item from a day on: what was due was due the day before."""
    words, about = localizer(context.language).words("clock"), context.name(one.thing)
    last = localizer(context.language).day(one.day - timedelta(days=1))
    told = [
        context.told(ground, "clock", day=last),
        context.told("passed", "clock"),
        *standing(context, status),
    ]
    return FeedEntry(
        id=tag(one.day.isoformat(), f"clock/{one.thing}/{_IN_IDS.get(ground, ground)}"),
        title=words["title"].format(ground=context.label("owed", ground), about=about.text),
        language=about.language,
        url=context.address(context.graph.nodes[one.thing]),
        published=begins(one),
        updated=begins(one),
        author=None,
        terms=(Term("clock", words["clock"]), term("owed", ground, context.language)),
        paragraphs=(*told, *context.only_in(about.language)),
    )
