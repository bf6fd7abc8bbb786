"""The clock that tests read, stop and set.

Where somebody travels, wall time and boot time move together: nobody set a clock, nothing is in doubt. `jumped` sets
wall time alone, as a wrong clock does; `rebooted` begins another boot, of which nothing is known yet.
"""

import secrets
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from db.clock import ahead_of_boot, boot, now, reading_from

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SetClock:
    """A clock that was set to a moment, and stands still there unless it knows when it `began`."""

    at: datetime
    ahead: timedelta
    of: str
    began: float | None = None

    def wall(self) -> datetime:
        return self.at if self.began is None else self.at + timedelta(seconds=time.monotonic() - self.began)

    def booted(self) -> timedelta:
        return self.wall() - _EPOCH - self.ahead

    def boot(self) -> str:
        return self.of


def travel(to: datetime, *, tick: bool = True) -> AbstractContextManager[None]:
    """Be at another time until the end of the block, at which the clock goes on, or stands still."""
    return reading_from(SetClock(to, ahead_of_boot(), boot(), time.monotonic() if tick else None))


def jumped(by: timedelta) -> AbstractContextManager[None]:
    """Somebody sets wall time forward or back, and it stands there; boot time knows nothing of it."""
    return reading_from(SetClock(now() + by, ahead_of_boot() + by, boot()))


def rebooted(to: datetime) -> AbstractContextManager[None]:
    """The machine is booted again, and wall time begins with whatever its clock says."""
    return reading_from(SetClock(to, to - _EPOCH, f"boot-{secrets.token_hex(8)}"))
