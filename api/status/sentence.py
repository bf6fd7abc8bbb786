"""The status sentence: one plain sentence or a few, at most 300 characters, in each language; and a note beside it.

Here its parts are put together, with its one date and its one check; the answer and the news are told in files of their
own.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from api.schemas.updates import Update
from api.schemas.verdicts import Verdict
from api.status.assurance import assurance, bearing_verdicts, counts, told_as
from api.status.derived import Clock, Derived
from api.status.due import Due
from api.status.facts import Stated, verdicts_on_delivery
from api.status.progress import CLOSED
from api.status.sentence_answer import answer_parts, answered_by, standing_parts
from api.status.sentence_context import SentenceContext, looked
from api.status.sentence_news import news_parts, nothing_parts, told_updates
from api.status.truncate import Part, truncated
from api.text.catalogue import spoken
from api.text.languages import REFERENCE, said

# The members come first: it was their recommendation. What is only worth saying where nothing better is comes last.
_WEIGHTY = ("members_disagree", "members_agree", "panel_disagrees", "panel_agrees", "disputed")
_LIGHTER = ("cannot_tell", "independent", "scrutinised", "signed_off")
_WORTH_CHECKING = ("partly_delivered", "delivered", "continuing")


def sentence(derived: Derived, clock: Clock, day: date) -> dict[str, str]:
    """The status in plain words, by language.

    In this order: standing if not adopted; the answer; the last thing that happened, who says so, when; one date; one
    check. What matters least is dropped to fit, the same in every language.
    """
    return truncated(parts_by_language(derived, clock, day), decides())


def parts_by_language(derived: Derived, clock: Clock, day: date) -> dict[str, list[Part]]:
    """Everything there is to say, whether there is room for it or not, the same parts in every language."""
    return {language: _parts(SentenceContext(derived, clock, day, language)) for language in spoken("sentence", "date")}


def decides() -> str:
    """The language by whose words it is decided what there is room for."""
    found = spoken("sentence", "date")
    return REFERENCE if REFERENCE in found else found[0]


def _parts(context: SentenceContext) -> list[Part]:
    answered = answered_by(context)
    named = frozenset({answered} if answered else ())
    told = told_updates(context)
    parts = [*standing_parts(context), *answer_parts(context)]
    expected = context.clock.schedule.code != "not_expected"
    subject: str | None = told[-1].facts.said_by.organisation if told else None
    if told:
        parts += news_parts(context, named)
    elif context.clock.answer.code in ("awaiting", "no_answer") and not expected and parts:
        parts[-1] = replace(parts[-1], looked=looked(context))
    plan = _plan_parts(context, told)
    parts += plan
    if not told and expected and context.clock.schedule.code != "late":
        parts += nothing_parts(context, after_plan=bool(plan))
    parts += [*_date_parts(context, named, subject), *_check_parts(context)]
    return _looked_once(parts)


def _looked_once(parts: Sequence[Part]) -> list[Part]:
    """The parts with when a compiler last looked in the first of them only."""
    first = next((part for part in parts if part.looked), None)
    return [part if part is first else replace(part, looked="") for part in parts]


def _date_parts(context: SentenceContext, named: frozenset[str], subject: str | None) -> list[Part]:
    """The date that leads and how often it moved. `subject` is whom the sentence last spoke of: “it”."""
    due, schedule = context.derived.dates.leads, context.clock.schedule
    if due is None:
        return []
    by = context.by(due.on)
    late = schedule.days_late or 0
    if schedule.code == "late":
        key = "was_due" if _says_it_came(context) else f"was_due_{context.kind}"
        text = context.say(key, by=by)
    elif schedule.code == "finished" and late:
        text = context.words.plural("came_late", late, by=by)
    elif schedule.code in ("not_due", "due_soon"):
        text = _promise(context, due, named, subject)
    else:
        return []
    return [Part(text, rank=4, looked=looked(context) if schedule.code == "late" else ""), *_moved(context)]


def _says_it_came(context: SentenceContext) -> bool:
    """Whether anybody said, since what leads was said, that it is done, though that makes no state."""
    facts, leading = context.facts, context.derived.news.leading
    since = leading.facts.date.first if leading else date.min
    said_on = [one.facts.date for one in facts.updates if one.facts.progress in CLOSED]
    judged_on = [one.date for one in verdicts_on_delivery(facts) if one.verdict in ("met", "mostly")]
    return any(when.last >= since for when in said_on + judged_on)


def _plan_parts(context: SentenceContext, told: Sequence[Stated[Update]]) -> list[Part]:
    """When the plan meant to deliver this ended, where nobody has said what became of it, and what followed it."""
    plan = context.derived.plan
    if context.clock.schedule.code != "plan_ended" or plan is None or plan.ends is None:
        return []
    answer = context.clock.answer
    many = bool(answer.given) and answer.answered_as != "item"
    parts = [Part(context.say("plan_ended_them" if many else "plan_ended", when=context.on(plan.ends)))]
    if (after := context.facts.projects.get(plan.successor or "")) is not None:
        name = said(after.name, context.language, after.language).text
        parts.append(Part(context.say("plan_followed", plan=name), rank=7, optional=True, joins=True))
    spoken_on = [one.facts.date for one in context.facts.updates]
    spoken_on += [one.date for one in verdicts_on_delivery(context.facts)]
    if told and all(when.first <= plan.ends.last for when in spoken_on):
        parts.append(Part(context.say(f"no_result_{context.kind}"), rank=4, optional=True, joins=True))
    return parts


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
        return [_check(context, code)]
    # A tied vote is no agreement, and an older verdict counts no more, but somebody looked.
    others = [one for one in verdicts_on_delivery(context.facts) if one.by != leading.facts.said_by.organisation]
    if leading.facts.progress in _WORTH_CHECKING and not others:
        return [Part(context.say(f"unchecked_{context.kind}"), rank=7, optional=True)]
    return []


def _check(context: SentenceContext, code: str) -> Part:
    if code == "signed_off":
        return Part(context.say(code), rank=5)
    verdicts = bearing_verdicts(context.facts, context.derived.news)
    verdict = next(one.verdict for one in reversed(verdicts) if code in one.codes)
    text = context.say(code, who=context.name(verdict.by)) + _voting(context, code, verdict)
    return Part(text, rank=5)


def _voting(context: SentenceContext, code: str, verdict: Verdict) -> str:
    """How many of those voting, where the verdict has numbers."""
    how, counted = told_as(verdict, context.facts.assembly, code), counts(verdict)
    if how is None or counted is None:
        return ""
    if how != "counted":
        return context.say(f"of_voting_{how}")
    agreed, disagreed, voted = counted
    of_those = disagreed if code in ("members_disagree", "panel_disagrees") else agreed
    return context.say("of_voting", count=context.count(of_those), voted=context.count(voted))


def note_beside(derived: Derived, clock: Clock, day: date) -> dict[str, str] | None:
    """What is told beside the sentence, by language: who publishes less before an election, and until when; else that
    an update is being checked, where it would be missing otherwise. None where neither is so.
    """
    if clock.hold is None and not clock.being_checked:
        return None
    contexts = [SentenceContext(derived, clock, day, language) for language in spoken("sentence", "date")]
    return {context.language: _note(context) for context in contexts}


def _note(context: SentenceContext) -> str:
    held = context.clock.hold
    if held is None:
        return context.say("being_checked")
    return context.say("hold", who=context.name(held.organisation), last=context.date(held.hold.ends))
