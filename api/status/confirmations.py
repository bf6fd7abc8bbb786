"""Confirmations: how often in a row the answering bodies said no more than that nothing has changed.

A confirmation says something, so it keeps a promise to say; it reports nothing, so it keeps no promise to report.
"""

from api.schemas.updates import Update
from api.status.facts import Stated, latest
from api.status.progress import HAPPENINGS, News

RESETTING = 2  # of a run of confirmations only the first two set a new day for the next news


def confirmations(news: News) -> list[Stated[Update]]:
    """Those that the answering bodies gave since they last told of anything that happened, oldest first.

    A label that was changed is no news, and ends no run.
    """
    told = [one for one in news.own if one.facts.said_by.organisation in news.bodies]
    since = max((number for number, one in enumerate(told, 1) if _tells(one)), default=0)
    return [one for one in told[since:] if one.facts.kind == "confirmation"]


def last_news(news: News) -> Stated[Update] | None:
    """The last thing that the answering bodies told of; None where they only ever confirmed, or said nothing."""
    return latest(one for one in news.own if one.facts.said_by.organisation in news.bodies and _tells(one))


def setting_the_day(news: News) -> list[Stated[Update]]:
    """The updates that may lead and may set the day of the next news: no third confirmation in a row, nor a later."""
    idle = [one.facts.id for one in confirmations(news)[RESETTING:]]
    return [one for one in news.own if one.facts.id not in idle]


def _tells(stated: Stated[Update]) -> bool:
    return stated.facts.kind in HAPPENINGS
