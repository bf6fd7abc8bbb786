"""Forms of the workbench, made from each thing's own facts, so that a field stands in one place.

What is created may give texts bare, in the organisation's language, and dates bare, at every depth; what changes is a
JSON merge patch. `whole` makes of them what is stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Field, GetCoreSchemaHandler, Tag, create_model
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema

from api.schemas.base import (
    BARE,
    WHOLE,
    DateValue,
    DayValue,
    LangMap,
    LangMapSchema,
    LanguageTag,
    NotNull,
    PartialDate,
    Schema,
    Text,
    Thing,
    WholeDay,
    bare_or_whole,
)

_EITHER = Discriminator(bare_or_whole)
LangText = Annotated[
    Annotated[LangMap, Tag(WHOLE)] | Annotated[Text, Tag(BARE)],
    _EITHER,
    Field(description="A text by language tag, or bare in the organisation's language."),
]
LangPatch = Annotated[
    Annotated[dict[LanguageTag, Text | None], Field(max_length=20), LangMapSchema(maxProperties=20), Tag(WHOLE)]
    | Annotated[Text, Tag(BARE)],
    _EITHER,
    Field(description="Texts by language tag to change; null removes a language. Bare: the organisation's language."),
]
AnyDate = Annotated[
    Annotated[PartialDate, Tag(WHOLE)] | Annotated[DateValue, Tag(BARE)],
    _EITHER,
    Field(description="A date, bare or with the words as printed."),
]
AnyDay = Annotated[
    Annotated[WholeDay, Tag(WHOLE)] | Annotated[DayValue, Tag(BARE)],
    _EITHER,
    Field(description="A whole day, bare or with the words as printed."),
]
_PUBLISH = (bool, Field(False, description="Publish at once; where a second person releases, submit it to them."))


Placed = tuple[tuple[str | int, ...], dict[str, str]]  # where a text stands, and what it is in each language


def whole(kind: object, value: object, language: str, *, dates: bool = True) -> Any:
    """A value with what is bare in it made whole, at every depth: a text is one in this language, a date a date.

    `kind` is the model or the type of what takes it, which alone decides; what does not fit that is left as it is.
    """
    kind = _bare_kind(kind)
    if isinstance(value, str):
        if kind is LangMap:
            return {language: value}
        return {"value": value} if dates and _is_date(kind) else value
    if isinstance(value, list) and get_origin(kind) is list:
        (item,) = get_args(kind)
        return [whole(item, one, language, dates=dates) for one in value]
    if isinstance(value, dict) and _is_model(kind):
        taking = _taking_bare(kind)
        return {
            name: whole(taking[name], one, language, dates=dates) if name in taking else one
            for name, one in value.items()
        }
    return value


@lru_cache
def _taking_bare(model: type[BaseModel]) -> dict[str, object]:
    """The fields of a model that take something bare somewhere, with what they hold."""
    fields = {name: _bare_kind(field.annotation) for name, field in model.model_fields.items()}
    return {name: kind for name, kind in fields.items() if _takes_bare(kind)}


def _takes_bare(kind: object) -> bool:
    kind = _bare_kind(kind)
    if get_origin(kind) is list:
        return _takes_bare(*get_args(kind))
    return kind is LangMap or _is_date(kind) or (_is_model(kind) and bool(_taking_bare(kind)))


def _bare_kind(kind: object) -> Any:
    """A type without its marks, and without the None that says it may be left out."""
    while get_origin(kind) in {Annotated, Union, UnionType}:
        kind = get_args(kind)[0] if get_origin(kind) is Annotated else _kept(kind)
    return kind


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_date(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, PartialDate)


def _given(kind: Any) -> Any:
    """The type that takes the same, and bare what is a text or a date in it, at every depth."""
    if kind is LangMap:
        return LangText
    if _is_date(kind):
        return AnyDay if issubclass(kind, WholeDay) else AnyDate
    if not _takes_bare(kind):
        return kind
    if get_origin(kind) is list:
        return list[_given(*get_args(kind))]  # type: ignore[misc]
    if get_origin(kind) is Annotated:
        of, *marks = get_args(kind)
        return _marked_with(_given(of), marks)
    return _given_model(_bare_kind(kind))


@lru_cache
def _given_model(model: type[BaseModel]) -> type[Schema]:
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        given = _marked(_given(_kept(field.annotation)), field)
        if field.is_required():
            fields[name] = (given, Field(description=field.description))
        else:
            fields[name] = (Annotated[given | None, NotNull()], Field(None, description=field.description))
    return create_model(f"{model.__name__}Given", __base__=Schema, __doc__=model.__doc__, **fields)


def whole_date(value: PartialDate | str) -> dict[str, object]:
    """A date as a thing's own facts have it, however it was given."""
    return {"value": value} if isinstance(value, str) else value.model_dump(exclude_none=True)


