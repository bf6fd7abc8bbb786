"""The first part of the status sentence: what the assembly made of it, and what was answered."""

from api.schemas.responses import Response
from api.status.facts import what_fell
from api.status.sentence_context import SentenceContext, to_the_month
from api.status.truncate import Part


def standing_parts(context: SentenceContext) -> list[Part]:
    """That the assembly did not adopt this, or what it hangs on; nothing where it did."""
    fell = what_fell(context.facts)
    if fell is None:
        return []
    assembly = context.say(f"form_{context.facts.assembly.form}")
    key = fell.standing if fell is context.facts.recommendation else "fell_with"
    return [Part(context.say(key, assembly=assembly))]


def answer_parts(context: SentenceContext) -> list[Part]:
    """Who answered what, when, “together” if many at once, and what is missing from it."""
    answer = context.clock.answer
    if answer.code is None:
        return []
    given, kind = answer.given, context.kind
    if given is None:
        return [Part(_silence(context))]
    if answer.leads is None and given.facts.response == "deciding" and answer.owed and answer.owed.promise is None:
        who = context.name(given.facts.by)
        return [Part(context.say(f"undecided_{kind}", who=who, by=_due(context)))]
    parts = [Part(_given(context, given.facts))]
    if answer.leads is None:
        missing = "each" if answer.answered_as != "item" and given.facts.response != "noted" else "owed"
        parts.append(Part(context.say(f"{missing}_{kind}", by=_due(context)), joins=True))
    elif answer.answered_as != "item" and given.facts.response != "not_held":
        parts.append(Part(context.say(f"separate_{kind}"), rank=3, joins=True))
    return parts


def answered_by(context: SentenceContext) -> str | None:
    """The organisation the answer part names; None where it names none."""
    answer = context.clock.answer
    if answer.code is None:
        return None
    if answer.given:
        return answer.given.facts.by
    if answer.owed and answer.owed.promise:
        return answer.owed.promise.by
    return context.facts.assembly.host if context.kind == "own" else None


def _silence(context: SentenceContext) -> str:
    answer = context.clock.answer
    who = context.name(answered_by(context) or context.facts.assembly.host)
    if answer.owed is None:
        return context.say(f"silent_{context.kind}", who=who)
    return context.say(f"{answer.code}_{context.kind}", who=who, by=_due(context))


def _given(context: SentenceContext, response: Response) -> str:
    """The answer itself. Its date is read to the month: the day is in `answered_on`."""
    when = context.on(to_the_month(response.date))
    late = context.clock.answer.days_late
    if late and context.clock.answer.leads:
        when += context.words.plural("days_late", late)
    many = context.clock.answer.answered_as != "item"
    return context.say(
        f"{'many' if many else 'item'}_{response.response}",
        who=context.name(response.by),
        when=when,
        by=context.by(response.decide_by or response.date),
        to=context.name(response.passed_to or response.by),
        all=_all(context, response) if many else "",
    )


def _all(context: SentenceContext, response: Response) -> str:
    if response.theme is not None:
        return context.say("all_theme", theme=context.label({context.language: response.theme}, None))
    counted = context.facts.counted
    return context.say("all_counted", count=context.count(counted)) if counted > 1 else context.say("all")


def _due(context: SentenceContext) -> str:
    """By when the answer was owed, in the precision it was promised in."""
    owed, given = context.clock.answer.owed, context.clock.answer.given
    when = owed.promise.due if owed and owed.promise else given.facts.decide_by if given else None
    return context.by(when) if when else ""
