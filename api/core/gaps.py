"""Answers as they are kept: JSON in which our own addresses have a gap where the host of this instance belongs.

JSON cannot say in which language a text was written. So a text has first the language in which it is given to whoever
reads none of its languages, and is read back as such.
"""

import json
import re
from typing import Any

from api.core import urls
from api.core.json_text import Json
from api.text.languages import Texts, tag_for

# A lone surrogate, which no text of the record has, is written as a byte that no UTF-8 has.
HOST = "\udcff"
_GAP = b"\xff"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def written(answer: object) -> bytes:
    """An answer as it is sent."""
    return _dumped(_arranged(answer, hostless=False))


def without_host(answer: Json) -> bytes:
    """An answer as it is kept: with a gap in each `url` of ours."""
    return _dumped(_arranged(answer, hostless=True))


def with_host(kept: bytes, host: str) -> bytes:
    """A kept answer as it is sent by an instance whose addresses begin with `host`."""
    return kept.replace(_GAP, host.encode())


def read(answer: bytes) -> Any:
    """What was written here, with its texts as they were."""
    return json.loads(answer, object_hook=_text)


def _dumped(answer: object) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape")


def _arranged(value: object, *, hostless: bool) -> object:
    if isinstance(value, dict):
        if is_text(value):
            first = tag_for(value, "")
            return {first: value[first], **value}
        return {
            name: _hostless(one) if hostless and name == "url" else _arranged(one, hostless=hostless)
            for name, one in value.items()
        }
    return [_arranged(one, hostless=hostless) for one in value] if isinstance(value, list) else value


def _hostless(address: str) -> str:
    path = urls.path(address)
    return address if path == address else HOST + path


def _text(value: dict[str, Any]) -> dict[str, Any]:
    return Texts(value, next(iter(value))) if is_text(value) else value


def is_text(value: dict[str, Any]) -> bool:
    """Whether this is a text by language, or at least looks as one does."""
    return (
        bool(value)
        and "url" not in value
        and all(isinstance(one, str) and _TAG.fullmatch(name) for name, one in value.items())
    )
