"""The middle of the status sentence: the last thing that happened, who says so, and when."""

from api.rules.facts import Stated
from api.rules.fitting import Part
from api.rules.order import latest, said_at
from api.rules.progress import HAPPENINGS
from api.rules.telling import Telling, to_the_month
from api.schemas.base import PartialDate
from api.schemas.updates import Update


def told_updates(telling: Telling) -> list[Stated[Update]]:
    """The updates to tell of: what leads, then anything newer by those who may lead; else whatever somebody said."""
    news = telling.known.news
    newest = latest(one for one in news.own if one.facts.kind in HAPPENINGS)
    if news.leading is None:
        only = newest or news.happening
        return [only] if only else []
    if newest and newest != news.leading and said_at(newest)[0] > said_at(news.leading)[0]:
        return [news.leading, newest]
    return [news.leading]


def news_parts(telling: Telling, named: frozenset[str]) -> list[Part]:
    """What leads, with its code in plain words, and what it says happened; how doubtful a match is."""
    told = told_updates(telling)
    parts = [
        _part(telling, stated.facts, named, summary=stated is told[-1], rank=2 * number)
        for number, stated in enumerate(told)
    ]
    confirmation = telling.known.news.confirmation
    if told and confirmation and confirmation not in told:
        when = telling.on(confirmation.facts.date)
        parts.append(Part(telling.say("still_true", when=when), rank=9, spare=True))
    return parts


def nothing_part(telling: Telling, after_plan: bool) -> Part:
    """That nothing is known: found by a compiler who looked, or said by nobody."""
    return Part(
        telling.say(f"{'and_' if after_plan else ''}nothing_{telling.kind}") + looked(telling), joins=after_plan
    )


def looked(telling: Telling) -> str:
    """When a compiler last looked, in brackets; nothing where the answering body keeps the record."""
    checked_to = telling.facts.assembly.keeper.checked_to
    if telling.kind == "own" or checked_to is None:
        return ""
    when = to_the_month(checked_to if checked_to.last <= telling.day else PartialDate(value=telling.day.isoformat()))
    return telling.say("looked", month=telling.date(when), when=telling.on(when))


def _part(telling: Telling, update: Update, named: frozenset[str], *, summary: bool, rank: int) -> Part:
    speaker = update.said_by.organisation
    doubtful = "_we_think" if update.confidence in ("low", "medium") else ""
    who = telling.named_again(speaker, named)
    inside = telling.named_again(speaker, named, inside=True)
    leads = telling.known.news.leading is not None and telling.known.news.leading.facts is update
    if leads and update.progress:
        head = telling.say(f"says{doubtful}", who=who, who_inside=inside, progress=telling.say(update.progress))
    elif update.said_as:
        label = telling.label(update.said_as, update.language)
        head = telling.say(f"calls{doubtful}", who=who, who_inside=inside, label=label)
    else:
        head = telling.say(f"tells{doubtful}", who=who, who_inside=inside)
    opening, text, closing = telling.quoted(update.summary, update.language) if summary else ("", "", "")
    date = _date(telling, update.date, text)
    return Part(head + (": " if summary else "") + opening, text, closing + date, rank=rank)


def _date(telling: Telling, when: PartialDate, summary: str) -> str:
    """The date in brackets; left out where the summary already says it, said to be ours where it was worked out."""
    words = telling.date(when)
    if when.inferred:
        return f" ({telling.say('date_we_think', date=words)})"
    return "" if words in summary else f" ({words})"
