"""The one date of the status sentence: what was promised by when, how late, or when the plan for it ended."""

from api.rules.due import Due
from api.rules.fitting import Part
from api.rules.horizon import horizon
from api.rules.telling import Telling


def date_parts(telling: Telling, named: frozenset[str], subject: str | None) -> list[Part]:
    """The date that leads and how often it moved. `subject` is whom the sentence last spoke of: “it”."""
    due, schedule = telling.known.dates.leads, telling.clock.schedule
    if due is None:
        return []
    by = telling.by(due.on)
    late = schedule.days_late or 0
    if schedule.code == "late":
        looked = "_looked" if horizon(telling.facts, telling.day) < telling.day else ""
        text = telling.words.plural(f"was_due{looked}", late, by=by)
    elif schedule.code == "finished" and late:
        text = telling.words.plural("came_late", late, by=by)
    elif schedule.code in ("not_due", "due_soon"):
        text = _promise(telling, due, named, subject)
    else:
        return []
    return [Part(text, rank=4), *_moved(telling)]


def plan_part(telling: Telling) -> Part | None:
    """When the plan meant to deliver this ended, where nobody has said what became of it."""
    ended = telling.known.plan_end
    if telling.clock.schedule.code != "plan_ended" or ended is None:
        return None
    answer = telling.clock.answer
    key = "plan_ended_them" if answer.given and answer.answered_as != "item" else "plan_ended"
    return Part(telling.say(key, when=telling.on(ended)))


def _promise(telling: Telling, due: Due, named: frozenset[str], subject: str | None) -> str:
    by = telling.by(due.on)
    if due.by_law:
        return telling.say("due_law", by=by)
    if due.promised is None:
        return telling.say("due", by=by)
    opening, text, closing = telling.quoted(due.promised, due.language)
    promised = opening + telling.label({telling.language: text}, None) + closing
    who = telling.named_again(due.set_by, named)
    inside = telling.named_again(due.set_by, named, inside=True)
    key = "promised_it" if subject == due.set_by else "promised_name"
    words = telling.say(key, promised=promised, who=who, who_inside=inside)
    return words if telling.date(due.on) in text else f"{words} {by}"


def _moved(telling: Telling) -> list[Part]:
    times = telling.known.dates.times_moved
    if not times:
        return []
    words = telling.say(f"moved_{times}") if times in (1, 2) else telling.words.plural("moved", times)
    return [Part(words, rank=8, spare=True)]
