"""What became of the wording of recommendations, as somebody says it on a form: split, joined, reworded, replaced."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.desk.staging import patch_of_form, staged_as
from api.desk.typed import Given, Typed, beside_fields, checked, is_past, texts_by_field
from api.record.reader import RecordWriter
from api.schemas.lineages import Lineage
from api.schemas.record import RecordThing
from api.text.languages import languages
from api.text.localizer import localizer
from api.workbench import inputs
from db.models.workbench import WorkingCopy
from db.vocabulary import CODELISTS

CODED = {"kind": "lineage_kind", "by": "lineage_by", "members": "members_view"}  # the lists of its codes, by field
SINGLE = (*CODED, "project", "date")
TEXTS = ("note",)
TO_PROJECT = "taken_up_as_project"

_PLACES = {name: name for name in (*CODED, "came_from", "became", "date")}


@dataclass(frozen=True)
class Traced(Typed):
    """What somebody says of where recommendations came from."""

    came_from: tuple[str, ...]
    became: tuple[str, ...]

    @property
    def facts(self) -> Json:
        """The facts of the lineage, as somebody would send them to the workbench."""
        given = self.fields
        found: Json = {name: given[name] for name in CODED}
        found |= {"came_from": list(self.came_from), "became": self._became()}
        found |= {"date": given["date"]} if given["date"] else {}
        return found | {name: texts for name in TEXTS if (texts := self.texts(name))}

    def _became(self) -> list[str]:
        if self.fields["kind"] == TO_PROJECT:
            return [self.fields["project"]] if self.fields["project"] else []
        return list(self.became)

    def faults(self, language: str) -> dict[str, str]:
        """What is missing or cannot be, by field, in words of this language."""
        t, given = localizer(language), self.fields
        found = {name: t.t("wording.need_one") for name, of in CODED.items() if given[name] not in CODELISTS[of]}
        if not self.came_from:
            found["came_from"] = t.t("wording.need_came_from")
        if not self._became():
            field = "project" if given["kind"] == TO_PROJECT else "became"
            found[field] = t.t(f"wording.need_{field}")
        if given["date"] and not is_past(given["date"]):
            found["date"] = t.t("item.need_past_day")
        return found


def names() -> list[str]:
    """The names of all fields of the form but those that are ticked."""
    return [*SINGLE, *(f"{name}_{tag}" for name in TEXTS for tag in languages())]


def traced(form: Given, language: str) -> Traced:
    """What came on a form."""
    found = {name: " ".join(form.one(name).split()) for name in names()}
    return Traced(found, language, tuple(form.all("came_from")), tuple(form.all("became")))


def of_lineage(lineage: Lineage, language: str, items: Sequence[str]) -> Traced:
    """A lineage on the form again; `items`: the recommendations of its assembly."""
    found = dict.fromkeys(names(), "") | {name: getattr(lineage, name) for name in CODED}
    found["date"] = lineage.date.value if lineage.date else ""
    found |= texts_by_field(lineage, TEXTS)
    found["project"] = next((id_ for id_ in lineage.became if id_ not in items), "")
    became = tuple(id_ for id_ in lineage.became if id_ in items)
    return Traced(found, language, tuple(lineage.came_from), became)


def staged(
    record: RecordWriter, principal: Principal, written: Traced, assembly: str, draft: str, revision: int
) -> WorkingCopy:
    """A draft of a lineage with what was written. Raises what `staging.staged_as` does."""
    id_ = draft or inputs.new_id(record, f"{assembly}-lineage")
    facts = checked("lineage", written.facts | {"id": id_, "assembly": assembly})
    return staged_as(record, principal, "lineage", facts, _patch, draft, revision)


def placed(problem: Problem, language: str) -> dict[str, str]:
    """What the workbench says against a form, beside the field it is about."""
    return beside_fields(problem, language, TEXTS, _PLACES)


def _patch(facts: Json, before: RecordThing) -> Json:
    return patch_of_form(facts, before, (*CODED, "came_from", "became", "date"), TEXTS)
