"""How much one client may ask for in a minute, so that nobody keeps all others from being answered.

It is counted by the generic cell rate algorithm (GCRA): of each client nothing is kept but the moment at which all that
it asked for is made up for. Each process counts for itself.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import NamedTuple

from api.core.measures import REFUSED
from api.core.problems import Problem
from api.settings import Settings, settings

WINDOW = 60  # seconds
_EXACT = 1e-6  # of a second: numbers with a point are not exact
CODES = 30  # a minute, by one network: as many as people in one room type in, and far too few to find one
MOST = 10_000  # clients of whom something is kept: those who asked for nothing longest are forgotten first


class Quota(NamedTuple):
    """What one client has left of one limit after it asked for something, which may have been too much."""

    policy: str
    most: int
    left: int
    seconds: int  # until all of it is there again; where it was too much, until something is

    @property
    def header(self) -> str:
        """As the header `RateLimit` has it."""
        return f'"{self.policy}";r={self.left};t={self.seconds}'

    @property
    def policy_header(self) -> str:
        """As the header `RateLimit-Policy` has it."""
        return f'"{self.policy}";q={self.most};w={WINDOW}'


class TooMany(Problem):
    """The refusal of a client that asked for more than it may. Nothing that it asked for was begun."""

    def __init__(self, quota: Quota) -> None:
        detail = f"Of this at most {quota.most} a minute are answered. Try again in {quota.seconds} s."
        super().__init__("too-many-requests", detail, headers={"Retry-After": str(quota.seconds)})
        self.quota = quota


class Limit:
    """What each client may ask for in a minute: as many at once as in all, and then one after the other.

    `most` is read from the settings each time; 0 is no limit. `clock`: in seconds, and never set back.
    """

    def __init__(self, policy: str, most: Callable[[Settings], int], clock: Callable[[], float]) -> None:
        self._policy, self._most, self._clock = policy, most, clock
        self._made_up: OrderedDict[Hashable, float] = OrderedDict()  # when, by client; who asked last stands last
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._made_up)

    def spend(self, client: Hashable) -> Quota | None:
        """Count one request of a client; None where there is no limit. Raises `TooMany`, and counts nothing."""
        most = self._most(settings())
        if not most:
            return None
        each, now = WINDOW / most, self._clock()
        with self._lock:
            before = max(self._made_up.get(client, now), now)
            over = before + each - now - WINDOW
            refused = over > _EXACT
            after = before if refused else before + each
            self._made_up[client] = after
            self._made_up.move_to_end(client)
            self._forget(now)
        if refused:
            REFUSED.labels(self._policy).inc()
            raise TooMany(Quota(self._policy, most, 0, math.ceil(over)))
        owed = after - now
        return Quota(self._policy, most, int((WINDOW - owed) / each + _EXACT), math.ceil(owed))

    def _forget(self, now: float) -> None:
        """Forget those who have all of it again, of those who asked longest ago; and whoever is too many."""
        while self._made_up:
            client, made_up = next(iter(self._made_up.items()))
            if made_up > now and len(self._made_up) <= MOST:
                return
            del self._made_up[client]


class Limits(NamedTuple):
    """The limits of one application."""

    composed: Limit  # of answers to the public that are worked out for whoever asks, by network
    network: Limit  # of requests to the workbench, by network
    account: Limit  # and by key or account
    codes: Limit  # of codes that are typed in from a sheet, by network


def limits(clock: Callable[[], float] = time.monotonic) -> Limits:
    """Limits for one application, of which nobody has used any yet."""
    return Limits(
        Limit("composed", lambda given: given.limit_composed, clock),
        Limit("network", lambda given: given.limit_network, clock),
        Limit("account", lambda given: given.limit_account, clock),
        Limit("codes", lambda _: CODES, clock),
    )


def no_limits() -> Limits:
    """Limits of an application that nobody but a command of ours asks."""
    return Limits(*(Limit(name, lambda _: 0, time.monotonic) for name in Limits._fields))


def told(quotas: Sequence[Quota]) -> dict[str, str]:
    """What a client is told of what it has left (draft-ietf-httpapi-ratelimit-headers-10)."""
    if not quotas:
        return {}
    return {
        "RateLimit-Policy": ", ".join(quota.policy_header for quota in quotas),
        "RateLimit": ", ".join(quota.header for quota in quotas),
    }
