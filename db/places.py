"""Which places lie in which others, and which came after which: sets of codes, and nothing of where they are on a map.

A place is known by its scheme and its code, `gss:E05013662`. What is not known of is unknown, never elsewhere.
"""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

GSS = "gss"  # the codes of the Office for National Statistics, which need no scheme before them
SCHEME_PATTERN = r"^[a-z][a-z0-9-]*$"


@dataclass(frozen=True)
class Places:
    """What is known of places, each by its code: what each lies in, and what it came after."""

    parents: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    succeeds: Mapping[str, AbstractSet[str]] = field(default_factory=dict)


def around(places: Places, code: str) -> set[str]:
    """The codes of all that has to do with a place: itself, what lies in it, what it lies in, and what any of these was
    before or became.

    Of what it lies in only what that became: a council that took over four others does not bring in the other three.
    """
    children, became = _turned(places.parents), _turned(places.succeeds)
    itself = _reached({code}, places.succeeds) | _reached({code}, became)
    outside = _reached(_reached(itself, places.parents) - itself, became)
    inside = _reached(itself, children) - itself
    return itself | outside | _reached(inside, places.succeeds) | _reached(inside, became)


def _reached(begins: Collection[str], steps: Mapping[str, AbstractSet[str]]) -> set[str]:
    """All that can be reached, what it begins with among it."""
    found, left = {*begins}, [*begins]
    while left:
        new = steps.get(left.pop(), frozenset()) - found
        found |= new
        left += new
    return found


def _turned(steps: Mapping[str, AbstractSet[str]]) -> dict[str, set[str]]:
    """The same steps the other way."""
    found: dict[str, set[str]] = {}
    for code, others in steps.items():
        for other in others:
            found.setdefault(other, set()).add(code)
    return found


def ring(steps: Mapping[str, AbstractSet[str]]) -> list[str]:
    """A way that comes back to where it began, with that at both ends; empty where there is none."""
    for code in sorted(steps):
        for first in sorted(steps[code]):
            if code in _reached({first}, steps):
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
