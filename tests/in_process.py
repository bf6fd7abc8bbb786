"""A client of an application in this process, whose requests cross to its event loop once.

Starlette's crosses to it eight times for each request, and hands over between threads each time.
"""

import asyncio
from contextlib import suppress
from urllib.parse import unquote

import httpx2
from anyio.from_thread import BlockingPortal
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Scope


class Client(TestClient):
    """A client to whom answers come whole, and that follows no redirect."""

    def __init__(self, app: ASGIApp, portal: BlockingPortal, headers: dict[str, str]) -> None:
        super().__init__(app, raise_server_exceptions=False, follow_redirects=False, headers=headers)
        self.portal = portal
        self._transport = _Transport(app, portal)


class _Transport(httpx2.BaseTransport):
    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._app = app
        self._portal = portal

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """What the application answers to a request."""
        status, headers, body = self._portal.call(_answered, self._app, _scope(request), request.read())
        return httpx2.Response(status, headers=headers, stream=httpx2.ByteStream(body), request=request)


def _scope(request: httpx2.Request) -> Scope:
    url = request.url
    path, _, query = url.raw_path.partition(b"?")
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": unquote(path.decode()),
        "raw_path": path,
        "root_path": "",
        "scheme": url.scheme,
        "query_string": query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("testclient", 50000),
        "server": [url.host, url.port or (443 if url.scheme == "https" else 80)],
        "extensions": {},
        "state": {},
    }


async def _answered(app: ASGIApp, scope: Scope, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """The status, the headers and the body of an answer; 500 where the application failed before it answered."""
    asked, sent, whole = [body], list[Message](), asyncio.Event()

    async def receive() -> Message:
        if asked:
            return {"type": "http.request", "body": asked.pop()}
        await whole.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            whole.set()

    with suppress(Exception):
        await app(scope, receive, send)
    if not sent:
        return 500, [], b""
    start, *rest = sent
    assert [start["type"], *{one["type"] for one in rest}] == ["http.response.start", "http.response.body"]
    return start["status"], start["headers"], b"".join(one.get("body", b"") for one in rest)
