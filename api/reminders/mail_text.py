"""The words of a reply, by number: without the mail it answers, and without what mail programs and courtesy add.

Nothing that somebody wrote above a number is dropped: it is kept under 0, as what belongs to no number.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from api.readers.letters import without_unseen
from api.reminders import mail_words as words
from api.reminders import own_mail

_LOOKED_AT = 300  # of a line, where it is asked what it is: so no line takes long
_BLOCK = 4  # in how many lines the headers of a quoted mail, or the whole of “On … wrote:”, stand
_REWRAPPED = 60  # a quoted line as long as this may have been broken, and its end stand there without its mark
_TITLE = 3  # how many words a line has at most that is no sentence
_SHORT = 8  # how many words a line of a signature has at most


class InlineError(Exception):
    """Whose the words between quoted lines are cannot be told."""


def _any(table: Mapping[str, Iterable[str]]) -> str:
    return f"(?:{'|'.join(piece for row in table.values() for piece in row)})"


def _like(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_FRAME = r"[\s*_|\[(<#=~⚠\ufe0f-]{0,12}"  # what programs set round a line: bold, bars, brackets
_FROM = _like(rf"{_FRAME}{_any(words.FROM)}[ *_]*:[ *_]*\S")
_HEADER = _like(rf"{_FRAME}({_any(words.FROM)}|{_any(words.HEADERS)})[ *_]*:")
_WROTE = _like(rf"{_FRAME}{_any(words.WROTE)}[^:\n]*:\s*$")
_ORIGINAL = _like(rf"{_FRAME}{_any(words.ORIGINAL)}\W*$")
_FRAMED = _like(_FRAME)
_LABELLED = _like(rf"{_FRAME}[^\W\d]{{1,20}}(?:[ -][^\W\d]{{1,20}}){{0,2}}[ *_]*:")  # as a header is, in any language
_ADDRESS = re.compile(r"<(mailto:)?[^\s<>]+@[^\s<>]+>")
_NO_WORDS = re.compile(r"[\W_]+$")
_ADVERTISEMENT = _like(rf"{_FRAME}{_any(words.ADVERTISEMENTS)}")
_BANNER = _like(rf"{_FRAME}{_any(words.BANNERS)}")
_OF_THE_MAIL = _like(words.OF_THE_MAIL)
_GREETING = _like(rf"{_any(words.GREETINGS)}\b(?P<name>[^.!?:;\d]{{0,80}})[.,!:;–-]*$")
_GREETED = _like(rf"({words.GREETED})$")
_COURTESY = _like(rf"{_any(words.COURTESIES)}\W*$")
_NAME = r"[\s,.!–-]*(?P<name>[^.!?:;\d]{0,60})\W*$"
_SIGN_OFF = _like(rf"{_FRAME}{_any(words.SIGN_OFFS)}\b(?:[ /|,&–-]+{_any(words.SIGN_OFFS)}\b)?{_NAME}")
_THANKS = _like(rf"{_FRAME}{_any(words.THANKS)}\b(?:[ /|,&–-]+{_any(words.THANKS)}\b)?{_NAME}")
_POSTSCRIPT = re.compile(words.POSTSCRIPT)
_CONTACT = _like(words.CONTACT)
_SENTENCE_END = re.compile(r"[.!?\])*](\s+|$)")
_PIECE_END = re.compile(r"(?<=[.,!?;:–])\s+")
_NUMBERED = _like(
    r"[*_•\s-]*(?:"
    rf"(?:{words.BEFORE_A_NUMBER})[ .]{{0,2}}#?(?P<named>\d{{1,3}})[*_]*(?:[ ]?[.):\]/–—-]+(?!\d)|$)"
    r"|#[ ]?(?P<hashed>\d{1,3})[*_]*(?:[ ]?[.):\]/–—-]+(?!\d)|\s|$)"
    r"|[(\[](?P<held>\d{1,3})[)\]][.:]?"
    r"|(?P<bare>\d{1,3})[*_]*(?:[ ]?[.):/]+(?!\d)|[ ]?[–—-]+(?=\s)|\]|$)"
    r")[*_]*\s*(?P<text>.*)"
)
_AUTOMATIC, _ACKNOWLEDGEMENT = _like(_any(words.AUTOMATIC_TEXTS)), _like(_any(words.ACKNOWLEDGEMENTS))
_ELSEWHERE = _like(_any(words.ELSEWHERE))


def by_number(text: str, sender: str = "") -> dict[int, str]:
    """What is said under each number, and under 0 what is under none. `sender` is the name the mail is from.

    Raises `InlineError`.
    """
    said: dict[int, list[str]] = defaultdict(list)
    for number, run in _own(without_unseen(text).split("\n")):
        for given, section in filter(_has_words, _sections(number, run)):
            own, after = _without_signature(_without_banners(section), sender)
            said[given] += own if given else _without_courtesy(own)
            said[0] += after
    texts = {number: "\n".join(lines).strip() for number, lines in said.items()}
    return {number: texts[number] for number in sorted(texts) if texts[number]}


def _has_words(section: tuple[int, list[str]]) -> bool:
    return any(section[1])


def is_automatic(text: str) -> bool:
    """Whether a text says of itself that nobody wrote it, or that nobody is there to."""
    return _begins(_AUTOMATIC, text)


def is_no_answer(text: str) -> bool:
    """Whether a text only says that a mail was got, or that the answers stand elsewhere."""
    return _begins(_ACKNOWLEDGEMENT, text) or _ELSEWHERE.search(text[:_LOOKED_AT]) is not None


def _begins(pattern: re.Pattern[str], text: str) -> bool:
    lines = text[: 4 * _LOOKED_AT].split("\n")
    return any(pattern.match(line.strip()) for line in (*lines[:3], " ".join(lines)))


def _own(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """What stands above the mail that is replied to, and what stands between its lines, under the number quoted there.

    Raises `InlineError` where a line between may be the rest of a quoted one.
    """
    runs: list[tuple[int, list[str]]] = [(0, [])]
    last = max((at for at, line in enumerate(lines) if _is_quoted(line)), default=-1)
    number, numbers, skipping = 0, set(), False
    for at, line in enumerate(lines):
        if _is_quoted(line):
            number, skipping = _quoted_number(line, number), False
            numbers.add(number)
            if at == 0 or not _is_quoted(lines[at - 1]):
                runs.append((number, []))
            runs[-1] = (number, [])
        elif _is_original(lines, at) or (_is_wrote(lines, at, last) and at > last):
            break
        elif skipping or _is_wrote(lines, at, last) or line.strip() == "--":
            skipping = True
        else:
            if line.strip() and at and _is_quoted(lines[at - 1]) and len(lines[at - 1]) > _REWRAPPED:
                raise InlineError
            runs[-1][1].append(line.strip())
    said = [run for run in runs[1:] if any(run[1])]
    if len(said) == 1 and said[0] is runs[-1] and len(numbers - {0}) > 1:
        return [runs[0], (0, said[0][1])]  # below all of it, and so about none of it in particular
    return [runs[0], *said]


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _quoted_number(line: str, before: int) -> int:
    """The number of our mail that a quoted line belongs to."""
    text = line.lstrip("> ")
    match = _NUMBERED.match(text[:_LOOKED_AT])
    return _number(match) if match else 0 if text.lower().startswith(own_mail.after_the_items()) else before


def _is_original(lines: Sequence[str], at: int) -> bool:
    """Whether the mail that is replied to begins here, and goes on without a mark on its lines."""
    line = lines[at][:_LOOKED_AT]
    if _ORIGINAL.match(line) or _FRAMED.sub("", line, 1).lower().startswith(own_mail.firsts()):
        return True
    if not _LABELLED.match(line):
        return False
    following = [one[:_LOOKED_AT] for one in lines[at : at + _BLOCK]]
    if _FROM.match(line) and "@" in line:
        return True
    if _ADDRESS.search(line) and len(following) > 1 and _LABELLED.match(following[1]):
        return True
    return any(map(_FROM.match, following)) and any(_HEADER.match(one) and not _FROM.match(one) for one in following)


def _is_wrote(lines: Sequence[str], at: int, last: int) -> bool:
    """Whether a line, or a few together, say who wrote what is quoted below: in other words too, right above it."""
    if not lines[at].strip():
        return False
    paragraph = ""
    for below in range(at, min(at + _BLOCK, len(lines))):
        if not lines[below].strip() or _is_quoted(lines[below]):
            break
        paragraph = f"{paragraph} {lines[below].strip()[:_LOOKED_AT]}".strip()
        if not paragraph.endswith(":"):
            continue
        if _WROTE.match(paragraph) and re.search(r"[\d@]", paragraph):
            return True
        follows = next((at for at in range(below + 1, min(below + 3, len(lines))) if lines[at].strip()), len(lines))
        return "@" in paragraph and follows <= last and _is_quoted(lines[follows])
    return False


def _sections(number: int, lines: Iterable[str]) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = [(number, [])]
    for line in lines:
        match = _NUMBERED.match(line)
        if match:
            found.append((_number(match), []))
        found[-1][1].append(match["text"] if match else line)
    return found


def _number(match: re.Match[str]) -> int:
    return int(match["named"] or match["hashed"] or match["held"] or match["bare"])


def _without_banners(lines: Iterable[str]) -> list[str]:
    """Without what a paragraph says of the mail, where it begins as gateways and lawyers do.

    A sentence that begins on a line of its own there, and does not speak of the mail, is somebody's.
    """
    kept: list[str] = []
    for paragraph in _paragraphs(lines):
        theirs = any(_BANNER.match(text[:_LOOKED_AT]) for text in (paragraph[0], " ".join(paragraph)))
        before = ""
        for line in paragraph:
            if before and (len(before.split()) <= _TITLE or before.endswith(tuple(".!?)]*>"))):
                theirs = theirs and _OF_THE_MAIL.search(_SENTENCE_END.split(line, 1)[0]) is not None
            kept += [] if theirs else [line]
            before = line
        kept.append("")
    return kept


def _paragraphs(lines: Iterable[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in lines:
        if line and not _NO_WORDS.match(line):
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [one for one in found if one]


def _without_signature(lines: Sequence[str], sender: str) -> tuple[list[str], list[str]]:
    """What is said above the signature; and what is said below it after all, as a postscript."""
    own: list[str] = []
    names, begun = set(re.findall(r"\w+", sender.lower())), False
    for at, line in enumerate(lines):
        if not begun and _is_thanks(line[:_LOOKED_AT]):
            continue
        if _is_signature(lines, at, names, first=not begun):
            after = [below for below in range(at, len(lines)) if _POSTSCRIPT.match(lines[below])]
            return own, [*lines[after[0] :]] if after else []
        own.append(line)
        begun = begun or bool(line)
    return own, []


def _is_signature(lines: Sequence[str], at: int, names: set[str], *, first: bool) -> bool:
    line = lines[at][:_LOOKED_AT]
    if _ADVERTISEMENT.match(line) and len(line.split()) <= 2 * _SHORT:
        return True
    if _is_named(_SIGN_OFF.match(line)):
        return True
    if first or not line:
        return False
    if _is_thanks(line):
        return _is_short(next((one for one in lines[at + 1 : at + _BLOCK] if one), ""))
    if names and set(re.findall(r"\w+", line.lower())) <= names:
        return True
    block = [line]
    for below in lines[at + 1 : at + 2 * _SHORT]:
        if not below:
            break
        block.append(below)
    return not lines[at - 1] and all(map(_is_short, block)) and any(_CONTACT.search(one) for one in block)


def _is_thanks(line: str) -> bool:
    return _is_named(_THANKS.match(line))


def _is_named(match: re.Match[str] | None) -> bool:
    """Whether nothing follows the phrase, or a name does."""
    return match is not None and all(
        one[0].isupper() or _GREETED.match(one) for one in re.findall(r"\w+", match["name"])
    )


def _is_short(line: str) -> bool:
    return len(line[:_LOOKED_AT].split()) <= _SHORT and not line.endswith((".", "!", "?"))


def _without_courtesy(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if len(line) > _LOOKED_AT or not all(map(_is_courtesy, _PIECE_END.split(line)))]


def _is_courtesy(piece: str) -> bool:
    return _COURTESY.match(piece) is not None or _is_named(_GREETING.match(piece))
