"""Characters that nobody sees: which they are, and a text without them.

Programs put them into headings, names and mails, where they keep two texts that look the same from being the same.
This module imports nothing of ours, so that every layer may use it.
"""

import re
import unicodedata

# What Unicode says is to be ignored where it is not known (`Default_Ignorable_Code_Point`), without what follows below.
_NEVER_SEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
)
# Joiners, the variants of what they follow, and tags: parts of emoji and of some scripts, and nothing anywhere else.
_DEPENDENT = re.compile("[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff]+")
_JOINERS = {"\u200c", "\u200d"}
_TAGS = re.compile("[\U000e0000-\U000e00ff]")
_TAGGED_FLAG = re.compile("[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")  # Wales, say (UTS 51)
_FLAG = "\U0001f3f4"
_CASED = {"Lu", "Ll", "Lt", "Lm"}  # the letters of alphabets that are not joined
_JOINED = {"Lo", "Mc", "Mn", "Me", "So", "Sk", "Sm"}


def without_invisible(text: str) -> str:
    """The text without characters that show nothing, wherever they stand.

    Spaces and line breaks stay, and so do joiners and variants inside emoji and in the scripts that need them. Marks of
    direction go: on a page each language sets its own.
    """
    if text.isascii():
        return text
    return _DEPENDENT.sub(_kept, _NEVER_SEEN.sub("", text))


def _kept(match: re.Match[str]) -> str:
    """What of a run of dependent characters means something where it stands."""
    text, (begin, end) = match.string, match.span()
    run, before, after = match[0], text[begin - 1 : begin], text[end : end + 1]
    if before == _FLAG and (flag := _TAGGED_FLAG.match(run)):
        return flag[0]
    run = _TAGS.sub("", run)
    if _is_cased(text, begin) or not before or before.isspace():
        return ""
    joins = {_sort(before), _sort(after)} <= _JOINED
    return run if joins or not set(run) & _JOINERS else ""


def _sort(char: str) -> str:
    return unicodedata.category(char) if char else ""


def _is_cased(text: str, end: int) -> bool:
    """Whether a letter with upper and lower case stands before this place, whatever accents stand above it."""
    while end and _sort(text[end - 1]) in {"Mn", "Me"}:
        end -= 1
    return _sort(text[end - 1 : end]) in _CASED
