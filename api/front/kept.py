"""What is kept: answers of one edition of the record, which are all true or all gone, bounded in bytes."""

import asyncio
from collections import OrderedDict
from datetime import UTC, datetime, time, timedelta

from api.core.caching import SHARED, cache_control, midnight_after
from api.front.answers import Answer
from api.front.lists import Lists
from api.front.making import Making
from api.settings import Settings
from db.queries.moments import Head

_OF_A_KEY = 300  # bytes that a key takes beside what stands in it
_OF_LINES = 4  # a part of all that is kept, at most


Key = tuple[str, bytes]  # what an answer hangs on, beside the record and the day: path and query


class Kept:
    """Answers by their keys, at most so many bytes of them: those that nobody asked for longest go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._sizes: dict[Key, int] = {}
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Key) -> Answer | None:
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer, or what it has become."""
        self._drop(key)
        self._answers[key] = answer
        self._sizes[key] = size = _OF_A_KEY + sum(map(len, key)) + answer.size
        self.bytes += size
        while self.bytes > self._most:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        if self._answers.pop(key, None) is not None:
            self.bytes -= self._sizes.pop(key)


class Edition:
    """The record as it ends with one publication, on one day, under one reading of the settings; and what is kept of
    the answers from it.
    """

    def __init__(self, head: Head, at: datetime, settings: Settings) -> None:
        self.head = head
        self.day = at.date()
        self.settings = settings
        self.lists = Lists(head, self.day, settings.front_bytes // _OF_LINES)
        self.kept = Kept(settings.front_bytes - self.lists.most)
        self.making: dict[Key, Making] = {}
        self.finding: dict[Key, asyncio.Future[Answer | None]] = {}
        self.begins = datetime.combine(self.day, time(), UTC)
        self._ends = midnight_after(at)
        self._steady = self._ends - timedelta(seconds=max(settings.max_age, SHARED))
        self._cache_control = cache_control(self.begins, self.begins).encode()

    def is_of(self, head: Head | None, at: datetime, settings: Settings) -> bool:
        """Whether it is what is to be answered from."""
        return self.head == head and self.begins <= at < self._ends and self.settings is settings

    def cache_control(self, at: datetime) -> bytes:
        """What caches are told of an answer from it that is given at a moment."""
        return self._cache_control if at <= self._steady else cache_control(at, self.begins).encode()
