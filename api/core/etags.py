"""ETags: how ours are written, and how they are read back in whatever form a proxy gave them."""

import re
from collections.abc import Iterator

# A tag of ours is a number or hexadecimal digits. Before it `W/`, which nginx writes when it compresses; after it what
# says how it was compressed, `-gzip` of Apache, `;br` of others; around it quotes, or none.
_TAG = re.compile(r'(?:W/)?(?P<quote>"?)(?P<tag>\w+)(?:[-;:+./]+[a-z][a-z0-9]*)*(?P=quote)', re.IGNORECASE)


def written(tag: object) -> str:
    """The tag as a strong ETag."""
    return f'"{tag}"'


def names(header: str, tag: object) -> bool:
    """Whether a header `If-Match` or `If-None-Match` names this tag, or any with `*`.

    RFC 9110, 13.1.1 has `If-Match` compare strongly, so that no weak tag fits. It does so because a weak tag may stand
    for several representations. Ours never does: it is the revision of a working copy or a hash of all bytes, and a
    proxy that compresses makes it weak without asking anybody. Held to the letter, no change would ever get through.
    """
    return not {"*", str(tag)}.isdisjoint(_read(header))


def _read(header: str) -> Iterator[str]:
    for part in header.split(","):
        found = _TAG.fullmatch(part.strip())
        yield found["tag"] if found else part.strip()
