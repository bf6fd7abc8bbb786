"""One thing wrong with what somebody sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (a JSON pointer from the thing), which rule, and what to do about it; of a document, also
    the id of the thing and the line.
    """

    pointer: str
    rule: str
    detail: str
    thing: str | None = None
    line: int | None = None

    @property
    def told(self) -> dict[str, str | int]:
        """The same as an answer has it."""
        return {name: value for name, value in vars(self).items() if value is not None}
