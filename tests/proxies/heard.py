"""An application behind a proxy that notes what it is sent, and answers as it is told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Request(NamedTuple):
    """What a proxy sent."""

    path: str
    version: str
    headers: Message


class Heard:
    """What was sent so far; and what is answered: of long ago, to be kept for a second, and for a day more in need."""

    date = "Sat, 28 Nov 2026 07:51:16 GMT"

    def __init__(self, address: str) -> None:
        self.address = address
        self.requests: list[Request] = []
        self.answers(200)

    def answers(self, status: int, vary: str = "") -> None:
        """Answer like this from now on."""
        kept = status in {200, 410}
        cache_control = "public, max-age=60, s-maxage=1, stale-if-error=86400" if kept else "no-store"
        self.status = status
        self.headers = {"Cache-Control": cache_control, "Date": self.date} | ({"Vary": vary} if vary else {})


@contextmanager
def hearing() -> Iterator[Heard]:
    """One that listens until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            heard.requests.append(Request(self.path, self.request_version, self.headers))
            self.send_response_only(heard.status)
            for name, value in {**heard.headers, "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        heard = Heard(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield heard
        server.shutdown()
        thread.join()
