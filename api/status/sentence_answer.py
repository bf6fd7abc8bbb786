"""The first part of the status sentence: what the assembly made of it, and what was answered."""

from api.schemas.responses import Response
from api.status.answers import answered_as, response_coded_by
from api.status.facts import Facts, asks_for_something, what_fell
from api.status.promises import answering_bodies
from api.status.sentence_context import SentenceContext, looked, to_the_month
from api.status.truncate import Part

_NO_ANSWER = ("noted", "not_held")


def standing_parts(context: SentenceContext) -> list[Part]:
    """That the assembly did not adopt this, or what it hangs on; that it asks for nothing; nothing where it does."""
    item, fell = context.facts.recommendation, what_fell(context.facts)
    if fell is None:
        return [] if asks_for_something(item) else [Part(context.say(f"asks_nothing_{item.kind}"))]
    assembly = context.say(f"form_{context.facts.assembly.form}")
    if fell is item:
        return [Part(context.say(fell.standing, assembly=assembly))]
    opening, title, closing = context.quoted(fell.title, fell.language)
    before, after = context.around("fell_with", "title", assembly=assembly)
    marks = (opening or "“", closing or "”")
    return [Part(before + marks[0], title, marks[1] + after)]


def answer_parts(context: SentenceContext) -> list[Part]:
    """Who answered what, when, “together” if many at once, and what is missing from it."""
    answer = context.clock.answer
    if answer.code is None or (answer.code == "awaiting" and not asks_for_something(context.facts.recommendation)):
        return []
    given, kind = answer.given, context.kind
    if given is None or given.facts.response == "not_held":
        if answer.not_held is None:
            return [Part(_silence(context))]
        return [Part(_not_held(context), looked="" if answer.not_held.on else looked(context))]
    if answer.leads is None and given.facts.response == "deciding" and answer.owed and answer.owed.promise is None:
        who = context.name(given.facts.by)
        return [Part(context.say(f"undecided_{kind}", who=who, by=_due(context)))]
    parts = _given(context, given.facts)
    if answer.not_held:
        parts.append(Part(_beside_held(context), joins=True))
    elif answer.missing:
        parts.append(Part(_missing(context), joins=True))
    elif answer.answered_as != "item" and not _answers_it_alone(context):
        parts.append(Part(context.say(f"separate_{kind}"), rank=8, optional=True, joins=True))
    return parts


def _missing(context: SentenceContext) -> str:
    """That an answer is owed beside the one that was given: to each item, or from another body."""
    promise = context.clock.answer.owed.promise if context.clock.answer.owed else None
    what = "each" if promise and promise.what == "answer_each" else "owed"
    law = "_law" if promise and promise.set_by == "law" else ""
    return context.say(f"{what}_{context.kind}{law}", by=_due(context), whose=_whose(context))


def answered_by(context: SentenceContext) -> str | None:
    """The organisation the answer part names; None where it names none."""
    answer = context.clock.answer
    if answer.code is None or (answer.code == "awaiting" and not asks_for_something(context.facts.recommendation)):
        return None
    if answer.given:
        return answer.given.facts.by
    if answer.not_held:
        return answer.not_held.by
    if answer.owed and answer.owed.promise:
        return answer.owed.promise.by
    return _awaited(context.facts) if context.kind == "own" else None


def _awaited(facts: Facts) -> str:
    """Whose answer is awaited where no day was promised: the assembly's host, unless only others promised any."""
    bodies, host = answering_bodies(facts), facts.assembly.host
    return host if host in bodies or not bodies else min(bodies)


def _silence(context: SentenceContext) -> str:
    answer, reported = context.clock.answer, context.facts.assembly.reported
    named = answered_by(context) or _awaited(context.facts)
    who = context.name(named)
    if answer.owed is None and context.kind == "found":
        when = context.on(to_the_month(reported)) if reported else ""
        key = "silent_found_since" if reported else "silent_found"
        return context.say(key, when=when, whose=_whose(context))
    if answer.owed is None:
        return context.say("silent_own", who=who)
    inside = context.name(named, inside=True)
    law = "_law" if answer.owed.promise and answer.owed.promise.set_by == "law" else ""
    gaps = {"who": who, "who_inside": inside, "by": _due(context), "whose": _whose(context)}
    return context.say(f"{answer.code}_{context.kind}{law}", **gaps)


def _whose(context: SentenceContext) -> str:
    """Whose answer is missing, where the record holds that of somebody else, which a page shows; else nothing."""
    owed = context.clock.answer.owed
    who = owed.by if owed else answered_by(context) or _awaited(context.facts)
    others = (one.facts for one in context.facts.responses if one.facts.by != who)
    if not any(answered_as(context.facts, one) and one.response not in _NO_ANSWER for one in others):
        return ""
    return context.say("whose", who_inside=context.name(who, inside=True))


