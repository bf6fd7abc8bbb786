"""The one date of the status sentence: what was promised by when, how late, or when the plan for it ended."""

from api.rules import date_words
from api.rules.due import Due
from api.rules.fitting import Part
from api.rules.horizon import horizon
from api.rules.telling import Telling


def date_parts(telling: Telling, named: frozenset[str], subject: str | None) -> list[Part]:
    """The date that leads and how often it moved. `subject` is whom the sentence last spoke of: “it”."""
    due, schedule = telling.known.dates.leads, telling.clock.schedule
    if due is None:
        return []
    by = date_words.by(due.on, telling.language)
    late = schedule.days_late or 0
    one = "_1" if late == 1 else ""
    if schedule.code == "late":
        looked = "_looked" if horizon(telling.facts, telling.day) < telling.day else ""
        text = telling.say(f"was_due{looked}{one}", by=by, days=telling.count(late))
    elif schedule.code == "finished" and late:
        text = telling.say(f"came_late{one}", by=by, days=telling.count(late))
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
    return Part(telling.say(key, when=date_words.on(ended, telling.language)))


def _promise(telling: Telling, due: Due, named: frozenset[str], subject: str | None) -> str:
    by = date_words.by(due.on, telling.language)
    if due.by_law:
        return telling.say("due_law", by=by)
    if due.promised is None:
        return telling.say("due", by=by)
    opening, text, closing = telling.words(due.promised, due.language)
    promised = opening + telling.label({telling.language: text}, None) + closing
    who = telling.named_again(due.set_by, named)
    inside = telling.named_again(due.set_by, named, inside=True)
    key = "promised_it" if subject == due.set_by else "promised_name"
    words = telling.say(key, promised=promised, who=who, who_inside=inside)
    return words if date_words.bare(due.on, telling.language) in text else f"{words} {by}"


def _moved(telling: Telling) -> list[Part]:
    times = telling.known.dates.times_moved
    if not times:
        return []
    key = f"moved_{times}" if times in (1, 2) else "moved"
    return [Part(telling.say(key, times=telling.count(times)), rank=8, spare=True)]
