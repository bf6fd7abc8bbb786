"""Which other things a thing names: read off the fields that are marked with `Ref`."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from api.schemas.base import Ref


class Named(NamedTuple):
    """One id that a thing names."""

    relation: str  # the outermost field
    pointer: str  # a JSON pointer to the id, from the thing
    id: str
    types: tuple[str, ...]  # what it may be


def names(thing: BaseModel, relation: str = "", pointer: str = "") -> Iterator[Named]:
    """Every id that a thing's own facts name, in the order of its fields."""
    for field, types in ref_fields(type(thing)).items():
        value = getattr(thing, field)
        path = f"{pointer}/{field}"
        outer = relation or field
        if types is None:
            yield from _inside(value, outer, path)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                yield Named(outer, f"{path}/{number}", item, types)
        elif value is not None:
            yield Named(outer, path, value, types)


def _inside(value: object, relation: str, pointer: str) -> Iterator[Named]:
    if isinstance(value, BaseModel):
        yield from names(value, relation, pointer)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _inside(item, relation, f"{pointer}/{number}")


@lru_cache
def ref_fields(model: type[BaseModel]) -> dict[str, tuple[str, ...] | None]:
    """The fields that name things, with the types they may name; None for a field that only holds other models."""
    found: dict[str, tuple[str, ...] | None] = {}
    for name, field in model.model_fields.items():
        marks = [mark for mark in field.metadata if isinstance(mark, Ref)]
        types = marks[0].types if marks else _marked(field.annotation)
        if types is not None or _holds_models(field.annotation):
            found[name] = types
    return found


@lru_cache
def fields_of_models(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields in which other models may be: whoever goes through all that a thing holds need not look at others."""
    return tuple(name for name, field in model.model_fields.items() if _holds_models(field.annotation))


def _marked(annotation: Any) -> tuple[str, ...] | None:
    if get_origin(annotation) is Annotated:
        for mark in annotation.__metadata__:
            if isinstance(mark, Ref):
                return mark.types
    return next((found for part in get_args(annotation) if (found := _marked(part)) is not None), None)


def _holds_models(annotation: object) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    return any(_holds_models(part) for part in get_args(annotation))
