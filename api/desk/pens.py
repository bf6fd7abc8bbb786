"""What a partner answers on the page of its link: its facts, what is wrong beside the field, and back again."""

from collections.abc import Sequence

from api.core.faults import Fault
from api.core.json_text import Json
from api.desk.filled import Faults
from api.desk.typed import Given
from api.readers.dates import read_date
from api.schemas.testimonies import Shown, Testimony
from api.text.languages import said
from api.text.localizer import localizer
from db.vocabulary import CODELISTS

STAGES, SENTENCES = CODELISTS["work_stage"], ("changed", "lost")
SHOWN = ("kind", "title", "address", "date", "seen_at")  # the one row of what shows a sentence, or one of the stages


def facts_of(form: Given, language: str, faults: Faults) -> Json:
    """What somebody answered, in the language of the page; empty where that is nothing. What cannot be is told."""
    shown = {at: _shown(form, at, language, faults) for at in ("stages", *SENTENCES)}
    stages: list[Json] = [{"work_stage": one, "pen": pen} for one in STAGES if (pen := form.one(f"pen_{one}"))]
    if shown["stages"]:
        of = form.one("stages_stage")
        faults_at = "stages_stage" if of not in STAGES else f"pen_{of}" if not form.one(f"pen_{of}") else ""
        _need(faults, faults_at)
        stages = [one | ({"evidence": shown["stages"]} if one["work_stage"] == of else {}) for one in stages]
    answers: list[Json] = []
    for one in SENTENCES:
        text = {language: form.one(f"text_{one}")} if form.one(f"text_{one}") else None
        answer = {"question": one, "answer": form.one(f"answer_{one}"), "text": text, "evidence": shown[one]}
        if answer["answer"]:
            answers.append({field: value for field, value in answer.items() if value})
        elif shown[one]:
            _need(faults, f"answer_{one}")
    text = {language: form.one("text")} if form.one("text") else None
    found = {field: value for field, value in (("stages", stages), ("answers", answers), ("text", text)) if value}
    return found | {"language": language} if found else {}


def _need(faults: Faults, field: str) -> None:
    if field:
        faults.say(field, "thing.need_this")


def _shown(form: Given, at: str, language: str, faults: Faults) -> list[Json]:
    """A row of what shows an answer; none where nothing of it is typed."""
    given = {name: value for name in SHOWN if (value := form.one(f"{at}_{name}"))}
    if not given.keys() - {"kind"}:
        return []
    found: Json = given | {name: {language: given[name]} for name in ("title", "seen_at") if name in given}
    if "kind" not in given:
        faults.say(f"{at}_kind", "item.need_evidence_kind")
    if "date" in given:
        try:
            found["date"] = {"value": read_date(given["date"])}
        except ValueError:
            label = localizer(faults.language).t("item.evidence")
            faults.say(f"{at}_date", "thing.need_date", label=label, date=given["date"][:40])
    return [found]


def place_of(fault: Fault, facts: Json) -> str:
    """The field of the page that a fault of these facts is about; empty where it is about none."""
    way = fault.pointer.strip("/").split("/")
    if way[0] == "text":
        return "text"
    if len(way) < len(("answers", "0", "answer")) or way[0] not in ("stages", "answers"):
        return ""
    one: Json = facts[way[0]][int(way[1])]
    if way[2] == "evidence":
        name = way[4] if len(way) > len(("stages", "0", "evidence", "0")) else "kind"
        return f"{one['question'] if way[0] == 'answers' else 'stages'}_{name}"
    return f"{way[2]}_{one['question']}" if way[0] == "answers" else f"pen_{one['work_stage']}"


def typed_of(before: Testimony, language: str) -> dict[str, list[str]]:
    """What was answered before, as it would be typed."""
    fields = {f"pen_{one.work_stage}": [one.pen] for one in before.stages or ()}
    for stage in before.stages or ():
        if stage.evidence:
            fields |= {"stages_stage": [stage.work_stage], **_typed_shown("stages", stage.evidence, language)}
    for one in before.answers or ():
        fields |= {f"answer_{one.question}": [one.answer], f"text_{one.question}": [_text(one.text, language)]}
        fields |= _typed_shown(one.question, one.evidence or (), language)
    return fields | {"text": [_text(before.text, language)]}


def _typed_shown(at: str, evidence: Sequence[Shown], language: str) -> dict[str, list[str]]:
    found = {}
    for one in evidence[:1]:
        texts = {"title": _text(one.title, language), "seen_at": _text(one.seen_at, language)}
        given = {"kind": one.kind, "address": one.address or "", "date": one.date.value if one.date else "", **texts}
        found = {f"{at}_{name}": [value] for name, value in given.items()}
    return found


def _text(text: dict[str, str] | None, language: str) -> str:
    return said(text, language).text if text else ""
