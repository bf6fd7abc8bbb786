"""The fields of a form for people, made from the schema of a kind of thing: what each takes, and in which words.

A field is called by the words of its column in open data, so that what a thing says has one name; where those do not
fit a form, `field.…` in the catalogues has others.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from api.core.codelists import to_choose
from api.open_data.columns import core
from api.schemas.base import CodeOf, LangMap, Offers, PartialDate, Ref
from api.schemas.kinds import BY_TYPE, Kind
from api.text.catalogue import messages
from api.text.languages import REFERENCE, Said, said
from api.text.localizer import localizer
from db.vocabulary import CODELISTS, QUESTIONS

FEW = 7  # codes that stand one under the other with their meanings; of more one is chosen from a list


class Takes(StrEnum):
    """What a field takes."""

    texts = "texts"  # one in each language
    line = "line"
    lines = "lines"  # one in each line
    date = "date"
    dates = "dates"  # one in each line
    number = "number"
    flag = "flag"
    code = "code"
    thing = "thing"  # the id of another thing
    things = "things"
    part = "part"  # fields of its own
    rows = "rows"  # several times fields of its own


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a form. `key` says by which key of the catalogues it is called."""

    name: str
    takes: Takes
    key: str
    required: bool = False
    codelist: str = ""
    codes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()  # of the things that it may name
    fields: tuple["Field", ...] = ()  # of a part, or of each row
    each: str = ""  # of rows: the field whose codes have a row each
    openly: tuple[str, ...] = ()  # the codes whose rows are not folded away

    def label(self, language: str) -> Said:
        """What it is called on a form: of the words of a column what says what it is, not how data have it."""
        found = localizer(language).said(self.key)
        text = found.text if self.key.startswith("field.") else _MORE.split(found.text)[0]
        return Said(text, found.language)

    def hint(self, language: str) -> Said | None:
        """What helps to fill it in, where there is something to say."""
        key = f"{self.key}_hint" if self.key.startswith("field.") else f"field.{self.name}_hint"
        of_all = f"field.hint_{self.takes}"
        found = next((one for one in (key, of_all) if one in messages(REFERENCE)), None)
        return localizer(language).said(found) if found else None

    def choices(self, language: str) -> dict[str, tuple[Said, Said]]:
        """The codes that it may take, each with its word and its meaning."""
        known = to_choose(self.codelist)
        return {
            code: (said(known[code].label, language), said(known[code].definition, language))
            for code in self.codes
            if code in known
        }

    def row_of(self, code: str) -> tuple["Field", ...]:
        """The fields of the row of a code, each with the codes that it may take there."""
        asked = QUESTIONS.get(code, ()) if self.each == "question" else ()
        return tuple(replace(one, codes=asked) if asked and one.name == "answer" else one for one in self.fields)

    @property
    def row_codes(self) -> tuple[str, ...]:
        """The codes that have a row each, those first that are not folded away."""
        (field,) = (one for one in self.fields if one.name == self.each)
        return (*self.openly, *(code for code in field.codes if code not in self.openly))

    @property
    def are_few(self) -> bool:
        return len(self.codes) <= FEW

    @property
    def is_seldom(self) -> bool:
        """Whether it is folded away inside others."""
        return not self.required and self.name in _SELDOM


_CODED = ("places", "topics", "audiences")
# What a form of each kind asks, in order, after what must be said beside and nothing is assumed of; all else is folded.
_ORDER: Mapping[str, tuple[str, ...]] = {
    "organisation": ("name", "kind", "official_name", "language", "release", "website", "appointed_by"),
    "post": ("name", "kind", "remit", "reports_to", "contact"),
    "assembly": (
        *("name", "form", "commissioned_by", "question", "question_basis", "summary", "begins", "ends", "reported"),
        *("recommendations_made", "keeper", "run_by", "members", "promises", "documents", *_CODED),
    ),
    "engagement": (
        *(
            "name",
            "form",
            "commissioned_by",
            "summary",
            "begins",
            "ends",
            "provisional",
            "audience",
            *_CODED,
            "decision",
            "open",
        ),
        *("fixed", "questions", "results_promised", "feedback", "outcome", "responses", "missing", "findings"),
    ),
    "recommendation": (
        *("reference", "position", "title", "title_basis", "text", "text_basis", "reasons", "theme"),
        *("votes", "asked", "timescale", "stands_in", "kind", "standing", *_CODED),
    ),
    "project": ("name", "summary", "kind", "stage", "place", *_CODED, "begins", "ends", "partners", "other_partners"),
    "contribution": ("recommendation", "theme", "kind"),
    "declaration": ("level", "text", "since", "answer_by"),
    "testimony": ("stages", "answers", "text"),
    "accountability": ("post", "role", "begins", "ends"),
    "reply": ("text", "date", "answered"),
    "tally": ("counted", "total", "counts", "date", "sources"),
}
# Rows of which each code has one, by which field; and which of them are not folded away.
_EACH: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("testimony", "stages"): ("work_stage", CODELISTS["work_stage"]),
    ("testimony", "answers"): ("question", ("changed", "lost")),
}
# What is folded away inside others: seldom known, seldom of use.
_SELDOM = {
    *("archived", "base", "by", "checked_to", "counting_rule", "later", "licence", "note", "said_by", "set_by"),
    *("scheme", "source", "to", "translated"),
}
_MORE = re.compile(r"[;:.]")  # where the words of a column go on to say how data have it
# What a new one of each kind says where nobody chooses otherwise.
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "recommendation": {"kind": "recommendation", "standing": "adopted"},
    "assembly": {"form": "assembly", "keeper.capacity": "answering_body"},
    "contribution": {"made_by": "council", "ground": "explicit"},
    "accountability": {"role": "accountable", "ground": "explicit"},
}