def _answers_it_alone(context: SentenceContext) -> bool:
    """Whether anybody answered this item by its name: such an answer stands on the page, whoever leads."""
    return any(answered_as(context.facts, one.facts) == "item" for one in context.facts.responses)


def _not_held(context: SentenceContext) -> str:
    """That there was an answer which the record does not hold, or that this is not known."""
    found = context.clock.answer.not_held
    assert found is not None  # noqa: S101 - asked where there is one
    who, inside = context.name(found.by), context.name(found.by, inside=True)
    if found.on is None:
        return context.say("not_held_unknown", who_inside=inside)
    return context.say(
        "not_held_said" if found.says_so else "not_held", who=who, when=context.on(to_the_month(found.on))
    )


def _beside_held(context: SentenceContext) -> str:
    """The same after an answer to the whole."""
    found = context.clock.answer.not_held
    assert found is not None  # noqa: S101 - asked where there is one
    if found.on is None:
        return context.say("beside_unknown")
    return context.say("beside_not_held", when=context.on(to_the_month(found.on)))


def _given(context: SentenceContext, response: Response) -> list[Part]:
    """The answer itself, with its reasons where it is no, or what was promised without a day, where there is room.

    Its date is read to the month: the day is in `answered_on`.
    """
    when = context.on(to_the_month(response.date))
    late = context.clock.answer.days_late
    if late and not context.clock.answer.missing:
        when += context.words.plural("days_late", late)
    many = context.clock.answer.answered_as != "item"
    together = _all(context, response) if many else ""
    told = context.say(
        f"{'many' if many else 'item'}_{response.response}",
        who=context.name(response.by),
        when=when,
        by=context.by(response.decide_by or response.date),
        to=context.name(response.passed_to or response.by, inside=True),
        all=together,
    )
    if response.said_as and response_coded_by(context.facts, response) == "keeper":
        opening, label, closing = context.quoted(response.said_as, response.language)
        marked = (opening or "“") + label + (closing or "”")
        counted = context.code("response", response.response)
        key = "answered_many" if many else "answered"
        told = context.say(key, who=context.name(response.by), when=when, label=marked, counted=counted, all=together)
    parts = [Part(told)]
    parts += _decision_parts(context, response)
    if response.also:
        also = context.say("also", code=context.code("response", response.also))
        parts.append(Part(also, rank=6, optional=True, joins=True))
    if response.response == "rejected" and response.reasons:
        opening, text, closing = context.quoted(response.reasons, response.language)
        parts.append(Part(": " + opening, text, closing, rank=6, joins=True))
    if response.promised and not response.due and context.derived.dates.leads is None:
        opening, text, closing = context.quoted(response.promised, response.language)
        before, after = context.around("promised_it", "promised")
        parts.append(Part(before + opening, text, closing + after, rank=6))
    return parts


def _decision_parts(context: SentenceContext, response: Response) -> list[Part]:
    """That the decision behind an answer was called in, or still can be: it is not final."""
    last = next((one for one in reversed(response.decisions or []) if one.state), None)
    if last is None:
        return []
    if last.state == "called_in":
        return [Part(context.say("called_in"), rank=3, joins=True)]
    if last.state != "in_call_in" or (last.call_in_ends and last.call_in_ends.last < context.day):
        return []
    until = last.call_in_ends
    words = context.say("in_call_in_until", day=context.date(until)) if until else context.say("in_call_in")
    return [Part(words, rank=4, joins=True)]


def _all(context: SentenceContext, response: Response) -> str:
    """What was answered together. A number is told where the source prints it, or follows from what it leaves out."""
    made, beside = context.facts.counted, response.by in context.facts.answered_singly
    if response.theme is not None:
        names = [context.theme(one) for one in response.themes or [response.theme]]
        apart = context.say("all_apart") if beside and not response.count else ""
        return context.say("all_theme", theme=context.list(names)) + apart
    count = response.count or (made - len(response.excluding) if response.excluding and made else 0)
    if count > 1 and count < made:
        return context.say("all_of", count=context.count(count), made=context.count(made))
    if count > 1:
        return context.say("all_counted", count=context.count(count))
    return context.say("all_but" if beside or response.excluding else "all")


def _due(context: SentenceContext) -> str:
    """By when the answer was owed, in the precision it was promised in."""
    owed, given = context.clock.answer.owed, context.clock.answer.given
    when = owed.when if owed else given.facts.decide_by if given else None
    return context.by(when) if when else ""
