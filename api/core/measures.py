"""What is measured of a process while it answers, for whoever watches an instance.

Nothing is measured of an answer that is given again but that it was: the front counts those by itself, and hands its
counts on every second (`api/metrics.py`). A route is named as it was written (`/v1/recommendations/{id}`), never by the
path that somebody asked for: there are as many as there are routes.
"""

from prometheus_client import Counter, Gauge, Histogram, Summary

from db.measures import PREFIX

NO_ROUTE = "none"  # an address that is none of ours, or whose request was refused before it was looked for
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Counter(
    f"{PREFIX}requests",
    "Requests that were answered, by route, method (HEAD counts as GET) and class of status.",
    ["route", "method", "status"],
)
SECONDS = Histogram(
    f"{PREFIX}request_seconds",
    "How long it took to make an answer, in seconds. What is given again is not timed.",
    ["side"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
ROUTE_SECONDS = Summary(
    f"{PREFIX}route_seconds", "How long it took to make answers, in seconds, by route.", ["route", "method"]
)
FRONT = Counter(
    f"{PREFIX}front_answers",
    "Public answers: given again from memory (hit), read as they are kept in the database (read), or made (made).",
    ["how"],
)
FRONT_KEPT = Gauge(f"{PREFIX}front_kept", "How many answers the processes keep.", multiprocess_mode="livesum")
FRONT_BYTES = Gauge(f"{PREFIX}front_bytes", "How many bytes they take.", multiprocess_mode="livesum")
WAITING = Gauge(
    f"{PREFIX}waiting",
    "Requests that are worked on, or wait for their turn, by what for.",
    ["queue"],
    multiprocess_mode="livesum",
)
PROCESSES = Gauge(f"{PREFIX}processes", "How many processes answer.", multiprocess_mode="livesum")
REFUSED = Counter(f"{PREFIX}refused", "Requests over a limit (429), by policy.", ["policy"])
UNAVAILABLE = Counter(
    f"{PREFIX}database_unavailable", "Requests that the database could not answer (503), by what kept it.", ["why"]
)
TICKED = Gauge(
    f"{PREFIX}scheduler_last_run_timestamp_seconds",
    "When the server last did what it does by itself, without a failure, or began to; 0 where nobody works here.",
    multiprocess_mode="mostrecent",
)
TICK_FAILURES = Counter(f"{PREFIX}scheduler_failures", "How often what the server does by itself failed.")
CLOCK_IN_DOUBT = Gauge(
    f"{PREFIX}clock_in_doubt",
    "1 while the clock cannot be believed, and nothing is published.",
    multiprocess_mode="mostrecent",
)


def answered(route: str, method: str, status: int, seconds: float, *, work: bool) -> None:
    """Note one answer that was made, to somebody at `work` or to the public."""
    verb = "GET" if method == "HEAD" else method if method in _METHODS else "other"
    REQUESTS.labels(route, verb, f"{status // 100}xx").inc()
    ROUTE_SECONDS.labels(route, verb).observe(seconds)
    SECONDS.labels("work" if work else "public").observe(seconds)
