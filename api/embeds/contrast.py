"""Contrast as WCAG 2.2 measures it, and the few colours a site may set for what it embeds."""

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

NEEDED = 4.5  # WCAG 2.2, 1.4.3 Contrast (Minimum), AA, for text of any size
# What a site leaves out, where it sets any: those of the light scheme.
DEFAULTS = {"ink": "1d2327", "paper": "ffffff", "accent": "0b5cad"}
PAIRS = (("ink", "paper"), ("accent", "paper"))
COLOUR_PATTERN = r"^#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"
_DARK_BELOW = 0.18  # the luminance at which black and white are as easy to read


class Poor(NamedTuple):
    """Two colours that are too alike to be read."""

    of: str
    on: str
    ratio: str


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour such as `1d2327`."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - as WCAG has it


def is_colour(given: str) -> bool:
    """Whether this is written as a colour is here."""
    return re.match(COLOUR_PATTERN, given) is not None


def whole(colour: str) -> str:
    """A colour of three or six digits as six small ones."""
    digits = colour.removeprefix("#").lower()
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)  # noqa: PLR2004


def scheme(given: Mapping[str, str]) -> dict[str, str] | None:
    """All the colours, where any is given. They are then fixed: a reader's dark scheme would break their contrast."""
    if not given:
        return None
    return DEFAULTS | {name: whole(colour) for name, colour in given.items()}


def is_dark(colours: Mapping[str, str]) -> bool:
    return luminance(colours["paper"]) < _DARK_BELOW


def poor(colours: Mapping[str, str]) -> list[Poor]:
    """The pairs that fail AA. A ratio is rounded down, so that none that fails reads as if it passed."""
    found = [(of, on, ratio(colours[of], colours[on])) for of, on in PAIRS]
    return [Poor(of, on, f"{math.floor(value * 100) / 100:.2f}") for of, on, value in found if value < NEEDED]
