"""What things of several kinds have in common, for rules that ask for no more than that.

A rule that the registry gives things of any kind names what it reads of them by one of these; so a new kind has no list
of types to be added to.
"""

from typing import Protocol


class OfAssembly(Protocol):
    """What belongs to an assembly."""

    assembly: str


class OfTheme(OfAssembly, Protocol):
    """What may be of one theme of its assembly."""

    theme: str | None
