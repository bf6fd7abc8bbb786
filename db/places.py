"""Which places lie in which others, and which came after which: sets of codes, and nothing of where they are on a map.

A place is known by its scheme and its code, `gss:E05013662`. What is not known of is unknown, never elsewhere.
"""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial

GSS = "gss"  # the codes of the Office for National Statistics, which need no scheme before them
Step = Callable[[Collection[str]], AbstractSet[str]]  # from places to those next to them, in one way
SCHEME_PATTERN = r"^[a-z][a-z0-9-]*$"


@dataclass(frozen=True)
class Places:
    """What is known of places, each by its code: what each lies in, and what it came after."""

    parents: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    succeeds: Mapping[str, AbstractSet[str]] = field(default_factory=dict)


def around(code: str, lies_in: Step, holds: Step, came_after: Step, became: Step) -> set[str]:
    """The codes of all that has to do with a place: itself, what lies in it, what it lies in, and what any of these was
    before or became. Whoever knows of places is asked for those next to some, and need not read them all.

    Of what it lies in only what that became: a council that took over four others does not bring in the other three.
    """
    itself = _reached({code}, came_after) | _reached({code}, became)
    outside = _reached(_reached(itself, lies_in) - itself, became)
    inside = _reached(itself, holds) - itself
    return itself | outside | _reached(inside, came_after) | _reached(inside, became)


def _reached(begins: Collection[str], step: Step) -> set[str]:
    """All that can be reached, what it begins with among it; from all that was reached last, one step at a time."""
    found, left = {*begins}, {*begins}
    while left:
        left = {*step(left)} - found
        found |= left
    return found


def _next(steps: Mapping[str, AbstractSet[str]], codes: Collection[str]) -> set[str]:
    return {other for code in codes for other in steps.get(code, frozenset())}


def ring(steps: Mapping[str, AbstractSet[str]]) -> list[str]:
    """A way that comes back to where it began, with that at both ends; empty where there is none."""
    for code in sorted(steps):
        for first in sorted(steps[code]):
            if code in _reached({first}, partial(_next, steps)):
                return [code, *_way(first, code, steps)]
    return []


def _way(begins: str, ends: str, steps: Mapping[str, AbstractSet[str]]) -> list[str]:
    """The codes on a way from one to another, both among them."""
    came: dict[str, str] = {}
    left = [begins]
    while left:
        at = left.pop()
        for new in sorted(steps.get(at, frozenset()) - came.keys()):
            came[new] = at
            left.append(new)
    found = [ends]
    while found[0] != begins:
        found.insert(0, came[found[0]])
    return found
