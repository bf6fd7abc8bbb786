"""For how long caches may keep what we answer."""

from datetime import UTC, datetime, time, timedelta

from api.settings import settings

# Seconds: caches that many share keep less than a browser may, so that an acknowledged write is seen behind them too.
# RFC 5861: where we fail, a cache may answer for a day with the last good copy. Every page says as of when it is.
SHARED, WHERE_WE_FAIL = 10, 86_400


def midnight_after(at: datetime) -> datetime:
    """The end of that moment's day in UTC, when the clock may change every answer."""
    return datetime.combine(at.date() + timedelta(days=1), time(), UTC)


def fresh_for(at: datetime) -> int:
    """Seconds an answer of that moment stays fresh: never past midnight UTC."""
    return _fresh(at, midnight_after(at))


def cache_control(at: datetime, asked_at: datetime) -> str:
    """The header `Cache-Control` of an answer that anybody may keep: given at a moment, to who asked at another, and so
    never for longer than the day of that one lasts.
    """
    fresh = _fresh(at, midnight_after(asked_at))
    return f"public, max-age={fresh}, s-maxage={min(SHARED, fresh)}, stale-if-error={WHERE_WE_FAIL}"


def _fresh(at: datetime, ends: datetime) -> int:
    return max(0, min(settings().max_age, int((ends - at).total_seconds())))
