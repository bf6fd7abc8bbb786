"""What the clock alone changed, as entries: a date passed, and nobody had to say anything for it to be news."""

from datetime import UTC, datetime, time, timedelta

from api.feeds.context import FeedContext, tag
from api.feeds.entry_text import standing
from api.feeds.model import FeedEntry, Term
from api.text.languages import Said
from api.text.localizer import localizer
from db.queries.feeds import StatusChange


def begins(one: StatusChange) -> datetime:
    """When the clock turned: days begin at midnight UTC."""
    return datetime.combine(one.day, time(), UTC)


def clock_entry(context: FeedContext, one: StatusChange, what: str, status: Said | None) -> FeedEntry:
    """One thing that the clock made of an item on a day. What was promised was promised for the day before."""
    words, about = localizer(context.language).words("clock"), context.name(one.thing)
    last = localizer(context.language).day(one.day - timedelta(days=1))
    told = [
        context.told(f"{what}_told", "clock", day=last),
        context.told("nobody", "clock"),
        *standing(context, status),
    ]
    return FeedEntry(
        id=tag(one.day.isoformat(), f"clock/{one.thing}/{what}"),
        title=words[what].format(about=about.text),
        language=about.language,
        url=context.address(context.graph.nodes[one.thing]),
        published=begins(one),
        updated=begins(one),
        author=None,
        terms=(Term("clock", words["clock"]), Term(what, words[f"{what}_label"])),
        paragraphs=(*told, *context.only_in(about.language)),
    )
