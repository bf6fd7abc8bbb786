"""The making of one answer, for all who ask for it at once."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive

from api.front.answers import Answer


class Making:
    """An answer that is being made once, whoever of those who wait for it leaves; given up when all have left."""

    def __init__(self, make: Callable[[Receive], Awaitable[Answer]]) -> None:
        self._waiting = 0
        self._left = asyncio.Event()
        self._asked = False
        self._task = asyncio.ensure_future(make(self._receive))
        self._task.add_done_callback(_noted)

    def when_done(self, ended: "Callable[[Making], None]") -> None:
        """Have this called once it is made, or could not be."""
        self._task.add_done_callback(lambda _: ended(self))

    @property
    def is_given_up(self) -> bool:
        return self._left.is_set()

    async def awaited(self, receive: Receive) -> Answer:
        """The answer, for one who asked with this `receive`. Raises what making it raised."""
        self._waiting += 1
        leaving = asyncio.ensure_future(_until_left(receive))
        leaving.add_done_callback(self._one_less)
        try:
            return await asyncio.shield(self._task)
        finally:
            leaving.cancel()

    def _one_less(self, _: "asyncio.Future[None]") -> None:
        self._waiting -= 1
        if not self._waiting:
            self._left.set()

    async def _receive(self) -> Message:
        """A request without a body, whose asker is gone when all have left."""
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _noted(task: "asyncio.Future[Answer]") -> None:
    """What went wrong is raised where somebody waits for it."""
    if not task.cancelled():
        task.exception()
