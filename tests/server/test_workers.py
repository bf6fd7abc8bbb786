"""The queue before the worker threads: bounded, patient for a while, and without those who left."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from api.core.problems import Problem
from api.core.workers import WorkerPool
from api.main import create_app
from tests.conftest import said
from tests.coroutines import run
from tests.served import until
from tests.server.clients import STATUS


@pytest.fixture
def database() -> str:
    """What waits has nothing to do with where the record is."""
    return "sqlite"


Leaving = Callable[[], Awaitable[object]]


class Busy:
    """A pool of one thread, which is taken until `free` is set."""

    def __init__(self, queue: int, patience: float) -> None:
        self.pool = WorkerPool(1, queue=queue, patience=patience)
        self.free = threading.Event()
        self._others = ThreadPoolExecutor(8)
        taken = threading.Event()
        self.first = self.ask(lambda: (taken.set(), self.free.wait()))
        assert taken.wait(60)

    def ask(self, call: Callable[[], object], left: Leaving | None = None) -> Future[object]:
        """The future of what somebody gets who asks on an event loop of their own."""
        gone = left or (lambda: asyncio.Event().wait())
        return self._others.submit(lambda: run(self.pool.run(call, gone)))


@pytest.fixture
def busy() -> Iterator[Busy]:
    found = Busy(queue=2, patience=60)
    yield found
    found.free.set()


def refused(answer: Future[object]) -> None:
    problem = answer.exception(timeout=60)
    assert isinstance(problem, Problem)
    assert problem.name == "unavailable"
    assert int(problem.headers["Retry-After"]) > 0


def test_who_finds_the_queue_full_is_told_to_come_again(busy: Busy) -> None:
    done: list[int] = []
    waiting = [busy.ask(lambda number=number: done.append(number)) for number in range(2)]
    until(lambda: busy.pool.taken == 3)

    refused(busy.ask(lambda: done.append(3)))
    busy.free.set()

    assert [one.result(timeout=60) for one in waiting] == [None, None]
    assert sorted(done) == [0, 1]


def test_who_waited_too_long_is_told_to_come_again_and_nothing_is_done_for_them() -> None:
    busy, done = Busy(queue=2, patience=60), []

    busy.pool.patience = 0.05
    refused(busy.ask(lambda: done.append(1)))
    busy.pool.patience = 60
    busy.free.set()

    assert busy.first.result(timeout=60)
    assert busy.ask(lambda: "next").result(timeout=60) == "next"
    assert done == []


def test_who_left_is_dropped_from_the_queue(busy: Busy) -> None:
    done: list[int] = []

    async def leaves() -> None:
        return

    refused(busy.ask(lambda: done.append(1), leaves))
    busy.free.set()

    assert busy.ask(lambda: "next").result(timeout=60) == "next"
    assert done == []


def test_a_call_that_began_is_answered_though_somebody_left() -> None:
    pool, began, go_on = WorkerPool(1), threading.Event(), threading.Event()

    def call() -> str:
        began.set()
        assert go_on.wait(60)
        return "answered"

    async def leaves() -> None:
        await asyncio.to_thread(began.wait)
        asyncio.get_running_loop().call_later(0.05, go_on.set)

    assert run(pool.run(call, leaves)) == "answered"


def test_a_full_queue_is_a_problem_in_the_medium_that_was_asked_for(client: TestClient) -> None:
    busy = Busy(queue=0, patience=60)
    client.app.state.pools = replace(client.app.state.pools, readers=busy.pool, writers=busy.pool)

    refusal = client.get(STATUS)
    page = client.get("/recommendations/camden-climate-2019-8", headers={"Accept": "text/html"})
    frame = client.get("/embed/recommendations/camden-climate-2019-8")
    mailed = client.get("/v1/admin/answers/unknown", headers={"Accept": "text/html"})

    busy.free.set()
    assert said(refusal, 503)["type"].endswith("/unavailable")
    assert {one.status_code for one in (refusal, page, frame, mailed)} == {503}
    assert {one.headers["Retry-After"] for one in (refusal, page, frame, mailed)} == {"5"}
    assert {one.headers["Cache-Control"] for one in (refusal, page, frame, mailed)} == {"no-store"}
    assert {one.headers["Content-Type"] for one in (page, frame, mailed)} == {"text/html; charset=utf-8"}
    assert [said(client.get(path), 200)["status"] for path in ("/healthz", "/readyz")] == ["ok", "ok"]


def test_many_who_ask_whether_it_is_ready_share_one_trial(client: TestClient, engine: Engine) -> None:
    """Anybody may ask; whoever has to know is not kept waiting by them, and the disk is not worn out."""
    trials: list[object] = []

    def note(connection: object) -> None:
        trials.append(connection)

    said(client.get("/readyz"), 200)
    event.listen(engine, "begin", note)
    said(client.get("/readyz"), 200)
    once, busy = len(trials), Busy(queue=12, patience=60)
    client.app.state.pools = replace(client.app.state.pools, checks=busy.pool)
    with ThreadPoolExecutor(12) as others:
        asking = [others.submit(client.get, "/readyz") for _ in range(12)]
        until(lambda: busy.pool.taken == 13)
        busy.free.set()
        answers = [one.result(timeout=60).status_code for one in asking]
    event.remove(engine, "begin", note)

    assert answers == [200] * 12
    assert len(trials) == 2 * once


def test_no_route_waits_for_a_thread_but_in_its_one_call() -> None:
    """A plain function as a dependency would run on a thread of the framework's own, before the turn has come."""

    def dependencies(dependant: Any) -> Iterator[Any]:
        for one in dependant.dependencies:
            yield one.call
            yield from dependencies(one)

    for route in iter_route_contexts(create_app().routes):
        if isinstance(route.original_route, APIRoute):
            for call in (route.original_route.dependant.call, *dependencies(route.original_route.dependant)):
                runs = asyncio.iscoroutinefunction(call) or asyncio.iscoroutinefunction(type(call).__call__)
                assert runs, f"{route.path}: {call}"


def test_short_calls_of_one_turn_of_the_loop_are_done_on_one_thread() -> None:
    pool, done = WorkerPool(4), list[int]()

    def call(number: int) -> int:
        if number == 2:
            raise LookupError
        done.append(threading.get_ident())
        return number

    async def asked() -> list[object]:
        waiting = [pool.short(partial(call, number)) for number in range(4)]
        waiting[3].cancel()
        return await asyncio.gather(*waiting[:3], return_exceptions=True)

    *found, error = run(asked())

    assert found == [0, 1]
    assert isinstance(error, LookupError)
    assert len(set(done)) == 1
    until(lambda: pool.taken == 0)


def test_a_short_call_that_finds_the_queue_full_is_told_to_come_again(busy: Busy) -> None:
    async def asked() -> list[object]:
        waiting = [busy.pool.short(lambda: "done") for _ in range(2)]
        with pytest.raises(Problem):
            busy.pool.short(lambda: "too many")
        busy.free.set()
        return await asyncio.gather(*waiting)

    assert run(asked()) == ["done", "done"]
