"""A server that is killed in the middle of things has lost nothing that it said was stored, and nothing of it stays."""

import asyncio
import json
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.publishing.verify import faults_of_record
from db.session import reading
from tests.conftest import client_of
from tests.coroutines import run
from tests.served import Server, listening, started, until
from tests.server import clients
from tests.writing.given import NEWS, UPDATES, officer, public_updates

WRITERS, ROUNDS = 6, 2


async def written_until_killed(server: Server, key: dict[str, str]) -> list[str]:
    """The ids of what was answered as stored, by writers that go on until the server is killed by signal 9."""
    stored: list[str] = []
    enough = asyncio.Event()

    async def write() -> None:
        while True:
            try:
                answer = await clients.post(server.address, UPDATES, json.dumps(NEWS | {"publish": True}), **key)
                id_ = json.loads(answer.body)["id"]
            except (OSError, IndexError, ValueError):  # it was killed before it answered, or while it did
                return
            assert answer.status == 201
            stored.append(id_)
            if len(stored) >= WRITERS * 2:
                enough.set()

    async def kill() -> None:
        await enough.wait()
        for process in (*server.workers, server.process.pid):
            os.kill(process, signal.SIGKILL)

    await asyncio.gather(kill(), *(write() for _ in range(WRITERS)))
    return stored


def test_what_was_answered_as_stored_outlives_a_kill(engine: Engine) -> None:
    key, stored = officer(engine), set()

    for _ in range(ROUNDS):
        with started(engine) as server:
            stored |= set(run(written_until_killed(server, key)))

    assert len(stored) >= WRITERS * 2 * ROUNDS
    with reading(engine) as session:
        assert list(faults_of_record(session)) == []
    history = client_of(engine).get("/v1/changes?after=0&limit=500").json()["items"]
    assert stored <= {row["thing"]["id"] for row in history}
    assert public_updates(client_of(engine)).keys() & stored  # and it is read


@contextmanager
def one_replaced(engine: Engine) -> Iterator[tuple[Server, int]]:
    """A server of two processes of which one was killed and is replaced; and the number of the other."""
    with started(engine, "--workers", "2") as server:
        until(lambda: len(server.workers) == 2)
        first, second = server.workers
        os.kill(first, signal.SIGKILL)
        until(lambda: first not in server.workers and len(server.workers) == 2)
        yield server, second


def all_end_with(server: Server, processes: Iterable[int]) -> None:
    """Kill the server, and wait until none of these is there."""
    server.process.kill()
    server.process.wait(timeout=60)
    until(lambda: not any(Path(f"/proc/{process}").exists() for process in processes))


@pytest.mark.parametrize("database", ["sqlite"])
def test_processes_that_begin_end_with_a_server_that_ended(engine: Engine) -> None:
    with one_replaced(engine) as (server, second):
        all_end_with(server, (second, *server.workers))  # before the new one can have said whose it is


@pytest.mark.parametrize("database", ["sqlite"])
def test_processes_that_answer_are_replaced_and_end_with_the_server(engine: Engine) -> None:
    with one_replaced(engine) as (server, second):
        assert second in server.workers
        left = server.workers
        until(lambda: listening(int(server.address.rpartition(":")[2])))  # neither may have begun to
        assert run(clients.get(server.address)).status == 200

        all_end_with(server, left)
