"""What became of a promise, in a few plain words."""

from datetime import date

from api.schemas.assemblies import Promise
from api.status.promise_states import PromiseFacts, PromiseState
from api.text.languages import said
from api.text.localizer import localizer


def promise_words(facts: PromiseFacts, promise: Promise, state: PromiseState, day: date, language: str) -> str:
    """One or more short sentences in a language. Of a record that somebody compiled they tell what was found, never
    that something was not done.
    """
    found = "_found" if facts.assembly.compiled else ""
    words, say = localizer(language).words("promise"), localizer(language)
    looked = _looked(state, language)
    part = "" if not state.came else "next_" if promise.every_months else "rest_"
    told = []
    if state.came and state.of and state.code != "kept":
        told.append(words[f"came{found}"].format(came=say.number(state.came), of=say.number(state.of), looked=looked))
    if state.code in ("kept", "dropped") and state.on:
        told.append(words[state.code].format(on=say.on(state.on.value)))
    if state.code == "ended" and state.ended:
        told.append(words["ended"].format(who=_name(facts, state.by, language), on=say.on(state.ended.value)))
    if state.since:
        since = {"since": say.day(state.since), "by": say.by(state.since.isoformat()), "looked": looked * (not part)}
        told.append(words[f"had_passed{found}" if state.code == "ended" else f"{part}passed{found}"].format(**since))
    if state.until and found and state.until < day:
        told.append(words["not_looked"].format(by=say.by(state.until.isoformat()), looked=looked))
    elif state.until:
        told.append(words[f"{part}not_due"].format(day=say.day(state.until)))
    if state.code == "no_date":
        told.append(words["no_date"])
    if after := [_name(facts, id_, language) for id_ in state.successors]:
        told.append(words["successor" if len(after) == 1 else "successors"].format(who=", ".join(after)))
    return " ".join(told)


def _name(facts: PromiseFacts, id_: str, language: str) -> str:
    held = facts.organisations.get(id_)
    return said(held.name, language, held.language).text if held else id_


def _looked(state: PromiseState, language: str) -> str:
    """When it was last looked for, in brackets; nothing where the body that answers keeps the record."""
    if state.last_looked is None:
        return ""
    month = localizer(language).date(state.last_looked.isoformat()[:7])
    return localizer(language).t("promise.looked", month=month)
