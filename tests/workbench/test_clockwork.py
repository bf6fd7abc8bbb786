"""Several processes publish what is due: each thing once. And a server that runs does it by itself."""

import time
import urllib.request
from datetime import datetime, timedelta

from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.clock import now
from tests.builders import clock
from tests.commands import command
from tests.forked import Forked
from tests.served import COMMAND, environment, serving
from tests.workbench.desks import Desk, anytown

PROCESSES = 4


def waiting(desk: Desk, many: int) -> list[str]:
    """Updates that were released for a time that passed since."""
    with clock("2026-06-01"):
        ids = [desk.write(desk.first, summary=f"Street {number} is open.")["id"] for number in range(many)]
        for id_ in ids:
            assert desk.act("publication", id_, desk.first, at="2026-06-02T18:00:00Z")["state"] == "scheduled"
    return ids


def test_each_is_published_once_by_four_processes(client: TestClient, engine: Engine) -> None:
    desk = anytown(client, engine)
    ids = waiting(desk, 8)

    processes = [Forked([COMMAND, "publish-due"], environment(engine)) for _ in range(PROCESSES)]
    told = []
    for process in processes:
        with process:
            told += process.stdout.read().splitlines()
            assert process.wait(timeout=120) == 0, process.stderr.read()

    assert sorted(told) == sorted(f"Published or sent back: {id_}" for id_ in ids)
    assert [len(desk.changes(id_)) for id_ in ids] == [1] * len(ids)
    verified = command(engine, "verify")
    assert verified.returncode == 0, verified.stderr


def test_a_server_that_runs_publishes_by_itself(client: TestClient, engine: Engine) -> None:
    desk = anytown(client, engine)
    id_ = desk.write(desk.first)["id"]
    with serving(engine, TRACKER_TICK="0.1") as base:
        at = now() + timedelta(seconds=2)
        waits = desk.act("publication", id_, desk.first, at=at.isoformat())
        assert waits["state"] == "scheduled"
        deadline = time.monotonic() + 60
        while id_ not in _read(f"{base}/v1/recommendations/{desk.item}"):
            assert time.monotonic() < deadline
    (row,) = desk.changes(id_)
    assert at <= datetime.fromisoformat(row["published_at"]) < at + timedelta(seconds=30)


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
        return str(answer.read())
