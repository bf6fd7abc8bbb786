"""An answer to one recommendation or to several, as somebody writes it on a form: its facts, its faults, and back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.desk.answers import Grid, Row, in_scope
from api.desk.staging import patch_of_form, staged_as
from api.desk.typed import Given, Typed, beside_fields, checked, first_of, is_day, is_past, is_to_come, texts_by_field
from api.record.graph import as_kind
from api.record.reader import RecordWriter
from api.schemas.record import RecordThing
from api.schemas.responses import Response
from api.text.languages import languages
from api.text.localizer import localizer
from api.workbench import inputs, working_copies
from db.clock import today
from db.models.workbench import WorkingCopy
from db.vocabulary import CLOCK_RESPONSES, CODELISTS

TEXTS = ("reasons", "promised")  # fields with one text for each language
DECISION = ("body", "title")  # of the decision, in the writer's language
DECIDED = (*DECISION, "date", "reference", "address")
SINGLE = ("by", "how", "response", "date", "due", "decide_by", "passed_to", "post", "accountable")
EACH, TOGETHER = "each", "together"
CODES = tuple(code for code in CODELISTS["response"] if code not in CLOCK_RESPONSES)
RARE = ("advised", "noted", "not_held")  # of the codes, what an organisation seldom says itself

# What the form writes, and takes out where its field was emptied.
_FIELDS = (
    *("recommendations", "theme", "themes", "excluding", "count", "response", "date", "due", "decide_by"),
    *("passed_to", "post", "decisions", "revises"),
)
_PLACES = {
    **{name: name for name in ("response", "date", "due", "decide_by", "passed_to", "post")},
    "decisions": "decision_address",
    "recommendations": "how",
    "theme": "how",
    "excluding": "how",
}
_NEED_NO_REASON = ("accepted", "not_held")


@dataclass(frozen=True)
class Answering(Typed):
    """What somebody answers to the recommendations they ticked."""

    things: tuple[str, ...]

    @property
    def together(self) -> bool:
        return self.fields["how"] == TOGETHER and len(self.things) > 1

    def facts(self, assembly: str, grid: Grid) -> Json:
        """The facts of the response, as somebody would send them to the workbench."""
        given, rows = self.fields, grid.of(self.things)
        found: Json = {"assembly": assembly, "by": given["by"], "response": given["response"]}
        found |= {name: given[name] for name in ("due", "post") if given[name]}
        found |= {"decide_by": given["decide_by"]} if given["response"] == "deciding" else {}
        found |= {"passed_to": given["passed_to"]} if given["response"] == "passed_on" else {}
        found["date"] = given["date"] or given["decision_date"] or today().isoformat()
        found |= {name: texts for name in TEXTS if (texts := self.texts(name))}
        found |= _together(grid, rows) if self.together else {"recommendations": [row.id for row in rows]}
        decided = {name: given[f"decision_{name}"] for name in DECIDED if given[f"decision_{name}"]}
        if decided:
            found["decisions"] = [
                decided | {name: {self.language: decided[name]} for name in DECISION if name in decided}
            ]
        revised = self.revised(rows)
        return found | ({"revises": revised[0]} if len(revised) == 1 else {})

    def revised(self, rows: Sequence[Row]) -> list[str]:
        """The answers of the same body that this one takes the place of: one by name those by name, one together those
        together.
        """
        before = [row.given for row in rows if row.given and row.given.alone != self.together]
        return list(dict.fromkeys(one.id for one in before))

    def unowned(self, grid: Grid) -> list[Row]:
        """The items that a post is named for which is to answer for doing them: none of the organisation does yet."""
        return [row for row in grid.of(self.things) if row.accountable is None] if self.fields["accountable"] else []

    def faults(self, grid: Grid, language: str) -> dict[str, str]:
        """What is missing or cannot be, by field, in words of this language."""
        t, rows = localizer(language), grid.of(self.things)
        found: dict[str, str] = {}
        if self.together and (out := [row for row in rows if not row.together]):
            found["how"] = t.t("answers.not_together", numbers=t.list([_called(row, language) for row in out]))
        elif not self.together and len(self.revised(rows)) > 1:
            apart = [row for row in rows if row.given and row.given.id in self.revised(rows)]
            found["how"] = t.t("answers.apart", numbers=t.list([_called(row, language) for row in apart]))
        return found | self._faults_of_answer(language) | self._faults_of_days(language)

    def _faults_of_answer(self, language: str) -> dict[str, str]:
        t, given, found = localizer(language), self.fields, {}
        if given["response"] not in CODES:
            found["response"] = t.t("answers.need_response")
        elif given["response"] not in _NEED_NO_REASON and not self.texts("reasons"):
            found[f"reasons_{self.tongues[0]}"] = t.t("answers.need_reasons")
        if given["response"] == "passed_on" and not given["passed_to"]:
            found["passed_to"] = t.t("answers.need_passed_to")
        if given["decision_address"] and urlsplit(given["decision_address"]).scheme not in {"http", "https"}:
            found["decision_address"] = t.t("item.need_address")
        return found

    def _faults_of_days(self, language: str) -> dict[str, str]:
        t, given = localizer(language), self.fields
        later = [name for name in ("date", "decision_date") if given[name] and not is_past(given[name])]
        found = dict.fromkeys(later, t.t("item.need_past_day"))
        if given["due"] and not is_day(given["due"]):
            found["due"] = t.t("answers.need_date")
        if given["response"] == "deciding" and not is_to_come(given["decide_by"]):
            found["decide_by"] = t.t("answer.need_day")
        return found


def answering(form: Given, language: str, things: Collection[str]) -> Answering:
    """What came on a form. Reasons keep their paragraphs."""
    found = {name: " ".join(form.one(name).split()) for name in names()}
    found |= {name: form.one(name) for name in names() if name.startswith("reasons_")}
    return Answering(found, language, tuple(things))


def names() -> list[str]:
    """The names of all fields of the form."""
    texts = [f"{name}_{tag}" for name in TEXTS for tag in languages()]
    return [*SINGLE, *texts, *(f"decision_{name}" for name in DECIDED)]


def of_response(response: Response, language: str, things: Collection[str]) -> Answering:
    """An answer on the form again. What the form has no field for is not shown there."""
    found = dict.fromkeys(names(), "") | texts_by_field(response, TEXTS)
    found |= {name: getattr(response, name) or "" for name in ("by", "response", "passed_to", "post")}
    found |= {name: when.value for name in ("date", "due", "decide_by") if (when := getattr(response, name))}
    found["how"] = EACH if response.recommendations else TOGETHER
    if response.decisions:
        shown = response.decisions[0]
        found |= {f"decision_{name}": (getattr(shown, name) or {}).get(language, "") for name in DECISION}
        found |= {"decision_date": shown.date.value if shown.date else ""}
        found |= {"decision_reference": shown.reference or "", "decision_address": shown.address or ""}
    return Answering({name: found[name] for name in names()}, language, tuple(things))


def to_revise(response: Response, language: str, things: Collection[str]) -> Answering:
    """What was answered, to begin another answer with: without the decision, and the day, which will be others."""
    before = of_response(response, language, things)
    kept = ("by", "response", "due", "passed_to", *(f"{name}_{tag}" for name in TEXTS for tag in languages()))
    return Answering(
        {name: value if name in kept else "" for name, value in before.fields.items()}, language, before.things
    )


def staged(
    record: RecordWriter, principal: Principal, written: Answering, assembly: str, grid: Grid, draft: str, revision: int
) -> WorkingCopy:
    """A draft of an answer with what was written. Raises what `staging.staged_as` does."""
    id_ = draft or inputs.new_id(record, f"{assembly}-answer")
    facts = checked("response", written.facts(assembly, grid) | {"id": id_})
    return staged_as(record, principal, "response", facts, _patch, draft, revision)


def answered_for(record: RecordWriter, principal: Principal, written: Answering, grid: Grid) -> list[WorkingCopy]:
    """Drafts that say which post answers for doing it: for each item that none of the organisation answers for yet."""
    facts = {
        "organisation": written.fields["by"],
        "post": written.fields["accountable"],
        "role": "accountable",
        "ground": "explicit",
        "begins": today().isoformat(),
    }
    return [
        working_copies.create(
            record,
            principal,
            inputs.drafted(record, principal, "accountability", {**facts, "about": row.id}),
        )
        for row in written.unowned(grid)
    ]


def placed(problem: Problem, language: str) -> dict[str, str]:
    """What the workbench says against a form, beside the field it is about."""
    return beside_fields(problem, language, TEXTS, _PLACES)


def _together(grid: Grid, rows: Sequence[Row]) -> Json:
    """Whole themes where exactly those are ticked; else the whole assembly, but for what is not ticked.

    Where something is left out, readers are told how many are answered together, as far as the assembly counts them.
    """
    ticked, themes = {row.id for row in rows}, list(dict.fromkeys(row.theme for row in rows))
    every = {row.theme for row in in_scope(grid.rows, ())}
    exact = "" not in themes and set(themes) != every and {row.id for row in in_scope(grid.rows, themes)} == ticked
    if exact:
        return {"theme": themes[0], **({"themes": themes} if len(themes) > 1 else {})}
    out = [row.id for row in in_scope(grid.rows, ()) if row.id not in ticked]
    count = sum(row.counted for row in rows)
    return {"excluding": out, **({"count": count} if count > 1 else {})} if out else {}


def _patch(facts: Json, before: RecordThing) -> Json:
    response = as_kind(before, Response)
    found = patch_of_form(facts, response, _FIELDS, TEXTS)
    return found | {"decisions": first_of(facts.get("decisions"), response.decisions, *DECISION)}


def _called(row: Row, language: str) -> str:
    """The number of an item; its title where it has none."""
    return row.number or localizer(language).text(row.title).text
