"""Writes of every sort, one after the other, to a server whose flushes to the disk are counted meanwhile."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Engine

from tests.coroutines import run
from tests.faults.cluster import Cluster
from tests.faults.traced import SEEN, flushes, traced
from tests.served import started
from tests.server import clients
from tests.writing.given import NEWS, UPDATES, admin, officer

LOGS = {"sqlite": ".sqlite3-wal", "postgresql": "/pg_wal/"}  # in the paths of the files that hold what was committed
_KEY = {"role": "officer", "covers": ["anytown-head-of-streets"], "holder": "Sam Roe"}
_OFTEN = {"TRACKER_TICK": "3600"}  # so that nothing but what is asked for writes


def flushes_of_writes(engine: Engine, many: int, folder: Path, cluster: Cluster | None = None) -> list[int]:
    """How often the log of a database was flushed for each of so many writes before it was answered as stored.

    PostgreSQL flushes in processes of its own, those of a `cluster`.
    """
    asked = _asked(engine)
    trace = folder / "trace"
    with started(engine, **_OFTEN) as server:
        for path, body, key in asked:  # so that its connections are there
            _write(server.address, path, body, key)
        flushing = cluster.processes if cluster else []
        with traced([*server.workers, *flushing], SEEN, "-o", trace):
            for number in range(many):
                _write(server.address, *asked[number % len(asked)])
    return flushes(trace, LOGS[engine.dialect.name])


def _asked(engine: Engine) -> Sequence[tuple[str, object, Mapping[str, str]]]:
    """What is published, what is drafted, and what an administrator does."""
    officers, admins = officer(engine), admin(engine)
    return [(UPDATES, NEWS | {"publish": True}, officers), (UPDATES, NEWS, officers), ("/v1/admin/keys", _KEY, admins)]


def _write(address: str, path: str, body: object, key: Mapping[str, str]) -> None:
    answer = run(clients.post(address, path, json.dumps(body), **key))
    assert answer.status == 201, answer
