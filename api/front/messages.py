"""What a server hands over of a request, a message at a time."""

import asyncio

from starlette.types import Message, Receive


class Messages:
    """The messages of a request, none of which is lost: who gives up waiting leaves the next one to whoever asks then.

    A server takes it for read (granian then says that the client is gone) when somebody stops waiting for it.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._next: asyncio.Future[Message] | None = None

    async def receive(self) -> Message:
        """The next message."""
        waited = self._next = self._next or asyncio.ensure_future(self._receive())
        message = await asyncio.shield(waited)
        if self._next is waited:
            self._next = None
        return message

    def end(self) -> None:
        """Wait for no more of them: the request was answered."""
        if self._next is not None:
            self._next.cancel()
