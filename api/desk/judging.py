"""A verdict as a panel, or another body that judges, writes it on a form: of what, the question, who voted how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from api.core.codelists import codes_of
from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.desk.staging import patch_of_form, staged_as
from api.desk.typed import Given, Typed, beside_fields, checked, first_of, is_past, texts_by_field
from api.reading.lists import lines
from api.record.graph import as_kind
from api.record.reader import RecordReader, RecordWriter
from api.schemas.base import MAX_COUNT
from api.schemas.dates import add_days
from api.schemas.record import RecordThing
from api.schemas.verdicts import Verdict
from api.status.assessors import BY_ITSELF
from api.text.languages import languages
from api.text.localizer import localizer
from api.workbench import inputs, worklist
from api.workbench.working_copies import facts_of
from db.clock import today
from db.models.workbench import WorkingCopy
from db.queries.entries import page
from db.queries.filters import Filters
from db.vocabulary import CODELISTS

MOST = 1_000
THEME = "theme:"  # before the theme that a verdict is on
TEXTS = ("question", "scale", "text")  # fields with one text for each language
COUNTED = tuple(code for code in CODELISTS["verdict"] if code != "as_printed")  # what is voted for
DOCUMENT = ("title", "address", "page")
SINGLE = ("by", "about", "of", "verdict", "assessor", "date", "eligible", "voted", "mark_label", "mark_value")

_SAME_MEETING = 31  # days within which the next verdict is likely to be of the same day as the last
_OPEN = ("draft", "translating", "submitted", "scheduled")
_FIELDS = ("recommendation", "theme", "of", "verdict", "date", "eligible", "voted", "marks", "sources")
_PLACES = {
    **{name: name for name in ("of", "verdict", "assessor", "date", "eligible", "voted", "by")},
    "recommendation": "about",
    "theme": "about",
    "marks": "marks",
    "sources": "document_address",
}


@dataclass(frozen=True)
class Judged:
    """A recommendation as a list of what may be judged has it, with what a body judged of it, the latest first."""

    id: str
    line: Json
    verdicts: Sequence[Verdict]
    drafts: Sequence[tuple[str, str]]  # their ids and states


@dataclass(frozen=True)
class ToJudge:
    """Everything of an assembly that a body may judge."""

    items: Sequence[Judged]
    whole: Judged
    themes: Mapping[str, Judged]
    last: Verdict | None  # what it judged last: the next has its question and its electorate


@dataclass(frozen=True)
class Judgement(Typed):
    """What somebody wrote of one verdict."""

    @property
    def facts(self) -> Json:
        """The facts of the verdict, as somebody would send them to the workbench."""
        given = self.fields
        found: Json = {name: given[name] for name in ("by", "of", "verdict")}
        found["date"] = given["date"] or today().isoformat()
        if given["about"].startswith(THEME):
            found["theme"] = given["about"].removeprefix(THEME)
        elif given["about"]:
            found["recommendation"] = given["about"]
        found |= {"assessor": given["assessor"]} if given["assessor"] else {}
        found |= {name: int(given[name]) for name in ("eligible", "voted") if given[name]}
        found |= {name: texts for name in TEXTS if (texts := self.texts(name))}
        marks = [*self._votes(), *self._mark()]
        found |= {"marks": marks} if marks else {}
        document = {name: given[f"document_{name}"] for name in DOCUMENT if given[f"document_{name}"]}
        return found | ({"sources": [document]} if document else {})

    def _votes(self) -> list[Json]:
        """How many gave each answer: in the words of the ballot, or in ours."""
        found = []
        for code in COUNTED:
            ours, label = codes_of("verdict")[code].label, self.fields[f"label_{code}"]
            words = {self.language: label} if label and label != ours.get(self.language) else dict(ours)
            if self.fields[f"count_{code}"]:
                found.append({"label": words, "verdict": code, "count": int(self.fields[f"count_{code}"])})
        return found

    def _mark(self) -> list[Json]:
        if not self.fields["mark_value"]:
            return []
        label = self.fields["mark_label"] or localizer(self.language).t("verdicts.mark")
        return [{"label": {self.language: label}, "value": self.fields["mark_value"]}]

    def faults(self, language: str, *, says_itself: bool) -> dict[str, str]:
        """What is missing or cannot be, by field, in words of this language; `says_itself`: it says what it is."""
        t, given = localizer(language), self.fields
        numbers = ("eligible", "voted", *(f"count_{code}" for code in COUNTED))
        wrong = [name for name in numbers if given[name] and not _is_count(given[name])]
        found = dict.fromkeys(wrong, t.t("verdicts.need_number"))
        for name in ("of", "verdict"):
            if given[name] not in CODELISTS["verdict_of" if name == "of" else name]:
                found[name] = t.t(f"verdicts.need_{name}")
        if says_itself and given["assessor"] not in BY_ITSELF:
            found["assessor"] = t.t("verdicts.need_assessor")
        if given["date"] and not is_past(given["date"]):
            found["date"] = t.t("item.need_past_day")
        if given["document_address"] and urlsplit(given["document_address"]).scheme not in {"http", "https"}:
            found["document_address"] = t.t("item.need_address")
        return found


def judgement(form: Given, language: str) -> Judgement:
    """What came on a form."""
    found = {name: " ".join(form.one(name).split()) for name in names()}
    found |= {name: form.one(name) for name in names() if name.startswith("text_")}
    return Judgement(found, language)


def names() -> list[str]:
    """The names of all fields of the form."""
    texts = [f"{name}_{tag}" for name in TEXTS for tag in languages()]
    votes = [f"{name}_{code}" for name in ("label", "count") for code in COUNTED]
    return [*SINGLE, *texts, *votes, *(f"document_{name}" for name in DOCUMENT)]


def ballot(language: str) -> dict[str, str]:
    """Our own words for what is voted for, by the fields that others can be typed in."""
    return {f"label_{code}": codes_of("verdict")[code].label.get(language, "") for code in COUNTED}


def begun(about: str, by: str, language: str, last: Verdict | None) -> Judgement:
    """The form before anything was typed: with the question and the electorate of the verdict before."""
    found = dict.fromkeys(names(), "") | {"about": about, "by": by}
    found |= ballot(language)
    if last is not None:
        again = of_verdict(last, language).fields
        meeting = ("date",) if last.date.last >= add_days(today(), -_SAME_MEETING) else ()
        kept = ("of", "eligible", "assessor", *meeting, *(f"question_{tag}" for tag in languages()))
        found |= {name: again[name] for name in kept}
    return Judgement(found, language)


def of_verdict(verdict: Verdict, language: str) -> Judgement:
    """A verdict on the form again. What the form has no field for is not shown there."""
    found = dict.fromkeys(names(), "") | texts_by_field(verdict, TEXTS)
    found |= {name: getattr(verdict, name) for name in ("by", "of", "verdict", "assessor")}
    found |= {name: str(many) for name in ("eligible", "voted") if (many := getattr(verdict, name)) is not None}
    found["about"] = verdict.recommendation or (f"{THEME}{verdict.theme}" if verdict.theme else "")
    found["date"] = verdict.date.value
    found |= ballot(language)
    for mark in verdict.marks or ():
        if mark.verdict in COUNTED and mark.count is not None:
            found |= {f"label_{mark.verdict}": mark.label.get(language, ""), f"count_{mark.verdict}": str(mark.count)}
        elif mark.value is not None:
            found |= {"mark_label": mark.label.get(language, ""), "mark_value": mark.value}
    if verdict.sources:
        shown = verdict.sources[0]
        found |= {f"document_{name}": getattr(shown, name) or "" for name in DOCUMENT}
    return Judgement(found, language)


def to_judge(record: RecordReader, principal: Principal, assembly: str, by: str) -> ToJudge:
    """What a body may judge of an assembly, with what it judged before and its drafts."""
    asked = Filters("recommendation", {"assembly": [assembly]})
    entries = page(record.session, asked, record.moment, sort="order", after=None, limit=MOST)
    ties = [("verdict", "by")]
    graph = record.naming([by], ties)
    given = [(graph.nodes[id_].sequence, as_kind(graph.nodes[id_].facts, Verdict)) for id_ in graph.naming([by], ties)]
    own = [one for _, one in sorted(given, key=lambda one: (one[1].date.first, one[0]), reverse=True)]
    own = [one for one in own if one.assembly == assembly]
    copies = worklist.waiting(record, principal, "mine", _OPEN, None, MOST)
    drafts = [(as_kind(facts_of(copy), Verdict), copy.state) for copy in copies if copy.type == "verdict"]

    def judged(id_: str, line: Json, about: tuple[str | None, str | None]) -> Judged:
        theirs = [one for one in own if (one.recommendation, one.theme) == about]
        waiting = [
            (one.id, state)
            for one, state in drafts
            if one.assembly == assembly and (one.recommendation, one.theme) == about
        ]
        return Judged(id_, line, theirs, waiting)

    shown = lines(record.session, record.moment, entries)
    themes = dict.fromkeys(line["theme"] for line in shown if line.get("theme"))
    return ToJudge(
        [judged(line["id"], line, (line["id"], None)) for line in shown],
        judged(assembly, {}, (None, None)),
        {theme: judged(f"{THEME}{theme}", {}, (None, theme)) for theme in themes},
        next(iter(own), None),
    )


def staged(
    record: RecordWriter, principal: Principal, written: Judgement, assembly: str, draft: str, revision: int
) -> WorkingCopy:
    """A draft of a verdict with what was written. Raises what `staging.staged_as` does."""
    id_ = draft or inputs.new_id(record, f"{assembly}-verdict")
    facts = checked("verdict", written.facts | {"id": id_, "assembly": assembly})
    return staged_as(record, principal, "verdict", facts, _patch, draft, revision)


def placed(problem: Problem, language: str) -> dict[str, str]:
    """What the workbench says against a form, beside the field it is about."""
    return beside_fields(problem, language, TEXTS, _PLACES)


def _patch(facts: Json, before: RecordThing) -> Json:
    verdict = as_kind(before, Verdict)
    found = patch_of_form(facts, verdict, _FIELDS, TEXTS)
    found["sources"] = first_of(facts.get("sources"), verdict.sources)
    return found | ({"assessor": facts["assessor"]} if "assessor" in facts else {})


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(MAX_COUNT)) and int(text) <= MAX_COUNT
