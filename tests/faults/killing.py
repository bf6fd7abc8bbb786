"""Writers who go on until what they write to is killed, and what must hold afterwards."""

import asyncio
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from random import Random
from typing import NamedTuple

from sqlalchemy import Engine, select

from api.publishing.verify import faults_of_record
from db.models.record import RecordHead
from db.session import reading
from tests.coroutines import run
from tests.faults.cluster import Cluster
from tests.served import Server, started, until
from tests.server import clients
from tests.writing.given import NEWS, UPDATES

WRITERS = 6
MOST_ANSWERS, MOST_SECONDS = 12, 0.2  # after which a moment comes at the latest
PUBLISHED = json.dumps(NEWS | {"publish": True})


class Round(NamedTuple):
    """What was killed once: how many writes had been answered as stored, and what was lost or is not whole.

    `went_on`: only the database was killed, and the server answered again without having been started anew.
    """

    went_on: bool
    acknowledged: int
    lost: list[str]
    faults: list[str]


async def written_until(
    address: str, key: dict[str, str], answers: int, later: float, end: Callable[[], None]
) -> list[str]:
    """The ids of what was answered as stored, by writers that go on until nobody answers any more.

    `end` is called so many seconds `later` than so many answers.
    """
    acknowledged: list[str] = []
    enough = asyncio.Event()

    async def write() -> None:
        while True:
            try:
                answer = await clients.post(address, UPDATES, PUBLISHED, **key)
                id_ = json.loads(answer.body).get("id")
            except (OSError, IndexError, ValueError):  # it was killed before it answered, or while it did
                return
            if answer.status == 503:  # what it writes to was
                return
            assert answer.status == 201, answer
            acknowledged.append(id_)
            if len(acknowledged) >= answers:
                enough.set()

    async def at_the_moment() -> None:
        await enough.wait()
        ended = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(later, lambda: ended.set_result(end()))
        await ended

    await asyncio.gather(at_the_moment(), *(write() for _ in range(WRITERS)))
    return acknowledged


def rounds(engine: Engine, key: dict[str, str], chance: Random, cluster: Cluster | None = None) -> Iterator[Round]:
    """Kill a server under load, each time at a moment of its own, start it again, and look what became of it.

    Where its PostgreSQL is a `cluster`, that is killed too; or alone, and the server goes on once it is back.
    """
    with ExitStack() as running:
        server = running.enter_context(started(engine))
        while True:
            before = _end(engine)
            alone = cluster is not None and chance.random() < 0.5

            def kill(server: Server = server, *, alone: bool = alone) -> None:
                for process in () if alone else (*server.workers, server.process.pid):
                    os.kill(process, signal.SIGKILL)
                if cluster:
                    cluster.kill()

            moment = chance.randint(1, MOST_ANSWERS), chance.uniform(0, MOST_SECONDS)
            acknowledged = run(written_until(server.address, key, *moment, kill))
            if cluster:
                cluster.start()
                engine.dispose()
            if not alone:
                running.close()
                server = running.enter_context(started(engine))
            stored = _published_since(server.address, before)
            with reading(engine) as session:
                faults = list(faults_of_record(session))
            yield Round(alone, len(acknowledged), sorted(set(acknowledged) - stored), faults)


def _end(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalars(select(RecordHead.sequence)).one()


def _published_since(address: str, before: int) -> set[str]:
    """The ids of what was published after a publication, as the server says once it can."""
    path = f"/v1/changes?after={before}&limit=500"
    until(lambda: run(clients.get(address, path)).status == 200)
    return {row["thing"]["id"] for row in json.loads(run(clients.get(address, path)).body)["items"]}
