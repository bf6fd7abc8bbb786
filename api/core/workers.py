"""The threads that do the work of requests, and the queue before them.

What a request does with the database is one call on one thread, from its first statement to its last. Before its turn
its body was read and its parameters were understood, on the event loop; while it waits it holds no thread, no
connection and no lock. So nobody who waits keeps anybody else from being answered, however many there are.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
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
        self._together: _Together | None = None  # what is called in this turn of the event loop

    async def run(self, call: Callable[[], T], left: Callable[[], Awaitable[object]]) -> T:
        """What `call` returns or raises, once its turn has come. `left` ends when whoever asked does not wait for it.

        Raises the problem `unavailable` where too many wait already, or where the turn did not come in time.
        """
        context = copy_context()
        return await self._waited_for(self._submitted(lambda: context.run(call)), asyncio.ensure_future(left()))

    def short(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """The future of what a call returns that is over before it would be worth looking whether whoever asked is
        still there: on one thread with all that are called in the same turn of the event loop, as the way there and
        back takes longer than such a call.

        Raises the problem `unavailable` where too many wait already.
        """
        self._take()
        together, loop = self._together, asyncio.get_running_loop()
        if together is None or together.loop is not loop:
            together = self._together = _Together(loop)
            loop.call_soon(self._begin, together)
        return together.add(call)

    def result(self, call: Callable[[], T], seconds: float) -> T:
        """What a call returns or raises, for a thread that waits so many seconds for it and then raises `TimeoutError`.

        Raises the problem `unavailable` where too many wait already.
        """
        return self._submitted(call).result(seconds)

    def _submitted(self, call: Callable[[], T]) -> Future[T]:
        self._take()
        work = self._threads.submit(call)
        work.add_done_callback(lambda _: self._leave(1))
        return work

    def _begin(self, together: "_Together") -> None:
        if self._together is together:
            self._together = None
        self._threads.submit(together.run).add_done_callback(lambda _: self._leave(len(together.calls)))

    def _take(self) -> None:
        with self._lock:
            if self.taken >= self._most:
                raise _too_many()
            self.taken += 1

    def _leave(self, many: int) -> None:
        with self._lock:
            self.taken -= many

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


class _Together:
    """Calls that one thread does one after the other, for those who wait on one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.calls: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []

    def add(self, call: Callable[[], Any]) -> asyncio.Future[Any]:
        """The future of what a call returns or raises."""
        answer = self.loop.create_future()
        self.calls.append((call, answer))
        return answer

    def run(self) -> None:
        """Do them, and tell all who wait."""
        done = [_Outcome(call) for call, _ in self.calls]
        with suppress(RuntimeError):  # nobody waits on a loop that is closed
            self.loop.call_soon_threadsafe(self._tell, done)

    def _tell(self, done: "list[_Outcome]") -> None:
        for (_, answer), outcome in zip(self.calls, done, strict=True):
            if not answer.cancelled():
                outcome.tell(answer)


class _Outcome:
    """What a call returned or raised."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._found: Any = None
        self._error: BaseException | None = None
        with self:
            self._found = call()

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> bool:
        self._error = error
        return isinstance(error, Exception)

    def tell(self, answer: asyncio.Future[Any]) -> None:
        """Let a future have it."""
        if self._error is None:
            answer.set_result(self._found)
        else:
            answer.set_exception(self._error)


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
