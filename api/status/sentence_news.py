"""The middle of the status sentence: the last thing that happened, who says so, and when."""

from api.schemas.base import PartialDate
from api.schemas.updates import Update
from api.status.facts import Stated, latest, said_at
from api.status.progress import HAPPENINGS
from api.status.sentence_context import SentenceContext, to_the_month
from api.status.truncate import Part


def told_updates(context: SentenceContext) -> list[Stated[Update]]:
    """The updates to tell of: what leads, then anything newer by those who may lead; else whatever somebody said."""
    news = context.derived.news
    newest = latest(one for one in news.own if one.facts.kind in HAPPENINGS)
    if news.leading is None:
        only = newest or news.happening
        return [only] if only else []
    if newest and newest != news.leading and said_at(newest)[0] > said_at(news.leading)[0]:
        return [news.leading, newest]
    return [news.leading]


def news_parts(context: SentenceContext, named: frozenset[str]) -> list[Part]:
    """What leads, with its code in plain words, and what it says happened; how doubtful a match is."""
    told = told_updates(context)
    parts = [
        _part(context, stated.facts, named, summary=stated is told[-1], rank=2 * number)
        for number, stated in enumerate(told)
    ]
    confirmation = context.derived.news.confirmation
    if told and confirmation and confirmation not in told:
        when = context.on(confirmation.facts.date)
        parts.append(Part(context.say("still_true", when=when), rank=9, optional=True))
    return parts


def nothing_part(context: SentenceContext, after_plan: bool) -> Part:
    """That nothing is known: found by a compiler who looked, or said by nobody."""
    return Part(
        context.say(f"{'and_' if after_plan else ''}nothing_{context.kind}") + looked(context), joins=after_plan
    )


def looked(context: SentenceContext) -> str:
    """When a compiler last looked, in brackets; nothing where the answering body keeps the record."""
    checked_to = context.facts.assembly.keeper.checked_to
    if context.kind == "own" or checked_to is None:
        return ""
    when = to_the_month(checked_to if checked_to.last <= context.day else PartialDate(value=context.day.isoformat()))
    return context.say("looked", month=context.date(when), when=context.on(when))


def _part(context: SentenceContext, update: Update, named: frozenset[str], *, summary: bool, rank: int) -> Part:
    speaker = update.said_by.organisation
    doubtful = "_we_think" if update.confidence in ("low", "medium") else ""
    who = context.named_again(speaker, named)
    inside = context.named_again(speaker, named, inside=True)
    leads = context.derived.news.leading is not None and context.derived.news.leading.facts is update
    if leads and update.progress:
        head = context.say(f"says{doubtful}", who=who, who_inside=inside, progress=context.say(update.progress))
    elif update.said_as:
        label = context.label(update.said_as, update.language)
        head = context.say(f"calls{doubtful}", who=who, who_inside=inside, label=label)
    else:
        head = context.say(f"tells{doubtful}", who=who, who_inside=inside)
    opening, text, closing = context.quoted(update.summary, update.language) if summary else ("", "", "")
    date = _date(context, update.date, text)
    return Part(head + (": " if summary else "") + opening, text, closing + date, rank=rank)


def _date(context: SentenceContext, when: PartialDate, summary: str) -> str:
    """The date in brackets; left out where the summary already says it, said to be ours where it was worked out."""
    words = context.date(when)
    if when.inferred:
        return f" ({context.say('date_we_think', date=words)})"
    return "" if words in summary else f" ({words})"
