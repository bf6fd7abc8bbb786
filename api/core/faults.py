"""One thing wrong with what somebody sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (a JSON pointer from the thing), which rule, and what to do about it."""

    pointer: str
    rule: str
    detail: str
