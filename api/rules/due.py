"""Which date leads (design, section 3): only dates set by the responder or the law make anything late."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from api.rules.answers import revised_by
from api.rules.facts import Facts, Stated
from api.rules.order import said_at
from api.rules.progress import News
from api.schemas.base import LangMap, PartialDate
from api.schemas.responses import Response
from api.schemas.updates import Update


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
    responder = given.facts.by if given else facts.assembly.commissioned_by
    answered = [_of_answer(stated) for stated in (revised_by(facts, given) if given else [])]
    reported = [_of_update(stated, responder, news.bodies) for stated in news.own]
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
