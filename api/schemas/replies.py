"""A reply by whoever a statement is about."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import LangMap, Maybe, PartialDate, Ref, Slug, Thing
from api.schemas.updates import Speaker
from db.vocabulary import THING_TYPES


class Reply(Thing):
    """A reply. Its id is that of what it replies to and six letters."""

    type: Literal["reply"]
    about: Annotated[Slug, Ref(*THING_TYPES)] = Field(
        description="The update, verdict, response or other thing it replies to."
    )
    said_by: Speaker
    text: LangMap
    date: PartialDate
    answered: Maybe[PartialDate] = Field(
        None, description="When it says that it answered what this is about, in an answer this record does not hold."
    )
