"""Variants of the example records: things left out, codes and speakers changed, days moved, all as chance has it.

Each is a record that somebody could have written. What is asked of every one of them is in `test_any_record.py`.
"""

import json
from collections.abc import Callable, Collection
from datetime import date
from random import Random
from typing import Any

from pydantic import ValidationError

from api.schemas.dates import add_days, days_of
from api.schemas.record import THING_SCHEMAS
from db.vocabulary import CLOCK_RESPONSES, CODELISTS

LAST = date(2026, 11, 22)  # that anything is dated: the examples were loaded the day after
Thing = dict[str, Any]
Change = Callable[[Random, Thing, Collection[str]], None]

SAID = ("response", "update", "verdict", "accountability", "contribution", "reply")
_CODES = {  # which fields hold a code, of which codelist, but for these of it
    "response": {"response": ("response", CLOCK_RESPONSES), "also": ("response", ("not_held", *CLOCK_RESPONSES))},
    "update": {"progress": ("progress", ("unknown",)), "kind": ("update_kind", ("sign_off",))},
    "verdict": {"verdict": ("verdict", ()), "of": ("verdict_of", ()), "assessor": ("assessor", ())},
    "accountability": {"role": ("accountability_role", ("accountable",))},
    "contribution": {"kind": ("contribution_kind", ()), "made_by": ("link_made_by", ()), "ground": ("ground", ())},
    "project": {"kind": ("project_kind", ())},
    "recommendation": {"kind": ("recommendation_kind", ()), "standing": ("standing", ())},
}
_DATES = {
    "response": ("date", "due", "decide_by"),
    "update": ("date", "next_update_due"),
    "verdict": ("date",),
    "reply": ("date", "answered"),
    "project": ("ends",),
    "recommendation": ("checked_to",),
    "assembly": ("reported",),
}
_SPEAKERS = {
    "response": (("by",), ("passed_to",)),
    "update": (("said_by", "organisation"), ("entered_by", "organisation")),
    "verdict": (("by",),),
    "accountability": (("organisation",),),
    "reply": (("said_by", "organisation"),),
}
_NEEDED = {"deciding": "decide_by", "passed_on": "passed_to"}


def variant(random: Random, things: Collection[Thing]) -> list[Thing]:
    """These things without some of what is said and linked, and some of the rest changed."""
    gone, often = random.choice((0.0, 0.2, 0.5, 0.8)), random.choice((0.05, 0.2, 0.5))
    speakers = sorted(one["id"] for one in things if one["type"] == "organisation")
    left = [one for one in things if one["type"] not in SAID or random.random() >= gone]
    made = [_changed(random, one, speakers, often) for one in left]
    ids = {one["id"] for one in made}
    return [one for one in made if {one.get(name) for name in ("corrects", "signs_off", "revises")} <= ids | {None}]


def _changed(random: Random, thing: Thing, speakers: Collection[str], often: float) -> Thing:
    """A thing as it was, or with some of it changed to what is as valid."""
    for change in (_another_code, _another_day, _another_speaker, _OF_ITS_KIND.get(thing["type"])):
        if change is None or random.random() >= often:
            continue
        tried = json.loads(json.dumps(thing))
        change(random, tried, speakers)
        if _is_valid(tried):
            thing = tried
    return thing


def _is_valid(thing: Thing) -> bool:
    if (needed := _NEEDED.get(thing.get("response", ""))) and needed not in thing:
        return False
    try:
        THING_SCHEMAS[thing["type"]].model_validate(thing)
    except ValidationError:
        return False
    return True


def _another_code(random: Random, thing: Thing, _: Collection[str]) -> None:
    for field, (codelist, never) in _CODES.get(thing["type"], {}).items():
        if random.random() < 0.5:
            thing[field] = random.choice([code for code in CODELISTS[codelist] if code not in never])


def _another_day(random: Random, thing: Thing, _: Collection[str]) -> None:
    for field in _DATES.get(thing["type"], ()):
        if random.random() < 0.5:
            thing[field] = _moved(random, thing.get(field) or thing.get("date") or {"value": "2022-06-15"})


def _moved(random: Random, when: Any) -> Thing:
    """A date some years before or after, as precise as chance has it."""
    day = min(add_days(days_of(when["value"])[0], random.randrange(-900, 900)), LAST)
    return {"value": day.isoformat()[: random.choice((4, 7, 10, 10))]}


def _another_speaker(random: Random, thing: Thing, speakers: Collection[str]) -> None:
    for path in _SPEAKERS.get(thing["type"], ()):
        *above, last = path
        holder = thing
        for name in above:
            holder = holder[name]
        if random.random() < 0.5:
            holder[last] = random.choice(list(speakers))
            holder.pop("post", None)


def _update(random: Random, thing: Thing, _: Collection[str]) -> None:
    """Whose code it is, how sure somebody is of it, what is due, whose link it is; what it says, cut or made long."""
    choices: list[Thing] = [
        {"coded_by": random.choice(_codes("coded_by"))},
        {"confidence": random.choice(_codes("confidence"))},
        {"said_as": {"en": "On track"}},
        {"due": {"date": _moved(random, thing["date"]), "set_by": random.choice(_codes("date_set_by"))}},
        {"link": {"made_by": "keeper", "ground": "inferred", "confidence": random.choice(_codes("confidence"))}},
        {"summary": {"en": "All of it, street by street. " * random.choice((1, 5, 12))}},
        {"counts_differ": True},
        {"progress": None},
    ]
    thing |= random.choice(choices)


def _response(random: Random, thing: Thing, _: Collection[str]) -> None:
    """To whom it answers what, in whose words."""
    choices: list[Thing] = [
        {"said_as": {"en": "Yes, but"}},
        {"recommendations": None, "theme": None, "themes": None},
        {"promised": {"en": "more of all that was asked for"}, "due": None},
        {"reasons": {"en": "There is no money for any of it this year."}},
        {"count": None, "excluding": None},
    ]
    thing |= random.choice(choices)


def _assembly(random: Random, thing: Thing, _: Collection[str]) -> None:
    """Who keeps its record, until when somebody looked, and what was promised."""
    capacity = random.choice(_codes("keeper"))
    if capacity == "answering_body":
        thing["keeper"] = thing["keeper"] | {
            "organisation": thing.get("commissioned_by") or thing["keeper"]["organisation"],
            "capacity": capacity,
        }
    else:
        looked = {"checked_to": _moved(random, {"value": "2026-01-01"})}
        thing["keeper"] |= {"capacity": capacity, "looked_for": random.choice(_codes("looked_for"))} | looked
    promises = [one for one in thing.get("promises") or [] if random.random() < 0.7]
    for one in promises:
        if random.random() < 0.5:
            one |= {"what": random.choice(_codes("promise")), "due": _moved(random, {"value": "2023-01-01"})}
    thing["promises"] = promises


def _codes(name: str) -> list[str]:
    """The codes of a codelist, to pick from."""
    return list(CODELISTS[name])


_OF_ITS_KIND: dict[str, Change] = {"update": _update, "response": _response, "assembly": _assembly}
