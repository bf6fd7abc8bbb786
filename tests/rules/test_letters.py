"""Characters that nobody sees go; those that make an emoji or a word of some script what it is stay."""

import time
import unicodedata

import pytest

from api.pages.plain import one_line
from db.letters import without_invisible

WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
KEPT = {
    "the flag of Wales": f"{WALES} Cymru",
    "a scientist": "\U0001f469\u200d\U0001f52c",
    "a heart in red, and one on fire": "\u2764\ufe0f \u2764\ufe0f\u200d\U0001f525",
    "two people whose skin has a colour": "\U0001f9d1\U0001f3fd\u200d\U0001f91d\u200d\U0001f9d1\U0001f3fc",
    "a face that nods": "\U0001f642\u200d\u2194\ufe0f",
    "a number on a key": "1\ufe0f\u20e3",
    "Persian": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "Hindi": "\u0915\u094d\u200d\u0937",
    "a variant of a Chinese letter": "\u845b\U000e0100",
    "spaces and line breaks": "20\u00a0mya\u2028yma\n\tac acw",
    "accents apart": "ty\u0302 w\u0302yn",
}
DROPPED = {
    "a soft hyphen": ("Mill\u00adbrook", "Millbrook"),
    "a space of no width": ("Quarry\u200bside", "Quarryside"),
    "two byte-order marks": ("\ufeff\ufeffId", "Id"),
    "marks of direction": ("\u202eab\u202c\u200e \u2067cd\u2069", "ab cd"),
    "a joiner between letters that are not joined": ("a\u200db w\u0302\u200cy", "ab w\u0302y"),
    "a joiner that joins nothing": ("\u200d x\u200d \U0001f44d\u200d", " x \U0001f44d"),
    "a variant of a plain letter": ("a\ufe0fb", "ab"),
    "words written in tags": ("Open\U000e0068\U000e0069 \U0001f44d\U000e0078", "Open \U0001f44d"),
    "a flag of nowhere": ("\U0001f3f4\U000e0067", "\U0001f3f4"),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_means_something_stays(name: str) -> None:
    assert without_invisible(KEPT[name]) == KEPT[name]


@pytest.mark.parametrize("name", DROPPED)
def test_what_shows_nothing_goes(name: str) -> None:
    text, seen = DROPPED[name]
    assert without_invisible(text) == seen
    assert without_invisible(seen) == seen


def test_every_character_that_unicode_formats_with_is_decided() -> None:
    """Only those of Arabic, Kaithi and hieroglyphs, which are drawn, stay of all format characters."""
    kept = {
        char for char in map(chr, range(0x110000)) if unicodedata.category(char) == "Cf" and without_invisible(char)
    }
    assert {unicodedata.name(char).split()[0] for char in kept} == {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}


def test_a_text_of_nothing_else_takes_no_time() -> None:
    began = time.process_time()
    assert without_invisible("e\u0301\u200d" * 100_000) == "e\u0301" * 100_000
    assert time.process_time() - began < 2


def test_mails_and_calendars_keep_the_flag_of_wales() -> None:
    assert one_line(f"{WALES}\u200b Cymru\u00ad\n") == f"{WALES} Cymru"
