"""Texts of the record, made safe for mails and calendars: what is shown is what is there."""

import unicodedata

from db.letters import without_invisible

_TURNING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def one_line(text: str, room: int = 500) -> str:
    """In one line, without what would hide or turn round what stands there; cut at `room` characters."""
    seen = "".join(_shown(char) for char in without_invisible(text))
    line = " ".join(seen.split())
    return line if len(line) <= room else line[: room - 1].rstrip() + "…"


def without_direction(text: str) -> str:
    """A text without the marks that turn letters round: on a page each language sets its own direction."""
    return text.translate(_TURNING)


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if category in ("Cs", "Cn", "Co") else char
