"""Answers as they are kept: JSON in which our own addresses have a gap where the host of this instance belongs."""

import json

from api.core import urls
from api.core.json_text import Json

# A lone surrogate, which no text of the record has, is written as a byte that no UTF-8 has.
HOST = "\udcff"
_GAP = b"\xff"


def written(answer: object) -> bytes:
    """An answer as it is sent."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape")


def without_host(answer: Json) -> bytes:
    """An answer as it is kept: with a gap in each `url` of ours."""
    return written(_without(answer))


def with_host(kept: bytes, host: str) -> bytes:
    """A kept answer as it is sent by an instance whose addresses begin with `host`."""
    return kept.replace(_GAP, host.encode())


def _without(value: object) -> object:
    if isinstance(value, dict):
        return {name: HOST + urls.path(one) if name == "url" else _without(one) for name, one in value.items()}
    return [_without(one) for one in value] if isinstance(value, list) else value
