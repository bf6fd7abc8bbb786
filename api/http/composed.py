"""Which public answers are worked out for whoever asks, from the bodies of the record or over all of it.

All others are read as they are kept, or are a page of what is indexed: who reads them is never counted.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from api.core import urls

# All that was ever published of something, and what is written anew of it each time.
_WHOLE = re.compile(
    r"/v1/(assemblies|engagements)/[^/]+/record|/v1/engagements/[^/]+/section-31|/v1/recommendations/[^/]+/history|/v1/changes|/v1/summary|/(feeds|calendar)/.*"
    r"|/open-data/(organisations/[^/]+/)?(catalogue\.(ttl|jsonld)|data\.json)|/sitemap/[^/]+"
)
# The parameters that ask for a day that has passed, for words, for a count, or for what a status rests on.
_ASKING = frozenset({"as_of", "q", "total", "why"})
_NOT_ASKING = frozenset({"", "false", "0", "no", "off"})


def is_composed(path: str, query: bytes) -> bool:
    """Whether what is at a path, with a query that has only what its routes know, is worked out for whoever asks."""
    if _WHOLE.fullmatch(urls.parted(path)[1]):
        return True
    return any(name in _ASKING and value.lower() not in _NOT_ASKING for name, value in parse_qsl(query.decode()))


def may_be_composed(path: str, parameters: Iterable[str]) -> bool:
    """Whether anything is, at a path of a route that knows these parameters."""
    return _WHOLE.fullmatch(path) is not None or not _ASKING.isdisjoint(parameters)
