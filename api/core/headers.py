"""Headers of every public answer, whatever made it; and what of a request's own says how it can be sent."""

import re
from collections.abc import Sequence
from functools import lru_cache

# No browser may take an answer for something else than it says it is.
NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}
# Any origin may read it.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Range, ETag, Ignored-Parameters, Link, RateLimit, RateLimit-Policy,"
    " Record-Day, Record-Sequence, Retry-After, X-Request-Id",
}
BODILESS = "bodiless"  # in the state of a request for the head alone, for whoever would read much for nothing
_REMEMBERED, _SHORT = 4_096, 500


def takes_gzip(accept: bytes) -> bool:
    """Whether a header `Accept-Encoding` takes gzip."""
    return (_is_gzip if len(accept) <= _SHORT else _is_gzip.__wrapped__)(accept)


@lru_cache(_REMEMBERED)
def _is_gzip(accept: bytes) -> bool:
    weights = {}
    for part in accept.decode("latin-1").lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";")
        weights[name] = re.fullmatch(r"q=0(\.0*)?", weight) is None
    return weights.get("gzip", weights.get("*", False))


def preferred(accept: str, offered: Sequence[str]) -> str:
    """Which of the media types that are offered a header `Accept` likes best; the first of several, or of what it takes
    none.
    """
    weights = dict(_weighted(part) for part in accept[:_SHORT].lower().split(","))

    def liked(media_type: str) -> float:
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
        return next((weights[one] for one in ranges if one in weights), 0)

    return max(offered, key=liked)


def _weighted(part: str) -> tuple[str, float]:
    name, _, parameters = part.replace(" ", "").partition(";")
    weight = re.search(r"(?:^|;)q=([01](?:\.\d{0,3})?)(?:;|$)", parameters)
    return name, float(weight[1]) if weight else 1.0
