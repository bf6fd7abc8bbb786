"""Letters that a program damaged: known by what is recorded, put back where that is certain, else named.

Programs take one encoding for another: “Lôn” in UTF-8 that is read as Windows-1252 becomes “LÃ´n”, and as an old Mac
writes it “L™n”; where an encoding has no ŵ, a question mark stands for it. (ftfy knows what becomes of French, but not
of ŵ and ŷ, and nothing of what is recorded.)
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import permutations

from db.letters import without_invisible

# The encodings of one byte a letter that programs save in unasked: Windows, old Macs, and Excel’s CSV for MS-DOS.
ENCODINGS = ("cp1252", "mac_roman", "cp850")
LOST = "?\ufffd"
# What is put back: the letters and signs of English, Welsh and their neighbours, and emoji. All else is no damage.
_WRITTEN = re.compile(
    "[\u00a0-\u017f\u0300-\u0302\u0308\u1e80-\u1e85\u1ef2\u1ef3\u200b-\u200d\u2010-\u2044\u20ac\u2122\u2190-\u2bff\ufe0f\ufeff"
    "\U0001f000-\U0001faff]"
)
_COMMON = re.compile("[âêîôûŵŷïöéáëàÂÊÎÔÛŴŶ’‘“”–—…•·°½£€]")
# A sign inside a word, or a capital after a small letter: letters of one encoding that were read as another’s.
_ODD = re.compile(
    "(?<=[^\\W\\d_])[\x80-\x9f\u00a1-\u00b6\u00b8-\u00bf†‡•‰™“”„‚¬√∑∏∫Ω≈∆◊≤≥∂∞\u2500-\u25ff](?=[^\\W\\d_])"
    "|[a-zß-öø-ÿ][À-ÖØ-ÞŽŠŒŸı]|(?<!\\S)[\x80-\x9f‰™√≈](?=[a-z])|[ˆ˜\ufffd├┼]|â€|Ã(?![A-ZÀ-Þ])|[√≈][^\\s\\d]"
)
# A word that a question mark stands inside or before; the address of a page may hold one.
_ASKED = re.compile("(?<!\\S)[“‘(\"]*(?:[^\\W\\d_]|[’'-])*\\?+(?=[a-zß-ɏ])[^\\s/=&@]*(?!\\S)")
# What an encoding without them has in place of the signs that printers use.
_PLAIN = {"'": "[‘’]", '"': "[“”]", "-": "[–—]", "...": "…"}
_LONGEST_NAME = 300
_RUN = re.compile("([?\x80-\U0010ffff]+)")


class DamagedLettersError(ValueError):
    """A text whose letters were damaged and cannot be put back with certainty."""

    def __init__(self, words: Iterable[str]) -> None:
        shown = ", ".join(f"“{word[:40]}”" for word in list(words)[:3])
        super().__init__(
            f"letters came back damaged, as in {shown}: a program saved the file in another encoding. Type them again,"
            " and save the file as a workbook (.xlsx) or as “CSV UTF-8”"
        )


def decoded(data: bytes, encoding: str) -> str:
    """Bytes in one of the encodings of one byte a letter. What the encoding leaves open is a control character."""
    return data.decode("latin-1").translate(_letters(encoding))


def likelihood(text: str) -> int:
    """How much of a text is written as English and Welsh are; the more the likelier it was read in its own encoding."""
    return len(_COMMON.findall(text)) - 3 * len(_ODD.findall(text))


def undone(text: str) -> str:
    """The text with all letters put back whose UTF-8 was read in another encoding, once or several times over."""
    for _ in range(3):
        found, count = max((_wholly(text, encoding) for encoding in ENCODINGS), key=lambda done: done[1])
        if not count:
            break
        text = found
    return text


def same(recorded: str, sent: str) -> bool:
    """Whether two texts differ in nothing but damage: letters misread or lost, signs made plain, the sort of spaces."""
    forms = (_spaced(form) for form in _forms(sent))
    return any(_alike(_made_plain(_spaced(recorded), form), form) for form in forms)


def seen(text: str) -> str:
    """The text without characters that nobody sees; as it is where damaged letters consist of them (`Ã` and a soft
    hyphen are an `í`).
    """
    return text if undone(text) != text else without_invisible(text)


def mended(recorded: str | None, sent: str) -> str:
    """What somebody wrote, of a cell where something may be recorded.

    That is what is recorded, where only damage differs. Raises `DamagedLettersError` where letters cannot be put back.
    """
    if recorded is not None and same(recorded, sent):
        return recorded
    text = without_invisible(undone(sent))
    if words := _damaged(text, recorded or ""):
        raise DamagedLettersError(words)
    return text


Shapes = Mapping[str, Sequence[tuple[str, str]]]


def shapes(names: Mapping[str, str]) -> Shapes:
    """Names, and what each means, by what of them no damage touches; with either apostrophe."""
    found = defaultdict(list)
    for name, meaning in names.items():
        for word in {name.casefold(), name.casefold().replace("'", "’")}:
            found[_shape(word)].append((word, meaning))
    return dict(found)


def among(words: str, names: Shapes) -> str | None:
    """What is meant by words that may be damaged; None where it is nothing, or more than one thing."""
    if len(words) > _LONGEST_NAME:
        return None
    forms = {_spaced(form).casefold() for form in _forms(words)}
    found = {meaning for form in forms for name, meaning in names.get(_shape(form), ()) if _alike(name, form)}
    return found.pop() if len(found) == 1 else None


@cache
def _letters(encoding: str) -> dict[int, str]:
    """The letter of each byte beyond ASCII, or itself where the encoding leaves it open."""
    found = {byte: bytes([byte]).decode(encoding, "replace") for byte in range(0x80, 0x100)}
    return {byte: chr(byte) if letter == "\ufffd" else letter for byte, letter in found.items()}


@cache
def _bytes(encoding: str) -> dict[int, str]:
    """The other way round, each byte as the character of its number; what Latin-1 made of it counts for Windows too."""
    taken = {byte: chr(byte) for byte in range(0x80, 0xA0)} if encoding == "cp1252" else {}
    return taken | {ord(letter): chr(byte) for byte, letter in _letters(encoding).items()}


@cache
def _sequences(encoding: str) -> re.Pattern[str]:
    """What a letter becomes whose two, three or four bytes of UTF-8 are read in this encoding."""

    def letters(first: int, last: int) -> str:
        found = (chr(letter) for letter, byte in _bytes(encoding).items() if first <= ord(byte) <= last)
        return "[" + "".join(map(re.escape, found)) + "]"

    after = letters(0x80, 0xBF)
    leads = ((letters(0xC2, 0xDF), 1), (letters(0xE0, 0xEF), 2), (letters(0xF0, 0xF4), 3))
    return re.compile("|".join(f"{lead}{after}{{{many}}}" for lead, many in leads))


def _once(text: str, encoding: str, *, whatever: bool = False) -> tuple[str, int]:
    """The text read again as UTF-8 where it can be, and how many characters were. By itself a letter is put back only
    where people write it here; with `whatever`, every one.
    """
    count = 0

    def read(match: re.Match[str]) -> str:
        nonlocal count
        try:
            letter = match[0].translate(_bytes(encoding)).encode("latin-1").decode("utf-8")
        except UnicodeError:
            return match[0]
        if not (whatever or _WRITTEN.fullmatch(letter)):
            return match[0]
        count += len(match[0])
        return letter

    if text.isascii():
        return text, 0
    if encoding == "cp1252":
        text = re.sub("Ã  ?(?=\\S)", "Ã\u00a0 ", text)  # à, whose second byte is a space that does not break
    return _sequences(encoding).sub(read, text), count


def _levels(text: str, encoding: str) -> Iterator[tuple[str, int]]:
    """The text read again, and again, as long as anything can be."""
    count = 1
    while count:
        text, count = _once(text, encoding, whatever=True)
        yield text, count


def _wholly(text: str, encoding: str) -> tuple[str, int]:
    """The text read again as often as it goes, if all of it is then as people write; else what of it surely is."""
    forms, counts = zip(*_levels(text, encoding), strict=True)
    rest = _WRITTEN.sub("", forms[-1])
    return (forms[-1], sum(counts)) if rest.isascii() else _once(text, encoding)


def _forms(text: str) -> Iterator[str]:
    """What a text may have been: itself, put back, and as bytes of one encoding that were read as another’s."""
    yield text
    if text.isascii():
        return
    yield undone(text)
    for encoding in ENCODINGS:
        yield from (form for form, _ in _levels(text, encoding))
    for read, written in permutations(ENCODINGS, 2):
        found = text.translate(_bytes(read))
        if not re.search("[^\x00-\xff]", found):
            yield undone(found.translate(_letters(written)))


def _made_plain(recorded: str, sent: str) -> str:
    """What is recorded, with those signs made plain of which more are plain in what was sent."""
    for plain, signs in _PLAIN.items():
        if sent.count(plain) > recorded.count(plain):
            recorded = re.sub(signs, plain, recorded)
    return recorded


def _spaced(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", without_invisible(text))


def _shape(text: str) -> str:
    return _RUN.sub("\0", text)


def _alike(recorded: str, sent: str, *, perhaps: bool = False) -> bool:
    """Whether one text is the other, but for letters that were lost; `perhaps` even if all that shows is a question."""
    ours, theirs = _RUN.split(recorded), _RUN.split(sent)
    if len(ours) != len(theirs) or ours[::2] != theirs[::2]:
        return False
    changed = [at for at in range(1, len(ours), 2) if ours[at] != theirs[at]]
    if not all(_lost(ours[at], theirs[at]) for at in changed):
        return False
    return perhaps or not changed or not all(_asks(ours[at], theirs[at : at + 2], theirs[at - 1]) for at in changed)


def _asks(letters: str, marks: Sequence[str], before: str) -> bool:
    """Whether a question mark may be one, and not the sign that stood there: `Open…` and `Open?`."""
    question, after = marks
    at_an_end = before[-1:].strip() and not after[:1].isalnum()
    return bool(question == "?" and at_an_end and not letters[-1:].isalpha())


def _lost(letters: str, marks: str) -> bool:
    """Whether these marks are what may be left of letters beyond ASCII."""
    if any(_garbled(letters, marks, encoding) for encoding in ENCODINGS):
        return True
    kept = [char for char in marks if char not in LOST]
    rest = iter(letters)
    gone = len(letters) - len(kept)
    return 0 < gone <= len(marks) - len(kept) <= 4 * gone and all(char in rest for char in kept)


def _garbled(letters: str, marks: str, encoding: str) -> bool:
    """Whether the marks are what an encoding makes of the letters, without what it leaves open."""
    made = letters.encode("utf-8", "replace").decode(encoding, "replace")
    if len(made) == len(marks):
        return all(mark == char or mark in LOST for char, mark in zip(made, marks, strict=True))
    return made.replace("\ufffd", "") == marks


def _damaged(text: str, recorded: str) -> list[str]:
    """The words of a text in which letters were damaged."""
    known = set(recorded.split())
    ours = {_shape(word): word for word in known if not word.isascii()}
    words = list(dict.fromkeys(word for word in text.split() if word not in known))
    return [
        word
        for word in words
        if _ODD.search(word)
        or _ASKED.fullmatch(word)
        or (set(word) & set(LOST) and _alike(ours.get(_shape(word), ""), word, perhaps=True))
    ]
