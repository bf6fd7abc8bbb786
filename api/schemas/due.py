"""What the workbench answers of what is due."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.base import Address, CodeOf, LangMap, Maybe, Reference, Schema
from api.schemas.queries import Ids, PagedAtMoment


class DueFilters(BaseModel):
    """Whose, and how soon."""

    model_config = ConfigDict(extra="ignore")

    post: Ids = Field(
        [],
        description="That one of these posts answers for, or is deputy for whoever does.",
        examples=[["anytown-head-of-streets"]],
    )
    organisation: Ids = Field([], description="That one of these organisations owes.")
    within: int = Field(30, ge=0, le=36_500, description="Due in so many days from today, or overdue.")
    overdue: bool | None = Field(None, description="Only what is overdue, or only what is not.")


class DueQuery(PagedAtMoment, DueFilters):
    """The parameters of the list of what is due."""


class DueAnswer(Schema):
    """One thing that somebody owes by a day."""

    about: Reference = Field(description="The recommendation or project it is about.")
    kind: Annotated[str, CodeOf("due_kind")]
    due: Annotated[str, Field(json_schema_extra={"format": "date"})]
    days: int = Field(description="How many days there are left; negative once it is overdue.")
    organisation: Reference = Field(description="Who owes it.")
    post: Maybe[Reference] = Field(None, description="The post that answers for it; absent where none is on record.")
    owned: bool = Field(description="Whether somebody holds a live key or account for that post.")
    heard: bool = Field(
        description="Whether somebody who answers for it has said something since it was due, or what they said waits"
        " to become public. Then nobody is reminded."
    )
    says: Maybe[list[LangMap]] = Field(None, description="Next steps, in the words of whoever named that day for them.")
    say: Address = Field(description="Where to say something about it.")


class DueAnswers(Schema):
    items: list[DueAnswer]
    next: str | None
