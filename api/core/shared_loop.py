"""One event loop in a thread of its own, on which requests share what they wait for.

Each request may run on another event loop, and may be cancelled while others wait for the same answer. What they share
goes on here, whoever leaves. Its state is changed on this loop alone, and so without locks; waiting holds no thread.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from threading import Lock, Thread
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

LOOKUPS = 32  # threads for names that are being looked up: each name takes one, however many wait for it
_beginning = Lock()


async def on_shared_loop(call: Coroutine[Any, Any, T]) -> T:
    """What this coroutine returns or raises when it runs on the shared loop. It is cancelled with whoever waits."""
    return await asyncio.wrap_future(_begun(call))


def waited_for(call: Coroutine[Any, Any, T]) -> T:
    """What this coroutine returns or raises when it runs on the shared loop, for a thread that may have a loop itself
    and waits.
    """
    return _begun(call).result()


def _begun(call: Coroutine[Any, Any, T]) -> Future[T]:
    with _beginning:
        loop = _loop()
    return asyncio.run_coroutine_threadsafe(call, loop)


async def together(under_way: dict[K, asyncio.Future[T]], name: K, ask: Callable[[], Awaitable[T]]) -> T:
    """The answer to a question that is asked once for all who want it at the same time.

    It goes on when they are cancelled, the first of them too. `under_way` has each question until it is answered.
    """
    if name not in under_way:
        question = asyncio.ensure_future(ask())

        def ended(_: asyncio.Future[T]) -> None:
            del under_way[name]
            if not question.cancelled():
                question.exception()  # or it would be logged as overlooked where nobody waits any longer

        question.add_done_callback(ended)
        under_way[name] = question
    return await asyncio.shield(under_way[name])


class _Loop(asyncio.SelectorEventLoop):
    """Looks up each name once at a time.

    A lookup is on a thread and cannot be cancelled. If the name server of one provider did not answer, everybody who
    waits for that provider would take one more thread, until there were none left to look up another provider.
    """

    def __init__(self) -> None:
        super().__init__()
        self.set_default_executor(ThreadPoolExecutor(LOOKUPS, "lookup"))
        self._lookups: dict[Any, asyncio.Future[Any]] = {}

    async def getaddrinfo(self, host: Any, port: Any, **how: int) -> Any:
        look_up = super().getaddrinfo
        return await together(self._lookups, (host, port, *sorted(how.items())), lambda: look_up(host, port, **how))


@lru_cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = _Loop()
    Thread(target=loop.run_forever, name="shared loop", daemon=True).start()
    return loop
