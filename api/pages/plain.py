"""Texts of the record, made safe for mails and calendars: what is shown is what is there."""

import re
import unicodedata

from markupsafe import Markup, escape

from db.letters import without_invisible

_WORD = 20  # characters; in the smallest letters of a host's page less than the width of a phone
_TURNING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def one_line(text: str, room: int = 500) -> str:
    """In one line, without what would hide or turn round what stands there; cut at `room` characters."""
    seen = "".join(_shown(char) for char in without_invisible(text))
    line = " ".join(seen.split())
    return line if len(line) <= room else line[: room - 1].rstrip() + "…"


def without_direction(text: str) -> str:
    """A text without the marks that turn letters round: on a page each language sets its own direction."""
    return text.translate(_TURNING)


def breakable_words(text: str) -> Markup:
    """A text whose words may go on in the next line where they are too long for a phone.

    It stands in pages whose style we do not know, where one long word would make the whole page scroll sideways.
    """
    words = (re.findall(f".{{1,{_WORD}}}", part) or [part] for part in re.split(r"(\s+)", text))
    return Markup("").join(Markup("<wbr>").join(escape(piece) for piece in word) for word in words)


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if category in ("Cs", "Cn", "Co") else char
