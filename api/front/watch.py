"""What a process knows of where the record ends, and for how long that is good enough to answer from."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from api.core.problems import Problem
from db.clock import now
from db.queries.moments import Head
from db.session import WRITTEN

Look = Callable[[], Awaitable[Head]]
GRACE = timedelta(seconds=60)  # in which what was known goes on where the database cannot be asked
PATIENCE = 1.0  # seconds for which somebody waits for a look
_NEVER = datetime.min.replace(tzinfo=UTC)


class Watch:
    """Where the record ends: looked at when somebody asks, by one at a time, and at most every so often.

    What is known for less than that is good enough; for less than twice that, while it is looked at again; older than
    that, one waits. What this process wrote is looked at before the next answer. Where the database cannot be asked,
    what was known goes on for a minute. A wall clock that was set back makes what is known look as if it came from the
    future: then it is not believed.
    """

    def __init__(self) -> None:
        self.head: Head | None = None
        self.every = timedelta()
        self._began = self._tried = _NEVER
        self._written = 0
        self._looks = self._seen = 0  # how many were begun, and which of them was the last that saw something
        self._failing = False
        self._looking: asyncio.Task[None] | None = None

    def is_fresh(self, at: datetime) -> bool:
        """Whether what is known is good enough, and nobody need look."""
        return self._is_within(self.every, at)

    async def known(self, look: Look, at: datetime) -> Head | None:
        """Where the record ends, for somebody who asks at a moment; None where nobody can tell any more."""
        before, soon = self._looks, 2 * self.every
        if self.every and self._failing:  # nobody waits for a database that is away
            if not self._looking and not self._tried <= at < self._tried + self.every:
                self._begin(look, at)
            return self.head if self._is_within(GRACE, at) else None
        while self._seen <= before and not self.is_fresh(at):
            looking = self._looking or self._begin(look, at)
            if self._is_within(soon, at):
                break
            await asyncio.wait({looking}, timeout=PATIENCE)
            if self._failing or not looking.done():
                self._failing = True
                return self.head if self._is_within(GRACE, at) else None
        return self.head

    def saw(self, head: Head, began: datetime, written: int) -> None:
        """Note where the record ended in a snapshot from which something was answered, where that is further on."""
        if self.head is None or head.sequence > self.head.sequence:
            self._note(head, began, written)

    def _begin(self, look: Look, at: datetime) -> "asyncio.Task[None]":
        self._looks += 1
        self._tried = at
        self._looking = asyncio.create_task(self._look(look, self._looks))
        return self._looking

    async def _look(self, look: Look, number: int) -> None:
        began, written, known, head = now(), WRITTEN.last, self.head, None
        try:
            with suppress(SQLAlchemyError, Problem):
                head = await look()
        finally:
            self._looking, self._failing = None, head is None
        # Unless an answer saw more meanwhile, what is less than was known is a record that somebody put in its place.
        if head is not None and (self.head is known or known is None or head.sequence >= known.sequence):
            self._note(head, began, written)
            self._seen = number

    def _note(self, head: Head, began: datetime, written: int) -> None:
        if head != self.head:
            self.head = head
        self._began, self._written = began, written

    def _is_within(self, span: timedelta, at: datetime) -> bool:
        """Whether what is known was looked at within a span before a moment, and nothing was written here since."""
        return self._began <= at < self._began + span and self._written == WRITTEN.last
