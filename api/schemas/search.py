"""The search: its parameters, and what it says of what it finds."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.answers import Moment
from api.schemas.base import LangMap, NotNull, Reference, Schema, Slug
from api.schemas.kinds import SEARCHED
from api.schemas.queries import FEW, PagedAtMoment, Word


class SearchQuery(PagedAtMoment):
    """The parameters of the search."""

    q: Word = Field(
        description="Words that all occur in the title, the texts or the places of something, or in what the assembly"
        " or the organisation that it is of is called; without regard to case, accents or English endings. A word finds"
        " what means the same (`bike` finds `bicycle` and `beicio`); with `lang=cy` each also as it begins in Welsh"
        " where another word stands before it (`gynulliad` finds `cynulliad`). Words such as `the` are left out.",
        examples=["bicycle"],
    )
    type: Annotated[list[Literal[SEARCHED]], FEW] = Field([], description="Only these kinds of things.")  # type: ignore[valid-type]


class SearchItem(Schema):
    """Something that was found."""

    type: str = Field(description="What kind of thing it is.")
    id: Slug
    url: str
    name: LangMap = Field(description="What it is called.")
    reference: Annotated[str | None, NotNull()] = Field(None, description="The number of a recommendation, as printed.")
    of: Annotated[Reference | None, NotNull()] = Field(
        None, description="What it belongs to: its assembly, or the organisation that commissioned, leads or has it."
    )
    sentence: Annotated[LangMap | None, NotNull()] = Field(
        None, description="Where it stands, in a sentence: of a recommendation and an engagement."
    )
    updated_at: Moment = Field(description="When something about it was last published.")


class SearchPage(Schema):
    """A page of what was found: first what has the words in its title, then what changed last."""

    items: list[SearchItem]
    next: str | None = Field(description="The address of the next page; null on the last.")
