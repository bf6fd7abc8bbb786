"""Cursors: opaque to readers, and carrying the moment page one was answered at."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from api.core.problems import KINDS, Problem
from db.queries.moments import Moment

_MOST = 2**62
_PLACES: dict[str, list[type]] = {
    "order": [str, int, str],
    "updated": [datetime, str],
    "due": [date, str],
    "owed": [date, str, str, str],
    "history": [int],
    "changed": [datetime, str],
    "number": [int],
    "begun": [date, int],
    "works": [date, int],
    "found": [int, datetime, str],
    "open": [int, datetime, str, str],
}


@dataclass(frozen=True)
class Cursor:
    """Where a list goes on, and at what moment it is read."""

    moment: Moment
    place: list[object]


def fingerprint(query: dict[str, object]) -> str:
    """What a cursor belongs to: the same filters, which are texts, numbers without a fraction, flags and lists."""
    told = json.dumps(query, ensure_ascii=False, separators=(",", ":"), sort_keys=True)  # canonical, of what this holds
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def written(cursor: Cursor, query: str) -> str:
    """A cursor as it stands in an address."""
    place = [{"d": value.isoformat()} if isinstance(value, date) else value for value in cursor.place]
    value = [query, cursor.moment.sequence, cursor.moment.day.isoformat(), place]
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


def read(text: str, query: str, sort: str) -> Cursor:
    """A cursor out of an address. Raises a problem for one that we did not give, or gave for another question."""
    try:
        return _read(text, query, sort)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise Problem("bad-cursor", KINDS["bad-cursor"].meaning) from None


def _read(text: str, query: str, sort: str) -> Cursor:
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    given, sequence, day, place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    found = [_value(value) for value in place]
    if given != query or type(sequence) is not int or not 0 <= sequence < _MOST:
        raise ValueError("another question")
    if [type(value) for value in found] != _PLACES[sort.removeprefix("-")]:
        raise ValueError("another order")
    return Cursor(Moment(sequence, date.fromisoformat(day)), found)


def _value(value: object) -> object:
    if isinstance(value, dict):
        text = value["d"]
        return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else date.fromisoformat(text)
    text = str(value)
    text.encode()  # a lone surrogate is no text, and no database can be asked for it
    if "\0" in text or (isinstance(value, int) and not 0 <= value < _MOST):
        raise ValueError("not a place")
    return value
