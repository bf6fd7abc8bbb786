"""JSON as people and programs send it: UTF-8, with a byte-order mark before it or without."""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, NoReturn

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"{}\[\],:]+|[{}\[\],:\n]')

Json = dict[str, Any]  # a JSON object that is read by its keys, each of which has values of its own sort


class _TwiceError(ValueError):
    """A name that stands twice in one object, of which a reader would take the last and say nothing."""


def read_json(data: bytes, *, names_once: bool = False) -> object:
    """What a body of JSON says. Raises `JSONDecodeError`, whose `msg` is a sentence that says why it is none.

    A byte-order mark is passed over, as RFC 8259, 8.1 allows. `NaN` and its like are no JSON; nor, with `names_once`,
    is an object in which a name stands twice.
    """
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        _refuse(f"It is {encoding[:6].upper()}: save it as UTF-8, and send it again.")
    try:
        pairs = _once if names_once else None
        return json.loads(_text(data), parse_constant=_no_constant, object_pairs_hook=pairs)
    except json.JSONDecodeError as wrong:
        _refuse(f"{wrong.msg}: line {wrong.lineno}, column {wrong.colno}.")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        _refuse(f"In line {line} it holds bytes that are not UTF-8: save it as UTF-8, and send it again.")
    except RecursionError:
        _refuse("Its lists and objects stand too deep in one another.")
    except _TwiceError:
        line, name = _second(_text(data))
        _refuse(f"In line {line} {name} stands for the second time in one object: keep one of the two.")
    except ValueError as wrong:
        _refuse(f"{wrong}.")


def lines_of(data: bytes, pointers: Collection[str]) -> dict[str, int]:
    """The lines to which these JSON pointers lead in a text that was read: where what one names is missing, the line of
    what it would stand in.
    """
    above = {pointer: list(_above(pointer)) for pointer in pointers}
    wanted = {place for places in above.values() for place in places}
    found = {place: line for place, line, _ in _values(_text(data)) if place in wanted}
    return {pointer: next(found[one] for one in (*places, "") if one in found) for pointer, places in above.items()}


def _above(pointer: str) -> Iterator[str]:
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
    yield ""


def _second(text: str) -> tuple[int, str]:
    """Where the first name stands for the second time in one object, and how it is written."""
    seen: set[str] = set()
    for place, line, name in _values(text):
        if place in seen:
            return line, name
        seen.add(place)
    raise AssertionError("a name that stood twice stands once")


def _values(text: str) -> Iterator[tuple[str, int, str]]:
    """The place of every value of a JSON text as a pointer, the line it begins on, and its name as it is written."""
    line, place, name, named = 1, "", "", False
    within: list[tuple[str, int | None]] = []  # the lists, by the number of what comes next, and the objects
    for sign in map(re.Match.group, _TOKENS.finditer(text)):
        inside, number = within[-1] if within else ("", None)
        if sign == "\n":
            line += 1
        elif sign in {"}", "]"}:
            within.pop()
        elif sign == ",":
            named = False
            if number is not None:
                within[-1] = (inside, number + 1)
        elif sign != ":" and within and number is None and not named:
            place, name, named = f"{inside}/{escaped(json.loads(sign))}", sign, True
        elif sign != ":":
            place = place if number is None else f"{inside}/{number}"
            yield place, line, name
            if sign in {"{", "["}:
                within.append((place, 0 if sign == "[" else None))
                named = False


def escaped(step: str) -> str:
    """A name as it stands in a JSON pointer."""
    return step.replace("~", "~0").replace("/", "~1")


def _text(data: bytes) -> str:
    return data.decode("utf-8").lstrip("\ufeff")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _refuse(sentence: str) -> NoReturn:
    raise json.JSONDecodeError(sentence, "", 0) from None
