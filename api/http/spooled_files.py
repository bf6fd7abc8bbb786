"""A spooled file as it is sent: from the file, a piece at a time, whole or a range; 304 for who has it already."""

import os
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.core import etags
from api.core.headers import BODILESS
from api.open_data.spool import Spooled

_LEAST, _MOST = 1 << 16, 1 << 20  # bytes that are read at once: more for who takes them at once
_AT_ONCE = 0.05  # seconds
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Span(NamedTuple):
    """The first of some bytes, and the one after the last."""

    first: int
    end: int


class FileResponse(Response):
    """A file that is open, which is closed once it is sent or whoever asked is gone.

    `changed`: the last time at which what it says may have changed.
    """

    def __init__(self, spooled: Spooled, media_type: str, changed: datetime, headers: Mapping[str, str]) -> None:
        super().__init__(media_type=media_type, headers={**headers, **_validators(spooled, changed)})
        self._spooled = spooled
        self._changed = changed
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        with self._spooled.file:
            asked = Headers(scope=scope)
            if self._is_known(asked):
                self.status_code = 304
                await self._begin(send)
                await send({"type": "http.response.body", "body": b""})
                return
            span = self._span(asked)
            if span is None:
                self.status_code = 416
                self.headers["content-range"] = f"bytes */{self._spooled.size}"
                span = Span(0, 0)
            elif span != Span(0, self._spooled.size):
                self.status_code = 206
                self.headers["content-range"] = f"bytes {span.first}-{span.end - 1}/{self._spooled.size}"
            self.headers["content-length"] = str(span.end - span.first)
            await self._begin(send)
            await self._send_bytes(Span(0, 0) if scope.get("state", {}).get(BODILESS) else span, send)

    async def _begin(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})

    async def _send_bytes(self, span: Span, send: Send) -> None:
        """Reading from the page cache is over sooner than a thread would have begun it."""
        at, number, most = span.first, self._spooled.file.fileno(), _LEAST
        while at < span.end:
            piece = os.pread(number, min(most, span.end - at), at)
            at += len(piece)
            began = time.monotonic()
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            most = min(2 * most, _MOST) if time.monotonic() - began < _AT_ONCE else _LEAST
        await send({"type": "http.response.body", "body": b""})

    def _is_known(self, asked: Headers) -> bool:
        """Whether whoever asks has these very bytes (RFC 9110, 13.2.2): by their tag, else by their date."""
        none_match = asked.get("if-none-match")
        if none_match is not None:
            return etags.names(none_match, self.headers["etag"].strip('"'))
        since = _moment(asked.get("if-modified-since"))
        return since is not None and "last-modified" in self.headers and self._changed.replace(microsecond=0) <= since

    def _span(self, asked: Headers) -> Span | None:
        """What of the file is asked for: all of it but where there is one range that can be understood; None where that
        has no bytes.
        """
        whole = Span(0, self._spooled.size)
        found = _RANGE.fullmatch(asked.get("range", "").replace(" ", "").lower())
        if found is None or found[1] == found[2] == "" or not self._is_still(asked.get("if-range")):
            return whole
        size = self._spooled.size
        if not found[1]:
            span = Span(max(0, size - int(found[2])), size)
        else:
            span = Span(int(found[1]), min(size, int(found[2]) + 1) if found[2] else size)
        if found[1] and found[2] and int(found[2]) < int(found[1]):
            return whole
        return span if span.first < span.end else None

    def _is_still(self, if_range: str | None) -> bool:
        """Whether the file is the one of which somebody has a part."""
        return if_range is None or if_range in {self.headers["etag"], self.headers.get("last-modified")}


def _validators(spooled: Spooled, changed: datetime) -> dict[str, str]:
    """Its tag; and its date, where it was made more than a second after that, so that no second of it is another."""
    found = {"ETag": etags.written(spooled.tag), "Accept-Ranges": "bytes"}
    if spooled.made_at >= changed.timestamp() + 1:
        found["Last-Modified"] = format_datetime(changed.astimezone(UTC).replace(microsecond=0), usegmt=True)
    return found


def _moment(written: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(written or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
