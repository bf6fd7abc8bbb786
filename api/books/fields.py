"""The fields of the record that a cell can hold, read off the schemas: what each is, which codes or names it takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from api.schemas.assemblies import Document
from api.schemas.base import CodeOf, LangMap, Offers, PartialDate, Ref, Source
from api.schemas.record import THING_SCHEMAS

Kind = Literal["texts", "text", "date", "code", "count", "yes", "ref", "source", "items"]
Path = tuple[str | int, ...]
ITEM = "#"  # in a path, for the number of an item of a list
# What a row can be: a thing, or a source that things name.
MODELS: Mapping[str, type[BaseModel]] = {**THING_SCHEMAS, "source": Source}


@dataclass(frozen=True)
class Field:
    """One field that a cell can hold: where it stands in a thing, and what may be written there."""

    path: tuple[str, ...]
    kind: Kind
    several: bool = False
    codelist: str = ""
    codes: tuple[str, ...] = ()  # those of the list that may stand here
    types: tuple[str, ...] = ()  # of the things that it may name
    is_open: bool = False  # whether it takes codes of other lists too


@lru_cache(maxsize=10_000)
def field_at(type_: str, path: tuple[str, ...]) -> Field | None:
    """The field of a sort of row at a path; None where it has none there that a cell could hold."""
    return _at(MODELS[type_], [], path, path)


def _at(annotation: object, marks: list[object], steps: Sequence[str], path: tuple[str, ...]) -> Field | None:
    kind, marks = _bare(annotation, marks)
    if not steps:
        return _field(kind, marks, path)
    step, *rest = steps
    if get_origin(kind) is list:
        return _at(get_args(kind)[0], [], rest, path) if step == ITEM else None
    if isinstance(kind, type) and issubclass(kind, BaseModel) and step in kind.model_fields:
        field = kind.model_fields[step]
        return _at(field.annotation, [*field.metadata], rest, path)
    return None


def _field(kind: Any, marks: list[object], path: tuple[str, ...]) -> Field | None:
    several = get_origin(kind) is list
    if several:
        kind, marks = _bare(get_args(kind)[0], marks)
    mark = next((mark for mark in marks if isinstance(mark, CodeOf | Offers)), None)
    types = next((mark.types for mark in marks if isinstance(mark, Ref)), ())
    sort = _sort(kind, types, coded=mark is not None)
    if sort is None and several:  # of which a cell can only say that there are none
        sort = "items"
    if sort is None:
        return None
    codelist, codes = ("", ()) if mark is None else (mark.codelist, mark.codes)
    return Field(path, sort, several, codelist, codes, types, isinstance(mark, Offers))


def _sort(kind: Any, types: tuple[str, ...], *, coded: bool) -> Kind | None:
    if kind is LangMap:
        return "texts"
    if coded or types:
        return "code" if coded else "ref"
    if kind in {bool, int}:
        return "yes" if kind is bool else "count"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if issubclass(kind, PartialDate):
            return "date"
        return "source" if kind in {Source, Document} else None
    return "text"


def _bare(annotation: Any, marks: list[object]) -> tuple[Any, list[object]]:
    """A type without the None that says it may be left out, and what it is marked with."""
    while get_origin(annotation) in {Annotated, Union, UnionType}:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks = [*marks, *more]
        else:
            annotation = next(part for part in get_args(annotation) if part is not type(None))
    return annotation, marks


def cells_of(
    type_: str, value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """What a thing says, field by field: each with its path, in which items of lists are numbered from 0."""
    place = tuple(ITEM if isinstance(step, int) else step for step in path)
    field = field_at(type_, place) if path else None
    if field is not None and field.kind == "date" and not field.several and isinstance(value, dict):
        yield path, value["value"]
        yield from (((*path, name), more) for name, more in value.items() if name != "value")
    elif field is not None and (field.kind != "items" or value == []):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from cells_of(type_, inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from cells_of(type_, inner, (*path, number))
