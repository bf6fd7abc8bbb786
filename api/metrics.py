"""What is measured, told to Prometheus at an address of its own, by one process for all.

Each process counts in files of a folder that they share. Whichever gets the address answers at it: it sums what is in
the files, those of processes that ended too, so that no count ever falls, and asks the database what stands there.
"""

import os
import threading
import time
from collections import Counter as Counted
from collections.abc import Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIServer

import structlog
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from starlette.datastructures import State

from api.core.background import background
from api.core.measures import FRONT, FRONT_BYTES, FRONT_KEPT, PROCESSES, REQUESTS, WAITING
from api.core.problems import Problem
from api.core.shared_folder import FOLDER
from api.http.readiness import what_is_wrong_since
from api.retention import purges
from api.settings import settings
from db.clock import now
from db.measures import PREFIX
from db.models.reminders import Reminder
from db.models.workbench import WorkingCopy
from db.queries import kept, moments
from db.session import reading
from db.unavailable import DatabaseUnavailableError
from db.vocabulary import INNER_LISTS

_EVERY = 1.0  # seconds, between two times that a process hands on what it counted by itself
_PATIENCE = 5.0  # seconds that the database has to say how it is
_LATELY = timedelta(days=1)

log = structlog.get_logger("assembly_tracker")


@contextmanager
def told(state: State) -> Iterator[None]:
    """In the block, what this process measures is handed on; and told to Prometheus, if no other process does."""
    if not settings().metrics or FOLDER not in os.environ:
        yield
        return
    with background("metrics", partial(_tell, state)):
        yield


def _tell(state: State, stop: threading.Event) -> None:
    counts, server = FrontCounts(), None
    while True:
        counts.hand_on(state)
        server = server or _listen(state)
        if stop.wait(_EVERY):
            break
    counts.hand_on(state)
    mark_process_dead(os.getpid())
    if server:
        server.shutdown()
        server.server_close()


def _listen(state: State) -> WSGIServer | None:
    """Answer at the address; None where another process does."""
    registry = CollectorRegistry()
    registry.register(Living())
    registry.register(Record(state))
    try:
        server, _ = start_http_server(settings().metrics_at.port, settings().metrics_at.host, registry)
    except OSError:
        return None
    log.info("metrics", address=settings().metrics)
    return server


class FrontCounts:
    """What the front of a process counted by itself, as far as it was handed on."""

    def __init__(self) -> None:
        self._told: Counted[tuple[str, str]] = Counted()
        self._given = self._made = self._read = 0

    def hand_on(self, state: State) -> None:
        """Hand on what was counted since, and how it is now."""
        PROCESSES.set(1)
        for name in ("readers", "writers"):
            WAITING.labels(name).set(getattr(state.pools, name).taken)
        front = getattr(state, "front", None)
        if front is None:  # nobody has asked for anything yet
            return
        for route, counted in list(front.given.items()):
            for status, number in zip(("2xx", "3xx"), counted, strict=True):
                more = number - self._told[route, status]
                if more:
                    self._told[route, status] = number
                    REQUESTS.labels(route, "GET", status).inc(more)
        given, read, made = self._told.total(), front.read, front.made
        # What was just read is given too.
        FRONT.labels("hit").inc(max(0, given - self._given - (read - self._read)))
        FRONT.labels("read").inc(read - self._read)
        FRONT.labels("made").inc(made - self._made)
        self._given, self._read, self._made = given, read, made
        answers, size = front.kept
        FRONT_KEPT.set(answers)
        FRONT_BYTES.set(size)


class Living(Collector):
    """What all processes measured; and how it is now with those that live."""

    def collect(self) -> Iterator[Metric]:
        folder = os.environ[FOLDER]
        for file in Path(folder).glob("gauge_live*.db"):
            process = int(file.stem.rpartition("_")[2])
            if not Path(f"/proc/{process}").exists():
                mark_process_dead(process)
        yield from MultiProcessCollector(None, folder).collect()


class Record(Collector):
    """What the database says; nothing but that it is away, where it says nothing."""

    def __init__(self, state: State) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        wrong: str | None = "it says nothing"
        found: list[Metric] = []
        with suppress(DatabaseUnavailableError, Problem, FutureTimeoutError):
            wrong, found = self._state.pools.checks.result(self._ask, _PATIENCE)
        yield _one("database_up", "1 where the database can be read.", found)
        yield _one("ready", "1 where /readyz says that this instance is ready.", wrong is None)
        yield from found

    def _ask(self) -> tuple[str | None, list[Metric]]:
        wrong = what_is_wrong_since(self._state, time.monotonic())
        found = [*stands(self._state.engine, works=self._state.works)]
        if wrong is None:
            current = self._state.index == "current"
            found.append(_one("index_current", "0 where another version made the index.", current))
        return wrong, found


def stands(engine: Engine, *, works: bool) -> Iterator[Metric]:
    """What stands in the database; where nobody works on it, only what is public. Raises `DatabaseUnavailableError`."""
    with reading(engine) as session:
        head = moments.head(session)
        yield _one("record_sequence", "The sequence of the last publication.", head.sequence)
        ends = head.published_at.timestamp()
        yield _one("record_published_timestamp_seconds", "When it was published.", ends)
        yield _one("keeping_waiting", "Things whose kept answers are to be made anew.", kept.how_many_wait(session))
        if not works:
            return
        yield _one("purges_pending", "Deletions that are not out of the files yet.", len(purges.pending(session)))
        scheduled = select(func.count()).where(WorkingCopy.state == "scheduled")
        yield _one("scheduled", "What was released and waits for its time.", session.scalars(scheduled).one())
        yield _reminders(session)


def _reminders(session: Session) -> Metric:
    found = GaugeMetricFamily(f"{PREFIX}reminders", "Reminders that were last tried within a day.", labels=["state"])
    counted = select(Reminder.state, func.count()).where(Reminder.tried_at > now() - _LATELY).group_by(Reminder.state)
    numbers: dict[str, int] = dict(session.execute(counted).tuples().all())
    for state in INNER_LISTS["reminder_state"]:
        found.add_metric([state], numbers.get(state, 0))
    return found


def _one(name: str, help_: str, value: Any) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}{name}", help_, float(value if isinstance(value, int | float) else bool(value)))
