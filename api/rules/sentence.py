"""The status sentence: one plain sentence or a few, at most 300 characters, in each language."""

from dataclasses import replace
from datetime import date

from api.rules.findings import Clock, Known
from api.rules.fitting import Part, fitted
from api.rules.sentence_answer import answer_parts, answered_by, standing_parts
from api.rules.sentence_check import check_parts
from api.rules.sentence_dates import date_parts, plan_part
from api.rules.sentence_news import looked, news_parts, nothing_part, told_updates
from api.rules.telling import Telling
from api.text.catalogue import spoken


def sentence(known: Known, clock: Clock, day: date) -> dict[str, str]:
    """The status in plain words, by language.

    In this order: standing if not adopted; the answer; the last thing that happened, who says so, when; one date; one
    check. What matters least is dropped to fit.
    """
    return {language: fitted(_parts(Telling(known, clock, day, language))) for language in spoken("sentence", "date")}


def _parts(telling: Telling) -> list[Part]:
    answered = answered_by(telling)
    named = frozenset({answered} if answered else ())
    told, plan = told_updates(telling), plan_part(telling)
    parts = [*standing_parts(telling), *answer_parts(telling)]
    if told:
        parts += news_parts(telling, named)
        subject: str | None = told[-1].facts.said_by.organisation
    else:
        subject = None
        if telling.clock.answer.code in ("awaiting", "no_answer") and not _tells_of_nothing(telling):
            parts[-1] = replace(parts[-1], after=looked(telling))
    parts += [plan] if plan else []
    if not told and _tells_of_nothing(telling):
        parts.append(nothing_part(telling, after_plan=plan is not None))
    return [*parts, *date_parts(telling, named, subject), *check_parts(telling)]


def _tells_of_nothing(telling: Telling) -> bool:
    """Whether it is worth saying that nothing is known: not where nothing was to be expected."""
    return telling.clock.schedule.code != "not_expected"
