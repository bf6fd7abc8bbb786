"""The first part of the status sentence: what the assembly made of it, and what was answered."""

from api.rules.fitting import Part
from api.rules.standing import what_fell
from api.rules.telling import Telling, to_the_month
from api.schemas.responses import Response


def standing_parts(telling: Telling) -> list[Part]:
    """That the assembly did not adopt this, or what it hangs on; nothing where it did."""
    fell = what_fell(telling.facts)
    if fell is None:
        return []
    assembly = telling.say(f"form_{telling.facts.assembly.form}")
    key = fell.standing if fell is telling.facts.recommendation else "fell_with"
    return [Part(telling.say(key, assembly=assembly))]


def answer_parts(telling: Telling) -> list[Part]:
    """Who answered what, when, “together” if many at once, and what is missing from it."""
    answer = telling.clock.answer
    if answer.code is None:
        return []
    given, kind = answer.given, telling.kind
    if given is None:
        return [Part(_silence(telling))]
    if answer.leads is None and given.facts.response == "deciding" and answer.owed and answer.owed.promise is None:
        who = telling.name(given.facts.by)
        return [Part(telling.say(f"undecided_{kind}", who=who, by=_due(telling)))]
    parts = [Part(_given(telling, given.facts))]
    if answer.leads is None:
        missing = "each" if answer.answered_as != "item" and given.facts.response != "noted" else "owed"
        parts.append(Part(telling.say(f"{missing}_{kind}", by=_due(telling)), joins=True))
    elif answer.answered_as != "item" and given.facts.response != "not_held":
        parts.append(Part(telling.say(f"separate_{kind}"), rank=3, joins=True))
    return parts


def answered_by(telling: Telling) -> str | None:
    """The organisation the answer part names; None where it names none."""
    answer = telling.clock.answer
    if answer.code is None:
        return None
    if answer.given:
        return answer.given.facts.by
    if answer.owed and answer.owed.promise:
        return answer.owed.promise.by
    return telling.facts.assembly.commissioned_by if telling.kind == "own" else None


def _silence(telling: Telling) -> str:
    answer = telling.clock.answer
    who = telling.name(answered_by(telling) or telling.facts.assembly.commissioned_by)
    if answer.owed is None:
        return telling.say(f"silent_{telling.kind}", who=who)
    return telling.say(f"{answer.code}_{telling.kind}", who=who, by=_due(telling))


def _given(telling: Telling, response: Response) -> str:
    """The answer itself. Its date is read to the month: the day is in `answered_on`."""
    when = telling.on(to_the_month(response.date))
    late = telling.clock.answer.days_late
    if late and telling.clock.answer.leads:
        when += telling.words.plural("days_late", late)
    many = telling.clock.answer.answered_as != "item"
    return telling.say(
        f"{'many' if many else 'item'}_{response.response}",
        who=telling.name(response.by),
        when=when,
        by=telling.by(response.decide_by or response.date),
        to=telling.name(response.passed_to or response.by),
        all=_all(telling, response) if many else "",
    )


def _all(telling: Telling, response: Response) -> str:
    if response.theme is not None:
        return telling.say("all_theme", theme=telling.label({telling.language: response.theme}, None))
    counted = telling.facts.counted
    return telling.say("all_counted", count=telling.count(counted)) if counted > 1 else telling.say("all")


def _due(telling: Telling) -> str:
    """By when the answer was owed, in the precision it was promised in."""
    owed, given = telling.clock.answer.owed, telling.clock.answer.given
    when = owed.promise.due if owed and owed.promise else given.facts.decide_by if given else None
    return telling.by(when) if when else ""
