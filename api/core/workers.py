"""The threads that do the work of requests, and the queue before them.

What a request does with the database is one call on one thread, from its first statement to its last. Before its turn
its body was read and its parameters were understood, on the event loop; while it waits it holds no thread, no
connection and no lock. So nobody who waits keeps anybody else from being answered, however many there are.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from api.core.problems import Problem

READERS = 4  # measured: with more an answer only takes longer, as one interpreter runs one thread at a time
WRITERS = 1  # the record has one write lock: a second writer here would only hold a connection while it waits for it
CHECKS = 1  # whether this instance is ready is asked beside the queue of readers, not behind it
LOOKS = 1  # and so is where the record ends
BUILDERS = 2  # of files of open data: one that takes minutes keeps neither readers nor a small one waiting
# Of the database, in one process: one for each thread and for what the server does by itself; and a little.
CONNECTIONS = READERS + WRITERS + CHECKS + LOOKS + BUILDERS + 2
QUEUE = 1_000  # how many may wait
PATIENCE = 30.0  # for how many seconds: most proxies give up after 60

T = TypeVar("T")


class WorkerPool:
    """So many threads, and a bounded queue in which nobody waits too long, or after they left."""

    def __init__(self, threads: int, *, queue: int = QUEUE, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._most = threads + queue
        self._threads = ThreadPoolExecutor(threads, "worker")
        self.taken = 0
        self._lock = Lock()

    async def run(self, call: Callable[[], T], left: Callable[[], Awaitable[object]]) -> T:
        """What `call` returns or raises, once its turn has come. `left` ends when whoever asked does not wait for it.

        Raises the problem `unavailable` where too many wait already, or where the turn did not come in time.
        """
        context = copy_context()
        return await self._waited_for(self._submitted(lambda: context.run(call)), asyncio.ensure_future(left()))

    async def run_short(self, call: Callable[[], T]) -> T:
        """What a call returns that is over before it would be worth looking whether whoever asked is still there.

        Raises the problem `unavailable` where too many wait already.
        """
        return await asyncio.wrap_future(self._submitted(call))

    def result(self, call: Callable[[], T], seconds: float) -> T:
        """What a call returns or raises, for a thread that waits so many seconds for it and then raises `TimeoutError`.

        Raises the problem `unavailable` where too many wait already.
        """
        return self._submitted(call).result(seconds)

    def _submitted(self, call: Callable[[], T]) -> Future[T]:
        with self._lock:
            if self.taken >= self._most:
                raise _too_many()
            self.taken += 1
        work = self._threads.submit(call)
        work.add_done_callback(self._done)
        return work

    async def _waited_for(self, work: Future[T], left: asyncio.Future[Any]) -> T:
        answer: asyncio.Future[Any] = asyncio.wrap_future(work)
        try:
            await asyncio.wait({answer, left}, timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done() and work.cancel():  # which nothing does to a call that began
                if left.done():
                    left.result()  # or what went wrong with the rest of the request
                raise _too_many()
            answered: T = await answer
            return answered
        finally:
            left.cancel()
            await asyncio.gather(left, return_exceptions=True)

    def _done(self, _: Future[Any]) -> None:
        with self._lock:
            self.taken -= 1


@dataclass(frozen=True)
class WorkerPools:
    """The pools of one application: who waits to write never keeps who reads from a thread."""

    readers: WorkerPool
    writers: WorkerPool
    checks: WorkerPool
    looks: WorkerPool
    builders: WorkerPool


def worker_pools() -> WorkerPools:
    """Pools for one application. Their threads begin when they are first needed."""
    return WorkerPools(
        WorkerPool(READERS), WorkerPool(WRITERS), WorkerPool(CHECKS), WorkerPool(LOOKS), WorkerPool(BUILDERS)
    )


def _too_many() -> Problem:
    detail = "More is asked at this moment than can be answered. Nothing was stored. Try again in a few seconds."
    return Problem("unavailable", detail, headers={"Retry-After": "5"})
