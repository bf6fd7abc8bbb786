"""The clock: the one place time comes from.

Wall time dates what is published, and anybody may set it. Boot time runs on evenly whatever it is set to, also while
the machine sleeps: what wall time is checked against (`db/doubt.py`).
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BOOT_TIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # only Linux has it


class Clock(Protocol):
    """What tells the time."""

    def wall(self) -> datetime:
        """Wall time, in UTC."""

    def booted(self) -> timedelta:
        """How long ago the machine was booted."""

    def boot(self) -> str:
        """The id of this boot: all processes of a machine share it until it is booted again."""


class SystemClock:
    """The clocks of this machine."""

    def wall(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place

    def booted(self) -> timedelta:
        return timedelta(microseconds=time.clock_gettime_ns(_BOOT_TIME) // 1000)

    def boot(self) -> str:
        return _boot()


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:  # no Linux: each process is a boot of its own, and sees jumps that happen while it runs
        return f"process-{secrets.token_hex(8)}"


_read: Clock = SystemClock()


def now() -> datetime:
    """Wall time, in UTC."""
    return _read.wall()


def today() -> date:
    """Today in UTC, as midnight is UTC everywhere in the record."""
    return now().date()


def boot() -> str:
    """The id of this boot."""
    return _read.boot()


def ahead_of_boot() -> timedelta:
    """Wall time less boot time: it stays the same, but for small corrections, until somebody sets the clock."""
    return _read.wall() - _EPOCH - _read.booted()


@dataclass(frozen=True)
class StoppedClock:
    """A clock on which it is one moment, for as long as it is read."""

    at: datetime
    since_boot: timedelta
    of: str

    def wall(self) -> datetime:
        return self.at

    def booted(self) -> timedelta:
        return self.since_boot

    def boot(self) -> str:
        return self.of


def stopped(at: datetime) -> AbstractContextManager[None]:
    """Let it be one moment in every thread of this process, until the end of the block."""
    return reading_from(StoppedClock(at, _read.booted(), boot()))


@contextmanager
def reading_from(clock: Clock) -> Iterator[None]:
    """Read the time from another clock, in every thread of this process, until the end of the block."""
    global _read  # noqa: PLW0603 - the one clock of the process
    before, _read = _read, clock
    try:
        yield
    finally:
        _read = before
