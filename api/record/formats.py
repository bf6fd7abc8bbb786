"""The format of a body: its kind and a number, which is raised where a reader of the format before would be misled.

A reader that knows only `recommendation/1` can use every body of that format, whatever optional fields it gained since.
A body that leaves out what format 1 always had, or says what turns the meaning of the rest, is of format 2. Format 1
needs no upgrade: each of its bodies is one of today's as it stands.
"""

from functools import lru_cache

from pydantic import BaseModel

from api.schemas.base import Format2
from api.schemas.names import fields_of_models
from api.schemas.record import RecordThing


def format_of(thing: RecordThing) -> str:
    """The format that a thing's own facts are published in, such as `response/2`."""
    return f"{thing.type}/{2 if _is_second(thing) else 1}"


def _is_second(value: object) -> bool:
    if isinstance(value, list):
        return any(_is_second(one) for one in value)
    if not isinstance(value, BaseModel):
        return False
    return any((getattr(value, field) is None) == mark.absent for field, mark in _marks(type(value)).items()) or any(
        _is_second(getattr(value, field)) for field in fields_of_models(type(value))
    )


@lru_cache
def _marks(model: type[BaseModel]) -> dict[str, Format2]:
    return {
        name: mark for name, field in model.model_fields.items() for mark in field.metadata if isinstance(mark, Format2)
    }
