"""What of a request for a public address its answer may hang on, and nothing else: the rest never reaches the route."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.types import Scope

# Gives the names of those that the routes of a path know; None where there is no route.
Parameters = Callable[[str], frozenset[str] | None]
_HOST = (b"host", b"localhost")  # ours have the public address, whatever host somebody asked for
_REMEMBERED = 4_096
_SHORT = 500  # bytes of what is remembered
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,50}")  # nothing else of what somebody sent is sent back in a header
_NAMED = 10


class Query(NamedTuple):
    """Of a query what the routes of its path know, in order; and the names of the rest, as a header has them."""

    known: bytes
    ignored: bytes


class Addresses:
    """Finds what of an address matters, given the parameters that the routes of a path know."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._remembered = lru_cache(_REMEMBERED)(self._find)
        self._known = lru_cache(_REMEMBERED)(parameters)

    def query(self, path: str, query: bytes) -> Query | None:
        """A query by what the routes of a path know of it; None where no route is for this path."""
        short = len(path) + len(query) <= _SHORT
        return self._remembered(path, query) if short else self._find(path, query)

    def _find(self, path: str, query: bytes) -> Query | None:
        known = (self._known if len(path) <= _SHORT else self._parameters)(path)
        if known is None:
            return None
        given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        asked = sorted((one for one in given if one[0] in known), key=itemgetter(0))
        return Query(urlencode(asked).encode(), _told(name for name, _ in given if name not in known))


def _told(names: Iterable[str]) -> bytes:
    """Names as a header has them: each once, the first ten that are plain; dots stand for whatever else there is."""
    ignored = dict.fromkeys(names)
    plain = [name for name in ignored if _NAME.fullmatch(name)][:_NAMED]
    return ", ".join([*plain, *(["..."] if len(plain) < len(ignored) else [])]).encode()


def public_scope(scope: Scope, headers: dict[bytes, bytes], query: bytes, id_: bytes) -> Scope:
    """The request as its route sees it: GET, with no header but what a refusal is made by, and from nobody."""
    told = [_HOST, (b"accept", headers.get(b"accept", b"")), (b"x-request-id", id_)]
    own = {"method": "GET", "headers": told, "query_string": query, "client": None}
    return {**scope, **own, "state": dict(scope.get("state", {}))}