class TakesBare:
    """Marks a field of a form that takes bare whatever is a text or a date in it, at every depth."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(_given(source))


@lru_cache
def texts_of(model: type[Thing]) -> tuple[str, ...]:
    """The fields that hold one text by language."""
    return tuple(name for name, field in model.model_fields.items() if _kept(field.annotation) is LangMap)


def texts_in(model: type[BaseModel], facts: Mapping[str, Any], at: tuple[str | int, ...] = ()) -> Iterator[Placed]:
    """Every text by language in the facts of a model, at any depth, with where it stands."""
    for name, field in model.model_fields.items():
        yield from _texts_of_value(_bare_kind(field.annotation), facts.get(name), (*at, name))


def _texts_of_value(kind: Any, value: Any, at: tuple[str | int, ...]) -> Iterator[Placed]:
    if isinstance(value, dict) and kind is LangMap:
        yield at, value
    elif isinstance(value, list) and get_origin(kind) is list:
        (item,) = get_args(kind)
        for number, one in enumerate(value):
            yield from _texts_of_value(_bare_kind(item), one, (*at, number))
    elif isinstance(value, dict) and _is_model(kind) and not _is_date(kind):
        yield from texts_in(kind, value, at)


def creation(
    model: type[Thing],
    *,
    name: str = "",
    without: tuple[str, ...] = (),
    defaults: Mapping[str, Any] = MappingProxyType({}),
    **more: Any,
) -> type[Schema]:
    """The form that makes a thing: its own facts but for those it is given, what else it takes, and `publish`.

    `defaults` are of required facts that may be left out; None where the workbench works one out.
    """
    fields: dict[str, Any] = {}
    for field_name, field in model.model_fields.items():
        if field_name in {"type", "mistake", *without}:  # what is new corrects nothing
            continue
        kept = _kept(field.annotation)
        given = _marked(_given(kept), field)
        default = defaults.get(field_name)
        if default is not None:
            fields[field_name] = (given, Field(default, description=field.description))
        elif field.is_required() and field_name not in defaults:
            fields[field_name] = (given, Field(description=field.description))
        else:
            fields[field_name] = (Annotated[given | None, NotNull()], Field(None, description=field.description))
    told = f"A new {_noun(model)}."
    return create_model(
        name or f"{model.__name__}Create", __base__=Schema, __doc__=told, **fields, **more, publish=_PUBLISH
    )


@lru_cache
def patch(model: type[BaseModel], *, without: tuple[str, ...] = ()) -> type[Schema]:
    """The form that changes a thing: a JSON merge patch (RFC 7396). What is absent stays; null removes.

    An object inside is a merge patch too; a list is whole. Texts and dates may be bare.
    """
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name in {"type", "id", *without}:
            continue
        kept = _kept(field.annotation)
        if kept is LangMap and issubclass(model, Thing):
            kept = LangPatch
        elif _is_model(kept) and not _is_date(kept):
            kept = patch(kept)
        else:
            kept = _given(kept)
        whole = _marked(kept, field)
        info = Field(None, description=field.description)
        fields[name] = (Annotated[whole | None, NotNull()] if field.is_required() else whole | None, info)
    told = f"A JSON merge patch (RFC 7396) of a {_noun(model)}: what is absent stays, null removes."
    return create_model(f"{model.__name__}Patch", __base__=Schema, __doc__=told, **fields)


def _kept(annotation: Any) -> Any:
    """What a field holds where it holds something."""
    if get_origin(annotation) in {Union, UnionType}:
        (kept,) = [part for part in get_args(annotation) if part is not type(None)]
        return kept
    return annotation


def _marked(given: Any, field: FieldInfo) -> Any:
    """With what the field's own facts say of it beside its type: which ids it names, which codes, which bounds."""
    return _marked_with(given, [mark for mark in field.metadata if not isinstance(mark, NotNull)])


def _marked_with(given: Any, marks: Iterable[object]) -> Any:
    for mark in marks:
        given = Annotated[given, mark]
    return given


def _noun(model: type[BaseModel]) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()
