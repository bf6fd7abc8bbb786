"""What the members asked for, as their convenor corrects a copy or translates it: their own words never change."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.desk.staging import be_as_read
from api.desk.typed import Given, Typed, beside_fields, texts_by_field
from api.record.graph import as_kind
from api.record.reader import RecordWriter
from api.schemas.base import Basis
from api.schemas.recommendations import Recommendation
from api.text.languages import languages
from api.text.localizer import localizer
from api.workbench import inputs, working_copies
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy
from db.vocabulary import CODELISTS

WORDS = ("title", "text")
TEXTS = (*WORDS, "mistake")  # fields with one text for each language
SINGLE = ("title_basis", "text_basis", "text_document", "text_page")
VERBATIM = "verbatim"

_PLACES = {"title_basis": "title_basis", "text_basis": "text_basis"}


@dataclass(frozen=True)
class Wording(Typed):
    """What somebody typed of the wording of one recommendation."""

    def patch(self, before: Recommendation) -> Json:
        """What was typed, as a merge patch of the recommendation as it stands."""
        found: Json = {}
        for name in WORDS:
            texts = getattr(before, name) or {}
            kept = own_words(before, name)
            typed = {tag: self.fields[f"{name}_{tag}"] for tag in self.tongues if tag not in kept}
            found[name] = {tag: text or None for tag, text in typed.items() if text or tag in texts}
            basis = self._basis(before, name, {tag for tag, text in typed.items() if text})
            found[f"{name}_basis"] = basis if texts or self.texts(name) else None
        if not self.texts("text") and not own_words(before, "text"):
            found |= {"text": None, "text_basis": None}
        mistake = self.texts("mistake")
        return found | ({"mistake": mistake} if mistake else {})

    def _basis(self, before: Recommendation, name: str, typed: set[str]) -> Json:
        """How the text stands to the source's words: beside the members' own, what is typed is a translation."""
        was: Basis | None = getattr(before, f"{name}_basis")
        found: Json = was.model_dump(exclude_none=True) if was else {}
        if own_words(before, name):
            translated = [*(found.get("translated") or []), *sorted(typed)]
            return found | ({"translated": list(dict.fromkeys(translated))} if translated else {})
        found["basis"] = self.fields[f"{name}_basis"] or found.get("basis", "")
        if name == "text":
            given = {one: self.fields[f"text_{one}"] for one in ("document", "page") if self.fields[f"text_{one}"]}
            found |= given
        return found

    def faults(self, before: Recommendation, language: str) -> dict[str, str]:
        """What is missing, by field, in words of this language."""
        t, found = localizer(language), {}
        if not self.texts("title") and not own_words(before, "title"):
            found[f"title_{self.tongues[0]}"] = t.t("wording.need_title")
        for name in WORDS:
            says = self.fields[f"{name}_basis"]
            if self.texts(name) and not own_words(before, name) and says not in CODELISTS["basis"]:
                found[f"{name}_basis"] = t.t("wording.need_basis")
        if self.changes_words(before) and not self.texts("mistake"):
            found[f"mistake_{self.tongues[0]}"] = t.t("wording.need_mistake")
        return found

    def changes_words(self, before: Recommendation) -> bool:
        """Whether a text that stands is changed or gone; one more translation changes none."""
        kept = {name: own_words(before, name) for name in WORDS}
        return any(
            self.fields[f"{name}_{tag}"] != text
            for name in WORDS
            for tag, text in (getattr(before, name) or {}).items()
            if tag in self.tongues and tag not in kept[name]
        )


def own_words(recommendation: Recommendation, name: str) -> Mapping[str, str]:
    """The members' own words in a title or text, by language: they never change."""
    basis: Basis | None = getattr(recommendation, f"{name}_basis")
    if basis is None or basis.basis != VERBATIM:
        return {}
    texts: Mapping[str, str] = getattr(recommendation, name) or {}
    return {tag: text for tag, text in texts.items() if tag not in (basis.translated or ())}


def names() -> list[str]:
    """The names of all fields of the form."""
    return [*SINGLE, *(f"{name}_{tag}" for name in TEXTS for tag in languages())]


def wording(form: Given, language: str) -> Wording:
    """What came on a form. Texts keep their paragraphs, titles are one line."""
    found = {name: " ".join(form.one(name).split()) for name in names()}
    return Wording(found | {name: form.one(name) for name in names() if name.startswith("text_")}, language)


def of_recommendation(recommendation: Recommendation, language: str, *, is_draft: bool) -> Wording:
    """The words of a recommendation on the form; what was wrong with them only where a draft says so."""
    found = dict.fromkeys(names(), "") | texts_by_field(recommendation, TEXTS if is_draft else WORDS)
    for name in WORDS:
        basis: Basis | None = getattr(recommendation, f"{name}_basis")
        found[f"{name}_basis"] = basis.basis if basis else ""
    basis = recommendation.text_basis
    found |= {"text_document": (basis and basis.document) or "", "text_page": (basis and basis.page) or ""}
    return Wording(found, language)


def staged(record: RecordWriter, principal: Principal, written: Wording, id_: str, revision: int) -> WorkingCopy:
    """The working copy of a recommendation with what was typed in it.

    Raises what the workbench does, and 412 where it was changed by somebody since it was read at `revision`.
    """
    copy = working_copies.find(record, principal, "recommendation", id_)
    be_as_read(copy, revision)
    patch = written.patch(as_kind(facts_of(copy), Recommendation))
    changed = inputs.patched(record, principal, copy, patch)
    if changed == facts_of(copy):
        raise Problem("conflict", localizer(written.language).t("wording.nothing_changed"))
    working_copies.change(record, principal, copy, changed)
    return copy


def placed(problem: Problem, language: str) -> dict[str, str]:
    """What the workbench says against a form, beside the field it is about."""
    return beside_fields(problem, language, TEXTS, _PLACES)
