"""A record that a wrong clock dated in the future."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.clock import now
from tests.clock import rebooted
from tests.writing.given import officer, published

CLOCK = "/v1/admin/clock"
RESUMPTION = f"{CLOCK}/resumption"
LONG = timedelta(days=300)
TODAY = datetime(2026, 12, 1, 9, tzinfo=UTC)


def misdated(client: TestClient, engine: Engine) -> dict[str, str]:
    """A machine is booted with a clock that is 300 days ahead, and something is published; returns an officer's key."""
    key = officer(engine)
    with rebooted(now() + LONG):
        published(client, key)
    return key
