"""What the lists of listed kinds answer, what their own addresses answer, and what both are asked with.

It is made from the registry of kinds, whose rows may name models of their own for the one and for the parameters.
"""

from copy import copy
from typing import Annotated, Any

from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from api.schemas.answers import EngagementStatus, Moment, Page, Published, PublishedReply
from api.schemas.base import CodeOf, LangMap, NotNull, Ref, Schema, Slug
from api.schemas.kinds import BY_TYPE, Kind
from api.schemas.queries import FEW, Ids, ListQuery, PlainQuery, Word
from api.schemas.status import Status
from db.queries.filters import types_in

Labels = Annotated[dict[str, LangMap], Field(description="The words for its codes, by field and language.")]
_UPDATED = Field(description="When something about it was last published.")


# What a list has of where each stands. Among engagements are assemblies, which have none.
_STATUS: dict[str, dict[str, Any]] = {
    "recommendation": {"status": (Status, ...)},
    "engagement": {"status": (Annotated[EngagementStatus | None, NotNull()], None)},
}


def item_of(kind: Kind) -> type[Schema]:
    """What a list of a kind has of each."""
    called = kind.model.__name__
    fields: dict[str, Any] = {name: (own.annotation, copy(own)) for name, own in _fields_of(kind).items()}
    more = _STATUS.get(kind.thing, {})
    return create_model(
        f"{called}Item",
        __base__=Published,
        __doc__=f"{kind.called.capitalize()} in a list.",
        type=(str, ...),
        id=(Slug, ...),
        **fields,
        labels=(Labels, ...),
        updated_at=(Moment, _UPDATED),
        **more,
    )


def _fields_of(kind: Kind) -> dict[str, FieldInfo]:
    """What a line has of its own facts: as the kind has it that may leave it out, where the list has several."""
    models = [BY_TYPE[type_].model.model_fields for type_ in types_in(kind.thing)]
    own: dict[str, list[FieldInfo]] = {name: [fields[name] for fields in models] for name in kind.line}
    return {name: min(several, key=FieldInfo.is_required) for name, several in own.items()}


def page_of(kind: Kind, item: type[Schema]) -> type[Schema]:
    """A page of the list of a kind, of such items."""
    items: dict[str, Any] = {"items": (list[item], ...)}  # type: ignore[valid-type]
    return create_model(f"{kind.model.__name__}Page", __base__=Page, **items)


def detail_of(kind: Kind) -> type[Schema]:
    """One thing of a kind with what others say about it."""
    told = f"{kind.called.capitalize()}, with replies to what is said of it."
    return kind.detail or create_model(
        f"{kind.model.__name__}Detail",
        __base__=(kind.model, Published),
        __doc__=told,
        replies=(list[PublishedReply], ...),
    )


def query_of(kind: Kind) -> type[ListQuery]:
    """The parameters of the list of a kind."""
    if kind.query is not None:
        return kind.query
    axes: dict[str, Any] = {axis: (_asked(kind, of[0]), []) for axis, of in kind.facets.items()}
    told = f"The parameters of the list of {kind.plural}."
    made = create_model(f"{kind.model.__name__}Query", __base__=PlainQuery, __doc__=told, **axes)
    made.listed, made.axes = kind.thing, tuple(kind.facets)
    return made


def _asked(kind: Kind, name: str) -> Any:
    """Any of several values of a field: codes of its list, ids, or words spelt as they are."""
    marks = kind.model.model_fields[name].metadata
    codes = next((mark for mark in marks if isinstance(mark, CodeOf)), None)
    if codes is not None:
        return Annotated[list[Annotated[str, codes]], FEW]
    return Ids if any(isinstance(mark, Ref) for mark in marks) else Annotated[list[Word], FEW]
