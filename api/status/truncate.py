"""Fitting a sentence into its room: what matters least goes first, and nothing is cut inside a word.

What goes is decided once, by the words of one language; every other language tells the same parts in what room they
need.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from sys import maxsize

MAX_LENGTH = 300  # characters of the language that decides: it is read on a badge, in a list, aloud
_WHOLE = 120  # words that are no longer than this are never cut
_LEAST = 60  # longer ones are never cut shorter than this while something else can go
_ENDS = (".", "!", "?", "…", ".”", "!”", "?”", "…”")


@dataclass(frozen=True)
class Part:
    """A piece of the sentence: fixed words around words that may be shortened."""

    before: str
    shrinkable: str = ""
    after: str = ""
    rank: int = 0  # the highest goes first; 0 never goes
    optional: bool = False  # goes before anything is shortened
    joins: bool = False  # runs on from the part before it
    brief: str = ""  # what is said instead of all of it, where there is no room
    looked: str = ""  # when a compiler last looked, at its end; in the first part that has it only

    @cached_property
    def words(self) -> str:
        """What may be shortened, in one line."""
        return " ".join(self.shrinkable.split())

    def text(self, room: int = maxsize) -> str:
        words = self.words if len(self.words) <= max(room, _WHOLE) else shortened(self.words, room)
        return self.before + words + self.after + self.looked

    def in_brief(self) -> "Part":
        return Part(self.brief, joins=self.joins)


def fitted(told: Mapping[str, Sequence[Part]], decides: str, room: int = MAX_LENGTH) -> dict[str, dict[int, Part]]:
    """The parts that are kept by their number, by language, those that can be shortened cut to what they may have.

    Each language has the same parts in the same order; the words of the one that `decides` are at most `room` long.
    """
    parts = {language: dict(enumerate(found)) for language, found in told.items()}
    lead = parts[decides]
    for number, part in sorted(lead.items(), key=lambda one: (-one[1].rank, -one[0])):
        if len(joined(list(lead.values()), room if part.optional else _LEAST)) <= room:
            break
        if part.brief:
            for found in parts.values():
                found[number] = found[number].in_brief()
        elif part.rank:
            for found in parts.values():
                del found[number]
    most = _widest(list(lead.values()), room)
    return {
        language: {number: _cut(part, lead[number], most) for number, part in found.items()}
        for language, found in parts.items()
    }


def truncated(told: Mapping[str, Sequence[Part]], decides: str, room: int = MAX_LENGTH) -> dict[str, str]:
    """The same as sentences. Only a language that decides is ever cut to its room where nothing more can go."""
    texts = {language: joined(list(parts.values())) for language, parts in fitted(told, decides, room).items()}
    return texts | {decides: shortened(texts[decides], room)}


def shortened(text: str, room: int) -> str:
    """The text in one line, cut at a word and ended with an ellipsis where it is longer than the room."""
    text = " ".join(text.split())
    if len(text) <= room:
        return text
    cut = text[: max(0, room - 1)]
    at_word = cut.rpartition(" ")[0] if not text[len(cut)].isspace() else cut
    # A single word longer than half the room is cut inside rather than lost.
    return (at_word if len(at_word) * 2 >= len(cut) else cut).rstrip(" ,;:–-(") + "…" if room > 0 else ""


def joined(parts: Sequence[Part], room: int = maxsize) -> str:
    """The parts as sentences, what can be shortened within this room."""
    text = ""
    for part in parts:
        if text and not part.joins:
            text = _closed(text) + " "
        text += part.text(room)
    return _closed(text)


def _widest(parts: Sequence[Part], room: int) -> int:
    """The most that each of the shrinkable words may have."""
    longest = max((len(part.words) for part in parts), default=0)
    return next((size for size in range(longest, 0, -1) if len(joined(parts, size)) <= room), 0)


def _cut(part: Part, lead: Part, most: int) -> Part:
    """A part with its words shortened as those of the language that decides are: by the same share of them."""
    whole = len(lead.words)
    if whole <= max(most, _WHOLE):
        return part
    return replace(part, shrinkable=shortened(part.words, ceil(most / whole * len(part.words))))


def _closed(text: str) -> str:
    return text if text.endswith(_ENDS) or not text else text + "."
