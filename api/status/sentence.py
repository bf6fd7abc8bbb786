"""The status sentence: one plain sentence or a few, at most 300 characters, in each language; and the note of a hold.

Here its parts are put together, with its one date and its one check; the answer and the news are told in files of their
own.
"""

from dataclasses import replace
from datetime import date

from api.schemas.verdicts import Verdict
from api.status.assurance import assurance, bearing_verdicts, counts
from api.status.derived import Clock, Derived
from api.status.due import Due
from api.status.facts import observed_until
from api.status.sentence_answer import answer_parts, answered_by, standing_parts
from api.status.sentence_context import SentenceContext
from api.status.sentence_news import looked, news_parts, nothing_part, told_updates
from api.status.truncate import Part, truncated
from api.text.catalogue import spoken

# The members come first: it was their recommendation. What is only worth saying where nothing better is comes last.
_WEIGHTY = ("members_disagree", "members_agree", "panel_disagrees", "panel_agrees", "disputed")
_LIGHTER = ("cannot_tell", "independent", "scrutinised", "signed_off")
_WORTH_CHECKING = ("partly_delivered", "delivered", "continuing")


def sentence(derived: Derived, clock: Clock, day: date) -> dict[str, str]:
    """The status in plain words, by language.

    In this order: standing if not adopted; the answer; the last thing that happened, who says so, when; one date; one
    check. What matters least is dropped to fit.
    """
    return {
        language: truncated(_parts(SentenceContext(derived, clock, day, language)))
        for language in spoken("sentence", "date")
    }


def _parts(context: SentenceContext) -> list[Part]:
    answered = answered_by(context)
    named = frozenset({answered} if answered else ())
    told, plan = told_updates(context), _plan_part(context)
    parts = [*standing_parts(context), *answer_parts(context)]
    if told:
        parts += news_parts(context, named)
        subject: str | None = told[-1].facts.said_by.organisation
    else:
        subject = None
        if context.clock.answer.code in ("awaiting", "no_answer") and not _tells_of_nothing(context):
            parts[-1] = replace(parts[-1], after=looked(context))
    parts += [plan] if plan else []
    if not told and _tells_of_nothing(context):
        parts.append(nothing_part(context, after_plan=plan is not None))
    return [*parts, *_date_parts(context, named, subject), *_check_parts(context)]


def _tells_of_nothing(context: SentenceContext) -> bool:
    """Whether it is worth saying that nothing is known: not where nothing was to be expected."""
    return context.clock.schedule.code != "not_expected"


def _date_parts(context: SentenceContext, named: frozenset[str], subject: str | None) -> list[Part]:
    """The date that leads and how often it moved. `subject` is whom the sentence last spoke of: “it”."""
    due, schedule = context.derived.dates.leads, context.clock.schedule
    if due is None:
        return []
    by = context.by(due.on)
    late = schedule.days_late or 0
    if schedule.code == "late":
        looked = "_looked" if observed_until(context.facts, context.day) < context.day else ""
        text = context.words.plural(f"was_due{looked}", late, by=by)
    elif schedule.code == "finished" and late:
        text = context.words.plural("came_late", late, by=by)
    elif schedule.code in ("not_due", "due_soon"):
        text = _promise(context, due, named, subject)
    else:
        return []
    return [Part(text, rank=4), *_moved(context)]


def _plan_part(context: SentenceContext) -> Part | None:
    """When the plan meant to deliver this ended, where nobody has said what became of it."""
    ended = context.derived.plan_end
    if context.clock.schedule.code != "plan_ended" or ended is None:
        return None
    answer = context.clock.answer
    key = "plan_ended_them" if answer.given and answer.answered_as != "item" else "plan_ended"
    return Part(context.say(key, when=context.on(ended)))


def _promise(context: SentenceContext, due: Due, named: frozenset[str], subject: str | None) -> str:
    by = context.by(due.on)
    if due.by_law:
        return context.say("due_law", by=by)
    if due.promised is None:
        return context.say("due", by=by)
    opening, text, closing = context.quoted(due.promised, due.language)
    promised = opening + context.label({context.language: text}, None) + closing
    who = context.named_again(due.set_by, named)
    inside = context.named_again(due.set_by, named, inside=True)
    key = "promised_it" if subject == due.set_by else "promised_name"
    words = context.say(key, promised=promised, who=who, who_inside=inside)
    return words if context.date(due.on) in text else f"{words} {by}"


def _moved(context: SentenceContext) -> list[Part]:
    times = context.derived.dates.times_moved
    if not times:
        return []
    words = context.say(f"moved_{times}") if times in (1, 2) else context.words.plural("moved", times)
    return [Part(words, rank=8, optional=True)]


def _check_parts(context: SentenceContext) -> list[Part]:
    """One check, or that counts differ, or that nobody else has looked."""
    leading = context.derived.news.leading
    if leading is None:
        return []
    codes = assurance(context.facts, context.derived.news)
    weighty = next((code for code in _WEIGHTY if code in codes), None)
    lighter = next((code for code in _LIGHTER if code in codes), None)
    if leading.facts.counts_differ and not weighty:
        return [Part(context.say("counts_differ"), rank=5)]
    if code := weighty or lighter:
        return [Part(_check(context, code), rank=5)]
    # A tied vote is no agreement, but somebody looked.
    if leading.facts.progress in _WORTH_CHECKING and not bearing_verdicts(context.facts, context.derived.news):
        return [Part(context.say(f"unchecked_{context.kind}"), rank=7, optional=True)]
    return []


def _check(context: SentenceContext, code: str) -> str:
    if code == "signed_off":
        return context.say(code)
    verdicts = bearing_verdicts(context.facts, context.derived.news)
    verdict = next(one.verdict for one in reversed(verdicts) if code in one.codes)
    return context.say(code, who=context.name(verdict.by)) + _voting(context, code, verdict)


def _voting(context: SentenceContext, code: str, verdict: Verdict) -> str:
    """How many of those voting, where the verdict has numbers."""
    counted = counts(verdict) if code.startswith(("members", "panel")) else None
    if counted is None:
        return ""
    agreed, disagreed, voted = counted
    of_those = disagreed if code in ("members_disagree", "panel_disagrees") else agreed
    return context.say("of_voting", count=context.count(of_those), voted=context.count(voted))


def hold_note(derived: Derived, clock: Clock, day: date) -> dict[str, str] | None:
    """Who publishes less and until when, by language; None where no hold stands."""
    if clock.hold is None:
        return None
    held = clock.hold
    contexts = [SentenceContext(derived, clock, day, language) for language in spoken("sentence", "date")]
    return {
        context.language: context.say("hold", who=context.name(held.organisation), last=context.date(held.hold.ends))
        for context in contexts
    }
