"""What somebody typed on a form of the desk: texts by language, days, and what is wrong beside the field concerned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from pydantic import ValidationError

from api.core.faults import Fault
from api.core.json_text import Json
from api.core.problems import Problem
from api.core.refusals import fault_of
from api.schemas.base import Schema
from api.schemas.kinds import BY_TYPE
from api.schemas.record import RecordThing
from api.text.languages import languages
from api.text.localizer import localizer
from db.clock import today

Model = TypeVar("Model", bound=Schema)


class Given(Protocol):
    """A form as it came."""

    def one(self, name: str) -> str: ...

    def all(self, name: str) -> list[str]: ...


@dataclass(frozen=True)
class Typed:
    """Every field of a form by its name, as text."""

    fields: Mapping[str, str]
    language: str  # of whoever writes: what has one text only is in it

    def texts(self, name: str) -> dict[str, str]:
        """What was written in each language."""
        found = {tag: self.fields.get(f"{name}_{tag}", "") for tag in self.tongues}
        return {tag: text for tag, text in found.items() if text}

    @property
    def tongues(self) -> tuple[str, ...]:
        """The languages of the form, the writer's first."""
        return tuple(dict.fromkeys([self.language, *languages()]))


def texts_by_field(thing: RecordThing, names: Sequence[str]) -> dict[str, str]:
    """The texts of a thing in the languages of this instance, by the field of the form in which each stands."""
    return {
        f"{name}_{tag}": text
        for name in names
        for tag, text in (getattr(thing, name) or {}).items()
        if tag in languages()
    }


def checked(type_: str, facts: Json) -> Json:
    """The facts of a thing as the workbench takes them. Raises the problem that says why it would refuse them."""
    return taken(BY_TYPE[type_].create, facts).model_dump(exclude_unset=True)


def taken(model: type[Model], body: Json) -> Model:
    """What a form asks, as an address of the workbench would take it. Raises the problem that says why it would not."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        details = error.errors(include_url=False)
        found = [fault_of({**detail, "loc": ("body", *detail["loc"])}) for detail in details]
        raise Problem("invalid-body", found[0].detail, errors=found) from None


def beside_fields(problem: Problem, language: str, texts: Collection[str], places: Mapping[str, str]) -> dict[str, str]:
    """What the workbench says against a form, by the field it is about; `all` where it is about none.

    `texts` are the facts with a field for each language; `places` says which field each other fact has.
    """
    faults: Sequence[Fault] = problem.errors or (Fault("", "", problem.detail),)
    found: dict[str, str] = {}
    for fault in faults:
        first, *rest = fault.pointer.strip("/").split("/")
        tag = rest[0] if rest and rest[0] in languages() else language
        place = f"{first}_{tag}" if first in texts else places.get(first, "all")
        found.setdefault(place, localizer(language).t("answer.refused", detail=fault.said(language)))
    return found


def first_of(written: list[Json] | None, before: Sequence[Schema] | None, *texts: str) -> list[Json] | None:
    """A list of which the form has the first: the others stay, and so do its texts in languages that were not asked
    for.
    """
    kept = [one.model_dump(exclude_none=True) for one in before or ()]
    if not written:
        return kept[1:] or None
    first = dict(written[0])
    for text in texts if kept else ():
        if both := {**kept[0].get(text, {}), **first.get(text, {})}:
            first[text] = both
    return [first, *kept[1:]]


def is_to_come(text: str) -> bool:
    """Whether a text is a day after today."""
    day = _day(text)
    return day is not None and day > today()


def is_past(text: str) -> bool:
    """Whether a text is a day up to today."""
    day = _day(text)
    return day is not None and day <= today()


def is_day(text: str) -> bool:
    """Whether a text is a day."""
    return _day(text) is not None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
