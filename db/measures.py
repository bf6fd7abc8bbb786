"""What is measured of the database, for whoever watches an instance; `api/core/measures.py` has the rest."""

from prometheus_client import Histogram

PREFIX = "assembly_tracker_"

WRITE_LOCK_WAIT = Histogram(
    f"{PREFIX}write_lock_wait_seconds",
    "How long writers waited for the one write lock, in seconds.",
    buckets=(0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30),
)
