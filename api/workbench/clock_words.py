"""What is seen of a clock that is in doubt, and what to do about it, in words."""

from datetime import UTC, datetime, timedelta

from api.core import urls
from api.core.problems import Problem
from db.doubt import ClockInDoubt, Seen

RESUMPTION = "/v1/admin/clock/resumption"
_UNITS = (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1)))


def in_doubt(seen: Seen, meanwhile: str = "Nothing is published, sent or forgotten meanwhile.") -> str:
    """What was seen, what that means for what was asked, and what to do."""
    found = []
    if seen.is_ahead and not seen.decided:
        found.append(
            f"The record ends at {_time(seen.published_at)}, {_span(seen.published_at - seen.now)} ahead of this"
            f" machine's clock, which says {_time(seen.now)}: one of them is wrong."
        )
    if seen.has_jumped:
        way = "forward" if seen.jumped > timedelta() else "back"
        found.append(
            f"This machine's clock was set {way} by {_span(abs(seen.jumped))} since it was last noted, and says"
            f" {_time(seen.now)}."
        )
    return (
        f"{' '.join(found)} {meanwhile} If the clock is wrong, put it right, and publishing goes on by itself. If it is"
        " right, an administrator says to go on: `assembly-tracker clock --go-on` on this machine, or"
        f" `POST {urls.public(RESUMPTION)}`."
    )


def following(seen: Seen) -> str:
    """That times follow the last one, and until when."""
    return (
        f"The record ends at {_time(seen.published_at)}, {_span(seen.published_at - seen.now)} ahead of the clock. An"
        " administrator said to go on: what is published until then follows the last time by microseconds, and every"
        " page says so."
    )


def as_problem(doubt: ClockInDoubt) -> Problem:
    """The refusal of whatever would have been published."""
    return Problem("clock-in-doubt", in_doubt(doubt.seen, "Nothing was stored."))


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _span(length: timedelta) -> str:
    seconds = timedelta(seconds=round(length.total_seconds()))
    for name, unit in _UNITS:
        if seconds >= 2 * unit:
            return f"{round(seconds / unit)} {name}"
    return f"{seconds // timedelta(seconds=1)} seconds"
