"""A list in one piece: a copy has no second page, as its host would give the first one again for ever."""

import json
import os
from typing import IO
from urllib.parse import urlsplit

from api.core.json_text import Json
from api.static_copy.asking import Asking

_MOST = 200  # items on a page, as every list may be asked for


def whole(ask: Asking, path: str, first: IO[bytes]) -> IO[bytes]:
    """All of the list at a path, given the answer that has its first page: page by page, and none to follow."""
    first.seek(0)
    if _following(json.load(first)) is None:
        first.seek(0, os.SEEK_END)
        return first
    body = ask.file()
    page = _page(ask, path, f"limit={_MOST}")
    body.write(b'{"items":[' + _inside(page["items"]))
    while following := _following(page):
        page = _page(ask, path, following)
        body.write(b"," + _inside(page["items"]))
    rest = {name: value for name, value in page.items() if name != "items"}
    body.write(b"]," + _inside(rest) + b"}")
    return body


def _page(ask: Asking, path: str, query: str) -> Json:
    answered = ask(path, query)
    answered.body.seek(0)
    page: Json = json.load(answered.body)
    return page


def _following(page: Json) -> str | None:
    """The query that asks for what comes after a page; None where nothing does."""
    if "head" in page:  # of changes, which are asked for after the last that somebody has
        last = page["items"][-1]["sequence"] if page["items"] else page["head"]
        return f"after={last}&limit={_MOST}" if last < page["head"] else None
    return urlsplit(page["next"]).query if page["next"] else None


def _inside(value: Json | list[Json]) -> bytes:
    """What stands between the brackets of this, as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()[1:-1]
