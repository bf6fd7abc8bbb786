"""Forms of the workbench, made from each thing's own facts, so that a field stands in one place.

What is created may give texts bare, in the organisation's language, and dates bare; what changes is a JSON merge patch.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Field, Tag, create_model
from pydantic.fields import FieldInfo

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
TEXTS, DATES = LangMap, PartialDate
_PUBLISH = (bool, Field(False, description="Publish at once; where a second person releases, submit it to them."))


def whole_date(value: PartialDate | str) -> dict[str, Any]:
    """A date as a thing's own facts have it, however it was given."""
    return {"value": value} if isinstance(value, str) else value.model_dump(exclude_none=True)


@lru_cache
def fields_holding(model: type[Thing], kind: Any) -> tuple[str, ...]:
    """The fields that hold one text by language (`TEXTS`), or one date (`DATES`)."""
    return tuple(name for name, field in model.model_fields.items() if _kept(field.annotation) is kind)


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
        given = _marked({TEXTS: LangText, DATES: AnyDate}.get(kept, kept), field)
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

    An object inside is a merge patch too; texts and dates inside it are whole.
    """
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name in {"type", "id", *without}:
            continue
        kept = _kept(field.annotation)
        if issubclass(model, Thing):
            kept = {TEXTS: LangPatch, DATES: AnyDate}.get(kept, kept)
        if isinstance(kept, type) and issubclass(kept, BaseModel) and kept is not PartialDate:
            kept = patch(kept)
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
    marks = [mark for mark in field.metadata if not isinstance(mark, NotNull)]
    for mark in marks:
        given = Annotated[given, mark]
    return given


def _noun(model: type[BaseModel]) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()
