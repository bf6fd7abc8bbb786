"""What works: the parameters of its list, and what the list says of each."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import CodeOf, LangMap, PartialDate, Reference, Schema, Slug
from api.schemas.coding import FACETS, CodedFilters, place_keys
from api.schemas.queries import FEW, Ids, PagedAtMoment, Word
from api.schemas.updates import BuildOn
from db.queries.filters import Filters
from db.words import words


class WorksQuery(CodedFilters, PagedAtMoment):
    """The parameters of the list of what works: by no count, and by nothing that came of it."""

    assembly: Ids = Field([], description="About one of these assemblies, or what one of them asked for.")
    organisation: Ids = Field([], description="That one of these says, or whose work it is.")
    enabler: Annotated[list[Annotated[str, CodeOf("enabler")]], FEW] = Field(
        [], description="That one of these made possible."
    )

    q: Word | None = Field(
        None, description="Words that all occur in what works and what to build on it.", examples=["trees"]
    )

    def filters(self) -> Filters:
        """What is asked of the work, as filters of the index."""
        axes = {axis: values for axis in (*FACETS, "assembly", "organisation") if (values := getattr(self, axis))}
        axes |= {"place": place_keys(axes["place"])} if "place" in axes else {}
        return Filters("works", axes, frozenset(words(self.q) or {""}) if self.q else frozenset())


class WhomToAsk(Schema):
    """Whom to ask about it: a post, by its team's mailbox."""

    post: Reference
    contact: str


class WorksItem(Schema):
    """Something that works, as somebody says it."""

    type: Literal["update", "testimony"]
    id: Slug
    url: str
    about: Reference = Field(description="The work.")
    by: Reference = Field(description="Who says so.")
    works: LangMap = Field(description="What works, in their words.")
    says_so: Annotated[str, CodeOf("says_so")]
    enablers: list[Annotated[str, CodeOf("enabler")]] = Field(description="What made it possible.")
    build_on: list[BuildOn] = Field(description="What they would build on it.")
    since: PartialDate = Field(description="The day of which they say it.")
    ask: WhomToAsk | None = Field(description="Whom to ask, where a post is known.")


class WorksPage(Schema):
    """A page of what works, newest first."""

    items: list[WorksItem]
    next: str | None = Field(description="The address of the next page; null on the last.")
