"""The columns of a kind of thing: what its model has, laid flat, so that a new field is a new column by itself.

A text is a column for each language of this instance, and one with whatever other languages it is in. A partial date
is its value, with what else is said of it beside that. A part with fields of its own is a column for each of these;
what may be there several times is JSON in one cell.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from api.schemas.base import CodeOf, LangMap, PartialDate, Ref
from api.schemas.kinds import Kind
from api.settings import settings

Cell = str | int | bool | None
Row = Mapping[str, Cell]


class Type(StrEnum):
    """What the cells of a column hold, by the names of Table Schema."""

    string = "string"
    integer = "integer"
    boolean = "boolean"
    datetime = "datetime"
    date = "date"
    array = "array"  # JSON in a cell
    object = "object"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table: its name, what its cells hold, and whence.

    `path` leads to the value in own facts; `language` is that of a text, and empty where the column has all others.
    `meaning` is by what key of `column` in the catalogues it is explained, where that is not its name.
    """

    name: str
    type: Type = Type.string
    path: tuple[str, ...] = ()
    codelist: str = ""
    is_id: bool = False  # of another thing, which `things` has
    is_text: bool = False
    language: str = ""
    required: bool = False
    meaning: str = ""

    @property
    def called(self) -> str:
        """By what its meaning is found."""
        return self.meaning or self.name

    def of(self, facts: Mapping[str, Any]) -> Cell:
        """The cell of a thing with these own facts; None where nothing is said."""
        found: Any = facts
        for step in self.path:
            found = found.get(step) if isinstance(found, dict) else None
            if found is None:
                return None
        if self.is_text and self.language:
            text: str | None = found.get(self.language)
            return text
        if self.is_text:
            others = {tag: text for tag, text in found.items() if tag not in settings().tongues}
            return as_json(others) if others else None
        return as_json(found) if self.type in {Type.array, Type.object} else found


def as_json(value: object) -> str:
    """A value as JSON, whose fields are always in one order."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def in_name(language: str) -> str:
    """A language as it stands at the end of the name of a column."""
    return language.lower().replace("-", "_")


def text_columns(name: str, path: tuple[str, ...] = (), *, required: bool = False) -> Iterator[Column]:
    """A text in each language of this instance, then in others."""
    for tag in settings().tongues:
        own = required and len(settings().tongues) == 1
        called = f"{name}_{in_name(tag)}"
        yield Column(name=called, path=path, is_text=True, language=tag, required=own, meaning=name)
    yield Column(name=f"{name}_other", path=path, is_text=True, type=Type.object, meaning="text_other")


def columns_of(kind: Kind) -> list[Column]:
    """The columns of what things of a kind say themselves, without their type."""
    return [column for column in _of_model(kind.model) if column.name != "type"]


def _of_model(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[Column]:
    for field, info in model.model_fields.items():
        kind, marks = core(info.annotation, info.metadata)
        yield from _of_field((*path, info.alias or field), kind, marks, required=info.is_required() and not path)


def _of_field(path: tuple[str, ...], kind: Any, marks: list[Any], *, required: bool) -> Iterator[Column]:
    name = "_".join(path)
    if kind is LangMap:
        yield from text_columns(name, path, required=required)
    elif isinstance(kind, type) and issubclass(kind, PartialDate):
        yield Column(name=name, path=(*path, "value"), required=required)
        for part, type_ in (("until", Type.string), ("printed", Type.string), ("inferred", Type.boolean)):
            yield Column(name=f"{name}_{part}", type=type_, path=(*path, part), meaning=f"date_{part}")
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _of_model(kind, path)
    elif get_origin(kind) is list:
        yield Column(
            name=name, path=path, type=Type.array, required=required, codelist=_codelist(core(get_args(kind)[0])[1])
        )
    else:
        type_ = {bool: Type.boolean, int: Type.integer}.get(kind, Type.string)
        is_id = any(isinstance(mark, Ref) for mark in marks)
        yield Column(name=name, path=path, type=type_, required=required, codelist=_codelist(marks), is_id=is_id)


def _codelist(marks: list[Any]) -> str:
    return next((mark.codelist for mark in marks if isinstance(mark, CodeOf)), "")


def core(annotation: Any, marks: Any = ()) -> tuple[Any, list[Any]]:
    """What an annotation comes down to without being left out, and all that it is marked with."""
    found = [*marks]
    while True:
        if annotation is LangMap:
            return annotation, found
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            found += more
        elif hasattr(annotation, "__value__"):
            annotation = annotation.__value__
        elif get_origin(annotation) is Literal:
            return type(get_args(annotation)[0]), found
        elif type(None) in get_args(annotation):
            (annotation,) = (one for one in get_args(annotation) if one is not type(None))
        else:
            return annotation, found
