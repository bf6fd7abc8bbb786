"""What a server hands over of a request, of which nothing may be lost."""

import asyncio
from dataclasses import dataclass

from starlette.testclient import TestClient
from starlette.types import Message

from tests.front.asking import Asker, asked_at_once


@dataclass
class Held(Asker):
    """Whose body does not come before the answer. As granian does it, what somebody stops waiting for is lost, and who
    asks after that is told that the client is gone.
    """

    lost: bool = False
    told_gone: int = 0

    async def receive(self) -> Message:
        if self.lost:
            self.told_gone += 1
            return {"type": "http.disconnect"}
        try:
            await asyncio.Event().wait()
        finally:
            self.lost = True
        raise AssertionError


def test_who_is_still_there_is_never_taken_for_gone(client: TestClient) -> None:
    askers = [
        Held(path)
        for path in (
            "/open-data/publications.csv",  # is looked for on one thread, and made on another
            "/v1/recommendations?limit=1&sort=-updated",
            "/v1/recommendations/anytown-nothing",
            "/readyz",
        )
    ]
    for one in askers:
        asked_at_once(client, [one])
        assert one.told_gone == 0, one.path
    assert [one.status for one in askers] == [200, 200, 404, 200]
