"""A provider in threads of this process that keeps whoever asks waiting, until it is told to let them go."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from db.clock import now
from tests.signing_in.given import POST
from tests.signing_in.provider import AUDIENCE

DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/keys"
INTROSPECTION = "/introspect"
TOKENS = "/token"


class HeldProvider:
    """One provider: what it publishes, what it was asked, and which of its answers it holds back."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.asked: list[str] = []
        self.held: str | None = None  # the path of the answers that are held back
        self.trickled: bytes | None = None  # or what every answer is instead, again and again
        self.may_go, self.left, self.stopped = Event(), Event(), Event()
        self._key = ECKey.generate_key("P-256", {"kid": "1"})
        self._changed = Condition()
        self.document = {
            "issuer": issuer,
            "jwks_uri": issuer + KEYS,
            "introspection_endpoint": issuer + INTROSPECTION,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": issuer + TOKENS,
        }
        self.given: dict[str, str] = {}  # for any code

    def token(self, number: int = 0, *, kid: str = "1", **changed: object) -> str:
        """The token of one of its people, who holds a post; with other claims, or without those that are None."""
        said = {"iss": self.issuer, "aud": AUDIENCE, "sub": f"person-{number}", "roles": [POST]}
        times = {"iat": int(now().timestamp()), "exp": int(now().timestamp()) + 86_400}
        claims = {name: one for name, one in (said | times | changed).items() if one is not None}
        return jwt.encode({"alg": "ES256", "kid": kid}, claims, self._key, algorithms=["ES256"])

    def until_asked(self, path: str, times: int = 1) -> None:
        """Wait until it was asked this so many times."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.asked.count(path) >= times, timeout=30), self.asked

    def answer(self, path: str) -> bytes:
        """What it answers, when it does."""
        with self._changed:
            self.asked.append(path)
            self._changed.notify_all()
        if path == self.held:
            self.may_go.wait()
        answers: dict[str, Any] = {
            DISCOVERY: self.document,
            KEYS: {"keys": [self._key.as_dict(private=False)]},
            INTROSPECTION: {"active": True},
            TOKENS: self.given,
        }
        body = json.dumps(answers[path]).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body


@contextmanager
def held_provider(host: str = "127.0.0.1") -> Iterator[HeldProvider]:
    """Such a provider, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(ConnectionError):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.wfile.write(provider.answer(self.path))

        def do_POST(self) -> None:
            self.do_GET()

        def handle(self) -> None:
            if provider.trickled is None:
                super().handle()
                return
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not provider.stopped.wait(0.01):
                    self.wfile.write(provider.trickled)
            except ConnectionError:
                provider.left.set()

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        provider = HeldProvider(f"http://{host}:{server.server_port}")
        running = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        running.start()
        try:
            yield provider
        finally:
            provider.may_go.set()
            provider.stopped.set()
            server.shutdown()
            running.join()
