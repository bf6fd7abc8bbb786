"""For how long caches may keep what we answer."""

from datetime import datetime, timedelta

from api.settings import settings

# RFC 5861: while a cache asks again it may answer with what it has, and where we fail, with the last good copy for a
# week. Every page says as of when it is.
WHILE_ASKING, WHERE_WE_FAIL = 60, 604_800  # seconds


def fresh_for(at: datetime) -> int:
    """Seconds an answer of that moment stays fresh: never past midnight UTC, when the clock may change it."""
    midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(settings().max_age, int((midnight - at).total_seconds()))
