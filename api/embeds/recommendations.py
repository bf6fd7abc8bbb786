"""What other sites show of one recommendation: its title, its sentence, the four answers and what is owed."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from api.core.json_text import Json
from api.embeds.context import EmbedContext, foot, marked_reference
from api.text.dates import When
from api.text.languages import said


class Row(NamedTuple):
    """One of the four questions: the answer in a word or more, and what is said beside it."""

    question: str
    words: Sequence[str]
    details: Sequence[Markup]


def recommendation(composed: Json, showing: EmbedContext) -> Json:
    """Of what asks for nothing it is not asked what has happened, nor whether it is on time."""
    own, status, assembly = composed["own"], composed["status"], composed["assembly"]
    showing = showing.of(assembly)
    asked = [_progress(status, showing), _schedule(status, showing)] if status["progress"] else []
    says = [_who(status, showing)] if status["progress"] or status["assurance"] else []
    title = said(own["title"], showing.language, own.get("language"))
    return {
        "kind": marked_reference(own.get("reference", ""), assembly.get("language"), showing, of=own["kind"]),
        "assembly": showing.apart(said(assembly["name"], showing.language, assembly.get("language"))),
        "title": showing.apart(title),
        "only": showing.only(title),
        "whose": _whose(own["title_basis"], title.language, showing),
        "sentence": showing.told(status["sentence"]),
        "note": showing.told(status["note"]) if status["note"] else None,
        "rows": [
            _response(status, showing),
            *asked,
            *says,
        ],
        "owed": _owed(status, showing),
        **foot(assembly, status["day"], status["last_looked"], showing),
    }


def _date(status: Json, field: str) -> When:
    """A date of the status, whole where it spans more than one value can say."""
    found: When = status["spans"].get(field) or status[field]
    return found


def _whose(basis: Json, language: str, showing: EmbedContext) -> Markup:
    """Whose words the title is in. Only what is verbatim is called the members' own."""
    code = basis["basis"]
    if code == "verbatim":
        return showing.say("translation" if language in basis.get("translated", ()) else "verbatim")
    if "by" in basis and basis["by"]["id"] == showing.compiler and f"{code}_ours" in showing.t:
        return showing.say(f"{code}_ours")
    if "by" in basis and f"{code}_by" in showing.t:
        return showing.say(f"{code}_by", who=showing.name(basis["by"]))
    return showing.say(code)


def _response(status: Json, showing: EmbedContext) -> Row:
    code, details = status["response"], []
    if code and status["answered_as"] not in {None, "item"}:
        details.append(showing.label("answered_as", status["answered_as"]))
    if code and status["answered_by"] and status["answered_on"]:
        when = showing.on(_date(status, "answered_on"))
        key = "counted_from" if status["response_coded_by"] == "keeper" else "who_when"
        details.append(showing.say(key, who=showing.name(status["answered_by"]), when=when))
    if code and status["answer_due"] and not status["answered_on"]:
        details.append(showing.say("promised", by=showing.by(_date(status, "answer_due"))))
    if code and status["answer_days_late"] and (status["answered_on"] or not showing.compiler):
        key = "late_by" if status["answered_on"] else "late_so_far"
        details.append(showing.say(key, days=showing.days(status["answer_days_late"])))
    if code in {"awaiting", "no_answer"}:
        details += _looked(status, showing)
    return Row(showing.t["response"], [showing.label("response", code) if code else showing.t["no_response"]], details)


def _progress(status: Json, showing: EmbedContext) -> Row:
    details = []
    if status["progress_said_by"] and status["progress_on"]:
        when = showing.on(_date(status, "progress_on"))
        key = "counted_from" if status["coded_by"] == "keeper" else "who_when"
        details.append(showing.say(key, who=showing.name(status["progress_said_by"]), when=when))
    else:
        details += _looked(status, showing)
    if status["still_true_on"]:
        details.append(showing.say("still_true", when=showing.on(_date(status, "still_true_on"))))
    return Row(showing.t["progress"], [showing.label("progress", status["progress"])], details)


def _schedule(status: Json, showing: EmbedContext) -> Row:
    code, details = status["schedule"], []
    if status["due"]:
        past = code in {"late", "finished", "plan_ended", "not_expected"}
        details.append(showing.say("was_due" if past else "due", by=showing.by(_date(status, "due"))))
    # On a compiled record long silence is a fact without a count.
    if status["days_late"] and not (showing.compiler and code == "late"):
        key = "late_so_far" if code == "late" else "late_by"
        details.append(showing.say(key, days=showing.days(status["days_late"])))
    if status["times_moved"]:
        times = status["times_moved"]
        details.append(showing.say(f"moved_{times}") if times in (1, 2) else showing.t.plural("moved", times))
    if status["members_asked_by"]:
        details.append(showing.say("members_asked", by=showing.by(_date(status, "members_asked_by"))))
    return Row(showing.t["schedule"], [showing.label("schedule", code)], details)


def _looked(status: Json, showing: EmbedContext) -> list[Markup]:
    """When whoever compiled the record last looked."""
    return [showing.say("looked", on=showing.on(status["last_looked"]))] if status["last_looked"] else []


def _who(status: Json, showing: EmbedContext) -> Row:
    words = [showing.label("assurance", code) for code in status["assurance"]]
    return Row(showing.t["assurance"], words or [showing.t["nobody"]], [] if words else _looked(status, showing))


def _owed(status: Json, showing: EmbedContext) -> list[Markup]:
    """What is owed, plainly. A compiled record says what was not found, never what was not done."""
    how = "found" if status["last_looked"] else "own"
    days = {
        "delivery": "due",
        "decision": "answer_due",
        "answer": "answer_due",
        "report": "report_due",
        "no_news": "news_due",
    }
    return [
        showing.say(f"owed_{ground}_{how}", by=showing.by(_date(status, days[ground])))
        if ground in days
        else _plan_over(status["ended_plan"], how, showing)
        for ground in status["owed"]
    ]


def _plan_over(over: Json, how: str, showing: EmbedContext) -> Markup:
    """That a plan is over with no word of the result, and which followed it, where that is on record."""
    gaps = {"plan": showing.name(over["plan"]), "when": showing.on(over["ended"])}
    if over["followed_by"]:
        return showing.say(f"owed_plan_followed_{how}", next=showing.name(over["followed_by"]), **gaps)
    return showing.say(f"owed_plan_ended_{how}", **gaps)