@dataclass(frozen=True)
class Asked:
    """The fields of a form: what is asked, and what is folded away."""

    first: tuple[Field, ...]
    rest: tuple[Field, ...]

    @property
    def all(self) -> tuple[Field, ...]:
        return (*self.first, *self.rest)


@lru_cache
def asked(type_: str) -> Asked:
    """What a form of a kind asks, without its type."""
    kind = BY_TYPE[type_]
    fields = {field.name: field for field in _fields_of(kind.model, kind) if field.name not in {"type", "id"}}
    order, assumed = _ORDER.get(type_, ()), DEFAULTS.get(type_, {})
    others = [field for field in fields.values() if field.name not in order]
    needed = tuple(field for field in others if field.required and field.name not in assumed)
    rest = tuple(field for field in others if field not in needed)
    return Asked((*needed, *(fields[name] for name in order)), rest)


def _fields_of(model: type[BaseModel], kind: Kind, path: tuple[str, ...] = ()) -> tuple[Field, ...]:
    return tuple(
        _field((*path, name), *core(info.annotation, info.metadata), kind, required=info.is_required())
        for name, info in model.model_fields.items()
    )


# What a field takes that may be there several times, by what it takes once; else lines.
_SEVERAL = {Takes.thing: Takes.things, Takes.date: Takes.dates, Takes.part: Takes.rows}


def _field(path: tuple[str, ...], of: Any, marks: list[Any], kind: Kind, *, required: bool) -> Field:
    several = get_origin(of) is list
    if several:
        of, marks = core(get_args(of)[0])
    takes = _takes(of, marks)
    coded = next((mark for mark in marks if isinstance(mark, CodeOf | Offers)), None)
    each, openly = _EACH.get((kind.thing, "_".join(path)), ("", ()))
    return Field(
        name=path[-1],
        takes=_SEVERAL.get(takes, Takes.lines) if several else takes,
        key=_key(path, kind),
        required=required,
        codelist=coded.codelist if coded else "",
        codes=coded.codes if coded else (),
        types=_named(marks),
        fields=_fields_of(of, kind, path) if takes is Takes.part else (),
        each=each,
        openly=openly,
    )


def _takes(of: Any, marks: list[Any]) -> Takes:
    """What a field takes that holds one such value."""
    if of is LangMap:
        return Takes.texts
    if _is_model(of, PartialDate):
        return Takes.date
    if _is_model(of, BaseModel):
        return Takes.part
    if any(isinstance(mark, CodeOf | Offers) for mark in marks):
        return Takes.code
    return Takes.thing if _named(marks) else {bool: Takes.flag, int: Takes.number}.get(of, Takes.line)


def _named(marks: list[Any]) -> tuple[str, ...]:
    """Of which types the things are that a field names."""
    return next((mark.types for mark in marks if isinstance(mark, Ref)), ())


def _is_model(of: Any, model: type[BaseModel]) -> bool:
    return isinstance(of, type) and issubclass(of, model)


def _key(path: tuple[str, ...], kind: Kind) -> str:
    """By what a field is called: as a form of its kind has it, as any form has it, as the column of a table has it."""
    name = "_".join(path)
    own = [f"{kind.thing}.{name}", name, *(["_".join(path[-2:]), path[-1]] if len(path) > 1 else [])]
    columns = [f"{kind.plural}.{name}", name, path[-1]]
    known = messages(REFERENCE)
    found = [f"field.{one}" for one in own] + [f"column.{one}" for one in columns]
    return next((one for one in found if one in known), f"field.{name}")
