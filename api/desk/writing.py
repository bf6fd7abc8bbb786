"""An update as somebody writes it on a form: its facts, what is wrong with them beside the field, and back again."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.desk.staging import patch_of_form, staged_as
from api.desk.typed import Given, Typed, beside_fields, checked, first_of, is_past, is_to_come, texts_by_field
from api.record.graph import as_kind
from api.record.reader import RecordWriter
from api.schemas.record import RecordThing
from api.schemas.updates import Update
from api.text.languages import languages
from api.text.localizer import in_each, localizer
from db.models.workbench import WorkingCopy
from db.vocabulary import CODELISTS

TEXTS = ("summary", "works", "learned")  # fields with one text for each language
EVIDENCE = ("kind", "title", "address", "date")
SINGLE = (
    *("progress", "stood", "date", "post", "when", "due", "reason", "why", "next_update_due"),
    *("build_on", "build_on_date"),
)
MOVED = "moved"
# What the form writes beside its texts, and takes out where its field was emptied.
_FIELDS = ("progress", "next_update_due", "due", "delays", "enablers")

# Where a fault of the facts stands on the form.
_PLACES = {
    "due": "due",
    "delays": "reason",
    "evidence": "evidence_address",
    "progress": "progress",
    "date": "date",
    "next_update_due": "next_update_due",
    "build_on": "build_on",
    "enablers": "enablers",
}


@dataclass(frozen=True)
class Written(Typed):
    """What somebody wrote on the form of an update."""

    @property
    def moves(self) -> bool:
        return self.fields["when"] == MOVED or bool(self.fields["due"])

    @property
    def facts(self) -> Json:
        """The facts of the update, as somebody would send them to the workbench."""
        given = self.fields
        # Who says what changed says where it stands with it, also where that is as before: one statement, not two.
        code = given["progress"] if self.texts("summary") or given["progress"] != given["stood"] else ""
        found: Json = {"kind": "news", "progress": code} if code else {"kind": "fact"}
        found |= {name: given[name] for name in ("date", "post", "next_update_due") if given[name]}
        found |= {name: texts for name in TEXTS if (texts := self.texts(name))}
        if given["enablers"]:
            found["enablers"] = given["enablers"].split()
        if given["build_on"]:
            day = {"date": {"value": given["build_on_date"]}} if given["build_on_date"] else {}
            found["build_on"] = [{"text": {self.language: given["build_on"]}, **day}]
        if self.moves:
            why = {"text": {self.language: given["why"]}} if given["why"] else {}
            found["due"] = {"date": {"value": given["due"]}, "set_by": "responder"}
            found["delays"] = [{"reason": given["reason"], **why}]
            found.setdefault("summary", in_each("said.moved"))
        evidence = {name: given[f"evidence_{name}"] for name in EVIDENCE if given[f"evidence_{name}"]}
        if evidence.keys() - {"kind"}:
            title = {"title": {self.language: evidence["title"]}} if "title" in evidence else {}
            found["evidence"] = [{**evidence, **title}]
        return found

    def faults(self, language: str, *, needs_date: bool) -> dict[str, str]:
        """What is missing or cannot be, by field, in words of this language."""
        words, given, found = localizer(language).words("answer"), self.fields, {}
        if not self.texts("summary") and not self.moves:
            found[f"summary_{self.tongues[0]}"] = words["need_summary"]
        if self.moves:
            found |= _faults_of_date(words, given)
        elif needs_date and not given["when"]:
            found["when"] = localizer(language).t("item.need_when")
        if given["next_update_due"] and not is_to_come(given["next_update_due"]):
            found["next_update_due"] = words["need_day"]
        if given["build_on_date"] and not given["build_on"]:
            found["build_on"] = localizer(language).t("item.need_build_on")
        if given["date"] and not is_past(given["date"]):
            found["date"] = localizer(language).t("item.need_past_day")
        if any(given[f"evidence_{name}"] for name in ("title", "address", "date")):
            if given["evidence_kind"] not in CODELISTS["evidence_kind"]:
                found["evidence_kind"] = localizer(language).t("item.need_evidence_kind")
            if given["evidence_address"] and urlsplit(given["evidence_address"]).scheme not in {"http", "https"}:
                found["evidence_address"] = localizer(language).t("item.need_address")
        return found


def names() -> list[str]:
    """The names of all fields of the form."""
    texts = [f"{name}_{tag}" for name in TEXTS for tag in languages()]
    return [*SINGLE, *texts, "enablers", *(f"evidence_{name}" for name in EVIDENCE)]


def written(form: Given, language: str) -> Written:
    """What came on a form. Texts are one paragraph each: they are to be read in a sentence."""
    typed = {name: " ".join(form.one(name).split()) for name in names()}
    return Written(typed | {"enablers": " ".join(" ".join(form.all("enablers")).split())}, language)


def of_update(update: Update, language: str) -> Written:
    """An update on the form again. What the form has no field for is not shown there."""
    found = dict.fromkeys(names(), "") | texts_by_field(update, TEXTS)
    found["progress"] = update.progress or ""
    found["date"] = update.date.value
    found["post"] = update.said_by.post or ""
    found["next_update_due"] = update.next_update_due.value if update.next_update_due else ""
    found["enablers"] = " ".join(update.enablers or ())
    if update.build_on:
        first = update.build_on[0]
        found |= {"build_on": first.text.get(language, ""), "build_on_date": first.date.value if first.date else ""}
    found["when"] = "kept"
    if update.due is not None:
        found |= {"when": MOVED, "due": update.due.date.value}
        if update.summary == in_each("said.moved"):
            found |= {f"summary_{tag}": "" for tag in languages()}
    if update.delays:
        delay = update.delays[0]
        found |= {"reason": delay.reason, "why": (delay.text or {}).get(language, "")}
    if update.evidence:
        shown = update.evidence[0]
        found |= {
            "evidence_kind": shown.kind,
            "evidence_title": (shown.title or {}).get(language, ""),
            "evidence_address": shown.address or "",
            "evidence_date": shown.date.value if shown.date else "",
        }
    return Written(found, language)


def staged(
    record: RecordWriter, principal: Principal, written: Written, about: str, draft: str, revision: int
) -> WorkingCopy:
    """A draft of an update with what was written. Raises what `staging.staged_as` does."""
    facts = checked("update", written.facts) | {"about": about}
    return staged_as(record, principal, "update", facts, _patch, draft, revision)


def placed(problem: Problem, language: str) -> dict[str, str]:
    """What the workbench says against a form, beside the field it is about."""
    return beside_fields(problem, language, TEXTS, _PLACES)


def _faults_of_date(words: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    found = {} if is_to_come(given["due"]) else {"due": words["need_day"]}
    if given["reason"] not in CODELISTS["delay_reason"]:
        found["reason"] = words["need_reason"]
    elif given["reason"] == "other" and not given["why"]:
        found["why"] = words["need_why"]
    return found


def _patch(facts: Json, before: RecordThing) -> Json:
    update = as_kind(before, Update)
    found = patch_of_form(facts, update, _FIELDS, TEXTS)
    if "date" in facts:
        found["date"] = facts["date"]
    if update.kind in {"news", "fact"}:
        found["kind"] = facts["kind"]
    found["delays"] = first_of(facts.get("delays"), update.delays, "text")
    found["build_on"] = first_of(facts.get("build_on"), update.build_on, "text")
    found["evidence"] = first_of(facts.get("evidence"), update.evidence, "title")
    if update.due is None and found["due"] is None:
        del found["due"]
    return found
