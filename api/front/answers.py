"""A whole answer: as it was made, as it is kept, and as it is sent.

What hangs on the clock or on who asks (`Cache-Control`, `X-Request-Id`, 304, HEAD, gzip) comes in as it is sent.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from starlette.types import Message, Send

from api.core import etags

Headers = list[tuple[bytes, bytes]]
OK, UNCHANGED = 200, 304
LONGEST = 2_000_000  # bytes of a body: what is longer is neither kept nor compressed
_SHORTEST = 500  # of one that gzip makes shorter by more than its headers
_AT_ONCE = 16_384  # bytes that are hashed and compressed without a thread
# Bytes that each takes beside what stands in it.
_OF_AN_ANSWER, _OF_A_FORM, _OF_A_HEADER = 1_000, 1_000, 150
_TEXTS = (
    *(b"text/", b"application/json", b"application/atom+xml", b"application/feed+json", b"image/svg+xml"),
    *(b"application/ld+json", b"application/linkset+json", b"application/xml"),
)
_CACHEABLE = frozenset({OK, 303, 410})
# Written anew as each answer is sent, or of one form of the answer only.
_OWN = frozenset({b"cache-control", b"content-length", b"etag", b"x-request-id"})
_UNCOUNTED = [0, 0]  # until the front says of which route it is
_OF_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})


class Form(NamedTuple):
    """An answer in one encoding: its headers and body, and the headers that say that it did not change."""

    etag: bytes
    headers: Headers
    unchanged: Headers
    body: bytes


class Answer:
    """An answer to one address: plain, and as gzip once somebody took it so."""

    def __init__(self, status: int, headers: Headers, body: bytes) -> None:
        self.status = status
        self._headers = [one for one in headers if one[0] not in _OWN]
        kind = next((value for name, value in headers if name == b"content-type"), b"")
        self._zips = status == OK and kind.startswith(_TEXTS) and _SHORTEST <= len(body) <= LONGEST
        if self._zips:
            self._headers = _varying(self._headers)
        self.tag = _tag(headers, body) if status == OK else ""
        self.plain = self._form(self.tag, [], body)
        self._zipped: Form | None = None
        self._zipping: asyncio.Future[Form] | None = None
        self.given = _UNCOUNTED  # how often what is of its route was given again: whole, and as not changed

    @property
    def is_kept(self) -> bool:
        """Whether this may be given to others too."""
        return self.status == OK and len(self.plain.body) <= LONGEST

    @property
    def size(self) -> int:
        """How much memory it takes, nearly, with what gzip may add."""
        body = len(self.plain.body)
        headers = sum(len(name) + len(value) + _OF_A_HEADER for name, value in self.plain.headers)
        return _OF_AN_ANSWER + headers + body + (_OF_A_FORM + body // 2 if self._zips else 0)

    def ready(self, *, zipped: bool) -> Form | None:
        """The form in which it is given to somebody who takes gzip, or does not; None where it is still to be made."""
        return self._zipped if zipped and self._zips else self.plain

    async def made_ready(self) -> Form:
        """It as gzip, made once; beside the event loop where it is long."""
        if self._zipped is None and len(self.plain.body) <= _AT_ONCE:
            self._zipped = self._zip()
        if self._zipped is None:
            if self._zipping is None:
                self._zipping = asyncio.get_running_loop().run_in_executor(None, self._zip)
            self._zipped = await asyncio.shield(self._zipping)
        return self._zipped

    def _zip(self) -> Form:
        body = gzip.compress(self.plain.body, 6, mtime=0)  # the same bytes in every process
        return self._form(f"{self.tag}-gzip", [(b"content-encoding", b"gzip")], body)

    def _form(self, tag: str, more: Headers, body: bytes) -> Form:
        etag = etags.written(tag).encode()
        tagged = [(b"etag", etag)] if tag else []
        headers = [*self._headers, *more, (b"content-length", b"%d" % len(body)), *tagged]
        return Form(etag, headers, [one for one in headers if one[0] not in _OF_BODY], body)


async def answer_of(messages: Sequence[Message]) -> Answer:
    """The answer that an application sent, in one piece."""
    start, *parts = messages
    body = b"".join(part.get("body", b"") for part in parts)
    given = start["status"], [(name.lower(), value) for name, value in start["headers"]], body
    return Answer(*given) if len(body) <= _AT_ONCE else await asyncio.to_thread(Answer, *given)


async def sent(
    send: Send, answer: Answer, form: Form, more: Headers, none_match: bytes | None = None, *, bodiless: bool
) -> int:
    """Send an answer in one form, with `more` headers; without its body for HEAD, and where it is known already.

    Answers the status that was sent.
    """
    if none_match is not None and answer.status == OK and _is_known(none_match, form, answer.tag):
        await send({"type": "http.response.start", "status": UNCHANGED, "headers": [*form.unchanged, *more]})
        await send({"type": "http.response.body", "body": b""})
        return UNCHANGED
    await send({"type": "http.response.start", "status": answer.status, "headers": [*form.headers, *more]})
    await send({"type": "http.response.body", "body": b"" if bodiless else form.body})
    return answer.status


def is_cacheable(status: int) -> bool:
    """Whether caches may keep an answer with this status."""
    return status in _CACHEABLE


def _is_known(none_match: bytes, form: Form, tag: str) -> bool:
    return none_match == form.etag or etags.names(none_match.decode("latin-1"), tag)


def _tag(headers: Headers, body: bytes) -> str:
    """The tag that whoever made the answer gave it, or one of its bytes."""
    given = next((value for name, value in headers if name == b"etag"), None)
    return given.decode().strip('"') if given else hashlib.sha256(body).hexdigest()[:32]


def _varying(headers: Headers) -> Headers:
    """The headers, with `Vary` that names the encoding too."""
    varies = [value for name, value in headers if name == b"vary"]
    rest = [one for one in headers if one[0] != b"vary"]
    return [*rest, (b"vary", b", ".join([*varies, b"Accept-Encoding"]))]
