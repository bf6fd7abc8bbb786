"""For how long somebody waits for the database."""

from typing import NamedTuple


class Timeouts(NamedTuple):
    """In seconds: for a lock that somebody else holds, and for one statement."""

    lock: float
    statement: float


# What a request may take. Migrations, rebuilding, verifying and backups take as long as they need.
OF_REQUESTS = Timeouts(lock=5.0, statement=30.0)
