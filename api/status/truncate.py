"""Fitting a sentence into its room: what matters least goes first, and nothing is cut inside a word."""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_LENGTH = 300  # characters: it is read on a badge, in a list, aloud
_LEAST = 60  # a summary is never cut shorter than this while something less important can go
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

    def text(self, room: int) -> str:
        return self.before + shortened(self.shrinkable, room) + self.after


def truncated(parts: Sequence[Part], room: int = MAX_LENGTH) -> str:
    """The parts as sentences, within the room: less important parts dropped, then the shrinkable words shortened."""
    kept = list(parts)
    for part in sorted((part for part in parts if part.rank), key=lambda part: -part.rank):
        if len(_joined(kept, room if part.optional else _LEAST)) <= room:
            break
        kept.remove(part)
    most = room - len(_joined(kept, 0)) + 1  # one more, for a full stop that a cut summary does without
    least = next((size for size in range(max(0, most), 0, -1) if len(_joined(kept, size)) <= room), 0)
    return shortened(_joined(kept, least), room)


def shortened(text: str, room: int) -> str:
    """The text in one line, cut at a word and ended with an ellipsis where it is longer than the room."""
    text = " ".join(text.split())
    if len(text) <= room:
        return text
    cut = text[: max(0, room - 1)]
    at_word = cut.rpartition(" ")[0] if not text[len(cut)].isspace() else cut
    # A single word longer than half the room is cut inside rather than lost.
    return (at_word if len(at_word) * 2 >= len(cut) else cut).rstrip(" ,;:–-(") + "…" if room > 0 else ""


def _joined(parts: Sequence[Part], room: int) -> str:
    text = ""
    for part in parts:
        if text and not part.joins:
            text = _closed(text) + " "
        text += part.text(room)
    return _closed(text)


def _closed(text: str) -> str:
    return text if text.endswith(_ENDS) or not text else text + "."
