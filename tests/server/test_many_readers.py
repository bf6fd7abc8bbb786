"""However many read at once, and whoever else is slow or silent: everybody is answered."""

import asyncio
from contextlib import ExitStack

from sqlalchemy import Engine

from tests.coroutines import run
from tests.served import serving
from tests.server import clients
from tests.writing.given import UPDATES

READERS, HALF_WAY, SILENT = 300, 45, 20


async def everybody(address: str) -> tuple[list[int], list[int]]:
    """The statuses that many readers get, and those of who asks meanwhile whether the server is alive."""
    alive: list[int] = []

    async def ask(readers: asyncio.Future[list[clients.Answer]]) -> None:
        while not readers.done():
            alive.append((await clients.get(address, "/healthz")).status)

    readers = asyncio.gather(*(clients.get(address) for _ in range(READERS)))
    await asyncio.gather(readers, ask(readers))
    return [answer.status for answer in readers.result()], alive


def test_three_hundred_readers_are_answered_while_others_are_slow_or_silent(engine: Engine) -> None:
    with serving(engine) as address, ExitStack() as opened:
        unheard = [opened.enter_context(clients.silent(address)) for _ in range(SILENT)]
        for _ in range(HALF_WAY):
            opened.enter_context(clients.half_way(address, UPDATES))

        statuses, alive = run(everybody(address))

        assert statuses == [200] * READERS
        assert set(alive) == {200}
        assert run(clients.get(address)).status == 200
        assert run(clients.get(address, "/readyz")).status == 200
        assert [one.recv(1) for one in unheard] == [b""] * SILENT  # let go of, as they never asked for anything
