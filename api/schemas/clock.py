"""The clock, as an administrator sees it."""

from pydantic import Field

from api.schemas.base import Maybe, Schema


class ClockAnswer(Schema):
    """What the clock of the machine that answers and the record say of each other."""

    now: str = Field(description="What the clock says.")
    published_at: str = Field(description="What the last publication is dated.")
    ahead: int = Field(description="By how many seconds that lies in the future; 0 where it does not.")
    jumped: int = Field(
        description="By how many seconds the clock was set since it was last noted; back where negative."
    )
    in_doubt: bool = Field(description="Whether the clock cannot be believed: then nothing is published.")
    follows: bool = Field(
        description="Whether the record ends in the future and an administrator said to go on: then what is published"
        " follows the last time by microseconds."
    )
    detail: Maybe[str] = Field(None, description="What was seen, and what to do.")
