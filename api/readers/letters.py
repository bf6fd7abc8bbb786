"""Bytes that somebody wrote as letters, in the character set they are in; and letters without what nobody sees."""

import codecs
import re

from db.letters import without_invisible

# Of what a header says only these are believed, and only of bytes that are no UTF-8: a few others of Python's codecs
# take minutes, and some are no character sets at all. What calls itself Western is Windows-1252, as browsers read it.
_WESTERN = {"", "ascii", "us-ascii", "iso-8859-1", "latin-1", "utf-8", "windows-1252", "cp1252", "unknown-8bit"}
_OTHERS = {"iso8859-2", "iso8859-14", "iso8859-15", "cp1250", "cp1257"}
_PIECES_OF_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def decoded(data: bytes, said: str = "") -> str | None:
    """The text in these bytes: UTF-8 where they are, whatever is said of them; then what is said, or Windows-1252.

    None where they are surely none of these, or UTF-8 that was broken on the way.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        codec = None if _PIECES_OF_UTF8.search(data) else _believed(said.strip().lower())
    try:
        return data.decode(codec) if codec else None
    except UnicodeDecodeError:
        return None


def without_unseen(text: str) -> str:
    """The text without marks that nobody sees, and with one kind of space and of line break."""
    lines = re.sub("\r\n|[\r\v\f\x85\u2028\u2029]", "\n", text)
    return _SPACES.sub(" ", without_invisible(lines))


def _believed(said: str) -> str | None:
    if said in _WESTERN:
        return "cp1252"
    try:
        name = codecs.lookup(said).name
    except (LookupError, ValueError):
        return None
    return "cp1252" if name == "iso8859-1" else name if name in _OTHERS else None
