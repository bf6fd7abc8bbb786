"""Many who ask the application for one thing in the same moment, on its own event loop: as a server hands them over."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient
from starlette.types import Message


@dataclass
class Asker:
    """Somebody who asks, and may leave before they are answered."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[Message] = field(default_factory=list)
    _asked: bool = False

    @property
    def scope(self) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        headers = [
            (b"host", b"here"),
            *((name.lower().encode(), value.encode()) for name, value in self.headers.items()),
        ]
        return {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "root_path": "",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
            "server": ("here", 80),
            "client": ("there", 1),
            "state": {},
        }

    async def receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        """0 where nothing was answered."""
        return int(self.sent[0]["status"]) if self.sent else 0


def asked_at_once(
    client: TestClient,
    askers: list[Asker],
    then: Callable[[list["asyncio.Task[None]"]], Awaitable[None] | None] = lambda _: None,
) -> None:
    """Let them all ask, do something to what is asked once nobody can go on, and wait for all answers."""

    async def ask() -> None:
        tasks = [asyncio.create_task(client.app(one.scope, one.receive, one.send)) for one in askers]
        for _ in range(50):  # turns of the loop, after which each waits for something beside it
            await asyncio.sleep(0)
        meanwhile = then(tasks)
        if meanwhile:
            await meanwhile
        await asyncio.gather(*tasks, return_exceptions=True)

    client.portal.call(ask)
